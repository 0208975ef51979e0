import * as api from '#web/kit/api.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { count } from '#web/kit/format.ts'
import { useApiState } from '#web/kit/use-api.ts'
import { inboxWords } from '../words/inbox.ts'
import styles from './unread.module.css'

/** Asked again while the page is looked at, and whenever it gets the focus back. */
const askEveryMs = 60_000
const shownMax = 99

/** How many messages wait, as one says it: none, 3, 99+. */
export function useUnread(): string | null {
  const language = useLanguage()
  const { data } = useApiState(api.getUnread, {}, { quiet: true, everyMs: askEveryMs })
  if (!data || data.count === 0) return null
  return data.count > shownMax ? `${shownMax}+` : count(data.count, language)
}

/** The number on a sign, and in words for those who do not see it. */
export function UnreadMark() {
  const words = useWords(inboxWords)
  const unread = useUnread()
  if (!unread) return null
  return (
    <>
      <span className={styles['mark']} aria-hidden="true">
        {unread}
      </span>
      <span className="spoken">{words.unreadCount(unread)}</span>
    </>
  )
}
