/** The stages somebody came through, each with how long it lasted. */
import { useWords } from '#web/kit/i18n.ts'
import { useNow } from '#web/kit/now.ts'
import { Section } from '#web/kit/page.tsx'
import { useFormats } from '../formats.tsx'
import { memberPageWords } from '../words/member-page.ts'
import { memberWords } from '../words/members.ts'
import type { Member } from './member.ts'
import { useSpan } from './names.ts'
import styles from './stage-path.module.css'

/** Who lapses and comes back for years would fill the page with it. */
const shownMax = 6

export function StagePath({ stages }: { stages: Member['stages'] }) {
  const { page: words } = useWords(memberPageWords)
  const { stages: names, stageMeans } = useWords(memberWords)
  const { day } = useFormats()
  const span = useSpan()
  const now = useNow()
  const shown = stages.slice(-shownMax)
  const earlier = stages.length - shown.length
  return (
    <Section title={words.path}>
      {earlier > 0 && <p className="soft small">{words.earlier(earlier)}</p>}
      <ol className={styles['path']} aria-label={words.pathLabel}>
        {shown.map(({ at, stage }, index) => {
          const next = shown[index + 1]
          const lasted = span(Date.parse(at), next ? Date.parse(next.at) : now)
          return (
            <li
              key={at}
              className={next ? styles['past'] : `${styles['now']} ${styles[stage]}`}
              aria-current={next ? undefined : 'step'}
              title={stageMeans[stage]}
            >
              <strong>{names[stage]}</strong>
              <span className="soft small">{day(at)}</span>
              <span className="soft small">{lasted}</span>
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
