/**
 * Brings a database to the shape that db/migrations describes: numbered files, forward only, each in one
 * transaction and once for ever. An applied file may not change, since databases made before and after
 * would differ without a word.
 */
import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { joinGeneration } from './generation.ts'

export const migrationsDir = path.resolve(import.meta.dirname, '../../db/migrations')

export type Migration = { name: string; sql: string; checksum: string }

/** Only one process migrates a database at a time; the others wait and find nothing left to do. */
export const migrationLock = 7_355_608_421

/**
 * Applies what is missing, in order, and returns the names. Refuses without a change when history differs.
 * With `upTo` nothing that comes after that name.
 */
export async function migrate(url: string, dir = migrationsDir, upTo?: string): Promise<string[]> {
  const migrations = await readMigrations(dir)
  const client = new pg.Client({ connectionString: url, application_name: 'tessera migrate' })
  client.on('error', () => undefined) // a lost connection fails the statement that runs, which says so
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query(`
      create schema if not exists platform;
      create table if not exists platform.migration (
        name       text primary key,
        checksum   text not null,
        applied_at timestamptz not null default now()
      )`)
    const history = await readApplied(client)
    const refusal = whyNotMigrate(migrations, history)
    if (refusal) throw new Error(refusal)
    const applied = new Set(history.map((row) => row.name))
    const missing = migrations.filter(
      ({ name }) => !applied.has(name) && (upTo === undefined || name <= upTo),
    )
    for (const migration of missing) await apply(client, migration)
    if (missing.length > 0) await joinGeneration(client)
    return missing.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

/** The migrations of a folder in the order of their numbers. */
export async function readMigrations(dir = migrationsDir): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).toSorted()
  const migrations = await Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(path.join(dir, name), 'utf8')).replaceAll('\r\n', '\n')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
  const numbers = names.map((name) => name.slice(0, 5))
  const wrong = names.find((name) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name))
  if (wrong) throw new Error(`Migration ${wrong} is not named like 0001_what_it_makes.sql.`)
  const twice = names.find((name, index) => numbers.indexOf(name.slice(0, 5)) !== index)
  if (twice) throw new Error(`Migration ${twice} has a number that another one has.`)
  return migrations
}

/** What a database has, in order; nothing of one that was never migrated. */
export async function readApplied(client: pg.Client): Promise<Omit<Migration, 'sql'>[]> {
  const known = await client.query("select 1 where to_regclass('platform.migration') is not null")
  if (known.rows.length === 0) return []
  const { rows } = await client.query<Omit<Migration, 'sql'>>(
    'select name, checksum from platform.migration order by name',
  )
  return rows
}

/** Why these files may not be applied to a database with that history, or null when they may. */
export function whyNotMigrate(
  migrations: Migration[],
  applied: Omit<Migration, 'sql'>[],
): string | null {
  for (const { name, checksum } of applied) {
    const file = migrations.find((migration) => migration.name === name)
    if (!file) return `The database has migration ${name}, which this version does not know.`
    if (file.checksum !== checksum) {
      return `Migration ${name} changed after it was applied: restore it and add a new one.`
    }
  }
  return null
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin')
    // A lock that does not come would make every request behind it wait too.
    await client.query("set local lock_timeout = '10s'")
    await client.query(sql)
    await client.query('insert into platform.migration (name, checksum) values ($1, $2)', [
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => undefined)
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Migration ${name} failed and left nothing: ${reason}`, { cause })
  }
}
