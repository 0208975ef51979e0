import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { serverNow } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { LineChart } from '../line-chart.tsx'
import { daysBefore } from '../typed.ts'
import { homeWords } from '../words/home.ts'
import { Age } from './age.tsx'
import { ranges } from './ranges.ts'
import type { Range } from './ranges.ts'

type Day = AnswerOf<typeof api.getSalesByDay>['items'][number]

/** What buyers paid day by day, as a line and as a table. */
export function Sales({ range }: { range: Range }) {
  const { sales: words } = useWords(homeWords)
  const { money, compactMoney, count, nameOfDay, shortDay } = useFormats()
  const { from, to, asOf, items } = useApi(api.getSalesByDay, {
    from: daysBefore(serverNow(), Number(range) - 1),
  })
  const totalFen = items.reduce((sum, day) => sum + day.paidFen, 0)
  const best = items.reduce((most, day) => (day.paidFen > most.paidFen ? day : most), items[0]!)
  const [first, last] = [nameOfDay(from), nameOfDay(to)]
  return (
    <Section title={words.title}>
      <Tabs label={words.range}>
        {ranges.map((one) => (
          <Link
            key={one}
            to="/"
            search={one === ranges[0] ? {} : { days: one }}
            resetScroll={false}
            activeOptions={{ exact: true }}
          >
            {words.days(count(Number(one)))}
          </Link>
        ))}
      </Tabs>
      <LineChart
        summary={
          totalFen === 0
            ? words.nothing(first, last)
            : words.summary(first, last, money(totalFen), money(best.paidFen), nameOfDay(best.day))
        }
        points={items.map((day) => ({ label: shortDay(day.day), value: day.paidFen }))}
        scaleText={compactMoney}
        tableTitle={words.asTable}
        table={<SalesTable items={items} />}
      />
      <p className="soft small">
        {words.paid} {money(totalFen)} · <Age asOf={asOf} />
      </p>
    </Section>
  )
}

function SalesTable({ items }: { items: Day[] }) {
  const { sales: words } = useWords(homeWords)
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
      caption={words.title}
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
