/** What routes refuse, as the OpenAPI document tells it. */
import {
  bug,
  crossSite,
  invalidInput,
  keyMissing,
  keyReused,
  keyRunning,
  notAllowed,
  notFound,
  notJson,
  notSignedIn,
  tooLarge,
  tooManyRequests,
  tooSlow,
  unavailable,
} from './errors.ts'
import type { ErrorKind } from './errors.ts'
import { sorted } from './openapi-schema.ts'
import type { Schema } from './openapi-schema.ts'
import type { Answered, Operation } from './openapi.ts'
import type { Route } from './route.ts'

/** All refusals of a route, by status: its own and those that any such route may answer. */
export function refusalsOf(route: Route): Operation['responses'] {
  const byStatus = Map.groupBy(
    new Map(errorsOf(route).map((kind) => [kind.code, kind])).values(),
    (kind) => kind.status,
  )
  const entries = [...byStatus].map(([status, kinds]) => [
    status,
    kinds.length === 1 ? { $ref: `#/components/responses/${kinds[0]!.code}` } : refusal(kinds),
  ])
  return Object.fromEntries(entries) as Operation['responses']
}

const refusal = (kinds: ErrorKind[]): Answered => ({
  description: kinds.map((kind) => kind.message).join(' '),
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: Object.fromEntries(
        kinds.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }]),
      ),
    },
  },
})

function errorsOf(route: Route): ErrorKind[] {
  const writes = route.method !== 'GET'
  return [
    ...(route.errors ?? []),
    ...(route.params || route.query || route.body || route.upload ? [invalidInput] : []),
    ...(route.body || route.upload ? [tooLarge, notJson, tooSlow] : []),
    ...(route.auth === 'visitor' ? [] : [notSignedIn]),
    ...(route.auth.startsWith('staff:') ? [notAllowed] : []),
    ...(writes ? [crossSite] : []),
    ...(takesKey(route) ? [keyMissing, keyReused, keyRunning] : []),
    tooManyRequests,
    unavailable,
  ]
}

export function problemsOf(routes: Record<string, Route>) {
  const kinds = [...Object.values(routes).flatMap(errorsOf), notFound, bug]
  const byCode = <Value>(valueOf: (kind: ErrorKind) => Value) =>
    sorted(Object.fromEntries(kinds.map((kind) => [kind.code, valueOf(kind)])))
  return {
    responses: byCode((kind) => refusal([kind])),
    examples: byCode((kind) => ({ value: exampleProblem(kind) })),
  }
}

export const takesKey = ({ method, repeat = 'transaction' }: Route) =>
  method !== 'GET' && (repeat === 'transaction' || repeat === 'batched')

const exampleProblem = ({ code, message, status, rule }: ErrorKind) => ({
  type: `/api/problems#${code}`,
  title: message,
  status,
  code,
  ...(rule ? { rule } : {}),
  traceId: '0b3f4c1e-6a52-4c0e-9a3c-5b8f3d2f7a10',
})

export const problem: Schema = {
  type: 'object',
  description: 'A refusal (RFC 9457). Further members hold its facts: ids and figures.',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; screens translate it.' },
    rule: { type: 'string', description: 'The rule of law or of the house that refuses.' },
    traceId: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'code', 'traceId'],
}
