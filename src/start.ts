/**
 * `npm start`: everything on one machine. Brings up our own PostgreSQL, the sandbox institution and the
 * program, keeps them running, loads the demo shop into an empty database, and ends them together.
 *
 *   npm start              the demo shop
 *   npm start -- --empty   an empty shop in a database of its own
 *   DATABASE_URL=… npm start    the same against your PostgreSQL; nothing is loaded
 */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { loadDemo } from '#demo/load.ts'
import type { Progress } from '#demo/load.ts'
import { demoPassword } from '#demo/staff.ts'
import { readConfig } from '#platform/config.ts'
import { connect } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'
import { migrate } from '#platform/migrations.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { stopPostgres, supervisePostgres } from '#platform/postgres.ts'
import type { Postgres } from '#platform/postgres.ts'
import { offerSetUp } from '#platform/set-up.ts'
import { openHome } from './home.ts'
import type { Home } from './home.ts'
import { keepRunning } from './keep-running.ts'
import type { Child } from './keep-running.ts'
import { untilStopped } from '#platform/process.ts'

const { values: flags } = parseArgs({
  options: { empty: { type: 'boolean', default: false } },
})

await untilStopped('tessera', async () => {
  const startedAt = performance.now()
  const own = !process.env['DATABASE_URL']
  const demo = own && !flags.empty
  const home = await openHome(clusterDir(demo ? 'demo-home' : 'home'))

  const running: { stop(): Promise<void> }[] = []
  const stopAll = async () => {
    for (const one of running.splice(0).reverse()) await one.stop()
  }
  // Whoever gives up while it is still starting leaves nothing running either.
  let givenUp = false
  const giveUp = () => {
    givenUp = true
    void stopAll().finally(() => process.exit(130))
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, giveUp)
  try {
    if (demo && !home.isLoaded()) await removeHalfLoaded()
    const databaseUrl = process.env['DATABASE_URL'] ?? (await bringUpPostgres(demo, running)).url
    await migrate(databaseUrl)
    await start({ databaseUrl, demo, home, running })
  } catch (error) {
    await stopAll()
    if (givenUp) process.exit(130) // what is stopped half-way fails, and that is no news
    throw error
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, giveUp)
  }
  console.log(
    `\n  up in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s; Ctrl-C ends it\n`,
  )
  return stopAll
})

/** A demo whose loading was cut off is no shop: it is thrown away. */
async function removeHalfLoaded(): Promise<void> {
  await stopPostgres(clusterDir('demo'))
  await rm(clusterDir('demo'), { recursive: true, force: true })
}

async function bringUpPostgres(demo: boolean, running: Child[]): Promise<Postgres> {
  const dataDir = clusterDir(demo ? 'demo' : 'postgres')
  if (!existsSync(dataDir)) console.log('making a PostgreSQL 18 of our own …')
  const postgres = await supervisePostgres({
    dataDir,
    onRestart: ({ downMs }) => console.log(`PostgreSQL died and is back after ${downMs} ms`),
  })
  running.push(postgres)
  return postgres
}

type Setting = { databaseUrl: string; demo: boolean; home: Home; running: Child[] }

async function start({ databaseUrl, demo, home, running }: Setting): Promise<void> {
  const { ports } = home
  const sandboxUrl = process.env['SANDBOX_URL'] ?? `http://127.0.0.1:${ports.sandbox}`
  const shopUrl = process.env['PUBLIC_URL'] ?? `http://127.0.0.1:${ports.shop}`
  // Here, whatever the way is by which others come.
  const host = process.env['HOST'] || '127.0.0.1'
  const ownUrl = `http://${/^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host}:${ports.shop}`
  const sandboxEnv = {
    DATABASE_URL: databaseUrl,
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_KEYS_DIR: home.keysDir,
    SANDBOX_NOTIFY_URL: `http://127.0.0.1:${ports.shop}/api/payments/notices`,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  }
  const env = {
    DATABASE_URL: databaseUrl,
    TESSERA_MODE: demo ? 'demo' : 'production',
    TESSERA_SECRET: process.env['TESSERA_SECRET'] ?? home.secret,
    HOST: host,
    PORT: String(ports.shop),
    SANDBOX_URL: sandboxUrl,
    SANDBOX_KEYS_DIR: home.keysDir,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  }
  readConfig({ ...process.env, ...env }) // a wrong setting is told before anything is begun
  if (demo && !home.isLoaded()) {
    await loadDemoWith({ ...env, TESSERA_MODE: 'demo' }, sandboxEnv)
    await home.noteLoaded()
  }

  if (!process.env['SANDBOX_URL'])
    running.push(await keepRunning('sandbox', 'src/sandbox/serve.ts', sandboxEnv, sandboxUrl))
  running.push(await keepRunning('serve', 'src/serve.ts', env, ownUrl))
  tell(shopUrl, demo)
  const token = demo ? null : await newSetUpToken(databaseUrl)
  if (token) tellSetUp(shopUrl, token)
}

/** The replay's institution honours the times of the history; the shop's own later does not. */
async function loadDemoWith(
  env: Record<string, string>,
  sandboxEnv: Record<string, string>,
): Promise<void> {
  const replayEnv = { ...sandboxEnv, SANDBOX_REPLAY: '1', SANDBOX_NOTIFY_URL: '' }
  const url = env['SANDBOX_URL']!
  const databaseUrl = env['DATABASE_URL']!
  // A load that is cut off starts over from nothing, so none of it waits for the disk.
  await withDatabase(databaseUrl, (db) => db`alter database tessera set synchronous_commit = off`)
  const replay = await keepRunning('sandbox', 'src/sandbox/serve.ts', replayEnv, url)
  try {
    await loadDemo(readConfig({ ...env, DB_STATEMENT_TIMEOUT_MS: '60000' }), {
      now: new Date(),
      onProgress: createProgressBar(),
    })
  } finally {
    await replay.stop()
    await withDatabase(databaseUrl, (db) => db`alter database tessera reset synchronous_commit`)
  }
}

/** A bar that moves on a terminal, a line per tenth elsewhere. */
function createProgressBar(): (progress: Progress) => void {
  let told = -1
  return ({ part, what }) => {
    const percent = `${String(Math.round(part * 100)).padStart(3)} %`
    if (process.stdout.isTTY) {
      const bar = '█'.repeat(Math.round(part * 30)).padEnd(30, '░')
      process.stdout.write(`\r  ${bar} ${percent}  ${what}  ${part === 1 ? '\n' : ''}`)
    } else if (Math.floor(part * 10) > told) {
      told = Math.floor(part * 10)
      console.log(`  ${percent}  ${what}`)
    }
  }
}

async function newSetUpToken(databaseUrl: string): Promise<string | null> {
  return withDatabase(databaseUrl, (db) => db.begin((tx) => offerSetUp(tx, new Date())))
}

async function withDatabase<T>(databaseUrl: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = connect(databaseUrl, { connectionsMax: 1 })
  try {
    return await work(db)
  } finally {
    await db.end()
  }
}

function tell(shopUrl: string, demo: boolean): void {
  console.log(`
  shop      ${shopUrl}/
  console   ${shopUrl}/console/
  API       ${shopUrl}/api
`)
  if (demo)
    console.log(`  member    phone 154 0001 7850, the code is shown on the page
  operator  login demo, password ${demoPassword}
            (also: operations, support, finance, auditor; the same password)
  This is a demo: a real shop's history; made-up people, visits and channels; no real money.`)
}

/** The token is in the fragment, which browsers send to nobody. */
function tellSetUp(shopUrl: string, token: string): void {
  const which = process.env['DATABASE_URL'] ? '' : ' --empty'
  console.log(`  This shop has no owner yet. Set it up here, within 24 hours:
    ${shopUrl}/console/set-up#token=${token}
  The link works once; the next start prints a new one. Or by the command line:
    npm run staff -- add LOGIN --name NAME --roles owner${which}`)
}
