/**
 * The job that checks files and brings them in: in pieces, each a transaction with the place it came to.
 * A worker that is killed leaves whole pieces; the next one reads the file from its beginning and goes
 * on after the rows that are done.
 */
import { setImmediate } from 'node:timers/promises'
import { addMs } from '#platform/clock.ts'
import type { Clock } from '#platform/clock.ts'
import { json } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { isRefusal } from '#platform/errors.ts'
import type { Vault } from '#platform/vault.ts'
import { applyRows } from './apply-rows.ts'
import { erasedAmong } from './erased.ts'
import { cleanRow } from './clean-row.ts'
import type { CleanRow } from './clean-row.ts'
import type { Mapping } from './columns.ts'
import type { FileRow } from './csv-rows.ts'
import type { FileFormat } from './import-file.ts'
import { openBytes, rowsOf } from './import-file.ts'
import { indexesOf, matchRows } from './match-rows.ts'
import { faultPlace } from './member-import.ts'
import { orderKeyOf } from './past-order.ts'
import { addReports, emptyReport, emptyTally, reportOf } from './tally.ts'
import type { ImportReport, Tally } from './tally.ts'

/** About as many as are written in a tenth of a second: others wait no longer than that for a lock. */
const pieceRows = { checking: 500, importing: 250 }
const leaseMs = 30_000
const turnMs = 1_000

type Task = {
  id: string
  status: 'checking' | 'importing'
  bytes: number
  mapping: Mapping
  format: FileFormat
  rowsRead: number
}
type Open = { task: Task; rows: AsyncIterator<FileRow>; rowsRead: number }

export type Importer = {
  /** Works for about a second; answers how many pieces it did. */
  work(): Promise<number>
}

const importers = new WeakMap<Db, Importer>()

/** A turn of this process's importer. */
export function workImports(db: Db, vault: Vault, clock: Clock): Promise<number> {
  const importer = importers.get(db) ?? createImporter(db, vault, clock)
  importers.set(db, importer)
  return importer.work()
}

/** Keeps the file it works on open from turn to turn. */
export function createImporter(db: Db, vault: Vault, clock: Clock): Importer {
  let open: Open | null = null

  async function work(): Promise<number> {
    const until = performance.now() + turnMs
    let pieces = 0
    while (performance.now() < until) {
      const file: Open | null = open ?? (await claim())
      if (!file) return pieces
      open = null
      try {
        if (await workPiece(file)) open = file
        pieces++
      } catch (error) {
        const { id, status } = file.task
        // The file is to blame: it is said, and nobody reads it again and again.
        if (!isRefusal(error)) throw error
        await db`
          update pool.member_import set status = 'failed', failure = ${error.code}, ended_at = ${clock()}
          where id = ${id} and status = ${status}`
      }
      await setImmediate()
    }
    return pieces
  }

  async function claim(): Promise<Open | null> {
    const now = clock()
    const [task] = await db<Task>`
      update pool.member_import set worked_until = ${addMs(now, leaseMs)}
      where id = (
        select id from pool.member_import
        where status in ('checking', 'importing')
          and (worked_until is null or worked_until <= ${now})
        order by made_at limit 1 for update skip locked)
      returning id, status, bytes, mapping, format, rows_read`
    if (!task) return null
    const file = openBytes(db, vault, { importId: task.id, fileBytes: task.bytes })
    const rows = rowsOf(file, task.format)[Symbol.asyncIterator]()
    if (task.mapping.hasTitles) await rows.next()
    for (let read = 0; read < task.rowsRead; read++) await rows.next()
    return { task, rows, rowsRead: task.rowsRead }
  }

  /** False when the file is at its end, or is no longer ours. */
  async function workPiece(file: Open): Promise<boolean> {
    const { task } = file
    const now = clock()
    const piece: FileRow[] = []
    const most = pieceRows[task.status]
    while (piece.length < most) {
      const next = await file.rows.next()
      if (next.done) break
      piece.push(next.value)
    }
    const rows = piece.map((row) => cleanRow(row, task.mapping, now))
    const isLast = piece.length < most
    const isOurs = await db.begin(async (tx) => {
      const [mine] = await tx<{ report: ImportReport | null }>`
        select case status when 'checking' then check_report else report end as report
        from pool.member_import
        where id = ${task.id} and status = ${task.status} and rows_read = ${file.rowsRead}
          and mapping = ${json(task.mapping)}::jsonb
        for no key update`
      if (!mine) return false
      const isCheck = task.status === 'checking'
      const known = rememberIndexes(vault)
      const found = await (isCheck ? checkPiece : bringPiece)(tx, { vault: known, task, rows, now })
      const report = addReports(mine.report ?? emptyReport, found)
      await (isCheck ? noteChecked : noteBrought)(tx, task.id, {
        report,
        rowsRead: file.rowsRead + piece.length,
        isLast,
        now,
      })
      return true
    })
    file.rowsRead += piece.length
    return isOurs && !isLast
  }

  return { work }
}

type Piece = { vault: Vault; task: Task; rows: CleanRow[]; now: Date }
type Noted = { report: ImportReport; rowsRead: number; isLast: boolean; now: Date }

async function checkPiece(tx: Tx, piece: Piece): Promise<ImportReport> {
  const { vault, task, rows } = piece
  // Nothing more is kept of who is gone, not even that their row was bad.
  const erased = await erasedAmong(tx, vault, { importId: task.id, rows })
  const staying = rows.filter((row) => !erased.has(row))
  const isEarlier = await noteSeen(tx, { ...piece, rows: staying })
  const repeated = tellRepeated(vault, staying, isEarlier)
  const { sound, bad } = sorted(staying)
  if (bad.length > 0)
    await tx`
      insert into pool.member_import_fault (import_id, line, reasons, cipher)
      select ${task.id}, line, string_to_array(reasons, ' '), cipher
      from unnest(${bad.map((row) => row.line)}::int[],
        ${bad.map((row) => row.reasons.join(' '))}::text[],
        ${bad.map((row) => vault.seal(faultPlace(task.id, row.line), json(row.cells)))}::bytea[])
        as new (line, reasons, cipher)
      on conflict do nothing`
  const first = sound.filter((row) => !repeated.has(row))
  const matches = await matchRows(tx, vault, first)
  const people = new Set(matches.map((match) => match.memberId))
  const made = new Set(matches.flatMap(({ isNew, memberId }) => (isNew ? [memberId] : [])))
  const orders = sound.flatMap((row) => (row.order ? [orderKeyOf(vault, row, row.order)] : []))
  const tally: Tally = {
    ...emptyTally,
    peopleNew: made.size,
    peopleSame: people.size - made.size,
    conflicts: matches.filter(({ isConflict }) => isConflict).length,
    ordersNew: orders.length,
    consents: sound.filter((row) => row.consentAt).length * task.mapping.consentChannels.length,
    tags: sound.reduce((sum, row) => sum + row.tags.length, 0),
  }
  for (const row of erased) row.reasons = ['row:erased']
  return reportOf({ sound, bad: [...bad, ...erased], repeated: repeated.size }, tally)
}

async function bringPiece(tx: Tx, piece: Piece): Promise<ImportReport> {
  const { vault, task, rows, now } = piece
  const repeated = tellRepeated(vault, rows, await findSeen(tx, piece))
  const { sound: wanted } = sorted(rows)
  const bringing = {
    importId: task.id,
    rows: wanted,
    consentChannels: task.mapping.consentChannels,
  }
  const tally = await applyRows(tx, vault, { ...bringing, now })
  return reportOf({ ...sorted(rows), repeated: repeated.size }, tally)
}

const sorted = (rows: CleanRow[]) => ({
  sound: rows.filter((row) => row.reasons.length === 0),
  bad: rows.filter((row) => row.reasons.length > 0),
})

type IsEarlier = (index: Buffer, row: CleanRow) => boolean

/** Keeps where in the file each phone, card and order stands first. */
async function noteSeen(tx: Tx, piece: Piece): Promise<IsEarlier> {
  const { vault, task, rows } = piece
  const firstOf = new Map<string, { index: Buffer; line: number }>()
  for (const row of sorted(rows).sound)
    for (const index of marksOf(vault, row)) {
      const mark = index.toString('hex')
      if (!firstOf.has(mark)) firstOf.set(mark, { index, line: row.line })
    }
  const marks = [...firstOf.values()]
  const noted = await tx`
    insert into pool.member_import_seen (import_id, blind_index, line)
    select ${task.id}, blind_index, line from unnest(
      ${marks.map((one) => one.index)}::bytea[], ${marks.map((one) => one.line)}::int[])
      as new (blind_index, line)
    on conflict do nothing returning 1`
  // Mostly nobody of this piece was met before, and there is nothing to look for.
  if (noted.length < marks.length) return findSeen(tx, piece)
  return (index, row) => (firstOf.get(index.toString('hex'))?.line ?? row.line) < row.line
}

async function findSeen(tx: Tx, { vault, task, rows }: Piece): Promise<IsEarlier> {
  const marks = sorted(rows).sound.flatMap((row) => marksOf(vault, row))
  const seen = await tx<{ blindIndex: Buffer; line: number }>`
    select blind_index, line from pool.member_import_seen
    where import_id = ${task.id} and line > 0 and blind_index = any(${marks}::bytea[])`
  const lineOf = new Map(seen.map((one) => [one.blindIndex.toString('hex'), one.line]))
  return (index, row) => (lineOf.get(index.toString('hex')) ?? row.line) < row.line
}

/** Rows about somebody of an earlier row. One whose order stands in an earlier row is bad. */
function tellRepeated(vault: Vault, rows: CleanRow[], isEarlier: IsEarlier): Set<CleanRow> {
  const repeated = new Set<CleanRow>()
  for (const row of sorted(rows).sound) {
    if (row.order && isEarlier(orderKeyOf(vault, row, row.order), row))
      row.reasons.push('order:twice')
    else if (indexesOf(vault, [row]).some((index) => isEarlier(index, row))) repeated.add(row)
  }
  return repeated
}

/** A row's ids are asked for again and again; each is worked out once in a piece. */
function rememberIndexes(vault: Vault): Vault {
  const known = new Map<string, Buffer>()
  return {
    ...vault,
    blindIndex(kind, value) {
      const name = `${kind} ${value}`
      const index = known.get(name) ?? vault.blindIndex(kind, value)
      known.set(name, index)
      return index
    },
  }
}

const marksOf = (vault: Vault, row: CleanRow): Buffer[] => [
  ...indexesOf(vault, [row]),
  ...(row.order ? [orderKeyOf(vault, row, row.order)] : []),
]

async function noteChecked(tx: Tx, id: string, { report, rowsRead, isLast, now }: Noted) {
  await tx`
    update pool.member_import set rows_read = ${rowsRead}, check_report = ${json(report)}::jsonb,
      worked_until = ${isLast ? null : addMs(now, leaseMs)},
      rows_of = ${isLast ? rowsRead : null}, status = ${isLast ? 'checked' : 'checking'}
    where id = ${id}`
}

/** When it is over nothing of the file stays but the rows that were not taken, for seven days. */
async function noteBrought(tx: Tx, id: string, { report, rowsRead, isLast, now }: Noted) {
  await tx`
    update pool.member_import set rows_read = ${rowsRead}, report = ${json(report)}::jsonb,
      worked_until = ${isLast ? null : addMs(now, leaseMs)},
      status = ${isLast ? 'done' : 'importing'}, ended_at = ${isLast ? now : null}
    where id = ${id}`
  if (!isLast) return
  await tx`delete from pool.member_import_part where import_id = ${id}`
  await tx`delete from pool.member_import_seen where import_id = ${id} and line > 0`
}
