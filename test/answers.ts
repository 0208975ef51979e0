/** What holds for every answer of the program, whatever was asked: the safety tests look at each. */
import assert from 'node:assert/strict'
import { refusalsOf } from '#platform/openapi-refusals.ts'
import type { Route } from '#platform/route.ts'
import { routes } from '../src/routes.ts'
import type { Reply } from './client.ts'

/** Of requests that no route reads: not even HTTP routes could be told from them. */
const unread = new Set(['not_found', 'invalid_input', 'not_json', 'too_large'])

/** Throws when an answer tells too much, is not guarded, or refuses in a way its route does not say. */
export function checkReply(reply: Reply, what: string): void {
  checkGuards(reply, what)
  for (const cookie of reply.headers['set-cookie'] ?? []) checkCookie(cookie, what)
  if (reply.status < 400 || what.startsWith('HEAD ')) return
  checkProblem(reply, what)
  const { code } = reply.body as { code: string }
  const route = routeOf(what)
  assert.ok(
    unread.has(code) || (route && codesOf(route).has(code)),
    `${what} refused with ${code}, which its route does not document`,
  )
}

/** Security headers are on pages, answers and errors alike. */
function checkGuards({ headers }: Reply, what: string): void {
  const csp = headers['content-security-policy']?.toString() ?? ''
  for (const part of ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'"])
    assert.ok(csp.includes(part), `${what}: the CSP lacks ${part}: ${csp}`)
  assert.ok(!/unsafe|\*/.test(csp), `${what}: ${csp}`)
  assert.equal(headers['x-content-type-options'], 'nosniff', what)
  assert.equal(headers['referrer-policy'], 'same-origin', what)
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what)
  assert.ok(headers['x-frame-options'], what)
  assert.equal(headers['x-powered-by'], undefined, what)
  assert.equal(headers['access-control-allow-origin'], undefined, what)
}

function checkCookie(cookie: string, what: string): void {
  assert.match(cookie, /; HttpOnly/i, `${what}: ${cookie}`)
  assert.match(cookie, /; SameSite=(Lax|Strict)/i, `${what}: ${cookie}`)
  assert.match(cookie, /; Path=\/(;|$)/i, `${what}: ${cookie}`)
  assert.doesNotMatch(cookie, /Domain=/i, `${what}: ${cookie}`)
}

/** A refusal has a code and a trace, and nothing of how the program is made. */
function checkProblem({ status, headers, body, text }: Reply, what: string): void {
  assert.ok(status < 500 || status === 503, `${what} answered ${status}: ${text}`)
  assert.match(headers['content-type'] ?? '', /^application\/problem\+json/, `${what}: ${text}`)
  assert.equal(headers['cache-control'], 'no-store', what)
  assert.equal(body.status, status, what)
  assert.match(body.code, /^[a-z_]+$/, what)
  assert.ok(body.title.length > 5, what)
  assert.match(body.traceId, /^[\w-]{36}$/, what)
  assert.equal(headers['trace-id'], body.traceId, what)
  assert.doesNotMatch(text, tellsTooMuch, what)
}

/** Stack lines, paths of ours, SQL and what PostgreSQL and drivers say. */
const tellsTooMuch =
  /\bat [\w.<>]+ ?\(|\.ts\b|node_modules|\/src\/|\bselect\b.*\bfrom\b|\binsert into\b|\bupdate\b.*\bset\b|relation "|syntax error|violates|invalid byte|ECONN|SQLSTATE|\bpg_|Zod/i

const patterns = Object.values(routes).map((route) => ({
  route,
  pattern: new RegExp(`^${route.method} /api${route.path.replaceAll(/:\w+/g, '[^/]+')}$`),
}))

function routeOf(what: string): Route | undefined {
  const plain = what
    .split(/[?{]/)[0]!
    .trim()
    .replace(/^HEAD /, 'GET ')
  return patterns.find(({ pattern }) => pattern.test(plain))?.route
}

const known = new Map<Route, Set<string>>()

function codesOf(route: Route): Set<string> {
  let codes = known.get(route)
  if (!codes) known.set(route, (codes = new Set(documentedCodes(route))))
  return codes
}

/** The codes in the OpenAPI document of a route. */
export function documentedCodes(route: Route): string[] {
  return Object.values(refusalsOf(route)).flatMap((answer) =>
    '$ref' in answer
      ? [answer.$ref.split('/').at(-1)!]
      : Object.keys(answer.content?.['application/problem+json']?.examples ?? {}),
  )
}
