import { Link, getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { serverNow } from '#web/kit/client.ts'
import { day } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, List, Pager, Row } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { MessageLine } from '../inbox/message.tsx'
import type { Message } from '../inbox/message.tsx'
import { attentionWords } from '../words/attention.ts'
import { inboxWords } from '../words/inbox.ts'

const route = getRouteApi('/inbox')
const dayMs = 86_400_000

export function InboxPage() {
  const words = useWords(inboxWords)
  const dayName = useDayName()
  const attention = useWords(attentionWords)
  const search = route.useSearch()
  const { items, ...pager } = usePages(api.getInbox, search)
  // What is left out here was not seen: only the whole list is read by opening it.
  useReadOnOpening(search.class ? [] : items)
  const days = Map.groupBy(items, (message) => dayName(message.happenedAt))
  return (
    <Page title={words.title} actions={<Link to="/me/messages">{attention.toSettings}</Link>}>
      <Tabs label={words.title}>
        <Link to="/inbox" activeOptions={{ exact: true, includeSearch: true }}>
          {attention.tabs.all}
        </Link>
        {(['service', 'marketing'] as const).map((name) => (
          <Link key={name} to="/inbox" search={{ class: name }}>
            {attention.tabs[name]}
          </Link>
        ))}
      </Tabs>
      {items.length === 0 && search.class === 'marketing' && (
        <Empty icon="ticket" title={attention.noneMarketing}>
          <p>{attention.noneMarketingHint}</p>
          <Link to="/me/messages" className={buttonClass()}>
            {attention.unsubscribe.settings}
          </Link>
        </Empty>
      )}
      {items.length === 0 && search.class !== 'marketing' && (
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
