/** What came, or would come, of a product file. */
import { z } from 'zod'
import type { Outcome, Plan, Row } from './import-plan.ts'
import { columns, faultReasons } from './product-columns.ts'
import { delimiters, encodings } from './product-csv.ts'
import type { Fault, ProductFile } from './product-csv.ts'

const count = z.int().min(0)

export const ImportFault = z.object({
  /** Of the file; the row begins there. */
  line: z.int().min(1),
  /** null: the row as a whole. */
  column: z.enum(columns).nullable(),
  reason: z.enum(faultReasons),
  /** The beginning of what stands there, or the row's code. */
  value: z.string(),
})

export const ImportReport = z.object({
  encoding: z.enum(encodings),
  delimiter: z.enum(delimiters),
  /** Titles of columns that mean nothing here. */
  ignored: z.array(z.string()),
  /** rows = made + changed + same + bad */
  rows: count,
  made: count,
  changed: count,
  same: count,
  bad: count,
  faultCount: count,
  /** The first of them, by line. */
  faults: z.array(ImportFault),
  /** The first rows that are good, as they were read. */
  sample: z.array(
    z.object({
      line: z.int().min(1),
      brand: z.string(),
      code: z.string(),
      title: z.string(),
      priceFen: z.int().nullable(),
      stock: z.int().nullable(),
      outcome: z.enum(['made', 'changed', 'same']),
    }),
  ),
})
export type ImportReport = z.output<typeof ImportReport>

const faultsMax = 10_000
const sampleMax = 10

/** Adds up piece by piece; `report` may be asked once all of them were told. */
export function createTally({ encoding, delimiter, ignored, rows }: ProductFile) {
  const counts: Record<Outcome, number> = { made: 0, changed: 0, same: 0, bad: 0 }
  const faults: Fault[] = []
  const sample: ImportReport['sample'] = []
  return {
    add(told: Row[], plan: Pick<Plan, 'outcomes' | 'faults'>) {
      for (const fault of plan.faults) faults.push(fault)
      for (const [index, row] of told.entries()) {
        const outcome = plan.outcomes[index]!
        counts[outcome] += 1
        if (outcome === 'bad' || sample.length === sampleMax) continue
        const { titleZh, titleEn, priceFen = null, stock = null } = row.wanted
        const { line, brand, code } = row
        const title = titleZh ?? titleEn ?? ''
        sample.push({ line, brand, code, title, priceFen, stock, outcome })
      }
    },
    report(): ImportReport {
      const sorted = faults.toSorted((a, b) => a.line - b.line)
      return {
        encoding,
        delimiter,
        ignored,
        rows: rows.length,
        ...counts,
        faultCount: faults.length,
        faults: sorted.slice(0, faultsMax),
        sample,
      }
    },
  }
}
