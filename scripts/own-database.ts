/** Which database a command means: DATABASE_URL, else the one that `npm start` has on this machine. */
import { existsSync } from 'node:fs'
import { connect } from '#platform/db.ts'
import { WrongConfig } from '#platform/config.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { findRunning, startPostgres } from '#platform/postgres.ts'

export type Which = {
  /** The empty shop of `npm start -- --empty`, or the demo. */
  empty: boolean
  /** Whether one is made when there is none. */
  make: boolean
}

/** Starts the server of `npm start` when it does not run, and stops it only then. */
export async function withDatabase<T>(
  { empty, make }: Which,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const given = process.env['DATABASE_URL']
  if (given) return work(given)
  const dataDir = clusterDir(empty ? 'postgres' : 'demo')
  const start = `npm start${empty ? ' -- --empty' : ''}`
  if (!make && !existsSync(dataDir))
    throw new WrongConfig(`\`${start}\` has no database on this machine: set DATABASE_URL.`)
  console.log(`The database is that of \`${start}\`.`)
  const running = await findRunning(dataDir)
  if (running) return work(running)
  // Whoever is interrupted leaves no server running: it is stopped on the way out.
  process.once('SIGINT', () => process.exit(130))
  const postgres = await startPostgres({ dataDir })
  try {
    return await work(postgres.url)
  } finally {
    await postgres.stop()
  }
}

/** For reports that read everything. */
export const connectPatiently = (url: string) =>
  connect(url, { connectionsMax: 1, statementTimeoutMs: 600_000 })
