/** How well the index told the last ninety days, beside plainer ways. */
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { locales, useLanguage, useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { CalibrationChart } from '../charts/calibration-chart.tsx'
import { useFormats } from '../formats.tsx'
import { anchoringWords } from '../words/anchoring.ts'

export type Anchoring = AnswerOf<typeof api.getAnchoring>

/** In millionths. */
const partText = (millionths: number) => (millionths / 1_000_000).toFixed(3)

export function Check({ heldBack, asOf }: { heldBack: Anchoring['heldBack']; asOf: string }) {
  const { check: words } = useWords(anchoringWords)
  const { count, percent, day } = useFormats()
  const language = useLanguage()
  if (!heldBack) return <p className="soft">{words.none}</p>
  const share = (millionths: number) => percent(Math.round(millionths / 1_000) * 10)
  const tenths = heldBack.tenths.map((one, i) => ({ ...one, place: i + 1 }))
  const better = heldBack.others
    .filter(({ auc }) => auc >= heldBack.auc)
    .map(({ name }) => words.methods[name])
  const list = (names: string[]) =>
    new Intl.ListFormat(locales[language], { type: 'conjunction' }).format(names)
  const methods = [{ name: 'index' as const, ...heldBack }, ...heldBack.others]
  return (
    <Section title={words.title}>
      <CalibrationChart
        summary={words.summary(share(heldBack.auc), share(heldBack.aucFrom), share(heldBack.aucTo))}
        definition={words.definition(
          count(heldBack.buyers),
          count(heldBack.cameBack),
          day(heldBack.cutOffAt),
        )}
        asOf={asOf}
        across={words.told}
        up={words.happened}
        points={tenths.map(({ place, told, happened }) => ({
          name: `${place}: ${share(told)} / ${share(happened)}`,
          told: told / 1_000_000,
          happened: happened / 1_000_000,
        }))}
        table={
          <Table
            caption={words.title}
            items={tenths}
            keyOf={({ place }) => String(place)}
            columns={[
              {
                key: 'tenth',
                title: words.tenth,
                isFigure: true,
                cell: ({ place }) => count(place),
              },
              {
                key: 'buyers',
                title: words.buyers,
                isFigure: true,
                cell: ({ buyers }) => count(buyers),
              },
              { key: 'told', title: words.told, isFigure: true, cell: ({ told }) => share(told) },
              {
                key: 'happened',
                title: words.happened,
                isFigure: true,
                cell: ({ happened }) => share(happened),
              },
            ]}
          />
        }
      />
      <h3>{words.beside}</h3>
      <p>{better.length === 0 ? words.best : words.worse(list(better))}</p>
      <Table
        caption={words.beside}
        items={methods}
        keyOf={({ name }) => name}
        columns={[
          { key: 'method', title: words.method, cell: ({ name }) => words.methods[name] },
          { key: 'auc', title: words.auc, isFigure: true, cell: ({ auc }) => share(auc) },
          {
            key: 'brier',
            title: words.brier,
            isFigure: true,
            cell: ({ brier }) => partText(brier),
          },
          {
            key: 'error',
            title: words.error,
            isFigure: true,
            cell: ({ calibrationError }) => share(calibrationError),
          },
        ]}
      />
      <p className="soft small">{words.methodsHint}</p>
    </Section>
  )
}
