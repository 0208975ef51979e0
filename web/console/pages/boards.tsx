/** The register of boards: who is in each, who came and went, and what each may ask and write. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { askedOf, BoardForm } from '../board/board-form.tsx'
import type { Board } from '../board/board-form.tsx'
import { Pushes } from '../board/pushes.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { boardWords } from '../words/boards.ts'
import { frameWords } from '../words/frame.ts'

type Open = { what: 'new' } | { what: 'change' | 'write'; board: Board } | null

export function BoardsPage() {
  const words = useWords(boardWords)
  const { pages } = useWords(frameWords)
  const { whyNot } = useAccess()
  const { nameOf, count } = useFormats()
  const { items, asOf } = useApi(api.getConsoleBoards)
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <Page
      title={pages.boards}
      width="wide"
      actions={
        <Button
          kind="primary"
          disabledReason={whyNot('boards.edit')}
          onPress={() => setOpen({ what: 'new' })}
        >
          {words.add}
        </Button>
      }
    >
      {items.length === 0 ? (
        <Empty icon="home" title={words.none}>
          <p className="soft">{words.noneAbout}</p>
        </Empty>
      ) : (
        <>
          <Table
            caption={pages.boards}
            items={items}
            keyOf={({ code }) => code}
            columns={[
              {
                key: 'name',
                title: words.name,
                cell: (board) => (
                  <>
                    {nameOf(board)} <code className="soft small">{board.code}</code>
                  </>
                ),
              },
              {
                key: 'rule',
                title: words.rule,
                cell: ({ rule }) => words.rules[askedOf(rule)],
              },
              {
                key: 'status',
                title: words.status,
                cell: ({ status }) => (
                  <Badge tone={status === 'open' ? 'safe' : 'plain'}>
                    {words.statuses[status]}
                  </Badge>
                ),
              },
              {
                key: 'members',
                title: words.members,
                isFigure: true,
                cell: ({ members }) => count(members),
              },
              {
                key: 'joined',
                title: words.joined,
                isFigure: true,
                cell: ({ joinedThisWeek }) => count(joinedThisWeek),
              },
              {
                key: 'left',
                title: words.left,
                isFigure: true,
                cell: ({ leftThisWeek }) => count(leftThisWeek),
              },
              {
                key: 'acts',
                title: '',
                cell: (board) => (
                  <span className="row">
                    {!whyNot('boards.edit') && (
                      <Button small onPress={() => setOpen({ what: 'change', board })}>
                        {words.changeShort}
                      </Button>
                    )}
                    <Button small onPress={() => setOpen({ what: 'write', board })}>
                      {words.writeShort}
                    </Button>
                  </span>
                ),
              },
            ]}
          />
          <p className="soft small">
            <Age asOf={asOf} />
          </p>
        </>
      )}
      <Dialog title={titleOf(open, words)} isOpen={open !== null} onClose={close}>
        {open?.what === 'write' && <Pushes code={open.board.code} />}
        {open?.what === 'new' && <BoardForm onDone={close} />}
        {open?.what === 'change' && (
          <BoardForm
            key={`${open.board.code} ${open.board.edition}`}
            board={open.board}
            onDone={close}
          />
        )}
      </Dialog>
    </Page>
  )
}

const titleOf = (open: Open, words: { add: string; change: string; write: string }) =>
  open?.what === 'write' ? words.write : open?.what === 'change' ? words.change : words.add
