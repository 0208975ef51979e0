/** What was written to members, newest first: how far each is, and what became of it. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Moment, useFormats } from '../formats.tsx'
import { OutreachBadge } from '../outreach/outreach-badge.tsx'
import { frameWords } from '../words/frame.ts'
import { outreachWords } from '../words/outreach.ts'

export function OutreachesPage() {
  const words = useWords(outreachWords)
  const { pages } = useWords(frameWords)
  const { may } = useAccess()
  const { count } = useFormats()
  const { items, ...pager } = usePages(api.getOutreaches, {})
  const write = may('outreach.send') && (
    <Link to="/outreach/new" className={buttonClass({ kind: 'primary' })}>
      {words.write}
    </Link>
  )
  return (
    <Page title={pages.outreach} width="wide" actions={items.length > 0 && write}>
      {items.length === 0 ? (
        <Empty icon="chat" title={words.none}>
          <p>{words.noneHint}</p>
          {write}
        </Empty>
      ) : (
        <Table
          caption={pages.outreach}
          items={items}
          keyOf={(one) => one.id}
          columns={[
            {
              key: 'words',
              title: words.words,
              cell: (one) => (
                <Link to="/outreach/$outreachId" params={{ outreachId: one.id }}>
                  {one.name}
                </Link>
              ),
            },
            {
              key: 'to',
              title: words.to,
              cell: (one) => one.segmentName ?? words.everybody,
            },
            { key: 'by', title: words.channel, cell: (one) => words.channels[one.channel] },
            {
              key: 'state',
              title: words.state,
              cell: (one) => (
                <OutreachBadge
                  state={one.state === 'done' && one.waiting > 0 ? 'waiting' : one.state}
                />
              ),
            },
            { key: 'began', title: words.began, cell: (one) => <Moment at={one.createdAt} /> },
            {
              key: 'wanted',
              title: words.wanted,
              isFigure: true,
              cell: (one) => count(one.wanted),
            },
            {
              key: 'delivered',
              title: words.delivered,
              isFigure: true,
              cell: (one) => count(one.delivered),
            },
            {
              key: 'refused',
              title: words.refused,
              isFigure: true,
              cell: (one) => count(one.refused.reduce((sum, row) => sum + row.members, 0)),
            },
          ]}
        />
      )}
      <Pager {...pager} />
    </Page>
  )
}
