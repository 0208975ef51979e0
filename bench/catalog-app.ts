/** The catalogue's routes in production configuration, for bench:catalog. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import * as catalog from '#catalog/routes.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { connect } from '#platform/db.ts'
import { createLog } from '#platform/log.ts'
import { routesOf } from '#platform/route.ts'
import type { Services } from '#platform/route.ts'
import { createServer } from '#platform/server.ts'
import { createSessions } from '#platform/sessions.ts'
import { policy } from '../src/policy.ts'

const config = readConfig({
  ...process.env,
  TESSERA_MODE: 'production',
  TESSERA_SECRET: randomBytes(32).toString('base64'),
  RATE_PER_ADDRESS: '1000000000',
})
const db = connect(config.databaseUrl, { connectionsMax: config.dbConnections })
const server = await createServer({
  routes: routesOf(catalog),
  policy,
  db,
  sessions: createSessions(db),
  services: { config } as Services,
  config,
  clock: systemClock,
  log: createLog('warn', 'bench'),
})
await server.listen({ host: '127.0.0.1', port: 0 })
console.log(`http://127.0.0.1:${(server.server.address() as AddressInfo).port}`)
