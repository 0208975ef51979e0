/** What a journey brought about: both sides, their difference, and how sure that is, drawn. */
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { journeyEffectWords } from '../words/journey-effect.ts'
import { IntervalChart } from './interval-chart.tsx'
import type { Report } from './types.ts'

type Effect = Report['effect']

export function JourneyEffect({ report }: { report: Report }) {
  const words = useWords(journeyEffectWords)
  const { count, percent, money } = useFormats()
  const { effect } = report
  const sides = (['control', 'treated'] as const).map((side) => ({ side, ...effect[side] }))
  const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text)
  const points = (ppm: number) =>
    words.points100(signed(percent(Math.round(ppm / 100)).replace('%', ''), ppm))
  const fen = (value: number) => signed(money(value), value)
  return (
    <Section title={words.effect}>
      <div className="card stack">
        <p aria-live="polite">
          <strong>{useVerdict(effect)}</strong>
        </p>
        {effect.rate && (
          <IntervalChart
            label={words.difference}
            value={points(effect.rate.difference)}
            said={words.interval(points(effect.rate.low), points(effect.rate.high))}
            of={effect.rate}
          />
        )}
        {effect.money && (
          <IntervalChart
            label={words.perPerson}
            value={fen(effect.money.difference)}
            said={words.interval(fen(effect.money.low), fen(effect.money.high))}
            of={effect.money}
          />
        )}
        <Table
          caption={words.effect}
          items={sides}
          keyOf={({ side }) => side}
          columns={[
            { key: 'side', title: '', cell: ({ side }) => words.sides[side] },
            {
              key: 'people',
              title: words.people,
              isFigure: true,
              cell: ({ people }) => count(people),
            },
            {
              key: 'buyers',
              title: words.buyers,
              isFigure: true,
              cell: ({ buyers }) => count(buyers),
            },
            {
              key: 'rate',
              title: words.rate,
              isFigure: true,
              cell: ({ people, ratePpm }) =>
                people === 0 ? '–' : percent(Math.round(ratePpm / 100)),
            },
            {
              key: 'spent',
              title: words.spent,
              isFigure: true,
              cell: ({ spentFen }) => money(spentFen),
            },
          ]}
        />
        {effect.tooEarly > 0 && (
          <p className="small">{words.tooEarly(count(effect.tooEarly), count(effect.days))}</p>
        )}
        {effect.inBoth > 0 && <p className="small">{words.inBoth(count(effect.inBoth))}</p>}
        <p className="soft small">
          {words.effectDefinition(count(effect.days))} <Age asOf={report.asOf} />
        </p>
      </div>
    </Section>
  )
}

function useVerdict({ verdict }: Effect): string {
  const { says } = useWords(journeyEffectWords)
  const { count } = useFormats()
  const { peopleMore } = verdict
  if (verdict.says === 'too_few') return says.tooFew(count(peopleMore ?? 0))
  if (verdict.says === 'unclear')
    return says.unclear(peopleMore === null ? null : count(peopleMore))
  return says[verdict.says]
}
