/** The rows that were not taken: a page at a time, and all that are told as a file. */
import { useState } from 'react'
import { Button } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useFormats } from '../formats.tsx'
import { importWords } from '../words/imports.ts'
import { csvText } from './fault-csv.ts'
import type { Fault, ImportReport } from './import-file.ts'

const pageSize = 50

export function ImportFaults({ report }: { report: ImportReport }) {
  const words = useWords(importWords)
  const { count } = useFormats()
  const [shown, setShown] = useState(pageSize)
  const { faults, faultCount } = report
  if (faults.length === 0) return null
  const columnOf = ({ column }: Fault) => (column === null ? words.wholeRow : words.columns[column])
  const save = () =>
    download('import-report.csv', [
      [words.line, words.column, words.reason, words.value],
      ...faults.map((fault) => [
        String(fault.line),
        columnOf(fault),
        words.reasons[fault.reason],
        fault.value,
      ]),
    ])
  return (
    <Section
      title={words.faults(count(faultCount))}
      actions={
        <Button small onPress={save}>
          {words.download}
        </Button>
      }
    >
      {faults.length < faultCount && (
        <p className="soft small">{words.firstFaults(count(faults.length))}</p>
      )}
      <Table
        caption={words.faults(count(faultCount))}
        items={faults.slice(0, shown).map((fault, index) => ({ ...fault, index }))}
        keyOf={({ index }) => String(index)}
        columns={[
          { key: 'line', title: words.line, isFigure: true, cell: ({ line }) => count(line) },
          { key: 'column', title: words.column, cell: columnOf },
          { key: 'reason', title: words.reason, cell: ({ reason }) => words.reasons[reason] },
          { key: 'value', title: words.value, cell: ({ value }) => (value === '' ? '–' : value) },
        ]}
      />
      <Pager
        hasMore={shown < faults.length}
        isLoadingMore={false}
        more={() => setShown(shown + pageSize)}
      />
    </Section>
  )
}

function download(name: string, rows: string[][]): void {
  const address = URL.createObjectURL(new Blob([csvText(rows)], { type: 'text/csv' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  URL.revokeObjectURL(address)
}
