/** The rows of costs that were not taken: shown, and to be taken home as a file. */
import { Button } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useFormats } from '../formats.tsx'
import { csvText } from '../product/fault-csv.ts'
import { costWords } from '../words/costs.ts'
import type { CostReport } from './send-costs.ts'

const shownMax = 100

export function CostFaults({ report: { faults } }: { report: CostReport }) {
  const words = useWords(costWords)
  const { count } = useFormats()
  if (faults.length === 0) return null
  type Fault = (typeof faults)[number]
  const columnOf = ({ column }: Fault) => (column ? words.columns[column] : words.wholeRow)
  const save = () => {
    const head = [words.line, words.column, words.reason, words.value]
    const rows = faults.map((one) => [
      String(one.line),
      columnOf(one),
      words.reasons[one.reason],
      one.value,
    ])
    const href = URL.createObjectURL(new Blob([csvText([head, ...rows])], { type: 'text/csv' }))
    Object.assign(document.createElement('a'), { href, download: 'costs-left-out.csv' }).click()
    URL.revokeObjectURL(href)
  }
  return (
    <Section
      title={words.faults(count(faults.length))}
      actions={
        <Button small onPress={save}>
          {words.download}
        </Button>
      }
    >
      <Table
        caption={words.faults(count(faults.length))}
        items={faults.slice(0, shownMax).map((fault, index) => ({ ...fault, index }))}
        keyOf={({ index }) => String(index)}
        columns={[
          { key: 'line', title: words.line, isFigure: true, cell: ({ line }) => count(line) },
          { key: 'column', title: words.column, cell: columnOf },
          { key: 'reason', title: words.reason, cell: ({ reason }) => words.reasons[reason] },
          { key: 'value', title: words.value, cell: ({ value }) => value || '–' },
        ]}
      />
    </Section>
  )
}
