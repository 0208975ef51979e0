/**
 * How many people stand in a stage, day by day: those who buy and those who drifted away, or one
 * stage.
 */
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Table } from '#web/kit/table.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import type { Series } from '../charts/time-chart.tsx'
import { useFormats } from '../formats.tsx'
import { memberWords } from '../words/members.ts'
import type { Stage } from './choices.ts'

export type StageCounts = AnswerOf<typeof api.getMemberStages>

const buying: readonly Stage[] = ['buyer', 'repeat', 'advocate']

export function StageCurve({ of, stage }: { of: StageCounts; stage: Stage | undefined }) {
  const words = useWords(memberWords)
  const { count, shortDay, nameOfDay } = useFormats()
  const daily = (wanted: readonly Stage[]) =>
    of.days.map((_, day) =>
      of.stages
        .filter((one) => wanted.includes(one.stage))
        .reduce((sum, one) => sum + one.byDay[day]!, 0),
    )
  const line = (name: string, wanted: readonly Stage[], tone: Series['tone']): Series => ({
    name,
    values: daily(wanted),
    tone,
    text: count,
    look: tone === 'bad' ? 'line' : 'area',
  })
  const series = stage
    ? [line(words.stages[stage], [stage], stage === 'lapsed' ? 'bad' : 'safe')]
    : [line(words.curve.active, buying, 'safe'), line(words.curve.lapsed, ['lapsed'], 'bad')]
  const lastOf = (one: Series) => count(one.values.at(-1)!)
  return (
    <TimeChart
      summary={
        stage
          ? words.curve.sentenceOf(words.stages[stage], lastOf(series[0]!))
          : words.curve.sentence(lastOf(series[0]!), lastOf(series[1]!))
      }
      definition={
        stage ? words.curve.definitionOf(words.stageMeans[stage]) : words.curve.definition
      }
      asOf={of.asOf}
      label={words.curve.label}
      points={of.days.map((day) => ({ label: shortDay(day), name: nameOfDay(day) }))}
      series={series}
      scaleText={count}
      topAtLeast={4}
      running={of.days.length - 1}
      table={
        <Table
          caption={words.curve.title}
          items={of.days.map((day, at) => ({ day, at }))}
          keyOf={(one) => one.day}
          columns={[
            { key: 'day', title: words.curve.day, cell: (one) => nameOfDay(one.day) },
            ...series.map((one) => ({
              key: one.name,
              title: one.name,
              isFigure: true,
              cell: ({ at }: { at: number }) => count(one.values[at]!),
            })),
          ]}
        />
      }
    />
  )
}
