import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useFreshApi } from '#web/kit/use-api.ts'
import { TimeChart } from '../charts/time-chart.tsx'
import { useFormats } from '../formats.tsx'
import { homeWords } from '../words/home.ts'
import type { Today } from './figures.tsx'
import { hourLabel, hourName, useNames } from './names.ts'

const everyMs = 15_000

/** Orders paid in each hour of today, against the same weekday a week ago. */
export function Hours({ today }: { today: Today }) {
  const { hours: words } = useWords(homeWords)
  const { count } = useFormats()
  const { weekday } = useNames()
  const read = useFreshApi(api.getOrdersByHour, {}, everyMs)
  const before = weekday(read.weekBefore)
  return (
    <Section title={words.title}>
      <TimeChart
        summary={<Comparison today={today} />}
        definition={words.definition}
        asOf={read.asOf}
        label={words.label}
        points={read.hours.map(({ hour }) => ({ label: hourLabel(hour), name: hourName(hour) }))}
        series={[
          {
            name: words.today,
            // Hours that have not begun have no figure, which is not the same as nothing.
            values: read.hours.slice(0, read.hourNow + 1).map((one) => one.orders),
            look: 'bars',
            tone: 'safe',
            text: count,
          },
          {
            name: words.before(before),
            values: read.hoursBefore.map((one) => one.orders),
            look: 'line',
            tone: 'soft',
            text: count,
          },
        ]}
        scaleText={(value) => (Number.isInteger(value) ? count(value) : '')}
        running={read.hourNow}
        table={<HoursTable read={read} before={before} />}
      />
    </Section>
  )
}

function Comparison({ today }: { today: Today }) {
  const { hours: words } = useWords(homeWords)
  const { count } = useFormats()
  const { weekday } = useNames()
  const { value } = today.orders
  if (!today.weekBefore) return words.unknown(count(value))
  const more = value - today.weekBefore.orders
  const day = weekday(today.weekBefore.day)
  if (more === 0) return words.same(count(value), day)
  return more > 0
    ? words.more(count(value), count(more), day)
    : words.fewer(count(value), count(-more), day)
}

type Read = AnswerOf<typeof api.getOrdersByHour>

function HoursTable({ read, before }: { read: Read; before: string }) {
  const { hours: words } = useWords(homeWords)
  const { count } = useFormats()
  return (
    <Table
      caption={words.title}
      items={read.hours}
      keyOf={(one) => String(one.hour)}
      columns={[
        { key: 'hour', title: words.hour, cell: (one) => hourName(one.hour) },
        {
          key: 'orders',
          title: words.ordersToday,
          isFigure: true,
          cell: (one) => (one.hour > read.hourNow ? '–' : count(one.orders)),
        },
        {
          key: 'before',
          title: words.ordersBefore(before),
          isFigure: true,
          cell: (one) => count(read.hoursBefore[one.hour]!.orders),
        },
        {
          key: 'paid',
          title: words.paid,
          isFigure: true,
          cell: (one) => (one.hour > read.hourNow ? '–' : <Money fen={one.paidFen} />),
        },
      ]}
    />
  )
}
