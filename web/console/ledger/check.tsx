import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApiState } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { wordFor } from '../states.tsx'
import { ledgerWords } from '../words/ledger.ts'
import { useUnitAmount } from './account-name.tsx'

/** Looks through the whole ledger when asked to; that takes a moment, so not by itself. */
export function Check() {
  const words = useWords(ledgerWords)
  const { dateTime, count } = useFormats()
  const amountOf = useUnitAmount()
  const [isAsked, setAsked] = useState(false)
  const { data, error, isLoading } = useApiState(api.getLedgerCheck, {}, { enabled: isAsked })
  return (
    <Section
      title={words.check.title}
      actions={
        <Button small icon="shield" isBusy={isLoading} onPress={() => setAsked(true)}>
          {words.check.run}
        </Button>
      }
    >
      <div className="stack-tight" aria-live="polite">
        {isLoading && <Skeleton lines={2} />}
        <ErrorNote error={error} />
        {data && (
          <>
            <p className="row">
              <Badge tone={data.breaches.length === 0 ? 'safe' : 'bad'}>
                {data.breaches.length === 0
                  ? words.check.sound
                  : words.check.broken(data.breaches.length)}
              </Badge>
              <span className="soft small">{words.check.asOf(dateTime(data.asOf))}</span>
            </p>
            <ul>
              {data.breaches.map((breach) => (
                <li key={`${breach.invariant} ${breach.subject}`}>
                  {breach.invariant}: {breach.subject}, {breach.detail}
                </li>
              ))}
            </ul>
            <Table
              caption={words.check.title}
              items={data.sums}
              keyOf={(sum) => `${sum.book} ${sum.kind}`}
              columns={[
                {
                  key: 'kind',
                  title: words.accounts.unit,
                  cell: (sum) => wordFor(words.units, sum.kind),
                },
                {
                  key: 'units',
                  title: words.check.units,
                  isFigure: true,
                  cell: (sum) => count(sum.units),
                },
                {
                  key: 'accounts',
                  title: words.check.accounts,
                  isFigure: true,
                  cell: (sum) => count(sum.accounts),
                },
                {
                  key: 'positive',
                  title: words.check.positive,
                  isFigure: true,
                  cell: (sum) => amountOf(sum.kind, sum.positive),
                },
                {
                  key: 'sum',
                  title: words.check.sum,
                  isFigure: true,
                  cell: (sum) => amountOf(sum.kind, sum.sum),
                },
              ]}
            />
          </>
        )}
      </div>
    </Section>
  )
}
