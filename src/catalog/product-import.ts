/**
 * Brings the products of a file in: matched by brand and code, so the same file again changes nothing.
 * In pieces of whole products, each in a transaction of its own, so an import that breaks off leaves
 * some products done and none half done, and is finished by repeating it.
 */
import { setImmediate } from 'node:timers/promises'
import { audit } from '#platform/audit.ts'
import type { Db, Sql } from '#platform/db.ts'
import type { Plan, Row } from './import-plan.ts'
import { createTally } from './import-report.ts'
import type { ImportReport } from './import-report.ts'
import { readNames } from './import-shelf.ts'
import type { Names } from './import-shelf.ts'
import { findKnown, planPiece, writePiece } from './import-write.ts'
import type { Column, FaultReason } from './product-columns.ts'
import type { ProductFile, ProductRow } from './product-csv.ts'

export type Progress = { done: number; of: number }

/** About as many as are written in half a second: others wait no longer than that for their locks. */
const pieceRows = 500
const lookUpRows = 2_000

/** What an import would do, as things are now; writes nothing. */
export async function previewImport(db: Db, file: ProductFile, now: Date): Promise<ImportReport> {
  const work = runImport(db, file, (products) => planPiece(db, products, now))
  for (;;) {
    const step = await work.next()
    if (step.done) return step.value
  }
}

export type Import = { file: ProductFile; now: Date; staffId: string; traceId: string }

/** Tells its progress after each piece, which is durable then, and the report in the end. */
export function importProducts(db: Db, wanted: Import): AsyncGenerator<Progress, ImportReport> {
  const { file, now, staffId, traceId } = wanted
  return runImport(db, file, (products) =>
    db.begin(async (tx) => {
      const plan = await writePiece(tx, products, now)
      const made = plan.outcomes.filter((outcome) => outcome === 'made').length
      const changed = plan.outcomes.filter((outcome) => outcome === 'changed').length
      if (made + changed > 0)
        await audit(tx, {
          at: now,
          actor: { kind: 'staff', id: staffId },
          act: 'catalog.import_products',
          subject: `import:${traceId}`,
          facts: { made, changed, fromLine: products[0]![0]!.line },
          traceId,
        })
      return plan
    }),
  )
}

type Work = (products: Row[][]) => Promise<Plan>

async function* runImport(
  db: Db,
  file: ProductFile,
  work: Work,
): AsyncGenerator<Progress, ImportReport> {
  const tally = createTally(file)
  const of = file.rows.length
  let done = 0
  const rows = await placed(file.rows, await readNames(db))
  for (const piece of piecesOf(await groupByProduct(db, rows))) {
    yield { done, of }
    const plan = await work(piece)
    tally.add(piece.flat(), plan)
    done += plan.outcomes.length
  }
  yield { done, of }
  return tally.report()
}

/** With their brands and categories found, and each code once for its brand. */
async function placed(rows: ProductRow[], names: Names): Promise<Row[]> {
  const seen = new Set<string>()
  const all: Row[] = []
  for (const row of rows) {
    if (all.length % lookUpRows === 0) await setImmediate() // others are served meanwhile
    const faults = [...row.faults]
    const find = (column: Column, reason: FaultReason, value: string) =>
      void faults.push({ line: row.line, column, reason, value })
    const look = (column: 'brand' | 'category'): string | undefined => {
      if (row[column] === '') return undefined
      const found = column === 'brand' ? names.brandOf(row.brand) : names.categoryOf(row.category)
      if ('id' in found) return found.id
      find(column, found.reason, row[column].slice(0, 60))
      return undefined
    }
    const [brandId = '', categoryId] = [look('brand'), look('category')]
    if (brandId !== '' && row.code !== '') {
      const key = `${brandId} ${row.code}`
      if (seen.has(key)) find('code', 'code_twice', row.code.slice(0, 60))
      seen.add(key)
    }
    all.push({ ...row, brandId, categoryId, faults })
  }
  return all
}

/** Rows of one product together: of one group, or with articles that are of one product already. */
async function groupByProduct(db: Sql, rows: Row[]): Promise<Iterable<Row[]>> {
  const productOf = await findProducts(db, rows)
  // A group is of the product that one of its articles has; a second one is found by the plan.
  const ofGroup = new Map<string, string>()
  for (const [row, productId] of productOf) ofGroup.set(groupOf(row), productId)
  const byProduct = new Map<string, Row[]>()
  for (const [index, row] of rows.entries()) {
    if (index % lookUpRows === 0) await setImmediate()
    const group = groupOf(row)
    const key = ofGroup.get(group) ?? group
    const before = byProduct.get(key)
    if (before) before.push(row)
    else byProduct.set(key, [row])
  }
  return byProduct.values()
}

/** A row without a group is one by itself. */
const groupOf = ({ group, brandId, brand, line }: Row): string =>
  group === '' ? `row ${line}` : `group ${brandId || brand} ${group}`

async function findProducts(db: Sql, rows: Row[]): Promise<Map<Row, string>> {
  const productOf = new Map<Row, string>()
  for (let at = 0; at < rows.length; at += lookUpRows) {
    const piece = rows.slice(at, at + lookUpRows)
    const known = await findKnown(db, piece)
    for (const row of piece) {
      const there = known.get(`${row.brandId} ${row.code}`)
      if (there) productOf.set(row, there.productId)
    }
  }
  return productOf
}

function* piecesOf(products: Iterable<Row[]>): Generator<Row[][]> {
  let piece: Row[][] = []
  let size = 0
  for (const product of products) {
    piece.push(product)
    size += product.length
    if (size < pieceRows) continue
    yield piece
    piece = []
    size = 0
  }
  if (piece.length > 0) yield piece
}
