/** Newcomers by invitation; staff may set a suspicion aside once they have looked. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { ShortId } from '../id.tsx'
import { inviteWords } from '../words/invites.ts'
import { sharedWords } from '../words/shared.ts'
import { inviteStates } from './choices.ts'

type State = (typeof inviteStates)[number]
type Row = AnswerOf<typeof api.getConsoleNewcomers>['items'][number]

const tones: Record<State, Tone> = {
  joined: 'plain',
  bought: 'plain',
  waiting: 'warn',
  rewarded: 'safe',
  refused: 'bad',
  reversed: 'bad',
}

export function Newcomers({ state }: { state: State | undefined }) {
  const words = useWords(inviteWords)
  const { all } = useWords(sharedWords)
  const { items, ...pager } = usePages(api.getConsoleNewcomers, state ? { state } : {})
  return (
    <Section title={words.newcomers}>
      <Tabs label={words.state}>
        <Link to="/invites" search={{}} activeOptions={{ exact: true }}>
          {all}
        </Link>
        {inviteStates.map((one) => (
          <Link key={one} to="/invites" search={{ state: one }} activeOptions={{ exact: true }}>
            {words.states[one]}
          </Link>
        ))}
      </Tabs>
      {items.length === 0 ? (
        <p className="soft">{words.noNewcomers}</p>
      ) : (
        <NewcomersTable items={items} />
      )}
      <Pager {...pager} />
    </Section>
  )
}

function NewcomersTable({ items }: { items: Row[] }) {
  const words = useWords(inviteWords)
  const { day } = useFormats()
  const { may } = useAccess()
  const accept = useAction(api.postInviteAcceptance, {
    refreshes: [api.getConsoleNewcomers, api.getConsoleInvites],
    onDone: () => toast({ text: words.accepted }),
  })
  return (
    <>
      <ErrorNote error={accept.error} />
      <Table
        caption={words.newcomers}
        items={items}
        keyOf={({ newcomerId }) => newcomerId}
        columns={[
          {
            key: 'newcomer',
            title: words.newcomer,
            cell: ({ newcomerId }) => <ShortId id={newcomerId} />,
          },
          {
            key: 'inviter',
            title: words.inviter,
            cell: ({ inviterId }) => <ShortId id={inviterId} />,
          },
          { key: 'joined', title: words.joinedAt, cell: ({ joinedAt }) => day(joinedAt) },
          {
            key: 'state',
            title: words.state,
            cell: ({ state, reason, newcomerId, isAcceptable }) => (
              <span className="row">
                <Badge tone={tones[state]}>{words.states[state]}</Badge>
                {reason && <span className="soft small">{words.reasons[reason]}</span>}
                {isAcceptable && may('traffic.edit') && (
                  <Button
                    small
                    kind="quiet"
                    isBusy={accept.isRunning}
                    onPress={() => accept.run({ newcomerId })}
                  >
                    {words.accept}
                  </Button>
                )}
              </span>
            ),
          },
          { key: 'due', title: words.due, cell: ({ dueAt }) => (dueAt ? day(dueAt) : '–') },
        ]}
      />
    </>
  )
}
