/** What a product file would do, or did: counts, how it was read, and its first good rows. */
import { Badge } from '#web/kit/badge.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { importWords } from '../words/imports.ts'
import { sharedWords } from '../words/shared.ts'
import type { ImportReport } from './import-file.ts'

export function ImportCounts({ report }: { report: ImportReport }) {
  const words = useWords(importWords)
  const { count } = useFormats()
  const { rows, made, changed, same, bad } = report
  return (
    <div aria-live="polite">
      <Facts
        of={[
          [words.rows, count(rows)],
          [words.outcomes.made, count(made)],
          [words.outcomes.changed, count(changed)],
          [words.outcomes.same, count(same)],
          [words.outcomes.bad, count(bad)],
        ]}
      />
    </div>
  )
}

/** So that a wrong encoding or column is seen before anything is written. */
export function ImportSample({ report }: { report: ImportReport }) {
  const words = useWords(importWords)
  const shared = useWords(sharedWords)
  const { count } = useFormats()
  const { encoding, delimiter, ignored, sample } = report
  return (
    <Section title={words.sample}>
      <p className="soft small">
        {words.readAs(words.encodings[encoding], words.delimiters[delimiter])}
      </p>
      {ignored.length > 0 && <p className="small">{words.ignored(ignored.join(' · '))}</p>}
      {sample.length > 0 && (
        <Table
          caption={words.sample}
          items={sample}
          keyOf={({ line }) => String(line)}
          columns={[
            { key: 'line', title: words.line, isFigure: true, cell: ({ line }) => count(line) },
            { key: 'brand', title: words.columns.brand, cell: ({ brand }) => brand },
            { key: 'code', title: words.columns.code, cell: ({ code }) => code },
            {
              key: 'title',
              title: words.columns.titleZh,
              cell: ({ title }) => (
                <span className="clamp" dir="auto">
                  {title === '' ? '–' : title}
                </span>
              ),
            },
            {
              key: 'price',
              title: words.columns.price,
              isFigure: true,
              cell: ({ priceFen }) => (priceFen === null ? '–' : <Money fen={priceFen} />),
            },
            {
              key: 'stock',
              title: words.columns.stock,
              isFigure: true,
              cell: ({ stock }) => (stock === null ? '–' : count(stock)),
            },
            {
              key: 'outcome',
              title: shared.status,
              cell: ({ outcome }) => (
                <Badge tone={outcome === 'same' ? 'plain' : 'safe'}>
                  {words.outcomes[outcome]}
                </Badge>
              ),
            },
          ]}
        />
      )}
    </Section>
  )
}
