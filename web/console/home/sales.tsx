import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { serverNow } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { TimeChart } from '../charts/time-chart.tsx'
import { useFormats } from '../formats.tsx'
import { dayOf, daysBefore } from '../typed.ts'
import { homeWords } from '../words/home.ts'
import type { Range } from './ranges.ts'

type Day = AnswerOf<typeof api.getSalesByDay>['items'][number]

/** Bars up to here; more days than that are a line. */
const barsMax = 90

/** What buyers paid and got back, day by day. */
export function Sales({ range }: { range: Range }) {
  const { sales: words } = useWords(homeWords)
  const { money, compactMoney, nameOfDay, shortDay } = useFormats()
  const { asOf, to, items } = useApi(api.getSalesByDay, {
    from: daysBefore(serverNow(), Number(range) - 1),
  })
  const [paid, refunded] = [sumOf(items, 'paidFen'), sumOf(items, 'refundedFen')]
  const best = items.reduce((most, day) => (day.paidFen > most.paidFen ? day : most), items[0]!)
  return (
    <TimeChart
      summary={
        paid === 0
          ? words.nothing
          : words.summary(money(paid), money(refunded), money(best.paidFen), nameOfDay(best.day))
      }
      definition={words.definition}
      asOf={asOf}
      label={words.label}
      points={items.map(({ day }) => ({ label: shortDay(day), name: nameOfDay(day) }))}
      series={[
        {
          name: words.paid,
          values: items.map((day) => day.paidFen),
          look: items.length > barsMax ? 'area' : 'bars',
          tone: 'safe',
          text: money,
        },
        {
          name: words.refunded,
          values: items.map((day) => day.refundedFen),
          look: 'line',
          tone: 'bad',
          text: money,
        },
      ]}
      scaleText={compactMoney}
      running={to === dayOf(serverNow()) ? items.length - 1 : undefined}
      table={<SalesTable items={items} />}
    />
  )
}

const sumOf = (items: Day[], key: 'paidFen' | 'refundedFen') =>
  items.reduce((sum, day) => sum + day[key], 0)

function SalesTable({ items }: { items: Day[] }) {
  const { sales: words, views } = useWords(homeWords)
  const { count, nameOfDay } = useFormats()
  const sum = (key: 'paidFen' | 'refundedFen' | 'completedFen', title: string) => ({
    key,
    title,
    isFigure: true,
    cell: (day: Day) => <Money fen={day[key]} />,
  })
  const number = (key: 'orders' | 'newBuyers', title: string) => ({
    key,
    title,
    isFigure: true,
    cell: (day: Day) => count(day[key]),
  })
  return (
    <Table
      caption={views.days}
      items={items.toReversed()}
      keyOf={(day) => day.day}
      columns={[
        { key: 'day', title: words.day, cell: (day) => nameOfDay(day.day) },
        number('orders', words.orders),
        sum('paidFen', words.paid),
        sum('refundedFen', words.refunded),
        sum('completedFen', words.completed),
        number('newBuyers', words.newBuyers),
      ]}
    />
  )
}
