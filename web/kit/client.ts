/**
 * Calls the server's routes from the browser. The types come from the routes themselves by type-only
 * imports (see api.ts, which is generated), so no server code reaches the bundle.
 */
import type { z } from 'zod'
import { seenAtHeader } from './seen-at.ts'

/** What a route says about itself that a caller needs. */
type Contract = {
  params?: z.ZodType | undefined
  query?: z.ZodType | undefined
  body?: z.ZodType | undefined
  answers: readonly [number, z.ZodType]
}

/** A coerced field takes anything, so there the parsed type says better what to give. */
type Given<In, Out> = {
  [K in keyof In]: unknown extends In[K] ? (K extends keyof Out ? Out[K] : never) : In[K]
}
type Input<S> = [S] extends [never]
  ? unknown
  : S extends z.ZodType
    ? Given<z.input<S>, z.output<S>>
    : unknown

/** Instants travel as ISO strings. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Endpoint<R extends Contract = Contract> = {
  method: Method
  path: string
  /** Only for the types. */
  readonly route?: R
}
/** Names of the path, query and body together: a route uses each name once. */
export type Args<R extends Contract> = Input<NonNullable<R['params']>> &
  Input<NonNullable<R['query']>> &
  Input<NonNullable<R['body']>>
export type Answer<R extends Contract> = Wire<z.output<R['answers'][1]>>
/** Arguments that may be left out where the route asks for none. */
export type ArgsList<R extends Contract> =
  object extends Args<R> ? [args?: Args<R>] : [args: Args<R>]
/** What an endpoint answers: `AnswerOf<typeof api.getOrder>`. */
export type AnswerOf<E> = E extends { route?: infer R extends Contract | undefined }
  ? Answer<NonNullable<R>>
  : never
export type { Contract }

// An endpoint that nobody calls leaves no trace in the bundle.
/* @__NO_SIDE_EFFECTS__ */
export const endpoint = <R extends Contract>(method: Method, path: string): Endpoint<R> => ({
  method,
  path,
})

/** Every failed call: what the server's problem+json said, or `offline` when no answer came. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly traceId: string | undefined
  readonly facts: Record<string, unknown>

  constructor(status: number, problem: Record<string, unknown>, options?: ErrorOptions) {
    const { code, title, traceId, ...facts } = problem
    super(typeof title === 'string' ? title : String(code), options)
    this.code = String(code)
    this.status = status
    this.traceId = typeof traceId === 'string' ? traceId : undefined
    this.facts = facts
  }

  /** Whether the request may or may not have taken effect, so the same key must be used again. */
  get isUnsettled(): boolean {
    return (
      this.status === 0 ||
      this.status >= 500 ||
      this.status === 429 ||
      this.code === 'idempotency_key_running'
    )
  }
}

const answerWithinMs = 20_000

/**
 * One request, no repeats. Throws ApiError, or the signal's reason when it was called off. `onSeen` is
 * told when the answer was read (by the server's clock) if it comes from memory, else null.
 */
export async function call<R extends Contract>(
  to: Endpoint<R>,
  args: Args<R> | undefined,
  options: { key?: string; signal?: AbortSignal; onSeen?: (seenAt: number | null) => void } = {},
): Promise<Answer<R>> {
  const { url, body } = requestOf(to, args ?? {})
  const patience = AbortSignal.timeout(answerWithinMs)
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body) headers['content-type'] = 'application/json'
  if (options.key) headers['idempotency-key'] = options.key
  try {
    const response = await fetch(url, {
      method: to.method,
      headers,
      signal: options.signal ? AbortSignal.any([options.signal, patience]) : patience,
      ...(body ? { body } : {}),
    })
    const seenAt = Number(response.headers.get(seenAtHeader)) || null
    setClockBy(response, seenAt ?? Date.now())
    const text = await response.text()
    if (response.ok) {
      options.onSeen?.(seenAt && seenAt + aheadMs)
      return (text === '' ? null : JSON.parse(text)) as Answer<R>
    }
    throw new ApiError(response.status, readProblem(text))
  } catch (cause) {
    if (cause instanceof ApiError) throw cause
    if (options.signal?.aborted) throw options.signal.reason
    throw new ApiError(0, { code: 'offline' }, { cause })
  }
}

let aheadMs = 0

/** The server's time, by which sales end: a clock here that is wrong does not make a countdown wrong. */
export const serverNow = () => Date.now() + aheadMs

/** `readAt`: by the clock here. An answer from memory tells as well how wrong that is. */
function setClockBy(response: Response, readAt: number): void {
  const sent = Date.parse(response.headers.get('date') ?? '')
  const ahead = sent - readAt
  // The header counts whole seconds, and the answer was on its way.
  if (Number.isFinite(ahead)) aheadMs = Math.abs(ahead) > 2_000 ? ahead : 0
}

/** Fills the path's names; the rest goes into the query of a read and into the body of a write. */
export function requestOf(to: Endpoint, args: Record<string, unknown>) {
  const rest = { ...args }
  const path = to.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  if (to.method !== 'GET')
    return { url: `/api${path}`, body: JSON.stringify(Object.fromEntries(given)) }
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return { url: `/api${path}${query.size > 0 ? `?${query}` : ''}`, body: undefined }
}

/** A proxy in between may answer something that is no problem+json. */
export function readProblem(text: string): Record<string, unknown> {
  try {
    const problem = JSON.parse(text) as Record<string, unknown>
    if (typeof problem['code'] === 'string') return problem
  } catch {
    // Not JSON.
  }
  return { code: 'no_answer' }
}
