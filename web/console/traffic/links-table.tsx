/** Links with what each brought; its code and poster open beside it. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useNow } from '#web/kit/now.ts'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { useUndo } from '../undo.ts'
import { linkWords } from '../words/links.ts'
import { LinkCode } from './link-code.tsx'
import styles from './links-table.module.css'

export type TrafficLink = AnswerOf<typeof api.getConsoleLinks>['items'][number]

export function LinksTable({ items }: { items: TrafficLink[] }) {
  const words = useWords(linkWords)
  const { count } = useFormats()
  const [shown, setShown] = useState<TrafficLink | null>(null)
  return (
    <>
      <Table
        caption={words.all}
        items={items}
        keyOf={({ id }) => id}
        columns={[
          { key: 'title', title: words.title, cell: (link) => <Titled link={link} /> },
          { key: 'address', title: words.address, cell: (link) => <Address link={link} /> },
          {
            key: 'visits',
            title: words.visits,
            isFigure: true,
            cell: ({ figures }) => count(figures.visits),
          },
          {
            key: 'people',
            title: words.people,
            isFigure: true,
            cell: ({ figures }) => count(figures.people),
          },
          {
            key: 'signUps',
            title: words.signUps,
            isFigure: true,
            cell: ({ figures }) => count(figures.signUps),
          },
          {
            key: 'acts',
            title: <span className="spoken">{words.code}</span>,
            cell: (link) => (
              <span className={styles['acts']}>
                <Button small onPress={() => setShown(link)}>
                  {words.code}
                </Button>
                <CloseLink link={link} />
              </span>
            ),
          },
        ]}
      />
      <LinkCode link={shown} onClose={() => setShown(null)} />
    </>
  )
}

function Titled({ link }: { link: TrafficLink }) {
  const words = useWords(linkWords)
  const now = useNow()
  const isOver = link.expiresAt !== null && Date.parse(link.expiresAt) < now
  const holder = link.ownerKind === 'channel' ? '' : link.ownerId || words.holders[link.ownerKind]
  return (
    <span className={styles['titled']}>
      {link.title}
      {holder && <span className="soft small">{holder}</span>}
      {link.closedAt ? (
        <Badge tone="warn">{words.closed}</Badge>
      ) : (
        isOver && <Badge tone="warn">{words.expired}</Badge>
      )}
    </span>
  )
}

function Address({ link: { url } }: { link: TrafficLink }) {
  const words = useWords(linkWords)
  const copy = () =>
    void navigator.clipboard.writeText(url).then(() => toast({ text: words.copied }))
  return (
    <span className={styles['address']}>
      <code>{url.replace(/^https?:\/\//, '')}</code>
      <Button small kind="quiet" onPress={copy}>
        {words.copy}
      </Button>
    </span>
  )
}

function CloseLink({ link }: { link: TrafficLink }) {
  const words = useWords(linkWords)
  const { may } = useAccess()
  const refreshes = [api.getConsoleLinks]
  const undo = useUndo(api.postLinkClosing, refreshes)
  const isClosed = link.closedAt !== null
  const change = useAction(api.postLinkClosing, {
    refreshes,
    onDone: () =>
      undo(isClosed ? words.openedToast : words.closedToast, { linkId: link.id, closed: isClosed }),
  })
  if (!may('traffic.edit')) return null
  return (
    <Button
      small
      kind="quiet"
      isBusy={change.isRunning}
      onPress={() => change.run({ linkId: link.id, closed: !isClosed })}
    >
      {isClosed ? words.open : words.close}
    </Button>
  )
}
