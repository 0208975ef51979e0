/** The server as tests use it: chosen routes, a clock that stands still, a browser without a screen. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { readConfig } from '#platform/config.ts'
import type { Config } from '#platform/config.ts'
import type { Db } from '#platform/db.ts'
import { createLog } from '#platform/log.ts'
import type { Log } from '#platform/log.ts'
import type { Route, Services } from '#platform/route.ts'
import { createServer } from '#platform/server.ts'
import { createSessions } from '#platform/sessions.ts'
import { policy } from '../src/policy.ts'

export type TestApp = AsyncDisposable & {
  server: FastifyInstance
  /** Set it to let time pass. */
  now: Date
  /** A browser of its own: it keeps the cookies it is given. */
  browser(): Browser
}

export type TestAppOptions = {
  db: Db
  routes: Record<string, Route>
  services?: Partial<Services>
  config?: Partial<Config>
  now?: Date
  log?: Log
}

export async function testApp(options: TestAppOptions): Promise<TestApp> {
  const { db, routes, log = createLog('silent', 'test') } = options
  const config = { ...testConfig(), ...options.config }
  const server = await createServer({
    routes,
    policy,
    db,
    sessions: createSessions(db),
    services: { config, ...options.services } as Services,
    config,
    clock: () => app.now,
    log,
  })
  const app: TestApp = {
    server,
    now: options.now ?? new Date('2026-11-20T04:00:00Z'),
    browser: () => createBrowser(server),
    [Symbol.asyncDispose]: () => server.close(),
  }
  return app
}

/** Settings of the test mode; limits per address are out of the way. */
export function testConfig(): Config {
  return readConfig({
    TESSERA_MODE: 'test',
    DATABASE_URL: 'postgres://unused',
    TESSERA_SECRET: Buffer.from('only for tests: 32 bytes or more').toString('base64'),
    RATE_PER_ADDRESS: '100000',
    RATE_SIGN_IN: '100000',
    RATE_ORDERS: '100000',
    RATE_FACTS: '100000',
  })
}

// oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every shape
export type Answer = { status: number; body: any; headers: Record<string, unknown> }

export type Browser = {
  cookies: Map<string, string>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string): Promise<Answer>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

function createBrowser(server: FastifyInstance): Browser {
  const cookies = new Map<string, string>()
  async function call(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await server.inject({
      method,
      url: `/api${path}`,
      cookies: Object.fromEntries(cookies),
      headers: { 'idempotency-key': randomUUID(), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    for (const cookie of response.cookies) {
      if (cookie.value) cookies.set(cookie.name, cookie.value)
      else cookies.delete(cookie.name)
    }
    const { statusCode: status, payload } = response
    return { status, body: payload ? JSON.parse(payload) : null, headers: response.headers }
  }
  return {
    cookies,
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path) => call('DELETE', path),
  }
}
