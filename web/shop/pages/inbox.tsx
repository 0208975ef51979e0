import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { serverNow } from '#web/kit/client.ts'
import { day } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, List, Pager, Row } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { MessageLine } from '../inbox/message.tsx'
import type { Message } from '../inbox/message.tsx'
import { inboxWords } from '../words/inbox.ts'

const dayMs = 86_400_000

export function InboxPage() {
  const words = useWords(inboxWords)
  const dayName = useDayName()
  const { items, ...pager } = usePages(api.getInbox, {})
  useReadOnOpening(items)
  const days = Map.groupBy(items, (message) => dayName(message.happenedAt))
  return (
    <Page title={words.title}>
      {items.length === 0 && (
        <Empty icon="chat" title={words.none}>
          <p>{words.noneHint}</p>
          <Link to="/" className={buttonClass()}>
            {words.shop}
          </Link>
        </Empty>
      )}
      {[...days].map(([name, messages]) => (
        <Section key={name} title={name}>
          <List label={name}>
            {messages.map((message) => (
              <Row key={message.id}>
                <MessageLine message={message} />
              </Row>
            ))}
          </List>
        </Section>
      ))}
      <Pager {...pager} />
    </Page>
  )
}

/** To open the inbox is to read it. What was new when it opened stays marked while one looks. */
function useReadOnOpening(items: Message[]) {
  const { run } = useAction(api.postInboxRead, { refreshes: [api.getUnread] })
  const newestUnread = items.find((message) => !message.isRead)?.id
  useEffect(() => {
    if (newestUnread) run({ messageId: newestUnread })
    // oxlint-disable-next-line react/exhaustive-deps -- `run` is another function each time
  }, [newestUnread])
}

/** Today, yesterday, or the date, by the server's clock. */
function useDayName(): (at: string) => string {
  const words = useWords(inboxWords)
  const language = useLanguage()
  const now = serverNow()
  const today = day(new Date(now), language)
  const yesterday = day(new Date(now - dayMs), language)
  return (at) => {
    const name = day(at, language)
    if (name === today) return words.today
    return name === yesterday ? words.yesterday : name
  }
}
