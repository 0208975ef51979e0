/**
 * Fills an empty database from a backup, all or nothing. What is written afterwards is of a new
 * generation (see `generation.ts`), so events are consumed and logs sealed as if nothing had happened.
 */
import assert from 'node:assert/strict'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { z } from 'zod'
import { openBackup, WrongBackup } from './backup-file.ts'
import type { BackupHeader, BackupTable, Frame } from './backup-file.ts'
import {
  columnList,
  countLines,
  filledByMigrations,
  findTables,
  schemasOf,
  textSettings,
} from './backup-tables.ts'
import type { Progress } from './backup-tables.ts'
import { defineEvent } from './events.ts'
import { beginGeneration } from './generation.ts'
import { migrate, migrationLock, migrationsDir, readApplied, readMigrations } from './migrations.ts'
import type { Migration } from './migrations.ts'

/** The first event after a restore: it also tells every reader that a new generation has begun. */
export const restored = defineEvent('platform.restored', {
  generation: z.int(),
  backupMadeAt: z.iso.datetime(),
})

export type RestoreSummary = {
  header: BackupHeader
  rows: number
  /** Migrations that this version of the program has and that of the backup had not. */
  migrated: string[]
}

type Filling = {
  header: BackupHeader
  migrations: Migration[]
  frames: AsyncGenerator<Frame>
  onProgress: (progress: Progress) => void
}
type Options = { dir?: string; onProgress?: (progress: Progress) => void }

/**
 * The database is blank, or migrated by a program and never used. Throws WrongBackup, with nothing
 * written, when the file or the database is not what it must be.
 */
export async function restore(
  url: string,
  file: string,
  { dir = migrationsDir, onProgress = () => {} }: Options = {},
): Promise<RestoreSummary> {
  await using backup = await openBackup(file)
  const { header } = backup
  const migrations = await readMigrations(dir)
  const refusal = whyNotRead(header, migrations)
  if (refusal) throw new WrongBackup(refusal)
  const client = new pg.Client({ connectionString: url, application_name: 'tessera restore' })
  client.on('error', () => undefined) // a lost connection fails the statement that runs, which says so
  await client.connect()
  try {
    await refuseUsed(client, header, migrations)
    await migrate(url, dir, header.migrations.at(-1)!.name)
    const frames = backup.frames()
    const rows = await fill(client, { header, migrations, frames, onProgress })
    // The planner learns how large the tables have become.
    await client.query('set statement_timeout = 0; analyze')
    return { header, rows, migrated: await migrate(url, dir) }
  } finally {
    await client.end()
  }
}

/** Why a program with these migrations cannot read that backup, or null when it can. */
export function whyNotRead(header: BackupHeader, migrations: Migration[]): string | null {
  const made = `The backup was made by version ${header.program}`
  for (const [index, { name, checksum }] of header.migrations.entries()) {
    const own = migrations[index]
    if (own?.name !== name) return `${made}, whose migration ${name} this version does not have.`
    if (own.checksum !== checksum) return `${made}, whose migration ${name} is another one here.`
  }
  return null
}

/** Throws WrongBackup when the database holds anything, or tables that the backup does not know. */
async function refuseUsed(
  client: pg.Client,
  header: BackupHeader,
  migrations: Migration[],
): Promise<void> {
  const known = new Set(header.migrations.map(({ name, checksum }) => `${name} ${checksum}`))
  const other = (await readApplied(client)).find((one) => !known.has(`${one.name} ${one.checksum}`))
  if (other)
    throw new WrongBackup(`The database has migration ${other.name} and the backup has it not.`)
  const filled = filledByMigrations(migrations)
  for (const { name } of await findTables(client, schemasOf(migrations))) {
    if (filled.has(name)) continue
    const { rows } = await client.query(`select 1 from ${name} limit 1`)
    if (rows.length > 0)
      throw new WrongBackup(`The database is in use: ${name} has rows. Give an empty one.`)
  }
}

async function fill(
  client: pg.Client,
  { header, migrations, frames, onProgress }: Filling,
): Promise<number> {
  try {
    await client.query(`begin; ${textSettings}; set local lock_timeout = '10s';
      select pg_advisory_xact_lock(${migrationLock})`)
    const tables = await findTables(client, schemasOf(migrations))
    const names = tables.map(({ name }) => name).join(', ')
    await client.query(`lock table ${names} in access exclusive mode`)
    await refuseUsed(client, header, migrations)
    await client.query('set constraints all deferred')
    // Their first rows are in the backup, too, or what became of them.
    const filled = filledByMigrations(migrations)
    for (const { name } of tables.toReversed())
      if (filled.has(name)) await client.query(`delete from ${name}`)
    for (const { name, of, bound } of header.partitions ?? [])
      await client.query(`create table if not exists ${name} partition of ${of} ${bound}`)
    const written = await copyAll(client, tables, frames, onProgress)
    for (const { name, lastValue } of header.sequences)
      await client.query('select setval($1::regclass, $2::bigint)', [name, lastValue])
    await openGeneration(client, header)
    await client.query('commit')
    return written
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Fills each table as its frames come; answers how many rows there are in all. */
async function copyAll(
  client: pg.Client,
  tables: BackupTable[],
  frames: AsyncGenerator<Frame>,
  onProgress: (progress: Progress) => void,
): Promise<number> {
  const written: Record<string, number> = {}
  let frame = await take(frames)
  /** The lines up to the next frame of another kind, which stays in `frame`. */
  async function* linesOf(progress: Progress) {
    for (frame = await take(frames); frame?.kind === 'rows'; frame = await take(frames)) {
      yield frame.lines
      progress.rows += countLines(frame.lines)
      progress.bytes += frame.lines.length
      onProgress(progress)
    }
  }
  while (frame?.kind === 'table') {
    const { name, columns } = frame.table
    const table = tables.find((one) => one.name === name)
    if (!table || String(table.columns) !== String(columns))
      throw new WrongBackup(`The table ${name} of the backup is another one here.`)
    const progress = { table: name, rows: 0, bytes: 0, isDone: false }
    const copy = client.query(copyFrom(`copy ${table.name} (${columnList(table)}) from stdin`))
    await pipeline(linesOf(progress), copy)
    written[name] = copy.rowCount
    onProgress({ ...progress, isDone: true })
  }
  if (frame?.kind !== 'trailer') throw new WrongBackup('The backup does not come to its end.')
  assert.deepEqual(written, frame.trailer.rows)
  await take(frames) // the file is found whole once more
  return Object.values(written).reduce((all, count) => all + count, 0)
}

const take = async (frames: AsyncGenerator<Frame>): Promise<Frame | undefined> =>
  (await frames.next()).value

/** A new generation, which says so in the outbox and in the audit. */
async function openGeneration(client: pg.Client, header: BackupHeader): Promise<void> {
  const generation = header.generation + 1
  await beginGeneration(client, generation)
  const facts = { generation, backupMadeAt: header.madeAt }
  await client.query('insert into platform.event (name, payload) values ($1, $2)', [
    restored.name,
    restored.payload.parse(facts),
  ])
  await client.query(
    `insert into platform.audit (at, actor_kind, actor_id, act, subject, facts)
    values (now(), 'system', 'scripts/restore', 'platform.restore', $1, $2)`,
    [`generation:${generation}`, facts],
  )
}
