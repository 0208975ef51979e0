/**
 * The PostgreSQL of a test run: its own cluster, without fsync, thrown away afterwards. It holds a
 * migrated template database that `testDb` clones.
 */
import { existsSync, readFileSync } from 'node:fs'
import { readdir, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { migrate } from '#platform/migrations.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { startPostgres, stopPostgres } from '#platform/postgres.ts'

export const template = 'migrated'

/** Each user's own; only some systems have it, and some containers next to nothing of it. */
const memory = '/dev/shm'
const inMemory = path.join(memory, `tessera-tests-${process.getuid?.()}`)
const onDisk = path.dirname(clusterDir())
const memoryBytesWanted = 4 * 2 ** 30

/** Where `npm test` tells its test files which server to use. */
export const testServerVariable = 'TESSERA_TEST_DATABASE_URL'

export type TestServer = { url: string; stop: () => Promise<void> }

/** Starts a server of this process's own and migrates its template. */
export async function startTestServer(): Promise<TestServer> {
  await removeAbandoned()
  const dataDir = path.join((await hasRoom()) ? inMemory : onDisk, `test-${process.pid}`)
  const { url } = await startPostgres({
    dataDir,
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      shared_buffers: '128MB',
      max_wal_size: '1GB',
    },
  })
  await execute(url, `create database ${template}`)
  await migrate(databaseUrl(url, template))
  const stop = async () => {
    await stopPostgres(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  }
  return { url, stop }
}

/** The same server, another database. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}

/** Runs one statement on a connection of its own: databases are made outside of transactions. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/**
 * Whether a cluster fits into memory. To make and drop a database is to make and drop nine hundred files:
 * there it takes a fifth of the time.
 */
async function hasRoom(): Promise<boolean> {
  if (!existsSync(memory)) return false
  const { bavail, bsize } = await statfs(memory)
  return Math.min(bavail * bsize, process.availableMemory()) >= memoryBytesWanted
}

/** A run that was killed could not stop its server: the next one does. */
async function removeAbandoned(): Promise<void> {
  for (const parent of [inMemory, onDisk]) {
    if (!existsSync(parent)) continue
    for (const name of await readdir(parent)) {
      const pid = Number(/^test-(?:[a-z]+-)?(\d+)/.exec(name)?.[1])
      if (!pid || isAlive(pid)) continue
      await stopPostgres(path.join(parent, name))
      await rm(path.join(parent, name), { recursive: true, force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A dead process that nobody has waited for still answers, but has no command any more.
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`).length > 0
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
