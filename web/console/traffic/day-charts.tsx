/** Visits and cost along the days, each with its own scale. */
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import { useFormats } from '../formats.tsx'
import { trafficWords } from '../words/traffic.ts'
import styles from './day-charts.module.css'

type Day = AnswerOf<typeof api.getConsoleChannel>['days'][number]

export function DayCharts({ days, asOf }: { days: Day[]; asOf: string }) {
  const { chart: words } = useWords(trafficWords)
  // Nothing happened yet: what to do first stands below.
  if (days.every((day) => day.visits + day.leftOut + day.costFen === 0)) return null
  return (
    <Section title={words.title}>
      <div className={styles['beside']}>
        <Visits days={days} asOf={asOf} />
        <Costs days={days} asOf={asOf} />
      </div>
    </Section>
  )
}

const sumOf = (days: Day[], key: 'visits' | 'leftOut' | 'costFen') =>
  days.reduce((sum, day) => sum + day[key], 0)

function usePoints(days: Day[]) {
  const { shortDay, nameOfDay } = useFormats()
  return days.map(({ day }) => ({ label: shortDay(day), name: nameOfDay(day) }))
}

function Visits({ days, asOf }: { days: Day[]; asOf: string }) {
  const { chart: words } = useWords(trafficWords)
  const { count } = useFormats()
  const points = usePoints(days)
  return (
    <TimeChart
      summary={words.visitsSummary(count(sumOf(days, 'visits')), count(sumOf(days, 'leftOut')))}
      definition={words.visitsDefinition}
      asOf={asOf}
      label={words.visitsLabel}
      points={points}
      running={days.length - 1}
      series={[
        {
          name: words.visits,
          values: days.map((day) => day.visits),
          look: 'wide',
          tone: 'safe',
          text: count,
        },
        {
          name: words.leftOut,
          values: days.map((day) => day.leftOut),
          look: 'line',
          tone: 'bad',
          text: count,
        },
      ]}
      scaleText={(value) => (Number.isInteger(value) ? count(value) : '')}
      table={<DaysTable days={days} />}
    />
  )
}

function Costs({ days, asOf }: { days: Day[]; asOf: string }) {
  const { chart: words } = useWords(trafficWords)
  const { count, money, compactMoney } = useFormats()
  const points = usePoints(days)
  const noted = days.filter(({ costFen }) => costFen > 0).length
  const summary =
    noted > 0 ? words.costSummary(money(sumOf(days, 'costFen')), count(noted)) : words.noCost
  return (
    <TimeChart
      summary={summary}
      definition={words.costDefinition}
      asOf={asOf}
      label={words.costLabel}
      points={points}
      running={days.length - 1}
      series={[
        {
          name: words.cost,
          values: days.map((day) => day.costFen),
          look: 'wide',
          tone: 'soft',
          text: money,
        },
      ]}
      scaleText={(value) => compactMoney(Math.round(value))}
      topAtLeast={100}
      table={<DaysTable days={days} />}
    />
  )
}

function DaysTable({ days }: { days: Day[] }) {
  const { chart: words } = useWords(trafficWords)
  const { nameOfDay, count, money } = useFormats()
  return (
    <Table
      caption={words.title}
      items={days.toReversed()}
      keyOf={({ day }) => day}
      columns={[
        { key: 'day', title: words.day, cell: ({ day }) => nameOfDay(day) },
        { key: 'visits', title: words.visits, isFigure: true, cell: (one) => count(one.visits) },
        { key: 'out', title: words.leftOut, isFigure: true, cell: (one) => count(one.leftOut) },
        { key: 'cost', title: words.cost, isFigure: true, cell: (one) => money(one.costFen) },
      ]}
    />
  )
}
