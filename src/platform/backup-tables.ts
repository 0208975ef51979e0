/** Which tables a backup holds, read from the catalogue, in an order in which they can be filled. */
import assert from 'node:assert/strict'
import pg from 'pg'
import type { BackupTable, Partition } from './backup-file.ts'
import type { Migration } from './migrations.ts'

/** The program writes its own list of migrations wherever it makes the tables. */
export const notBackedUp = 'platform.migration'

/** Others may keep tables in the same database: ours are in the schemas that migrations make. */
export const schemasOf = (migrations: Migration[]): string[] =>
  migrations.flatMap(({ sql }) =>
    [...sql.matchAll(/^create schema (?:if not exists )?(\w+)/gm)].map(([, name]) => name!),
  )

/** Tables that are not empty when they are new: a migration writes their first rows. */
export const filledByMigrations = (migrations: Migration[]): Set<string> =>
  new Set(
    migrations.flatMap(({ sql }) =>
      [...sql.matchAll(/^insert into (\w+\.\w+)/gm)].map(([, name]) => name!),
    ),
  )

/** Columns that are computed from others are left out. */
export async function findTables(client: pg.Client, schemas: string[]): Promise<BackupTable[]> {
  const { rows: tables } = await client.query<BackupTable>(
    `select format('%I.%I', nspname, relname) as name,
      array_agg(attname::text order by attnum) as columns
    from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    join pg_attribute on attrelid = pg_class.oid
    where nspname = any($1) and relkind in ('r', 'p') and not relispartition
      and attnum > 0 and not attisdropped and attgenerated = ''
    group by 1 order by 1`,
    [schemas],
  )
  // What may wait for the commit is no reason to wait for another table.
  const { rows: keys } = await client.query<{ from: string; to: string }>(`
    with named as (
      select pg_class.oid, format('%I.%I', nspname, relname) as name from pg_class
      join pg_namespace on pg_namespace.oid = relnamespace
    )
    select distinct this.name as from, other.name as to from pg_constraint
    join named as this on this.oid = conrelid
    join named as other on other.oid = confrelid
    where contype = 'f' and not condeferrable and conrelid <> confrelid`)
  return inOrder(
    tables.filter(({ name }) => name !== notBackedUp),
    keys,
  )
}

/** Each table after those that it refers to. */
function inOrder(tables: BackupTable[], keys: { from: string; to: string }[]): BackupTable[] {
  const ordered: BackupTable[] = []
  let waiting = tables
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name))
    const isFree = ({ name }: BackupTable) =>
      !keys.some(({ from, to }) => from === name && names.has(to))
    const free = waiting.filter(isFree)
    assert.ok(free.length > 0, `${[...names].join(', ')} refer to each other in a circle`)
    ordered.push(...free)
    waiting = waiting.filter((table) => !isFree(table))
  }
  return ordered
}

export async function findSequences(client: pg.Client, schemas: string[]) {
  const { rows } = await client.query<{ name: string; lastValue: string }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as "lastValue"
    from pg_sequences where schemaname = any($1) and last_value is not null order by 1`,
    [schemas],
  )
  return rows
}

export async function findPartitions(client: pg.Client, schemas: string[]): Promise<Partition[]> {
  const { rows } = await client.query<Partition>(
    `select format('%I.%I', nspname, part.relname) as name, inhparent::regclass::text as of,
      pg_get_expr(part.relpartbound, part.oid) as bound
    from pg_inherits
    join pg_class as part on part.oid = inhrelid and part.relispartition and part.relkind = 'r'
    join pg_namespace on pg_namespace.oid = part.relnamespace
    where nspname = any($1) order by 1`,
    [schemas],
  )
  return rows
}

export const columnList = ({ columns }: BackupTable) =>
  columns.map((column) => pg.escapeIdentifier(column)).join(', ')

/** The same text wherever it is written and read. */
export const textSettings = `
  set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0;
  set local datestyle = 'ISO, YMD';
  set local intervalstyle = 'postgres';
  set local bytea_output = 'hex';
  set local timezone = 'UTC';
  set local client_encoding = 'UTF8'`

/** How far it has come with a table. */
export type Progress = { table: string; rows: number; bytes: number; isDone: boolean }

/** A row is a line, and a line's end within a value is written otherwise. */
export function countLines(lines: Buffer): number {
  let count = 0
  for (let at = lines.indexOf(10); at >= 0; at = lines.indexOf(10, at + 1)) count++
  return count
}
