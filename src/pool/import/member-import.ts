/** An import of members: from the upload of its parts to its end, and what is shown of it. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { addMs, dayMs } from '#platform/clock.ts'
import { csvRow } from '#platform/csv.ts'
import { json } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { cleanRow } from './clean-row.ts'
import { canRecognise, guessMapping, Mapping } from './columns.ts'
import { erasedAmong } from './erased.ts'
import { importColumns, importNotFound, importState, importTooLarge } from './errors.ts'
import {
  FileFormat,
  fileBytesMax,
  formatOf,
  keepPart,
  openBytes,
  partBytes,
  rowsOf,
} from './import-file.ts'
import type { PackedPart } from './import-file.ts'
import { bookOf } from './xlsx-rows.ts'
import { ImportReport } from './tally.ts'

export const importStates = [
  'uploading',
  'ready',
  'checking',
  'checked',
  'importing',
  'done',
  'stopped',
  'failed',
] as const

const instant = z.date().transform((date) => date.toISOString())

export const MemberImport = z.object({
  id: z.uuid(),
  status: z.enum(importStates),
  bytes: z.int(),
  madeAt: instant,
  /** What is kept of the file goes then at the latest. */
  expiresAt: instant,
  endedAt: instant.nullable(),
  partsMissing: z.array(z.int()),
  mapping: Mapping.nullable(),
  rowsRead: z.int(),
  rowsOf: z.int().nullable(),
  checkReport: ImportReport.nullable(),
  report: ImportReport.nullable(),
  failure: z.string().nullable(),
})
type Row = Omit<z.input<typeof MemberImport>, 'partsMissing'>
export type StoredImport = Row & { format: FileFormat | null }

const keptForMs = 7 * dayMs
/** More of them than can be told at once are told when those have come. */
const missingShown = 200

/** Errors: importTooLarge, before anything of the file is sent. */
export async function createImport(
  tx: Tx,
  wanted: { bytes: number; staffId: string; now: Date },
): Promise<string> {
  const { bytes, staffId, now } = wanted
  if (bytes > fileBytesMax) throw importTooLarge({ bytesMax: fileBytesMax })
  const id = randomUUIDv7()
  await tx`
    insert into pool.member_import (id, status, bytes, made_by, made_at, expires_at)
    values (${id}, 'uploading', ${bytes}, ${staffId}, ${now}, ${addMs(now, keptForMs)})`
  return id
}

/** Errors: importNotFound, importState, importPart, sheetTooLarge. */
export async function keepImportPart(
  tx: Tx,
  vault: Vault,
  of: { importId: string; number: number; part: PackedPart },
): Promise<void> {
  const [found] = await tx<{ bytes: number; status: string }>`
    select bytes, status from pool.member_import where id = ${of.importId} for update`
  if (!found) throw importNotFound()
  if (!['uploading', 'ready'].includes(found.status)) throw importState()
  await keepPart(tx, vault, { ...of, fileBytes: found.bytes })
  await tx`
    update pool.member_import set status = 'ready'
    where id = ${of.importId} and status = 'uploading' and ${Math.ceil(found.bytes / partBytes)} = (
      select count(*) from pool.member_import_part where import_id = ${of.importId})`
}

/** Errors: importNotFound. */
export async function getImport(
  db: Sql,
  importId: string,
): Promise<StoredImport & { partsMissing: number[] }> {
  const [found] = await db<StoredImport>`
    select id, status, bytes, made_at, expires_at, ended_at, mapping, format, rows_read, rows_of,
      check_report, report, failure
    from pool.member_import where id = ${importId}`
  if (!found) throw importNotFound({ importId })
  const missing =
    found.status !== 'uploading'
      ? []
      : await db<{ number: number }>`
          select number from generate_series(0, ${Math.ceil(found.bytes / partBytes) - 1}) as number
          where not exists (select from pool.member_import_part as part
            where part.import_id = ${importId} and part.number = number.number)
          order by number limit ${missingShown}`
  return { ...found, partsMissing: missing.map((one) => one.number) }
}

/** Newest first. */
export async function listImports(db: Db, limit: number): Promise<z.input<typeof MemberImport>[]> {
  const rows = await db<Row>`
    select id, status, bytes, made_at, expires_at, ended_at, mapping, rows_read, rows_of,
      check_report, report, failure
    from pool.member_import order by id desc limit ${limit}`
  return rows.map((row) => ({ ...row, partsMissing: [] }))
}

export const Preview = z.object({
  format: FileFormat,
  /** Of a workbook: the sheet that is read, and how many are not. */
  sheet: z.object({ name: z.string(), others: z.int() }).nullable(),
  rows: z.array(z.object({ line: z.int(), cells: z.array(z.string()) })),
  guess: Mapping,
})
const previewRows = 8
const cellShown = 80

/** The first rows as they stand there, and what the columns seem to be. Errors: those of reading. */
export async function previewImport(
  db: Db,
  vault: Vault,
  importId: string,
): Promise<z.infer<typeof Preview>> {
  const found = await getImport(db, importId)
  if (found.status === 'uploading' || isOver(found.status)) throw importState()
  const file = openBytes(db, vault, { importId, fileBytes: found.bytes })
  const format = await formatOf(file, await isUtf8(db, importId))
  const rows: { line: number; cells: string[] }[] = []
  for await (const { line, cells } of rowsOf(file, format)) {
    rows.push({ line, cells: cells.map((cell) => cell.slice(0, cellShown)) })
    if (rows.length > previewRows) break
  }
  const book = format.kind === 'xlsx' ? await bookOf(file) : null
  return {
    format,
    sheet: book && { name: book.name, others: book.others },
    rows,
    guess: found.mapping ?? guessMapping(rows[0]?.cells ?? []),
  }
}

const isUtf8 = async (db: Sql, importId: string): Promise<boolean> => {
  const [row] = await db<{ all: boolean }>`
    select coalesce(bool_and(is_utf8), true) as all from pool.member_import_part
    where import_id = ${importId}`
  return row!.all
}

const isOver = (status: string) => ['done', 'failed'].includes(status)

/** Reads every row and says what would happen. Errors: importNotFound, importState, importColumns. */
export async function checkImport(
  tx: Tx,
  vault: Vault,
  of: { importId: string; mapping: Mapping },
): Promise<void> {
  const { importId, mapping } = of
  if (!canRecognise(mapping)) throw importColumns()
  const found = await getImport(tx, importId)
  const file = openBytes(tx, vault, { importId, fileBytes: found.bytes })
  if (!['ready', 'checked', 'stopped', 'checking'].includes(found.status) || found.report)
    throw importState({ status: found.status })
  const format = await formatOf(file, await isUtf8(tx, importId))
  const moved = await tx`
    update pool.member_import set status = 'checking', mapping = ${json(mapping)}::jsonb,
      format = ${json(format)}::jsonb, rows_read = 0, rows_of = null, check_report = null,
      worked_until = null
    where id = ${importId} and status = ${found.status} returning 1`
  if (moved.length === 0) throw importState()
  await tx`delete from pool.member_import_seen where import_id = ${importId} and line > 0`
  await tx`delete from pool.member_import_fault where import_id = ${importId}`
}

/** Begins to bring in what was checked, or goes on where it was stopped. */
export async function startImport(tx: Tx, importId: string): Promise<void> {
  await getImport(tx, importId)
  const moved = await tx`
    update pool.member_import set status = 'importing', worked_until = null,
      rows_read = case when report is null then 0 else rows_read end
    where id = ${importId} and status in ('checked', 'stopped') and check_report is not null
      and rows_of is not null
    returning 1`
  if (moved.length === 0) throw importState()
}

/** What was brought in stays. */
export async function stopImport(tx: Tx, importId: string): Promise<void> {
  await getImport(tx, importId)
  const moved = await tx`
    update pool.member_import set status = 'stopped'
    where id = ${importId} and status in ('checking', 'importing') returning 1`
  if (moved.length === 0) throw importState()
}

/** Nothing of the file is kept from now on; the figures stay. */
export async function forgetImport(tx: Tx, importId: string, now: Date): Promise<void> {
  await getImport(tx, importId)
  await tx`
    update pool.member_import set expires_at = ${now}, ended_at = coalesce(ended_at, ${now}),
      status = case when status = 'done' then status else 'failed' end,
      failure = case when status = 'done' then failure else 'forgotten' end
    where id = ${importId}`
  await forgetStaged(tx, [importId])
}

export async function forgetStaged(tx: Tx, importIds: string[]): Promise<void> {
  await tx`delete from pool.member_import_part where import_id = any(${importIds}::uuid[])`
  await tx`delete from pool.member_import_seen where import_id = any(${importIds}::uuid[])`
  await tx`delete from pool.member_import_fault where import_id = any(${importIds}::uuid[])`
}

/** After seven days, whatever became of it. */
export async function forgetImports(db: Db, now: Date): Promise<void> {
  await db.begin(async (tx) => {
    const over = await tx<{ id: string }>`
      select id from pool.member_import
      where expires_at <= ${now} and (
        exists (select from pool.member_import_part where import_id = member_import.id)
        or exists (select from pool.member_import_seen where import_id = member_import.id)
        or exists (select from pool.member_import_fault where import_id = member_import.id))
      order by id limit 20 for update skip locked`
    for (const { id } of over) await forgetImport(tx, id, now)
  })
}

export const faultPlace = (importId: string, line: number) => ({
  table: 'pool.member_import_fault',
  column: 'cipher',
  rowId: `${importId}:${line}`,
})

/**
 * The rows that were not taken, as they stood there, with the reason before: corrected they can come
 * again. Without those of who is gone since.
 */
export async function* badRows(db: Db, vault: Vault, importId: string): AsyncGenerator<string> {
  const { mapping } = await getImport(db, importId)
  for (let after = 0; ;) {
    const rows = await db<{ line: number; reasons: string[]; cipher: Buffer }>`
      select line, reasons, cipher from pool.member_import_fault
      where import_id = ${importId} and line > ${after} order by line limit 500`
    if (rows.length === 0) return
    const bad = rows.map(({ line, reasons, cipher }) => {
      const cells = JSON.parse(vault.open(faultPlace(importId, line), cipher)) as string[]
      const { identities } = cleanRow({ line, cells }, mapping!, new Date(0))
      return { line, reasons, cells, identities }
    })
    const erased = await erasedAmong(db, vault, { importId, rows: bad })
    yield bad
      .filter((row) => !erased.has(row))
      .map(({ line, reasons, cells }) => csvRow([line, reasons.join(' '), ...cells]))
      .join('')
    after = rows.at(-1)!.line
  }
}
