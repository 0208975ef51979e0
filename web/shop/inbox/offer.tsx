/** What staff wrote to members, in the reader's language, as a way to what it is about. */
import { Icon } from '#web/kit/icon.tsx'
import { inLanguage, useLanguage, useWords } from '#web/kit/i18n.ts'
import { time } from '#web/kit/format.ts'
import { tell } from '../facts.ts'
import { attentionWords } from '../words/attention.ts'
import { inboxWords } from '../words/inbox.ts'
import type { Message } from './message.tsx'
import styles from './message.module.css'

export function OfferLine({
  message,
  text,
}: {
  message: Message
  text: NonNullable<Message['text']>
}) {
  const { offer } = useWords(attentionWords)
  const { unread } = useWords(inboxWords)
  const language = useLanguage()
  const say = (zh: string, en: string) => filledIn(inLanguage(language, zh, en), message.facts)
  const contents = (
    <>
      <span className={`${styles['mark']} ${styles['plain']}`}>
        <Icon name="ticket" />
      </span>
      <span className={styles['text']}>
        <span className="row-apart">
          <strong className={styles['title']}>{say(text.titleZh, text.titleEn)}</strong>
          <span className={styles['side']}>
            {!message.isRead && <span className={styles['unread']}>{unread}</span>}
            <time dateTime={message.happenedAt}>{time(message.happenedAt, language)}</time>
          </span>
        </span>
        <span className="soft small">{say(text.bodyZh, text.bodyEn)}</span>
        <span className="soft small">{offer}</span>
      </span>
    </>
  )
  if (!text.link) return <span className={styles['message']}>{contents}</span>
  return (
    <a
      href={text.link}
      className={styles['message']}
      onClick={() => tell({ kind: 'opened', messageId: message.id })}
    >
      {contents}
    </a>
  )
}

/** `{coupon}` in the words is what this message's facts have under that name. */
const filledIn = (text: string, facts: Message['facts']): string =>
  text.replaceAll(/\{(\w{1,30})\}/g, (whole, name: string) => String(facts[name] ?? whole))
