/** Databases for tests: each a private clone of a migrated template on a real PostgreSQL. */
import { randomBytes } from 'node:crypto'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectOptions, connect, type Db, type Tx } from '#platform/db.ts'
import { databaseUrl, execute, startTestServer, template, testServerVariable } from './server.ts'

export type TestDb = Db & AsyncDisposable & { readonly url: string }

/** `await using db = await testDb()`: the clone goes when the test ends. */
export async function testDb(options: ConnectOptions = {}): Promise<TestDb> {
  const server = await testServerUrl()
  const name = `test_${randomBytes(8).toString('hex')}`
  // Copying files takes well under half the time of writing every page to the log.
  await execute(server, `create database ${name} template ${template} strategy file_copy`)
  const url = databaseUrl(server, name)
  const db = connect(url, options)
  const dispose = async () => {
    await db.end().catch(() => undefined) // a test may have ended it
    await execute(server, `drop database ${name} with (force)`)
  }
  return Object.assign(db, { url, [Symbol.asyncDispose]: dispose })
}

/** Started once, and only for a test file that is run without `npm test`. */
let own: ReturnType<typeof startTestServer> | undefined

async function testServerUrl(): Promise<string> {
  const given = process.env[testServerVariable]
  if (given) return given
  own ??= startTestServer()
  return (await own).url
}
after(async () => (await own)?.stop())

/**
 * Forces two transactions to overlap: the second starts when the first has done its work and holds its
 * locks, and the first commits when the second waits for it or is through. Returns how each ended.
 */
export async function overlap<First, Second>(
  db: Db,
  first: (tx: Tx) => Promise<First>,
  second: (tx: Tx) => Promise<Second>,
): Promise<[PromiseSettledResult<First>, PromiseSettledResult<Second>]> {
  const worked = Promise.withResolvers<void>()
  const mayCommit = Promise.withResolvers<void>()
  const one = db.begin(async (tx) => {
    const result = await first(tx)
    worked.resolve()
    await mayCommit.promise
    return result
  })
  one.catch(worked.resolve)
  await worked.promise

  let pid: number | undefined
  const two = db.begin(async (tx) => {
    const [backend] = await tx<{ pid: number }>`select pg_backend_pid() as pid`
    pid = backend?.pid
    return second(tx)
  })
  let isThrough = false
  const through = () => void (isThrough = true)
  two.then(through, through)
  while (!isThrough && !(pid && (await isBlocked(db, pid)))) await sleep(5)
  mayCommit.resolve()
  return Promise.allSettled([one, two])
}

async function isBlocked(db: Db, pid: number): Promise<boolean> {
  const [row] = await db<{ blocked: boolean }>`
    select cardinality(pg_blocking_pids(${pid}::int)) > 0 as blocked`
  return row?.blocked ?? false
}
