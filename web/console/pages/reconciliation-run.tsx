/** One comparison with the institution: nothing unexplained, and what is on its way by its name. */
import { getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { Facts } from '../facts.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { WholeId } from '../id.tsx'
import { wordFor } from '../states.tsx'
import { moneyWords } from '../words/money.ts'

type Run = AnswerOf<typeof api.getReconciliation>

const route = getRouteApi('/inside/reconciliation/$reconciliationId')

export function ReconciliationRunPage() {
  const { reconciliation: words } = useWords(moneyWords)
  const { reconciliationId } = route.useParams()
  const run = useApi(api.getReconciliation, { reconciliationId })
  const { count, nameOfDay } = useFormats()
  const isGood = run.unexplainedCount === 0
  return (
    <Page title={`${words.run} · ${nameOfDay(run.dueOn)}`} width="wide">
      <p>
        <Badge tone={isGood ? 'safe' : 'bad'}>
          {isGood ? words.allGood : words.bad(count(run.unexplainedCount))}
        </Badge>
      </p>
      <Facts
        of={[
          [words.runAt, <Moment key="at" at={run.runAt} />],
          [words.lineCount, count(run.lineCount)],
          [words.matched, count(run.matched)],
          [words.inFlight, count(run.inFlightCount)],
          [words.unexplained, count(run.unexplainedCount)],
        ]}
      />
      {run.unexplained.length > 0 && <Unexplained run={run} />}
      <InFlight run={run} />
      <Accounts accounts={run.accounts} />
    </Page>
  )
}

function Unexplained({ run }: { run: Run }) {
  const { reconciliation: words } = useWords(moneyWords)
  return (
    <Section title={words.unexplained}>
      <Table
        caption={words.unexplained}
        items={run.unexplained}
        keyOf={(one) => `${one.what} ${one.subject}`}
        columns={[
          { key: 'what', title: words.what, cell: (one) => words.whats[one.what] },
          { key: 'subject', title: words.subject, cell: (one) => <WholeId id={one.subject} /> },
          {
            key: 'ours',
            title: words.ours,
            isFigure: true,
            cell: ({ oursFen }) => (oursFen === null ? '–' : <Money fen={oursFen} />),
          },
          {
            key: 'theirs',
            title: words.theirs,
            isFigure: true,
            cell: ({ theirsFen }) => (theirsFen === null ? '–' : <Money fen={theirsFen} />),
          },
        ]}
      />
      <Shown shown={run.unexplained.length} all={run.unexplainedCount} />
    </Section>
  )
}

function InFlight({ run }: { run: Run }) {
  const { reconciliation: words } = useWords(moneyWords)
  return (
    <Section title={words.inFlight}>
      {run.inFlight.length === 0 ? (
        <p className="soft">{words.inFlightNone}</p>
      ) : (
        <Table
          caption={words.inFlight}
          items={run.inFlight}
          keyOf={(one) => one.number}
          columns={[
            { key: 'number', title: words.number, cell: (one) => <WholeId id={one.number} /> },
            { key: 'kind', title: words.kind, cell: (one) => words.kinds[one.kind] },
            { key: 'since', title: words.since, cell: (one) => <Moment at={one.since} /> },
            { key: 'why', title: words.why, cell: (one) => words.whys[one.why] },
            {
              key: 'amount',
              title: words.ours,
              isFigure: true,
              cell: (one) => <Money fen={one.amountFen} />,
            },
          ]}
        />
      )}
      <Shown shown={run.inFlight.length} all={run.inFlightCount} />
    </Section>
  )
}

/** The details of a bad day are cut; its counts are not. */
function Shown({ shown, all }: { shown: number; all: number }) {
  const { reconciliation: words } = useWords(moneyWords)
  const { count } = useFormats()
  if (shown === all) return null
  return <p className="soft small">{words.shownOnly(count(shown), count(all))}</p>
}

type Account = NonNullable<Run['accounts']>[number]

function Accounts({ accounts }: { accounts: Run['accounts'] }) {
  const { reconciliation: words } = useWords(moneyWords)
  const column = (key: string, title: string, fenOf: (one: Account) => number) => ({
    key,
    title,
    isFigure: true,
    cell: (one: Account) => <Money fen={fenOf(one)} />,
  })
  return (
    <Section title={words.accounts}>
      {accounts === null ? (
        <p className="soft">{words.noAccounts}</p>
      ) : (
        <Table
          caption={words.accounts}
          items={accounts}
          keyOf={(one) => one.account}
          columns={[
            {
              key: 'account',
              title: words.account,
              cell: (one) => wordFor(words.accountNames, one.account),
            },
            column('ours', words.ours, (one) => one.oursFen),
            column('inFlight', words.inFlightFen, (one) => one.inFlightFen),
            column('theirs', words.theirs, (one) => one.theirsFen),
            column(
              'difference',
              words.difference,
              (one) => one.oursFen + one.inFlightFen - one.theirsFen,
            ),
          ]}
        />
      )}
    </Section>
  )
}
