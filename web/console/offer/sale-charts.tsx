/** How a flash sale sells, along its time. */
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import { useFormats } from '../formats.tsx'
import { useNames } from '../home/names.ts'
import { offerWords } from '../words/offers.ts'

export type LiveSale = AnswerOf<typeof api.getConsoleFlashSale>
type Step = LiveSale['steps'][number]

const dayMinutes = 1_440

/** Pieces sold since it began, up to what was set aside. */
export function SoldCurve({ live }: { live: LiveSale }) {
  const { live: words } = useWords(offerWords)
  const { count } = useFormats()
  const points = usePoints(live)
  const { sale, sold, steps } = live
  const values = sumsOf(steps)
  return (
    <Section title={words.curve}>
      <TimeChart
        summary={words.curveSummary(count(sold.pieces), count(sale.quantity))}
        definition={words.curveDefinition}
        asOf={live.asOf}
        label={words.curveLabel}
        points={points}
        series={[{ name: words.soldPieces, values, look: 'area', tone: 'safe', text: count }]}
        scaleText={(value) => (Number.isInteger(value) ? count(value) : '')}
        topAtLeast={sale.quantity}
        table={<StepsTable live={live} sums={values} />}
      />
    </Section>
  )
}

const sumsOf = (steps: Step[]) =>
  steps.reduce<number[]>((sums, step) => [...sums, (sums.at(-1) ?? 0) + step.paidPieces], [])

export function Pace({ live }: { live: LiveSale }) {
  const { live: words } = useWords(offerWords)
  const { count } = useFormats()
  const points = usePoints(live)
  const { steps, stepMinutes } = live
  const best = steps.reduce((most, step, at) => (step.paid > steps[most]!.paid ? at : most), 0)
  return (
    <Section title={words.pace(count(stepMinutes))}>
      <TimeChart
        summary={
          steps[best]?.paid
            ? words.paceSummary(count(steps[best].paid), points[best]!.name)
            : words.paceNone
        }
        definition={words.paceDefinition}
        asOf={live.asOf}
        label={words.paceLabel}
        points={points}
        series={[
          {
            name: words.placed,
            values: steps.map((step) => step.placed),
            look: 'wide',
            tone: 'soft',
            text: count,
          },
          {
            name: words.paid,
            values: steps.map((step) => step.paid),
            look: 'bars',
            tone: 'safe',
            text: count,
          },
        ]}
        scaleText={(value) => (Number.isInteger(value) ? count(value) : '')}
        table={<StepsTable live={live} />}
      />
    </Section>
  )
}

function usePoints({ steps, stepMinutes, sale }: LiveSale) {
  const nameOf = useStepName()
  const { time } = useNames()
  const { day } = useFormats()
  const isLong = Date.parse(sale.endsAt) - Date.parse(sale.startsAt) > 2 * dayMinutes * 60_000
  return steps.map(({ at }) => ({
    label: isLong ? day(at) : time(at),
    name: nameOf(at, stepMinutes),
  }))
}

/** A step of a day is named by its day, a shorter one by day and time. */
function useStepName() {
  const { day, dateTime } = useFormats()
  return (at: string, stepMinutes: number) => (stepMinutes >= dayMinutes ? day(at) : dateTime(at))
}

function StepsTable({ live, sums }: { live: LiveSale; sums?: number[] }) {
  const { live: words } = useWords(offerWords)
  const { count } = useFormats()
  const nameOf = useStepName()
  const rows = live.steps.map((step, at) => ({ ...step, sum: sums?.[at] ?? 0 }))
  const figure = (key: 'placed' | 'paid', title: string) => ({
    key,
    title,
    isFigure: true,
    cell: (step: Step) => count(step[key]),
  })
  return (
    <Table
      caption={sums ? words.curve : words.pace(count(live.stepMinutes))}
      items={rows}
      keyOf={(step) => step.at}
      columns={[
        { key: 'at', title: words.time, cell: (step) => nameOf(step.at, live.stepMinutes) },
        figure('placed', words.placed),
        figure('paid', words.paid),
        ...(sums
          ? [
              {
                key: 'sum',
                title: words.soldPieces,
                isFigure: true,
                cell: (step: (typeof rows)[number]) => count(step.sum),
              },
            ]
          : []),
      ]}
    />
  )
}
