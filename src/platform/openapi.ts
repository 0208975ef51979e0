/** The OpenAPI 3.1 document, made from the route objects: what it says is what the server does. */
import { z } from 'zod'
import {
  crossSite,
  invalidInput,
  keyMissing,
  keyReused,
  keyRunning,
  notAllowed,
  notSignedIn,
  tooManyRequests,
  unavailable,
} from './errors.ts'
import type { ErrorKind } from './errors.ts'
import { exampleOf } from './openapi-example.ts'
import type { Route } from './route.ts'

export type Schema = { [key: string]: unknown }
export type Operation = {
  operationId: string
  summary: string
  tags: string[]
  security: Record<string, string[]>[]
  parameters: { name: string; in: string; required: boolean; schema: Schema; example?: unknown }[]
  requestBody?: { required: true; content: Content }
  responses: Record<string, Answered | { $ref: string }>
  'x-permission'?: string
}
type Answered = { description: string; content?: Content }
type Content = Record<
  string,
  { schema: Schema; example?: unknown; examples?: Record<string, { $ref: string }> }
>
export type OpenApi = {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    /** Of each error code the answer where it is the only one with its status, and an example. */
    responses: Record<string, Answered>
    examples: Record<string, { value: unknown }>
    securitySchemes: Record<string, Schema>
  }
}

export type Contents = {
  routes: Record<string, Route>
  /** The domain a route belongs to. */
  domainOf: (name: string) => string
  /** Named shapes of answers; each stands once in the document and is referred to. */
  shapes: Record<string, z.ZodType>
  version: string
}

type Names = ReturnType<typeof nameShapes>

export function openApiOf({ routes, domainOf, shapes, version }: Contents): OpenApi {
  const names = nameShapes(shapes)
  const schemas: Record<string, Schema> = { Problem: problem }
  const paths: OpenApi['paths'] = {}
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = operationOf(name, route, {
      tag: domainOf(name),
      names,
      schemas,
    })
  }
  const tags = [...new Set(Object.keys(routes).map(domainOf))].map((name) => ({ name }))
  const info = { title: 'Tessera', version, description }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/api' }],
    tags,
    paths,
    components: { schemas: sorted(schemas), ...problemsOf(routes), securitySchemes },
  }
}

type Place = { tag: string; names: Names; schemas: Record<string, Schema> }

function operationOf(name: string, route: Route, { tag, names, schemas }: Place): Operation {
  const [status, shape] = route.answers
  const body = route.body && inputOf(route.body)
  const answer = outputOf(shape, names, schemas)
  return {
    operationId: name,
    summary: route.summary,
    tags: [tag],
    security: securityOf(route),
    ...(route.auth.startsWith('staff:') ? { 'x-permission': route.auth.slice(6) } : {}),
    parameters: [
      ...parametersOf(route, 'path', schemas),
      ...parametersOf(route, 'query', schemas),
      ...(takesKey(route) ? [idempotencyKey] : []),
    ],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: body,
                example: route.example?.body ?? exampleOf(body, schemas),
              },
            },
          },
        }
      : {}),
    responses: {
      [status]: {
        description: 'Done.',
        ...(status === 204 || route.raw
          ? {}
          : {
              content: {
                'application/json': {
                  schema: answer,
                  example: route.example?.answer ?? exampleOf(answer, schemas),
                },
              },
            }),
      },
      ...refusalsOf(route),
    },
  }
}

function parametersOf(route: Route, where: 'path' | 'query', schemas: Record<string, Schema>) {
  const shape = where === 'path' ? route.params : route.query
  if (!shape) return []
  const { properties = {}, required = [] } = inputOf(shape) as {
    properties?: Record<string, Schema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema,
    example: exampleOf(schema, schemas, name),
  }))
}

/** All refusals of a route, by status: its own and those that any such route may answer. */
function refusalsOf(route: Route): Operation['responses'] {
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
    ...(route.params || route.query || route.body ? [invalidInput] : []),
    ...(route.auth === 'visitor' ? [] : [notSignedIn]),
    ...(route.auth.startsWith('staff:') ? [notAllowed] : []),
    ...(writes ? [crossSite] : []),
    ...(takesKey(route) ? [keyMissing, keyReused, keyRunning] : []),
    tooManyRequests,
    unavailable,
  ]
}

function problemsOf(routes: Record<string, Route>) {
  const kinds = Object.values(routes).flatMap(errorsOf)
  const byCode = <Value>(valueOf: (kind: ErrorKind) => Value) =>
    sorted(Object.fromEntries(kinds.map((kind) => [kind.code, valueOf(kind)])))
  return {
    responses: byCode((kind) => refusal([kind])),
    examples: byCode((kind) => ({ value: exampleProblem(kind) })),
  }
}

const takesKey = ({ method, repeat = 'transaction' }: Route) =>
  method !== 'GET' && (repeat === 'transaction' || repeat === 'batched')

function securityOf(route: Route): Record<string, string[]>[] {
  if (route.auth === 'visitor') return []
  return [{ [route.auth === 'member' ? 'memberSession' : 'staffSession']: [] }]
}

function nameShapes(shapes: Record<string, z.ZodType>) {
  const names = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(shapes)) if (!names.has(shape)) names.add(shape, { id })
  return names
}

function inputOf(shape: z.ZodType): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io: 'input',
    unrepresentable: 'any',
    override: plainly,
  })
  return schema
}

/** The shape of an answer; named shapes inside it go into `schemas` and are referred to. */
function outputOf(shape: z.ZodType, names: Names, schemas: Record<string, Schema>): Schema {
  const json = z.toJSONSchema(shape, {
    io: 'output',
    unrepresentable: 'any',
    metadata: names,
    override: plainly,
  })
  const text = JSON.stringify(json).replaceAll('#/$defs/', '#/components/schemas/')
  const { $schema: _, $defs = {}, ...schema } = JSON.parse(text) as Schema
  for (const [id, { id: __, ...one }] of Object.entries($defs as Record<string, Schema>))
    schemas[id] ??= one
  return schema
}

/** An instant is a text on the wire; a format says enough without the pattern that checks it. */
function plainly({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Schema }) {
  if (isInstant(zodSchema)) Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
  if (jsonSchema['format']) delete jsonSchema['pattern']
  const choices = jsonSchema['anyOf'] as Schema[] | undefined
  if (!choices) return
  const different = [...new Set(choices.map((choice) => JSON.stringify(choice)))]
  if (different.length > 1) return
  delete jsonSchema['anyOf']
  Object.assign(jsonSchema, choices[0])
}

function isInstant(schema: z.core.$ZodTypes): boolean {
  const { def } = schema._zod
  return def.type === 'date' || (def.type === 'pipe' && isInstant(def.in as z.core.$ZodTypes))
}

const sorted = <Value>(named: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1)))

const exampleProblem = ({ code, message, status, rule }: ErrorKind) => ({
  type: `/api/problems#${code}`,
  title: message,
  status,
  code,
  ...(rule ? { rule } : {}),
  traceId: '0b3f4c1e-6a52-4c0e-9a3c-5b8f3d2f7a10',
})

const description = `Money is an integer of fen (1 yuan = 100 fen). Instants are ISO 8601 in UTC.
Lists go by key: pass \`next\` of one page as \`after\` of the following one.
Refusals are problem+json (RFC 9457) with a stable \`code\`; \`rule\` names the rule that refused.
A write that takes an Idempotency-Key may be repeated with the same key: it takes effect once, and the
repeat is answered like the first.`

const problem: Schema = {
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

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', minLength: 8, maxLength: 255 },
  example: 'f3b1c2d4a5968778',
}

const cookie = (name: string, whose: string) => ({
  type: 'apiKey',
  in: 'cookie',
  name,
  description: `The session of ${whose}. Over https the name begins with __Host-.`,
})
const securitySchemes = {
  memberSession: cookie('tessera_member', 'a member, from POST /sign-in'),
  staffSession: cookie('tessera_staff', 'a member of staff'),
}
