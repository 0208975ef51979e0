/**
 * Starts the sandbox payment institution: `node src/sandbox/serve.ts`, or `startSandbox` in a test
 * or a supervisor. It listens on this machine only.
 */
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import fastify from 'fastify'
import { type Clock, systemClock } from '#platform/clock.ts'
import { WrongConfig } from '#platform/config.ts'
import { connect, type Db } from '#platform/db.ts'
import { createLog, type Log } from '#platform/log.ts'
import { untilStopped } from '#platform/process.ts'
import { openKeyRing, openSigner } from '#platform/key-ring.ts'
import { addApi } from './api.ts'
import { addCashier } from './cashier/routes.ts'
import { settleDue } from './cashier/press.ts'
import { readSandboxConfig } from './config.ts'
import { type Faults, noFaults } from './faults.ts'
import type { Institution } from './institution.ts'
import { deliverDue } from './notice.ts'

export type SandboxOptions = {
  db: Db
  /** Holds `merchant` and `institution`, each side's keys. */
  keysDir: string
  port?: number | undefined
  publicUrl?: string | undefined
  merchant?: string | undefined
  notifyUrl?: string | undefined
  isReplay?: boolean | undefined
  openingFen?: number | undefined
  floorFen?: number | undefined
  retryScale?: number | undefined
  clock?: Clock | undefined
  log?: Log | undefined
  faults?: Faults | undefined
  /** False leaves all that falls due to `work()`, for whoever moves the clock by hand. */
  worksByItself?: boolean | undefined
}

export type Sandbox = {
  url: string
  port: number
  /** Where notices go from now on; unset, they wait. */
  notify(url: string | undefined): void
  /** Does at once what is due by the clock: late payments, closings, notices. */
  work(): Promise<void>
  stop(): Promise<void>
}

const idleMs = 1_000

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { db, keysDir, log, retryScale = 1 } = options
  await refuseWithoutTables(db)
  const institution: Institution = {
    db,
    clock: options.clock ?? systemClock,
    signer: openSigner(path.join(keysDir, 'institution')),
    merchantKeys: openKeyRing(path.join(keysDir, 'merchant')),
    merchant: options.merchant ?? 'tessera',
    notifyUrl: options.notifyUrl,
    publicUrl: '',
    isReplay: options.isReplay ?? false,
    openingFen: options.openingFen ?? 1_000_000_00,
    floorFen: options.floorFen ?? -50_000_00,
    retryScale,
    faults: options.faults ?? noFaults(),
    wake: () => {},
  }
  const app = fastify({ logger: false, requestTimeout: 15_000, forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, keepRaw)
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, keepRaw)
  app.setErrorHandler(async (error: { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) log?.error({ err: error }, 'sandbox request failed')
    return reply.code(status).send({ code: error.code ?? 'failed' })
  })
  app.get('/health', async () => ({ status: 'ok' }))
  addApi(app, institution)
  addCashier(app, institution)
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  institution.publicUrl = options.publicUrl?.replace(/\/$/, '') ?? url

  const pauseMs = Math.max(20, Math.min(idleMs, idleMs * retryScale))
  const worker = startWorker(institution, options.worksByItself === false ? null : pauseMs, log)
  institution.wake = worker.wake
  return {
    url,
    port,
    notify: (notifyUrl) => {
      institution.notifyUrl = notifyUrl
      worker.wake()
    },
    work: worker.work,
    stop: async () => {
      await app.close()
      await worker.stop()
    },
  }
}

const keepRaw = async (_request: unknown, body: string | Buffer) => body

async function refuseWithoutTables(db: Db) {
  const [row] = await db<{ there: boolean }>`
    select to_regclass('sandbox.instruction') is not null as there`
  if (!row!.there) throw new WrongConfig('schema `sandbox` is missing: migrate this database first')
}

/** Looks for due work again and again, one pass at a time; without a pause only when it is told to. */
function startWorker(institution: Institution, pauseMs: number | null, log: Log | undefined) {
  let isStopped = false
  let passing = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  const pass = async () => {
    const { db, clock, notifyUrl } = institution
    await settleDue(db, clock())
    while (!isStopped && notifyUrl) {
      if ((await deliverDue(db, { ...institution, notifyUrl, now: clock() })) === 0) break
    }
  }
  /** After the pass that runs now, so that what was due when it was called is done. */
  const work = () => (passing = passing.catch(() => undefined).then(pass))
  const workLater = (waitMs: number) => {
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(() => void workAndWait(), waitMs)
  }
  const workAndWait = async () => {
    try {
      await work()
    } catch (error) {
      log?.warn({ err: error }, 'sandbox work failed, tried again in a moment')
    }
    if (pauseMs !== null) workLater(pauseMs)
  }
  const wake = () => {
    if (pauseMs !== null) workLater(0)
  }
  wake()
  return {
    work,
    wake,
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await passing.catch(() => undefined)
    },
  }
}

if (import.meta.main)
  await untilStopped('sandbox', async () => {
    const config = readSandboxConfig(process.env)
    const log = createLog(process.env['LOG_LEVEL'] ?? 'info', 'sandbox')
    const db = connect(config.databaseUrl, { connectionsMax: 8, applicationName: 'sandbox' })
    const sandbox = await startSandbox({ ...config, db, log })
    log.info({ url: sandbox.url }, 'the sandbox institution listens')
    return async () => {
      await sandbox.stop()
      await db.end()
    }
  })
