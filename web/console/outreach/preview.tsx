/** The words as a member's phone shows them, in both languages. */
import { useWords } from '#web/kit/i18n.ts'
import { outreachWords } from '../words/outreach.ts'
import styles from './preview.module.css'

type Text = { titleZh: string; titleEn: string; bodyZh: string; bodyEn: string }

export function Preview({ text }: { text: Text }) {
  const words = useWords(outreachWords)
  return (
    <figure className={styles['phone']} aria-label={words.preview}>
      <figcaption className="soft small">{words.preview}</figcaption>
      <Message lang="zh-CN" title={text.titleZh} body={text.bodyZh} />
      <Message lang="en" title={text.titleEn} body={text.bodyEn} />
    </figure>
  )
}

function Message({ lang, title, body }: { lang: string; title: string; body: string }) {
  const { now } = useWords(outreachWords)
  return (
    <div className={styles['message']} lang={lang}>
      <span className="row-apart">
        <strong>{title || '…'}</strong>
        <span className="soft small">{now}</span>
      </span>
      <span className="soft small">{body || '…'}</span>
    </div>
  )
}
