/**
 * A small tag over `pg`: SQL is written as SQL, values are always parameters.
 *
 *   const rows = await tx<{ skuId: string }>`select sku_id from … where id = any(${ids}::uuid[])`
 *
 * Columns arrive in camelCase; bigint and count(*) arrive as safe integers (a larger value throws);
 * timestamptz as Date; numeric stays a string. Every text becomes a named, prepared statement.
 */
import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export type Sql = <Row = Record<string, unknown>>(
  strings: TemplateStringsArray,
  ...values: unknown[]
) => Promise<Row[]>

/** A transaction. Work it has to do only once it is durable goes to `afterCommit`. */
export type Tx = Sql & { afterCommit(work: () => void): void; readonly isTransaction: true }

export type Db = Sql & {
  /** Runs `work` in a transaction, again after a deadlock, a serialization failure or `Outdated` (5 tries). */
  begin<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * The same for set-wise work on many keys: every table is reached by its index, row by row of the
   * arrays given. Left alone the planner would read a table whole that was small when the statement
   * was planned, and go on doing so while a flash minute makes it a million rows long.
   */
  beginByKey<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** For reports that read everything: each statement may take this long. */
  beginPatiently<T>(waitMs: number, work: (tx: Tx) => Promise<T>): Promise<T>
  end(): Promise<void>
  readonly pool: pg.Pool
}

/** A piece of SQL to put into another: `` where ${sql`a = ${1}`} ``. */
export class Fragment {
  readonly strings: TemplateStringsArray
  readonly values: unknown[]
  constructor(strings: TemplateStringsArray, values: unknown[]) {
    this.strings = strings
    this.values = values
  }
}
export const sql = (strings: TemplateStringsArray, ...values: unknown[]) =>
  new Fragment(strings, values)

/** A jsonb parameter: `${json(value)}::jsonb`. */
export const json = (value: unknown) => JSON.stringify(value)

export type ConnectOptions = {
  connectionsMax?: number
  statementTimeoutMs?: number
  applicationName?: string
}

export function connect(url: string, options: ConnectOptions = {}): Db {
  const { connectionsMax = 12, statementTimeoutMs = 5_000 } = options
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.min(statementTimeoutMs, 4_000),
    idle_in_transaction_session_timeout: 10_000,
    // The server may vanish without a word: give the socket up before a caller does.
    query_timeout: statementTimeoutMs + 1_000,
    application_name: options.applicationName ?? 'tessera',
    types: { getTypeParser },
    keepAlive: true,
    // Statements that do not wait for each other's answers travel together: `Promise.all([tx`…`, tx`…`])`
    // is one round trip, and the server still runs them in the order they were given.
    pipeline: true,
  })
  // An idle connection that dies must not kill the process: the next use opens a new one.
  pool.on('error', () => {})
  const run: Sql = (strings, ...values) => execute(pool, strings, values)
  return Object.assign(run, {
    begin: <T>(work: (tx: Tx) => Promise<T>) => begin(pool, 'begin', work),
    beginByKey: <T>(work: (tx: Tx) => Promise<T>) => begin(pool, byKey, work),
    beginPatiently: <T>(waitMs: number, work: (tx: Tx) => Promise<T>) =>
      begin(pool, `begin; set local statement_timeout = ${Math.trunc(waitMs)}`, work, waitMs),
    end: () => pool.end(),
    pool,
  })
}

const byKey = `begin; set local enable_seqscan = off; set local enable_bitmapscan = off;
  set local enable_hashjoin = off; set local enable_mergejoin = off;
  set local plan_cache_mode = force_generic_plan`

async function begin<T>(
  pool: pg.Pool,
  opening: string,
  work: (tx: Tx) => Promise<T>,
  waitMs?: number,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTransaction(pool, opening, work, waitMs)
    } catch (error) {
      if (attempt >= 5 || !isRetryable(error)) throw error
      await sleep(Math.random() * 10 * 2 ** attempt)
    }
  }
}

async function attemptTransaction<T>(
  pool: pg.Pool,
  opening: string,
  work: (tx: Tx) => Promise<T>,
  waitMs?: number,
): Promise<T> {
  return lend(pool, async (client, giveUp) => {
    const together = sentTogether(client)
    const afterCommit: (() => void)[] = []
    try {
      // Not waited for: it travels with the first statement. When it fails, so does that one.
      together()
      const opened = client.query(opening)
      opened.catch(() => {})
      const run: Sql = (strings, ...values) => {
        together()
        return execute(client, strings, values, waitMs)
      }
      const tx = Object.assign(run, {
        afterCommit: (later: () => void) => void afterCommit.push(later),
        isTransaction: true as const,
      })
      const result = await work(tx)
      await opened
      const { command } = await client.query('commit')
      // After an error that `work` swallowed, PostgreSQL answers a commit by rolling back.
      if (command !== 'COMMIT') throw new Error('a statement of the transaction had failed')
      for (const later of afterCommit) later()
      return result
    } catch (error) {
      // A line that went silent would make us wait for a rollback that the server does anyway.
      if (isConnectionLoss(error)) giveUp(error as Error)
      else await client.query('rollback').catch(giveUp)
      throw error
    }
  })
}

/**
 * Lends a connection. One that breaks fails what is asked of it, and is not lent again; were nobody to
 * hear that it broke, the process would end.
 */
async function lend<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, giveUp: (why: Error) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const giveUp = (why: Error) => void (broken = why)
  client.on('error', giveUp)
  try {
    return await work(client, giveUp)
  } finally {
    client.off('error', giveUp)
    client.release(broken)
  }
}

/** What one turn of the program has to say goes out in one write, not one for each statement. */
function sentTogether(client: pg.PoolClient): () => void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  let corked = false
  return () => {
    if (corked) return
    corked = true
    stream.cork()
    process.nextTick(() => {
      corked = false
      stream.uncork()
    })
  }
}

/** Runs `work` so that its refusal leaves the transaction usable, with nothing of `work` kept. */
export async function withSavepoint<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx`savepoint attempt`
  try {
    const result = await work()
    await tx`release savepoint attempt`
    return result
  } catch (error) {
    await tx`rollback to savepoint attempt`
    throw error
  }
}

async function execute<Row>(
  target: pg.Pool | pg.PoolClient,
  strings: TemplateStringsArray,
  values: unknown[],
  waitMs?: number,
): Promise<Row[]> {
  const statement = prepare(strings, values)
  const result = await target.query({
    ...(waitMs !== undefined && { query_timeout: waitMs + 1_000 }),
    name: statement.name,
    text: statement.text,
    values: statement.values.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value)),
    rowMode: 'array',
  })
  return toRows<Row>(result)
}

/**
 * One large reading whose text is made for the occasion: planned for its values, and no connection
 * keeps it. It may take memory, and one processor: each worker would build every hash table anew. What
 * takes longer than `waitMs` fails with SQLSTATE 57014.
 */
export async function askOnce<Row>(db: Db, query: Fragment, waitMs: number): Promise<Row[]> {
  const values: unknown[] = []
  const text = flatten(query.strings, query.values, values)
  return lend(db.pool, async (client, giveUp) => {
    try {
      await client.query(`begin read only; set local statement_timeout = ${Math.trunc(waitMs)};
        set local jit = off; set local enable_nestloop = off; set local enable_mergejoin = off; set local work_mem = '128MB'; set local random_page_cost = 1.1;
        set local max_parallel_workers_per_gather = 0`)
      const question = {
        text,
        values: values.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value)),
        rowMode: 'array' as const,
        query_timeout: waitMs + 1_000,
      }
      const result = await client.query(question)
      return toRows<Row>(result)
    } finally {
      await client.query('rollback').catch(giveUp)
    }
  })
}

const needsQuotes = /[{},"\\\s]|^$|^[Nn][Uu][Ll][Ll]$/

/**
 * An array in PostgreSQL's own notation. The driver can do it too, but quotes every element; most of ours
 * are ids and numbers, and set-wise statements send thousands of them.
 */
function arrayLiteral(values: unknown[]): string | unknown[] {
  let text = '{'
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (index > 0) text += ','
    if (typeof value === 'string')
      text += needsQuotes.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value
    else if (typeof value === 'number' || typeof value === 'boolean') text += value
    else if (value === null || value === undefined) text += 'NULL'
    else if (value instanceof Date) text += `"${value.toISOString()}"`
    else return values // bytes and nested arrays are the driver's
  }
  return `${text}}`
}

type Statement = { name: string; text: string; values: unknown[] }
const statements = new WeakMap<TemplateStringsArray, { name: string; text: string }>()

function prepare(strings: TemplateStringsArray, values: unknown[]): Statement {
  const simple = !values.some((value) => value instanceof Fragment)
  const known = simple ? statements.get(strings) : undefined
  if (known) return { ...known, values }
  const flat: unknown[] = []
  const text = flatten(strings, values, flat)
  const name = createHash('sha1').update(text).digest('base64url')
  if (simple) statements.set(strings, { name, text })
  return { name, text, values: flat }
}

function flatten(strings: readonly string[], values: unknown[], flat: unknown[]): string {
  let text = strings[0]!
  values.forEach((value, index) => {
    if (value instanceof Fragment) text += flatten(value.strings, value.values, flat)
    else text += `$${flat.push(value)}`
    text += strings[index + 1]!
  })
  return text
}

const camelNames = new Map<string, string>()
function camel(name: string): string {
  let known = camelNames.get(name)
  if (known === undefined) {
    known = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    camelNames.set(name, known)
  }
  return known
}

function toRows<Row>(result: pg.QueryArrayResult): Row[] {
  const names = result.fields.map((field) => camel(field.name))
  return result.rows.map((row: unknown[]) => {
    const object: Record<string, unknown> = {}
    for (let index = 0; index < names.length; index++) object[names[index]!] = row[index]
    return object as Row
  })
}

const int8 = 20
const date = 1082
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === int8) return parseSafeInteger
  if (oid === date) return (text: string) => text
  // oxlint-disable-next-line typescript/no-unsafe-return -- pg types its own parsers so
  return pg.types.getTypeParser(oid, format)
}

function parseSafeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`integer beyond 2^53-1: ${text}`)
  return number
}

/** The SQLSTATE of a database error, if it is one. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** Thrown by `work` that read what another transaction changed meanwhile: `begin` runs it again. */
export class Outdated extends Error {
  override name = 'Outdated'
}

const isRetryable = (error: unknown) =>
  error instanceof Outdated || ['40001', '40P01'].includes(sqlState(error) ?? '')

export const isUniqueViolation = (error: unknown) => sqlState(error) === '23505'

/**
 * True when the database was not there or went away: whether a commit happened is then unknown, so
 * only work that carries its own ids may be tried again.
 */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error)
  if (state) return /^(08|57P0|53300)/.test(state)
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string }
  if (code && /^(ECONN|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH)/.test(code)) return true
  return /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable|Client was closed/.test(
    message,
  )
}
