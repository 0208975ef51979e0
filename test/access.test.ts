/** Who may call what: every route is called by every kind of caller, and the policy alone decides. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID, randomUUIDv7 } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import { takesKey } from '#platform/openapi-refusals.ts'
import type { OpenApi } from '#platform/openapi.ts'
import type { Route } from '#platform/route.ts'
import { hashToken, openSession } from '#platform/sessions.ts'
import { staffRoles } from '#platform/staff.ts'
import { enrolMembers } from '#pool/enrol.ts'
import { closeAccount } from '#pool/member.ts'
import { policy } from '../src/policy.ts'
import { routes } from '../src/routes.ts'
import { checkReply, documentedCodes } from './answers.ts'
import { createClient } from './client.ts'
import type { Client, Reply } from './client.ts'
import { testDb } from './db.ts'
import { runProgram } from './running.ts'
import type { Running } from './running.ts'

const table: Record<string, readonly string[]> = policy

/** Whom a caller counts as. `roles` null: no staff. */
type Caller = { name: string; client: Client; isMember: boolean; roles: readonly string[] | null }

test('every route is open to exactly those whom the policy lets in', async () => {
  await using db = await testDb()
  await using program = await runProgram(db)
  const callers = await everyCaller(program)
  let calls = 0
  for (const caller of callers)
    for (const [name, route] of inSafeOrder()) {
      const reply = await caller.client.send(route.method, addressOf(route), {
        ...(route.body && { body: {} }),
      })
      calls += 1
      const got = verdictOf(reply)
      assert.equal(got, expectedOf(route, caller), `${caller.name} calls ${name}: ${reply.text}`)
    }
  assert.ok(callers.length >= 20 && calls === callers.length * Object.keys(routes).length)
})

test('staff with every role but those of a permission are refused by each of its routes', async () => {
  await using db = await testDb()
  await using program = await runProgram(db)
  for (const [permission, roles] of Object.entries(table)) {
    const others = staffRoles.filter((role) => !roles.includes(role))
    if (others.length === 0) continue
    const client = clientOf(program, await staffCookie(program, others))
    for (const [name, route] of routesOf(permission)) {
      const reply = await client.send(route.method, addressOf(route), route.body && { body: {} })
      assert.equal(reply.body.code, 'not_allowed', `${name} for ${others.join()}`)
      assert.equal(reply.body.permission, permission)
    }
  }
})

test('a change of roles or a lock-out counts from the next request on', async () => {
  await using db = await testDb()
  await using program = await runProgram(db)
  const { services } = program.program
  const [owner, other] = [randomUUIDv7(), randomUUIDv7()]
  const ownerClient = clientOf(program, await staffCookie(program, ['owner'], owner))
  const client = clientOf(program, await staffCookie(program, ['finance'], other))
  assert.equal((await client.get('/console/ledger/accounts')).status, 200)
  await db`update platform.staff set roles = '{support}' where id = ${other}`
  assert.equal((await client.get('/console/ledger/accounts')).status, 403)
  const out = await ownerClient.patch(`/console/staff/${other}`, { disabled: true })
  assert.equal(out.status, 200)
  assert.equal((await client.get('/console/me')).status, 401)
  assert.equal((await ownerClient.patch(`/console/staff/${owner}`, { disabled: true })).status, 409)
  assert.ok(services.policy === policy)
})

test('every permission that a route asks for is in the policy, and every one there is asked for', () => {
  const asked = new Set(
    Object.values(routes).flatMap(({ auth }) => /^staff:(.+)$/.exec(auth)?.[1] ?? []),
  )
  assert.deepEqual([...asked].toSorted(), Object.keys(policy).toSorted())
})

test('console routes are for staff, and routes for staff are console routes', () => {
  const open = ['postConsoleSignIn', 'postTotpEnrolment']
  for (const [name, { auth, path: at }] of Object.entries(routes))
    assert.equal(auth.startsWith('staff'), at.startsWith('/console') && !open.includes(name), name)
})

test('every route documents what it refuses', async () => {
  const file = path.join(import.meta.dirname, '../docs/openapi.json')
  const document = JSON.parse(await readFile(file, 'utf8')) as OpenApi
  for (const [name, route] of Object.entries(routes)) {
    const at = route.path.replaceAll(/:(\w+)/g, '{$1}')
    const { responses } = document.paths[at]![route.method.toLowerCase()]!
    const codes = documentedCodes(route)
    const must = ['too_many_requests', 'unavailable']
    if (route.auth !== 'visitor') must.push('not_signed_in')
    if (route.auth.startsWith('staff:')) must.push('not_allowed')
    if (route.method !== 'GET') must.push('cross_site')
    if (route.params || route.query || route.body) must.push('invalid_input')
    if (takesKey(route)) must.push('idempotency_key_missing', 'idempotency_key_reused')
    for (const code of must) assert.ok(codes.includes(code), `${name} does not document ${code}`)
    for (const { status } of route.errors ?? [])
      assert.ok(responses[status], `${name} does not document ${status}`)
    const takesId = /:(order|refund|dispute|sale|product|address|staff|case|brand)Id/.test(
      route.path,
    )
    // Reading the address of an order that never was answers null, and is recorded all the same.
    if (takesId && name !== 'postOrderAddressReading' && route.path !== '/cart/lines/:skuId')
      assert.ok(
        responses[404],
        `${name} does not say what it answers for a thing that is not there`,
      )
  }
})

test('a write without an Idempotency-Key, or with a bad one, is refused and changes nothing', async () => {
  await using db = await testDb()
  await using program = await runProgram(db)
  const owner = clientOf(program, await staffCookie(program, ['owner']))
  const member = clientOf(program, await memberCookie(program))
  const examples = await requestExamples()
  const keyed = Object.entries(routes).filter(([, route]) => takesKey(route))
  assert.ok(keyed.length > 20)
  const before = await rowsOf(program)
  for (const [name, route] of keyed)
    for (const key of [
      undefined,
      '',
      'short-7',
      'x'.repeat(256),
      'has a space',
      'tab\there',
      '钥匙钥匙钥匙钥匙',
    ]) {
      const client = route.auth === 'member' ? member : owner
      const reply = await client.send(route.method, addressOf(route), {
        ...(examples.has(name) && { body: examples.get(name) }),
        headers: {
          'idempotency-key': key === undefined ? undefined : Buffer.from(key).toString('latin1'),
        },
      })
      assert.equal(reply.body.code, 'idempotency_key_missing', `${name} with ${key}: ${reply.text}`)
    }
  assert.deepEqual(await rowsOf(program), before)
})

/** What is written by a route that must not be reached. */
async function rowsOf({ program: { db } }: Running) {
  const [counts] = await db`
    select (select count(*) from platform.event) as events,
      (select count(*) from platform.audit) as acts,
      (select count(*) from platform.idempotency) as answers`
  return counts
}

async function requestExamples(): Promise<Map<string, unknown>> {
  const file = path.join(import.meta.dirname, '../docs/openapi.json')
  const { paths } = JSON.parse(await readFile(file, 'utf8')) as OpenApi
  const described = Object.values(paths).flatMap((methods) => Object.values(methods))
  return new Map(
    described.flatMap(({ operationId, requestBody }) =>
      requestBody ? [[operationId, requestBody.content['application/json']?.example]] : [],
    ),
  )
}

/** Signing out comes last: it ends the caller. */
const inSafeOrder = () =>
  Object.entries(routes).toSorted(([, a], [, b]) => endsCaller(a) - endsCaller(b))
const endsCaller = ({ path: at }: Route) => Number(at.endsWith('/sign-out'))

const routesOf = (permission: string) =>
  Object.entries(routes).filter(([, { auth }]) => auth === `staff:${permission}`)

/** About things that are nowhere. */
/** What stands in an address and is no id. */
const named: Record<string, string> = { code: 'none', tag: 'none', number: '1', field: 'birthday' }
const addressOf = (route: Route) =>
  `/api${route.path.replaceAll(/:(\w+)/g, (_, name: string) => named[name] ?? randomUUID())}`

type Verdict = 'let in' | 'not_signed_in' | 'not_allowed'

function verdictOf({ status, body }: Reply): Verdict {
  const code = (body as { code?: string } | undefined)?.code
  if (status === 401 && code === 'not_signed_in') return code
  return status === 403 && code === 'not_allowed' ? code : 'let in'
}

function expectedOf({ auth }: Route, { isMember, roles }: Caller): Verdict {
  if (auth === 'visitor') return 'let in'
  if (auth === 'member') return isMember ? 'let in' : 'not_signed_in'
  if (!roles) return 'not_signed_in'
  if (auth === 'staff') return 'let in'
  const allowed = table[auth.slice('staff:'.length)]!
  return roles.some((role) => allowed.includes(role)) ? 'let in' : 'not_allowed'
}

async function everyCaller(program: Running): Promise<Caller[]> {
  const { now } = program
  const caller = (name: string, cookie: string[], is: Partial<Caller> = {}): Caller => {
    return { name, client: clientOf(program, ...cookie), isMember: false, roles: null, ...is }
  }
  const member = () => memberCookie(program)
  const staff = (roles: readonly string[]) => staffCookie(program, roles)
  const [aMember, anOwner] = [await member(), await staff(['owner'])]
  const tokenOf = (cookie: string) => cookie.split('=')[1]!
  const long = { member: addMs(now, -181 * dayMs), staff: addMs(now, -8 * dayMs) }
  const unused = { member: addMs(now, -31 * dayMs), staff: addMs(now, -13 * hourMs) }
  const digest = hashToken(tokenOf(anOwner)).toString('base64url')
  const inUse = async (cookie: string) => {
    const tokenHash = hashToken(tokenOf(cookie))
    await program.program.db`
      update platform.session set seen_at = ${now} where token_hash = ${tokenHash}`
    return cookie
  }
  return [
    caller('a visitor', []),
    caller('a member', [await member()], { isMember: true }),
    ...(await Promise.all(
      staffRoles.map(async (role) =>
        caller(`${role} staff`, [await staff([role])], { roles: [role] }),
      ),
    )),
    caller('staff with two roles', [await staff(['support', 'auditor'])], {
      roles: ['support', 'auditor'],
    }),
    caller('a member who is an owner too', [await member(), await staff(['owner'])], {
      isMember: true,
      roles: ['owner'],
    }),
    caller('a member whose account was closed', [await closedMember(program)]),
    caller('a member whose session is too old', [
      await inUse(await memberCookie(program, long.member)),
    ]),
    caller('a member who was away too long', [await memberCookie(program, unused.member)]),
    caller('an owner whose session is too old', [
      await inUse(await staffCookie(program, ['owner'], undefined, long.staff)),
    ]),
    caller('an owner who was away for a night', [
      await staffCookie(program, ['owner'], undefined, unused.staff),
    ]),
    caller('an owner who was locked out', [await disabledStaff(program)]),
    caller('a member’s token as staff’s', [`tessera_staff=${tokenOf(aMember)}`]),
    caller('staff’s token as a member’s', [`tessera_member=${tokenOf(anOwner)}`]),
    caller('a guessed token', [`tessera_staff=${randomBytes(32).toString('base64url')}`]),
    caller('the digest of a token', [`tessera_staff=${digest}`]),
    caller('a token that is none', [`tessera_staff=${'x'.repeat(5_000)}`]),
    caller('a token with SQL', [`tessera_member=' or true --`]),
  ]
}

function clientOf({ url }: Running, ...cookies: string[]): Client {
  const client = createClient(url, checkReply)
  for (const cookie of cookies) {
    const at = cookie.indexOf('=')
    client.cookies.set(cookie.slice(0, at), cookie.slice(at + 1))
  }
  return client
}

async function memberCookie({ program, now }: Running, since = now): Promise<string> {
  const { db, services } = program
  const memberId = randomUUIDv7()
  const { token } = await db.begin(async (tx) => {
    await enrolMembers(tx, services.vault, [{ memberId, createdAt: since }])
    return openSession(tx, { kind: 'member', actorId: memberId, now: since })
  })
  return `tessera_member=${token}`
}

async function staffCookie(
  { program: { db }, now }: Running,
  roles: readonly string[],
  staffId = randomUUIDv7(),
  since = now,
): Promise<string> {
  await db`
    insert into platform.staff (id, login, name, roles, password_phc, created_at)
    values (${staffId}, ${staffId}, 'x', ${roles}::text[], 'x', ${since})`
  const opened = { kind: 'staff' as const, actorId: staffId, now: since }
  return `tessera_staff=${(await db.begin((tx) => openSession(tx, opened))).token}`
}

async function closedMember(running: Running): Promise<string> {
  const cookie = await memberCookie(running)
  const { db } = running.program
  const [{ memberId }] = (await db`
    select actor_id as member_id from platform.session
    where token_hash = ${hashToken(cookie.split('=')[1]!)}`) as [{ memberId: string }]
  await db.begin((tx) => closeAccount(tx, { memberId, now: running.now }))
  return cookie
}

async function disabledStaff(running: Running): Promise<string> {
  const staffId = randomUUIDv7()
  const cookie = await staffCookie(running, ['owner'], staffId)
  await running.program.db`update platform.staff set disabled_at = now() where id = ${staffId}`
  return cookie
}
