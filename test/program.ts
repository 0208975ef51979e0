/**
 * The whole program for checks and benches: a PostgreSQL of its own with fsync on, the sandbox
 * institution and the server as separate processes in production configuration, on this machine only.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'
import { migrate } from '#platform/migrations.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { supervisePostgres } from '#platform/postgres.ts'
import { createVault } from '#platform/vault.ts'
import type { Vault } from '#platform/vault.ts'
import { createSandboxAdapter } from '#trade/sandbox-adapter.ts'
import { keepRunning } from '../src/keep-running.ts'
import type { Child } from '../src/keep-running.ts'
import type { MovedClock } from './moved-clock.ts'

export type RunningProgram = AsyncDisposable & {
  url: string
  /** A connection of the check's own, to prepare and to look; the program has others. */
  db: Db
  databaseUrl: string
  vault: Vault
  adapter: ReturnType<typeof createSandboxAdapter>
  /** Its process id changes when it dies and is started again. */
  server: Child
  /** The folder of the cluster, whose postmaster.pid names the server. */
  dataDir: string
  /** What the server was started with. */
  env: Record<string, string>
  /** All that the server has printed, sign-in codes among it. */
  printed(): Promise<string>
}

export type ProgramOptions = {
  /** What the server prints is only kept. */
  isQuiet?: boolean
  /** Puts the clock of server and institution ahead. */
  clock?: MovedClock
}

/** `env` may raise limits that docs/operations.md documents, and nothing else. */
export async function startProgram(
  name: string,
  env: Record<string, string> = {},
  { isQuiet = false, clock }: ProgramOptions = {},
): Promise<RunningProgram> {
  const dataDir = clusterDir(`check-${name}`)
  await rm(dataDir, { recursive: true, force: true })
  const home = await mkdtemp(path.join(tmpdir(), `tessera-${name}-`))
  const stops: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })]
  stops.push(() => rm(dataDir, { recursive: true, force: true }))
  const stopAll = async () => {
    for (const stop of stops.toReversed()) await stop()
  }
  try {
    const postgres = await supervisePostgres({ dataDir })
    stops.push(() => postgres.stop())
    await migrate(postgres.url)
    const [shopPort, sandboxPort] = [await freePort(), await freePort()]
    const [url, sandboxUrl] = [shopPort, sandboxPort].map((port) => `http://127.0.0.1:${port}`)
    const secret = randomBytes(32)
    const log = path.join(home, 'serve.log')
    const out = openSync(log, 'a')
    stops.push(async () => closeSync(out))
    const common = {
      ...clock?.env,
      DATABASE_URL: postgres.url,
      SANDBOX_KEYS_DIR: path.join(home, 'keys'),
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    }
    const sandboxEnv = {
      ...common,
      SANDBOX_PORT: String(sandboxPort),
      SANDBOX_NOTIFY_URL: `${url}/api/payments/notices`,
    }
    const sandbox = await keepRunning('sandbox', 'src/sandbox/serve.ts', sandboxEnv, sandboxUrl!)
    stops.push(() => sandbox.stop())
    const serverEnv = {
      ...common,
      TESSERA_MODE: 'production',
      TESSERA_SECRET: secret.toString('base64'),
      HOST: '127.0.0.1',
      PORT: String(shopPort),
      SANDBOX_URL: sandboxUrl!,
      ...env,
    }
    const [kept] = isQuiet ? [out] : []
    const server = await keepRunning('serve', 'src/serve.ts', serverEnv, url!, kept)
    stops.push(() => server.stop())
    const db = connect(postgres.url, { connectionsMax: 4, statementTimeoutMs: 120_000 })
    stops.push(() => db.end())
    const adapter = createSandboxAdapter({ url: sandboxUrl!, keysDir: common.SANDBOX_KEYS_DIR })
    return {
      url: url!,
      db,
      databaseUrl: postgres.url,
      vault: createVault(secret),
      adapter,
      server,
      dataDir,
      env: serverEnv,
      printed: () => readFile(log, 'utf8'),
      [Symbol.asyncDispose]: stopAll,
    }
  } catch (error) {
    await stopAll()
    throw error
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
