/** Who is one human with whom: what waits for a judgement, and what was joined, with its evidence. */
import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, List, Pager, Row } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Moment, useFormats } from '../formats.tsx'
import { Pair, useWho, useWhy } from '../identity/pair.tsx'
import { FindPerson } from '../member/find-person.tsx'
import { useUndo } from '../undo.ts'
import { frameWords } from '../words/frame.ts'
import { identityWords } from '../words/identities.ts'

type Proposal = AnswerOf<typeof api.getMergeProposals>['items'][number]
type Merge = AnswerOf<typeof api.getMerges>['items'][number]
const route = getRouteApi('/inside/identities')
const changed = [api.getMergeProposals, api.getMerges, api.getMember, api.getMembers]

export function IdentitiesPage() {
  const words = useWords(identityWords)
  const { pages } = useWords(frameWords)
  const { view } = route.useSearch()
  return (
    <Page title={pages.identities} width="wide" actions={<FindPerson />}>
      <p className="soft">{words.intro}</p>
      <Tabs label={words.views}>
        <Link to="/identities" activeOptions={{ exact: true }}>
          {words.waiting}
        </Link>
        <Link to="/identities" search={{ view: 'merged' }} activeOptions={{ exact: true }}>
          {words.merged}
        </Link>
      </Tabs>
      {view === 'merged' ? <Merged /> : <Waiting />}
    </Page>
  )
}

function Waiting() {
  const words = useWords(identityWords)
  const { items, ...pager } = usePages(api.getMergeProposals, {})
  if (items.length === 0)
    return (
      <Empty icon="check" title={words.noneWaiting}>
        <p className="soft">{words.noneWaitingHint}</p>
      </Empty>
    )
  return (
    <>
      <List label={words.waiting}>
        {items.map((one) => (
          <Row key={one.id}>
            <ProposalRow of={one} />
          </Row>
        ))}
      </List>
      <p className="soft small">{words.after}</p>
      <Pager {...pager} />
    </>
  )
}

function ProposalRow({ of }: { of: Proposal }) {
  const words = useWords(identityWords)
  const { count } = useFormats()
  const { whyNot } = useAccess()
  const [why, who] = [useWhy(), useWho()]
  const sayWithUndo = useUndo(api.postMergeReopening, changed)
  const decide = useAction(api.postMergeDecision, {
    refreshes: changed,
    onDone: (_, { decision, proposalId }) => sayWithUndo(words[decision], { proposalId }),
  })
  const { id: proposalId, reason, evidence } = of
  return (
    <article className="stack-tight">
      <div className="row-apart">
        <div className="row">
          <strong>{why(evidence)}</strong>
          {reason === 'too_many_persons' && (
            <Badge tone="bad">{words.reasons.too_many_persons(count(of.persons))}</Badge>
          )}
          {reason === 'too_many_phones' && (
            <Badge tone="bad">{words.reasons.too_many_phones(count(of.phones))}</Badge>
          )}
          {evidence.reason === 'same_identity' && !evidence.isProven && (
            <Badge tone="warn">{words.unproven}</Badge>
          )}
        </div>
        <span className="soft small">
          {words.foundBy(who(of.proposedBy))} · <Moment at={of.proposedAt} />
        </span>
      </div>
      <Pair {...of} />
      <ErrorNote error={decide.error} />
      <div className="row">
        <Button
          small
          kind="primary"
          isBusy={decide.isRunning}
          disabledReason={whyNot('identity.merge')}
          onPress={() => decide.run({ proposalId, decision: 'accepted' })}
        >
          {words.accept}
        </Button>
        <Button
          small
          isBusy={decide.isRunning}
          disabledReason={whyNot('identity.merge')}
          onPress={() => decide.run({ proposalId, decision: 'refused' })}
        >
          {words.refuse}
        </Button>
      </div>
    </article>
  )
}

function Merged() {
  const words = useWords(identityWords)
  const { items, ...pager } = usePages(api.getMerges, {})
  if (items.length === 0)
    return (
      <Empty icon="person" title={words.noneMerged}>
        <p className="soft">{words.noneMergedHint}</p>
      </Empty>
    )
  return (
    <>
      <List label={words.merged}>
        {items.map((one) => (
          <Row key={one.id}>
            <MergeRow of={one} />
          </Row>
        ))}
      </List>
      <Pager {...pager} />
    </>
  )
}

function MergeRow({ of }: { of: Merge }) {
  const words = useWords(identityWords)
  const { whyNot } = useAccess()
  const [why, who] = [useWhy(), useWho()]
  const undo = useAction(api.postMergeUndoing, {
    refreshes: changed,
    onDone: ({ areStillJoined }) =>
      toast({ text: areStillJoined ? words.stillJoined : words.undone }),
  })
  const { undoneAt, undoneBy } = of
  return (
    <article className="stack-tight">
      <div className="row-apart">
        <div className="row">
          <strong>{why(of.evidence)}</strong>
          {undoneAt ? <Badge>{words.isUndone}</Badge> : <Badge tone="safe">{words.stands}</Badge>}
        </div>
        {!undoneAt && (
          <Button
            small
            isBusy={undo.isRunning}
            disabledReason={whyNot('identity.merge')}
            onPress={() => undo.run({ mergeId: of.id })}
          >
            {words.undo}
          </Button>
        )}
      </div>
      <Pair {...of} />
      <p className="soft small">
        {words.mergedBy(who(of.mergedBy))} · <Moment at={of.mergedAt} />
        {undoneAt && undoneBy && (
          <>
            {' · '}
            {words.undoneBy(who(undoneBy))} · <Moment at={undoneAt} />
          </>
        )}
      </p>
      <ErrorNote error={undo.error} />
    </article>
  )
}
