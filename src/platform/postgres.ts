/**
 * Our own PostgreSQL: makes a cluster when there is none, starts it, keeps it alive, stops it.
 *
 * It listens on 127.0.0.1 only, by TCP, with a random password. A cluster folder holds `data`,
 * `password`, `port` (used again when still free) and `log`. The server outlives us when we are killed;
 * the next start finds it through postmaster.pid and takes it over.
 */
import { spawn } from 'node:child_process'
import { closeSync, existsSync, ftruncateSync, openSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import * as cluster from './postgres-cluster.ts'
import { isServerOf, readPostmaster } from './postmaster.ts'

export type PostgresOptions = {
  /** The cluster's folder, absolute; by default this checkout's own. */
  dataDir?: string | undefined
  /** By default the port used before when it is free, else any free one. */
  port?: number | undefined
  /** Settings of postgresql.conf, given on the command line; ignored by a server that still runs. */
  settings?: Record<string, string> | undefined
}

/** `stop` ends the sessions and returns when all is on disk and the server is gone. */
export type Postgres = { url: string; port: number; stop: () => Promise<void> }

const database = cluster.owner
const startWithinMs = 60_000
const stopWithinMs = 30_000
const logBytesMax = 20_000_000

const defaultSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // a socket's path may not be longer than 107 bytes
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  // A violated constraint would else write the row's values, which may be personal, to the log.
  log_error_verbosity: 'terse',
}

/** Starts the cluster's server, or takes over the one that still runs. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const dir = options.dataDir ?? cluster.clusterDir()
  const programs = await cluster.postgresPrograms()
  if (!existsSync(dir)) await cluster.createCluster(dir, programs)
  const deadline = Date.now() + startWithinMs
  for (;;) {
    const running = readPostmaster(dir)
    if (running?.isReady) return takeOver(dir, running.port)
    if (Date.now() > deadline) throw new Error(`PostgreSQL did not start, see ${dir}/log.`)
    if (running) await sleep(20) // it is still recovering
    else await spawnServer(dir, programs, options)
  }
}

/**
 * Starts PostgreSQL, and starts it again on the same port whenever it dies, until `stop`.
 * `onRestart` hears of each time.
 */
export async function supervisePostgres(
  options: PostgresOptions & { onRestart?: (event: { downMs: number }) => void } = {},
): Promise<Postgres> {
  const dir = options.dataDir ?? cluster.clusterDir()
  const { url, port } = await startPostgres(options)
  let isStopping = false

  const watch = async () => {
    while (!isStopping) {
      await sleep(100)
      if (isStopping || readPostmaster(dir)) continue
      const diedAt = performance.now()
      try {
        await startPostgres({ ...options, port })
        options.onRestart?.({ downMs: performance.now() - diedAt })
      } catch {
        await sleep(1000) // the server's log says why; all we can do is to try again
      }
    }
  }
  const watching = watch()
  const stop = async () => {
    isStopping = true
    await watching
    await stopPostgres(dir)
  }
  return { url, port, stop }
}

/** The database of a cluster whose server somebody else runs and will stop. */
export async function findRunning(dir: string): Promise<string | undefined> {
  const running = readPostmaster(dir)
  return running?.isReady ? `${await serverUrl(dir, running.port)}/${database}` : undefined
}

/** Fast shutdown of a cluster's server, wherever it was started from; nothing when none runs. */
export async function stopPostgres(dir = cluster.clusterDir()): Promise<void> {
  const running = readPostmaster(dir)
  leftRunning.delete(dir)
  if (!running) return
  const impatientAt = Date.now() + stopWithinMs
  process.kill(running.pid, 'SIGINT')
  while (isServerOf(dir, running.pid)) {
    await sleep(20)
    // Quits at once; the next start then recovers from the log of changes and loses nothing.
    if (Date.now() > impatientAt) process.kill(running.pid, 'SIGQUIT')
  }
}

/** Servers that this process still has to stop, if only on its way out. */
const leftRunning = new Set<string>()
process.on('exit', () => {
  for (const dir of leftRunning) {
    const running = readPostmaster(dir)
    if (running) process.kill(running.pid, 'SIGINT')
  }
})

async function takeOver(dir: string, port: number): Promise<Postgres> {
  leftRunning.add(dir)
  await writeFile(path.join(dir, 'port'), String(port))
  const server = await serverUrl(dir, port)
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      database,
    ])
    // Another start may make it at the same moment.
    if (!rowCount) await client.query(`create database ${database}`).catch(ignoreDuplicate)
  } finally {
    await client.end()
  }
  return { url: `${server}/${database}`, port, stop: () => stopPostgres(dir) }
}

async function serverUrl(dir: string, port: number): Promise<string> {
  const password = await readFile(path.join(dir, 'password'), 'utf8')
  return `postgres://${cluster.owner}:${password}@127.0.0.1:${port}`
}

function ignoreDuplicate(error: { code?: string }) {
  if (error.code !== '42P04' && error.code !== '23505') throw error
}

/** Returns when a server of this cluster is ready, or when starting it again may succeed. */
async function spawnServer(dir: string, programs: string, options: PostgresOptions): Promise<void> {
  const user = await cluster.serverUser(dir)
  const port = String(options.port ?? (await freePort(dir)))
  const settings = Object.entries({ ...defaultSettings, ...options.settings, port })
  const logFile = path.join(dir, 'log')
  const log = openSync(logFile, 'a', 0o600)
  const { size } = await stat(logFile)
  if (size > logBytesMax) ftruncateSync(log)

  const server = spawn(
    path.join(programs, 'bin/postgres'),
    ['-D', path.join(dir, 'data'), ...settings.map(([name, value]) => `--${name}=${value}`)],
    // Of its own process group: Ctrl-C is for us, and we stop it after our last request. It logs to
    // a file, since a pipe would end with us.
    {
      ...user,
      cwd: dir,
      env: cluster.postgresEnv,
      detached: true,
      stdio: ['ignore', log, log],
    },
  )
  closeSync(log)
  server.unref()
  let gone: Error | undefined
  server.on('error', (error) => (gone = error))
  server.on('exit', (code, signal) => (gone = new Error(`ended with ${signal ?? code}`)))
  while (!gone && !readPostmaster(dir)?.isReady) await sleep(10)
  if (!gone) return

  const said = (await readFile(logFile, 'utf8')).slice(size > logBytesMax ? 0 : size)
  // Another start was faster, or processes of a server that was just killed still hold its memory,
  // or another program took the port.
  if (!/lock file|shared memory|could not bind|could not create any/i.test(said) && said) {
    throw new Error(`PostgreSQL ${gone.message}.\n${said}`)
  }
  if (!said) throw gone
  await sleep(100)
}

/** The port of the last start when nobody uses it now, else one that the system gives. */
async function freePort(dir: string): Promise<number> {
  const remembered = await readFile(path.join(dir, 'port'), 'utf8').catch(() => '0')
  return (await tryPort(Number(remembered))) ?? (await tryPort(0)) ?? 5432
}

function tryPort(wanted: number): Promise<number | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
