/** Serves routes over HTTP: from the request to the handler's sentence and back. */
import { isUtf8 } from 'node:buffer'
import { hash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from './config.ts'
import { readActor, refuseCrossSite, whyNotCall } from './access.ts'
import type { Policy } from './access.ts'
import { BatcherFull } from './batcher.ts'
import type { Clock } from './clock.ts'
import type { Db, Tx } from './db.ts'
import { isConnectionLoss, sqlState } from './db.ts'
import {
  bug,
  DomainError,
  invalidInput,
  keyMissing,
  keyRunning,
  notFound,
  notJson,
  tooLarge,
  unavailable,
} from './errors.ts'
import { endSlowBodies, plainGuards, refuseNonsense, securityHeaders } from './guards.ts'
import { digestRequest, keyPattern, once, throwIfRefused } from './idempotency.ts'
import type { StoredAnswer } from './idempotency.ts'
import { createLimits } from './limits.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'
import { refusals, requestSeconds } from './metrics.ts'
import { takesKey } from './openapi-refusals.ts'
import type { Actor, Call, Route, Services } from './route.ts'
import type { Sessions } from './sessions.ts'
import { isKeepable, isTooDeep } from './text.ts'

export type ServerOptions = {
  routes: Record<string, Route>
  policy: Policy
  db: Db
  sessions: Sessions
  services: Services
  config: Config
  clock: Clock
  log: Log
}

declare module 'fastify' {
  interface FastifyRequest {
    rawBody?: Buffer
  }
}

/** A file of ten megabytes comes over a line of one megabit a second. */
const requestWithin = { bodyMs: 15_000, fileMs: 120_000 }

export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { config } = options
  const log: FastifyBaseLogger = options.log
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 256 * 1024,
    requestTimeout: requestWithin.fileMs,
    http: { headersTimeout: requestWithin.bodyMs },
    connectionTimeout: 20_000,
    keepAliveTimeout: 72_000,
    // The one proxy before us: what stands further left in the header, anybody may have written.
    trustProxy: (_address, hop) => config.trustProxy && hop === 0,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: refuseNonsense,
    // An address that cannot be read comes to no hook, so it is guarded here.
    frameworkErrors: (error, request, reply) =>
      void sendProblem(error, request, reply.headers(plainGuards)),
  })
  await app.register(helmet, securityHeaders(config))
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  parseJsonKeepingBytes(app)

  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) => sendProblem(notFound(), request, reply))
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.config as { name?: string }
    requestSeconds.observe(
      { route: route.name ?? 'other', status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    )
    done()
  })
  endSlowBodies(app, requestWithin)
  closeConnectionsInTheEnd(app)
  const serving = { ...options, limits: createLimits(app, config) }
  for (const [name, route] of Object.entries(options.routes)) addRoute(app, name, route, serving)
  return app
}

/** Connections are kept by those who use them, so the last answer on each says that it is the last. */
function closeConnectionsInTheEnd(app: FastifyInstance) {
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) reply.header('connection', 'close')
    done()
  })
}

type Serving = ServerOptions & { limits: Limits }

function addRoute(app: FastifyInstance, name: string, route: Route, options: Serving) {
  app.route({
    method: route.method,
    url: `/api${route.path}`,
    config: { name, takesFile: route.upload !== undefined },
    ...(route.upload && { bodyLimit: route.upload.bytesMax + spareBytes }),
    onRequest: async (request) => {
      await options.limits.countAddress(route, request)
      // A file is long: who may not send one is told before it is read.
      if (route.upload) await admit(route, options, request, options.clock())
    },
    handler: async (request, reply) => {
      const answering = answer(name, route, options, request, reply)
      const answered = await (route.takesLong ? answering : inTime(answering))
      return answered ? reply.code(answered.status).send(answered.answer) : undefined
    },
  })
}

/** A file a little too large still comes in, so that its own route can say what is too much. */
const spareBytes = 1_000_000

const answerWithinMs = 5_000

/**
 * Whatever it waits for, a request is answered. The work is not stopped: its effect may still take
 * place, and whoever repeats with the same key is told of it.
 */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(unavailable()), answerWithinMs)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

async function answer(
  name: string,
  route: Route,
  options: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StoredAnswer | undefined> {
  const now = options.clock()
  const writes = route.method !== 'GET'
  const actor = await admit(route, options, request, now)
  await options.limits.countActor(route, request, actor)

  const call = {
    ...parseInput(route, request),
    ...(route.upload && { upload: await route.upload.read(bytesOf(route, request)) }),
    db: options.db,
    now,
    actor,
    services: options.services,
    log: options.log,
    traceId: request.id,
    request,
    reply,
  } as Call
  reply.header('cache-control', 'no-store')
  reply.header('trace-id', request.id)
  if (route.streams) return stream(route, call)
  if (!route.raw) return run(name, route, call, writes)
  await route.handle(call)
  return undefined
}

/** Who is calling, when they may. Throws crossSite, notSignedIn, notAllowed. */
async function admit(
  route: Route,
  options: Serving,
  request: FastifyRequest,
  now: Date,
): Promise<Actor> {
  if (route.method !== 'GET') refuseCrossSite(request, options.config)
  const actor = await readActor(request, route.auth, options, now)
  const refusal = whyNotCall(route.auth, actor, options.policy)
  if (refusal) throw refusal
  return actor
}

/** Whether the request is whole is known before its file is looked at, which may take long. */
function bytesOf(route: Route, request: FastifyRequest): Buffer {
  if (takesKey(route)) keyOf(request)
  const { body } = request
  if (!Buffer.isBuffer(body)) throw invalidInput()
  return body
}

async function stream(route: Route, call: Call): Promise<StoredAnswer> {
  const pieces = (await route.handle(call)) as AsyncIterable<string>
  call.reply.type(`${route.streams}; charset=utf-8`)
  call.reply.header('x-accel-buffering', 'no') // a proxy passes on what it gets as it comes
  return { status: route.answers[0], answer: Readable.from(pieces) }
}

async function run(name: string, route: Route, call: Call, writes: boolean): Promise<StoredAnswer> {
  const [status, shape] = route.answers
  const handle = async (more: Partial<Call>) => ({
    status,
    answer: shape.parse(await route.handle({ ...call, ...more })),
  })
  if (!writes || route.repeat === 'own') return handle({})
  if (route.repeat === 'none') return call.db.begin((tx) => handle({ tx }))
  const idempotency = readKey(name, call)
  if (route.repeat === 'batched') return handle({ idempotency })
  const stored = await call.db.begin((tx: Tx) =>
    once(tx, idempotency, call.now, () => handle({ tx, idempotency })),
  )
  throwIfRefused(stored)
  return stored
}

function readKey(name: string, call: Call) {
  const key = keyOf(call.request)
  const { body } = call.request
  const contents = Buffer.isBuffer(body) ? hash('sha256', body) : call.body
  const digest = digestRequest(call.request.url, [call.params, call.query, contents])
  return { actor: nameOf(call.actor, call.request), route: name, key, digest }
}

function keyOf({ headers }: FastifyRequest): string {
  const key = headers['idempotency-key']
  if (typeof key !== 'string' || !keyPattern.test(key)) throw keyMissing()
  return key
}

const nameOf = (actor: Actor, request: FastifyRequest) => {
  if (actor.kind === 'member') return `member:${actor.memberId}`
  if (actor.kind === 'staff') return `staff:${actor.staffId}`
  return `visitor:${request.ip}`
}

const unkeepable = 'has a NUL or half a character'

function parseInput(route: Route, request: FastifyRequest) {
  const read = (part: 'params' | 'query' | 'body') => {
    const shape = route[part]
    if (!shape) return undefined
    const parsed = shape.safeParse(request[part] ?? {})
    if (parsed.success && isKeepable(parsed.data)) return parsed.data
    if (parsed.success)
      throw invalidInput({ faults: [{ in: part, field: '', message: unkeepable }] })
    const faults = parsed.error.issues.map((issue) => ({
      in: part,
      field: issue.path.join('.'),
      message: issue.message,
    }))
    throw invalidInput({ faults })
  }
  return { params: read('params'), query: read('query'), body: read('body') }
}

/** Parses JSON, and files where one is taken; refuses prototype tricks, and keeps the bytes for signatures over them. */
function parseJsonKeepingBytes(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body as Buffer
    if (body.length === 0) return done(null, undefined)
    if (!isUtf8(body as Buffer)) return done(invalidInput(), undefined)
    void parse(request, body.toString(), (error, value) => {
      if (!error && isTooDeep(value)) done(invalidInput(), undefined)
      else done(error, value)
    })
  })
  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer' },
    (request, body, done) => {
      const { takesFile } = request.routeOptions.config as { takesFile?: boolean }
      if (takesFile) done(null, body)
      else done(Object.assign(new Error('no file is taken here'), { statusCode: 415 }), undefined)
    },
  )
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemOf(error)
  refusals.inc({ code: problem.code })
  if (problem.status >= 500) request.log.error({ err: error, traceId: request.id }, problem.code)
  const waitS = secondsToWait(problem)
  if (waitS) reply.header('retry-after', waitS)
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .header('trace-id', request.id)
    .send(JSON.stringify({ ...problem, traceId: request.id }))
}

/** Whoever has to wait is told how long, in whole seconds. */
function secondsToWait({ status, code, ...facts }: ReturnType<typeof problemOf>): number {
  const { retryAfterMs } = facts as { retryAfterMs?: number }
  if (retryAfterMs !== undefined) return Math.ceil(retryAfterMs / 1_000)
  return status === 503 || code === keyRunning.code ? 1 : 0
}

function problemOf(error: unknown) {
  if (error instanceof DomainError) {
    const { code, status, message, rule, facts } = error
    return { ...facts, type: `/api/problems#${code}`, title: message, status, code, rule }
  }
  if (isConnectionLoss(error) || error instanceof BatcherFull || sqlState(error) === '57014')
    return problemOf(unavailable())
  const status = (error as { statusCode?: number })?.statusCode ?? 500
  if (status === 413) return problemOf(tooLarge())
  if (status === 415) return problemOf(notJson())
  if (status >= 400 && status < 500) return problemOf(invalidInput())
  return problemOf(bug())
}
