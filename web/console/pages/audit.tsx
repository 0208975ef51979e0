/** What was done by whom, newest first, and the proof that nothing of it was changed since. */
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useAction, useApiState, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Moment, factsText, useFormats } from '../formats.tsx'
import { WholeId, shortId } from '../id.tsx'
import { SearchForm } from '../search-form.tsx'
import { wordFor } from '../states.tsx'
import { frameWords } from '../words/frame.ts'
import { actWords } from '../words/acts.ts'
import { houseWords } from '../words/house.ts'
import { sharedWords } from '../words/shared.ts'

const route = getRouteApi('/inside/audit')

export function AuditPage() {
  const { audit: words } = useWords(houseWords)
  const { pages } = useWords(frameWords)
  const navigate = useNavigate()
  const search = route.useSearch()
  const { subject } = search
  const { items, ...pager } = usePages(api.getAudit, search)
  return (
    <Page title={pages.audit} width="wide">
      <Verification />
      <div className="stack-tight">
        <SearchForm
          key={subject}
          label={words.filter}
          value={subject ?? ''}
          onSearch={(text) =>
            void navigate({ to: '/audit', search: text === '' ? {} : { subject: text } })
          }
        />
        {subject !== undefined && (
          <p className="row soft small">
            <span>{words.ofSubject(subject)}</span>
            <Link to="/audit">{words.all}</Link>
          </p>
        )}
      </div>
      {items.length === 0 ? (
        <Empty icon="search" title={words.none} />
      ) : (
        <EntriesTable items={items} />
      )}
      <Pager {...pager} />
    </Page>
  )
}

type Entry = AnswerOf<typeof api.getAudit>['items'][number]

function EntriesTable({ items }: { items: Entry[] }) {
  const { audit: words } = useWords(houseWords)
  const acts = useWords(actWords)
  const shared = useWords(sharedWords)
  const { pages } = useWords(frameWords)
  const whoIs = useNames()
  return (
    <Table
      caption={pages.audit}
      items={items}
      keyOf={(entry) => entry.id}
      columns={[
        { key: 'at', title: shared.at, cell: (entry) => <Moment at={entry.at} /> },
        { key: 'who', title: words.who, cell: whoIs },
        { key: 'act', title: words.act, cell: (entry) => wordFor(acts, entry.act) },
        {
          key: 'subject',
          title: words.subject,
          cell: ({ subject }) => (
            <Link to="/audit" search={{ subject }}>
              <WholeId id={subject} />
            </Link>
          ),
        },
        {
          key: 'facts',
          title: words.facts,
          cell: ({ facts }) => <span className="soft small">{factsText(facts)}</span>,
        },
      ]}
    />
  )
}

/** Staff by their names, for those who may know them. */
function useNames() {
  const { audit: words } = useWords(houseWords)
  const { may } = useAccess()
  const { data } = useApiState(api.getStaff, { limit: 100 }, { enabled: may('staff.edit') })
  return ({ actorKind, actorId }: Entry) => {
    const known = data?.items.find((one) => one.staffId === actorId)
    return known ? known.name : `${wordFor(words.kinds, actorKind)} ${shortId(actorId)}`
  }
}

type Verified = AnswerOf<typeof api.postAuditVerification>['items'][number]

function Verification() {
  const { audit: words } = useWords(houseWords)
  const [found, setFound] = useState<Verified[] | null>(null)
  const verify = useAction(api.postAuditVerification, {
    refreshes: [api.getAudit],
    onDone: ({ items }) => setFound(items),
  })
  return (
    <Section
      title={words.verify}
      actions={
        <Button small icon="shield" isBusy={verify.isRunning} onPress={() => verify.run()}>
          {words.verify}
        </Button>
      }
    >
      <div className="stack-tight" aria-live="polite">
        <p className="soft small">{words.hint}</p>
        <ErrorNote error={verify.error} />
        {found && (
          <Table
            caption={words.verify}
            items={found}
            keyOf={(one) => one.log}
            columns={[
              { key: 'log', title: words.log, cell: (one) => wordFor(words.logs, one.log) },
              { key: 'result', title: words.result, cell: (one) => <Result of={one} /> },
            ]}
          />
        )}
      </div>
    </Section>
  )
}

function Result({ of }: { of: Verified }) {
  const { audit: words } = useWords(houseWords)
  const { count } = useFormats()
  if (of.problems.length === 0)
    return <Badge tone="safe">{words.verified(count(of.rows), count(of.seals))}</Badge>
  return (
    <>
      <Badge tone="bad">{words.broken(of.problems.length)}</Badge>
      <ul>
        {of.problems.map(({ seq, problem }) => (
          <li key={`${seq} ${problem}`}>{words.problem(String(seq), problem)}</li>
        ))}
      </ul>
    </>
  )
}
