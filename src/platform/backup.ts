/**
 * Writes everything that is in the database into one file, as of one moment and while others go on
 * writing. It reads by COPY, since `pg_dump` is not part of the PostgreSQL that comes through npm.
 */
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import packageJson from '../../package.json' with { type: 'json' }
import { WrongBackup, writeBackup } from './backup-file.ts'
import type { BackupHeader, Frame } from './backup-file.ts'
import {
  columnList,
  countLines,
  findPartitions,
  findSequences,
  findTables,
  schemasOf,
  textSettings,
} from './backup-tables.ts'
import type { Progress } from './backup-tables.ts'
import { migrationLock, readApplied, readMigrations } from './migrations.ts'

export type BackupSummary = { tables: number; rows: number; bytes: number; madeAt: string }

/** Nothing is under the name `file` until the backup is whole. */
export async function backUp(
  url: string,
  file: string,
  onProgress: (progress: Progress) => void = () => {},
): Promise<BackupSummary> {
  const client = new pg.Client({ connectionString: url, application_name: 'tessera backup' })
  client.on('error', () => undefined) // a lost connection fails the statement that runs, which says so
  await client.connect()
  try {
    // A table must not change its shape under the backup; the program's migrations wait.
    await client.query('select pg_advisory_lock_shared($1)', [migrationLock])
    const applied = await readApplied(client)
    if (applied.length === 0) throw new WrongBackup('The database is blank: nothing to back up.')
    const schemas = schemasOf(await readMigrations())
    const tables = await findTables(client, schemas)
    await client.query(`begin isolation level repeatable read read only; ${textSettings}`)
    // Locks come before the snapshot: a table that is emptied by TRUNCATE is so in every snapshot.
    const names = tables.map(({ name }) => name).join(', ')
    await client.query(`lock table ${names} in access share mode`)
    const header = await readHeader(client, schemas)
    const rows: Record<string, number> = {}

    async function* frames(): AsyncGenerator<Frame> {
      yield { kind: 'header', header }
      for (const table of tables) {
        yield { kind: 'table', table }
        const progress = { table: table.name, rows: 0, bytes: 0, isDone: false }
        // A table in partitions can be read by a query only.
        const all = `select ${columnList(table)} from ${table.name}`
        const copy = client.query(copyTo(`copy (${all}) to stdout`))
        for await (const lines of copy as AsyncIterable<Buffer>) {
          yield { kind: 'rows', lines }
          progress.rows += countLines(lines)
          progress.bytes += lines.length
          onProgress(progress)
        }
        rows[table.name] = copy.rowCount
        onProgress({ ...progress, rows: copy.rowCount, isDone: true })
      }
      yield { kind: 'trailer', trailer: { rows } }
    }
    const bytes = await writeBackup(file, frames())
    const sum = Object.values(rows).reduce((all, count) => all + count, 0)
    return { tables: tables.length, rows: sum, bytes, madeAt: header.madeAt }
  } finally {
    await client.end()
  }
}

async function readHeader(client: pg.Client, schemas: string[]): Promise<BackupHeader> {
  const { rows } = await client.query<{ snapshot: string; madeAt: Date; generation: number }>(`
    select pg_current_snapshot()::text as snapshot, now() as "madeAt",
      coalesce((select max(generation) from platform.event), 1) as generation`)
  const { snapshot, madeAt, generation } = rows[0]!
  return {
    program: packageJson.version,
    madeAt: madeAt.toISOString(),
    snapshot,
    generation,
    migrations: await readApplied(client),
    sequences: await findSequences(client, schemas),
    partitions: await findPartitions(client, schemas),
  }
}
