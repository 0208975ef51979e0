/** Serves the shop, the console and the API; does the background work too unless WORK=0. */
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { servePictures } from '#catalog/serve-pictures.ts'
import { readConfig, WrongConfig } from '#platform/config.ts'
import { isConnectionLoss } from '#platform/db.ts'
import { createLog } from '#platform/log.ts'
import { registry } from '#platform/metrics.ts'
import { createServer } from '#platform/server.ts'
import { createSessions } from '#platform/sessions.ts'
import { findShop } from '#platform/shop.ts'
import { serveWeb } from '#platform/web.ts'
import { serveLinks } from '#traffic/arrive.ts'
import { policy } from './policy.ts'
import { untilStopped } from '#platform/process.ts'
import { routes } from './routes.ts'
import { createProgram } from './services.ts'
import type { Program } from './services.ts'
import { startWork } from './work.ts'

const picturesPerRequest = 10

/** By the first pages; one that nobody reads makes `check:web` fail. */
const askedFirst = {
  shop: ['/api/shop', '/api/flash-sales', '/api/categories', '/api/products'],
  console: ['shop', 'console/me', 'console/needs', 'console/orders', 'console/today'].map(
    (name) => `/api/${name}`,
  ),
}

/** Listens, and answers with the address it got. */
export async function serve(program: Program): Promise<{ url: string; stop(): Promise<void> }> {
  const { config, db, log, clock, services } = program
  const sessions = createSessions(db)
  const app = await createServer({ routes, policy, db, sessions, services, config, clock, log })
  addHealth(app, program)
  servePictures(app, db, config.ratePerAddress * picturesPerRequest)
  serveLinks(app, { db, services, sessions, clock, log, perMinute: config.ratePerAddress })
  await serveWeb(app, { findShop: () => findShop(db), offline: config.offline, askedFirst })
  await app.listen({ host: config.host, port: config.port }).catch((error: Error) => {
    throw new WrongConfig(`HOST and PORT: ${error.message}`, { cause: error })
  })
  const { port } = app.server.address() as AddressInfo
  services.shopUrl = config.publicUrl ?? `http://${config.host}:${port}`
  const work = config.work ? startWork(program) : null
  return {
    url: services.shopUrl,
    async stop() {
      const closing = app.close() // waits for what it has begun
      await services.changes.stop()
      await closing
      await work?.stop()
    },
  }
}

function addHealth(app: FastifyInstance, { db, config }: Program): void {
  app.get('/health', () => ({ status: 'ok' }))
  app.get('/ready', async (_request, reply) => {
    try {
      await db`select 1`
      return { status: 'ready' }
    } catch (error) {
      if (!isConnectionLoss(error)) throw error
      return reply.code(503).send({ status: 'no database' })
    }
  })
  app.get('/metrics', async (request, reply) => {
    // Figures are for the scraper beside us, not for the world.
    if (config.mode === 'production' && !isFromBeside(request)) return reply.callNotFound()
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

/** From this machine, and not passed on by a proxy that is on it. */
const isFromBeside = ({ ip, headers }: FastifyRequest) =>
  /^(127\.|::1$|::ffff:127\.)/.test(ip) && !headers['x-forwarded-for'] && !headers.forwarded

if (import.meta.main)
  await untilStopped('serve', async () => {
    const config = readConfig(process.env)
    const program = createProgram(config, createLog(config.logLevel, 'serve'))
    const server = await serve(program)
    program.log.info({ url: server.url, mode: config.mode }, 'listening')
    process.send?.({ url: server.url })
    return async () => {
      await server.stop()
      await program.close()
    }
  })
