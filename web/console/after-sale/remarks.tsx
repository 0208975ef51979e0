import { useWords } from '#web/kit/i18n.ts'
import { useFormats } from '../formats.tsx'
import { afterSaleWords } from '../words/after-sale.ts'
import { stateWords } from '../words/states.ts'
import styles from './remarks.module.css'

type Remark = { author: 'member' | 'staff'; text: string; writtenAt: string }

/** What members and staff wrote, in their own words. */
export function Remarks({ remarks }: { remarks: readonly Remark[] }) {
  const words = useWords(afterSaleWords)
  const states = useWords(stateWords)
  const { dateTime } = useFormats()
  if (remarks.length === 0) return null
  return (
    <ul className={styles['remarks']} aria-label={words.refunds.remarks}>
      {remarks.map((remark) => (
        <li key={remark.writtenAt + remark.author}>
          <p className="soft small">
            {states.author[remark.author]} · {dateTime(remark.writtenAt)}
          </p>
          <p className={styles['text']}>{remark.text}</p>
        </li>
      ))}
    </ul>
  )
}
