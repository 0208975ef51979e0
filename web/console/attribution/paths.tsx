/** The commonest ways that people came, as a flow and as a table. */
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { FlowChart } from '../charts/flow-chart.tsx'
import { useFormats } from '../formats.tsx'
import { attributionWords } from '../words/attribution.ts'
import { useChannelName } from './names.ts'
import type { Attribution } from './names.ts'

const stepsMax = 4

export function Paths({ of }: { of: Attribution }) {
  const { flow: words } = useWords(attributionWords)
  const { count } = useFormats()
  const nameOf = useChannelName(of.channels)
  const stepsOf = (channels: string[]) =>
    channels
      .filter((channel, i) => channel !== channels[i - 1])
      .slice(-stepsMax)
      .map(nameOf)
  const best = of.paths.toSorted((a, b) => b.orders - a.orders)[0]
  if (!best) return null
  return (
    <Section title={words.title}>
      <FlowChart
        summary={
          best.orders > 0
            ? words.summary(stepsOf(best.channels).join(' → '), count(best.orders))
            : words.nothing
        }
        definition={words.definition(count(of.paths.length), count(of.pathsInAll.paths))}
        asOf={of.asOf}
        label={words.picture}
        good={words.bought}
        text={count}
        paths={of.paths.flatMap(({ channels, orders, nulls }) =>
          [
            { steps: stepsOf(channels), end: words.bought, count: orders },
            { steps: stepsOf(channels), end: words.not, count: nulls },
          ].filter((path) => path.count > 0),
        )}
        table={
          <Table
            caption={words.caption}
            items={of.paths}
            keyOf={({ channels }) => channels.join()}
            columns={[
              {
                key: 'path',
                title: words.path,
                cell: ({ channels }) => channels.map(nameOf).join(' → '),
              },
              {
                key: 'orders',
                title: words.orders,
                isFigure: true,
                cell: ({ orders }) => count(orders),
              },
              {
                key: 'nulls',
                title: words.nulls,
                isFigure: true,
                cell: ({ nulls }) => count(nulls),
              },
              {
                key: 'amount',
                title: words.amount,
                isFigure: true,
                cell: ({ amountFen }) => <Money fen={amountFen} />,
              },
            ]}
          />
        }
      />
    </Section>
  )
}
