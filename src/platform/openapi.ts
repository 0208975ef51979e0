/** The OpenAPI 3.1 document, made from the route objects: what it says is what the server does. */
import type { z } from 'zod'
import { exampleOf } from './openapi-example.ts'
import { problem, problemsOf, refusalsOf, takesKey } from './openapi-refusals.ts'
import { inputOf, nameShapes, outputOf, sorted } from './openapi-schema.ts'
import type { Names, Schema } from './openapi-schema.ts'
import type { Route } from './route.ts'

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
export type Answered = { description: string; content?: Content }
export type Content = Record<
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
    ...(route.upload
      ? {
          requestBody: {
            required: true,
            content: { 'application/octet-stream': { schema: file } },
          },
        }
      : {}),
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
        ...(route.streams && { content: { [route.streams]: { schema: { type: 'string' } } } }),
        ...(status === 204 || route.raw || route.streams
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

function securityOf(route: Route): Record<string, string[]>[] {
  if (route.auth === 'visitor') return []
  return [{ [route.auth === 'member' ? 'memberSession' : 'staffSession']: [] }]
}

const description = `Money is an integer of fen (1 yuan = 100 fen). Instants are ISO 8601 in UTC.
Lists go by key: pass \`next\` of one page as \`after\` of the following one.
Refusals are problem+json (RFC 9457) with a stable \`code\`; \`rule\` names the rule that refused.
A write that takes an Idempotency-Key may be repeated with the same key: it takes effect once, and the
repeat is answered like the first.`

const file: Schema = { type: 'string', format: 'binary' }

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
