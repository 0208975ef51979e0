/**
 * A route is data: from it come the server, the checks of what goes in and out, the OpenAPI document
 * and the typed clients of both web apps.
 */
import { z } from 'zod'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db, Tx } from './db.ts'
import type { ErrorKind } from './errors.ts'
import type { Log } from './log.ts'

/** Who may call: anybody, a signed-in member, any staff, or staff whose roles allow the permission. */
export type Auth = 'visitor' | 'member' | 'staff' | `staff:${string}`

export type Actor =
  | { kind: 'visitor' }
  | { kind: 'member'; memberId: string }
  | { kind: 'staff'; staffId: string; roles: string[] }

type ActorOf<A extends Auth> = A extends 'visitor'
  ? Actor
  : A extends 'member'
    ? Extract<Actor, { kind: 'member' }>
    : Extract<Actor, { kind: 'staff' }>

/** What handlers may use besides the database. Domains add theirs by declaration merging. */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by the domains
export interface Services {}

/** The request's key with the digest of its contents; answers are stored under it. */
export type Idempotency = { actor: string; route: string; key: string; digest: string }

type Parsed<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : undefined

export type Call<
  A extends Auth = Auth,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  U = unknown,
> = {
  db: Db
  /** Of a writing route: the transaction that also stores the idempotent answer. */
  tx: Tx
  now: Date
  actor: ActorOf<A>
  params: Parsed<P>
  query: Parsed<Q>
  body: Parsed<B>
  /** Of a route that takes a file: what its `read` made of the bytes. */
  upload: U
  services: Services
  /** Of a batched route, which stores its answers itself. */
  idempotency: Idempotency
  log: Log
  traceId: string
  request: FastifyRequest
  reply: FastifyReply
}

export type RouteDefinition<
  A extends Auth,
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  R extends z.ZodType,
  U = unknown,
> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api, with :names, e.g. `/orders/:orderId`. */
  path: string
  summary: string
  auth: A
  params?: P
  query?: Q
  body?: B
  /**
   * Takes a file instead of a `body`: its bytes as they are (application/octet-stream). `read` makes of
   * them what the handler gets, before its transaction opens; the bytes count as the request's contents.
   */
  upload?: { bytesMax: number; read(bytes: Buffer): Promise<U> }
  /** Status and shape of the answer. */
  answers: readonly [number, R]
  errors?: readonly ErrorKind[]
  /**
   * How a write is made safe to repeat. `transaction` (default of writes): the framework opens one and
   * stores the answer in it. `batched`: the handler submits to a batcher that does. `none`: repeating
   * is harmless or the answer must not be stored (sign-in); no key is asked for, `tx` still opens.
   * `own`: as `none`, but the handler opens its transactions: a refusal has to be remembered (a wrong
   * code), or something slow lies between them (a hash, a message).
   */
  repeat?: 'transaction' | 'batched' | 'none' | 'own'
  /** It reads or asks for long; others are answered with `unavailable` after five seconds. */
  takesLong?: boolean
  /** Which documented limit counts its calls. */
  limit?: 'signIn' | 'orders' | 'notices' | 'facts'
  /** An example body and answer for the reference page. */
  example?: { body?: unknown; answer?: unknown }
  /**
   * Answers text of this type, piece by piece as it comes: `answers: [200, Pieces]`. Refuse before the
   * first piece; whatever fails later breaks the answer off.
   */
  streams?: 'text/csv' | 'application/x-ndjson'
  /** The handler answers by itself through `reply` (streams, files); no output check. */
  raw?: boolean
  handle(call: Call<A, P, Q, B, U>): Promise<z.input<R>>
}

/** What a route that `streams` answers with. */
export const Pieces = z.custom<AsyncIterable<string>>()

export type Route = RouteDefinition<
  Auth,
  z.ZodType | undefined,
  z.ZodType | undefined,
  z.ZodType | undefined,
  z.ZodType
>

/** Declares a route; the types of its call and answer come from its schemas. */
export function route<
  A extends Auth,
  R extends z.ZodType,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  U = unknown,
>(definition: RouteDefinition<A, P, Q, B, R, U>): RouteDefinition<A, P, Q, B, R, U> {
  return definition
}

/** The routes a module exports, by their names, for the server and the generators. */
export function routesOf(module: Record<string, unknown>): Record<string, Route> {
  const isRoute = (value: unknown): value is Route =>
    typeof value === 'object' && value !== null && 'handle' in value && 'answers' in value
  return Object.fromEntries(Object.entries(module).filter(([, value]) => isRoute(value))) as Record<
    string,
    Route
  >
}
