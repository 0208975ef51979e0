import * as api from '#web/kit/api.ts'
import { CountMark, useToldCount } from '#web/kit/count-mark.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useApiState } from '#web/kit/use-api.ts'
import { inboxWords } from '../words/inbox.ts'

/** Asked again while the page is looked at, and whenever it gets the focus back. */
const askEveryMs = 60_000

/** How many messages wait: the number on a sign, and in words for those who do not see it. */
export function UnreadMark() {
  const words = useWords(inboxWords)
  const { data } = useApiState(api.getUnread, {}, { quiet: true, everyMs: askEveryMs })
  const unread = data?.count ?? 0
  const told = useToldCount(unread)
  if (unread === 0) return null
  return (
    <>
      <CountMark of={unread} isSilent />
      <span className="spoken">{words.unreadCount(told)}</span>
    </>
  )
}
