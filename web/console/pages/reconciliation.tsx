/** Our books beside the institution's: a day at a time, and every run there was. */
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { serverNow } from '#web/kit/client.ts'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { dayOf } from '../typed.ts'
import { frameWords } from '../words/frame.ts'
import { moneyWords } from '../words/money.ts'

export function ReconciliationPage() {
  const { pages } = useWords(frameWords)
  return (
    <Page title={pages.reconciliation} width="wide">
      <Run />
      <Runs />
    </Page>
  )
}

function Run() {
  const { reconciliation: words } = useWords(moneyWords)
  const { whyNot } = useAccess()
  const navigate = useNavigate()
  const [today] = useState(() => dayOf(serverNow()))
  const [dueOn, setDueOn] = useState(today)
  const run = useAction(api.postReconciliation, {
    refreshes: [api.getReconciliations, api.getCases],
    onDone: ({ id }) =>
      navigate({ to: '/reconciliation/$reconciliationId', params: { reconciliationId: id } }),
  })
  const isDay = /^\d{4}-\d\d-\d\d$/.test(dueOn) && dueOn <= today
  return (
    <Section title={words.runTitle}>
      <div className="card">
        <Form
          action={run}
          submit={words.run}
          whyNot={whyNot('reconciliation.run') ?? (isDay ? null : words.wrongDay)}
          onSubmit={() => run.run({ dueOn })}
        >
          <p className="soft small">{words.hint}</p>
          <TextField label={words.day} type="date" isRequired value={dueOn} onChange={setDueOn} />
        </Form>
      </div>
    </Section>
  )
}

function Runs() {
  const { reconciliation: words } = useWords(moneyWords)
  const { count, nameOfDay } = useFormats()
  const { items, ...pager } = usePages(api.getReconciliations, {})
  return (
    <Section title={words.runs}>
      {items.length === 0 ? (
        <p className="soft">{words.none}</p>
      ) : (
        <Table
          caption={words.runs}
          items={items}
          keyOf={(run) => run.id}
          columns={[
            {
              key: 'day',
              title: words.day,
              cell: (run) => (
                <Link to="/reconciliation/$reconciliationId" params={{ reconciliationId: run.id }}>
                  {nameOfDay(run.dueOn)}
                </Link>
              ),
            },
            { key: 'runAt', title: words.runAt, cell: (run) => <Moment at={run.runAt} /> },
            {
              key: 'lines',
              title: words.lineCount,
              isFigure: true,
              cell: (run) => count(run.lineCount),
            },
            {
              key: 'matched',
              title: words.matched,
              isFigure: true,
              cell: (run) => count(run.matched),
            },
            {
              key: 'inFlight',
              title: words.inFlight,
              isFigure: true,
              cell: (run) => count(run.inFlightCount),
            },
            {
              key: 'unexplained',
              title: words.unexplained,
              isFigure: true,
              cell: (run) => (
                <Badge tone={run.unexplainedCount === 0 ? 'safe' : 'bad'}>
                  {count(run.unexplainedCount)}
                </Badge>
              ),
            },
          ]}
        />
      )}
      <Pager {...pager} />
    </Section>
  )
}
