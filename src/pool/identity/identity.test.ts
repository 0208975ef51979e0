import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { listAudit } from '#platform/audit.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { createVault } from '#platform/vault.ts'
import { testApp } from '#test/app.ts'
import { overlap, testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import { enrolMembers } from '../enrol.ts'
import { attachIdentities, detachIdentity } from './attach.ts'
import type { Attached, NewIdentity } from './attach.ts'
import type { IdentityKind } from './evidence.ts'
import { findPersons } from './find-persons.ts'
import { listIdentities, mask, normalise } from './identity.ts'
import { componentOf } from './representative.ts'
import * as routes from './routes.ts'

const vault = createVault(randomBytes(32))
const now = new Date('2026-11-20T04:00:00Z')

test('each kind has one spelling, what is none is refused, and a mask never tells the whole', () => {
  const cases: [IdentityKind, string, string | null, string?][] = [
    ['phone', ' 0086 138-0013-8000 ', '+8613800138000', '138****8000'],
    ['phone', '12345', null],
    ['email', ' Li.Lei@Example.COM ', 'li.lei@example.com', 'l***@example.com'],
    ['email', '李@例子.中国', '李@例子.中国', '李***@例子.中国'],
    ['email', 'a@b', null],
    ['email', 'a b@c.de', null],
    ['email', '=cmd@x.de,y@z.de', null],
    ['email', `${'a'.repeat(65)}@b.de`, null],
    ['wechat_openid', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', 'oU****6o'],
    ['wechat_unionid', 'short', null],
    ['store_card', ' vip-20 881', 'VIP20881', '****81'],
    ['store_card', 'ＶＩＰ２０８８１', 'VIP20881'],
    ['store_card', '1', null],
  ]
  for (const [kind, text, expected, masked] of cases) {
    assert.equal(normalise(kind, text), expected, text)
    if (expected !== null && masked) assert.equal(mask(kind, expected), masked)
  }
})

test('what is another’s is never taken over: it is evidence, proposed once, and proven or not', async () => {
  await using db = await testDb()
  const [a, b] = await enrol(db, 2)
  assert.deepEqual(await attach(db, one(a!, 'email', 'x@example.com')), { outcome: 'attached' })
  assert.deepEqual(await attach(db, one(a!, 'email', 'X@example.com')), { outcome: 'known' })
  const taken = await attach(db, one(b!, 'email', 'x@example.com'))
  assert.ok(taken.outcome === 'proposed' && taken.otherId === a)
  assert.deepEqual(await attach(db, one(b!, 'email', 'x@example.com')), taken)
  assert.deepEqual(await found(db, 'email', ' x@EXAMPLE.com'), [a])
  const [proposal] = await db`select evidence, reason from pool.merge_proposal`
  const evidence = { kind: 'email', reason: 'same_identity', isProven: false }
  assert.deepEqual(proposal, { evidence, reason: 'evidence' })
  const nobody = await attach(db, one(randomUUIDv7(), 'email', 'y@example.com'))
  assert.deepEqual(nobody, { outcome: 'refused', reason: 'no_member' })
})

test('two members who are given the same at once: one has it, the other is a proposal', async () => {
  await using db = await testDb()
  const [a, b] = await enrol(db, 2)
  const give = (memberId: string) => [
    one(memberId, 'phone', '13900000001', 'code'),
    one(memberId, 'store_card', '1234'),
  ]
  const both = await overlap(
    db,
    (tx) => attachIdentities(tx, vault, give(a!), now),
    (tx) => attachIdentities(tx, vault, give(b!), now),
  )
  const outcomes = both.map((each) =>
    each.status === 'fulfilled' ? each.value.map(({ outcome }) => outcome) : each.reason,
  )
  assert.deepEqual(outcomes, [
    ['attached', 'attached'],
    ['proposed', 'proposed'],
  ])
  const inOne = await db.begin((tx) =>
    attachIdentities(tx, vault, [one(b!, 'email', 'z@z.de'), one(a!, 'email', 'z@z.de')], now),
  )
  assert.deepEqual(
    inOne.map(({ outcome }) => outcome),
    ['attached', 'proposed'],
  )
})

test('a further phone needs proof, and the last phone stays', async () => {
  await using db = await testDb()
  const [a] = await enrol(db, 1)
  const told = await attach(db, one(a!, 'phone', '13900000001', 'import'))
  assert.deepEqual(told, { outcome: 'attached' })
  const further = await attach(db, one(a!, 'phone', '13900000002', 'staff'))
  assert.deepEqual(further, { outcome: 'refused', reason: 'needs_proof' })
  const [first] = await listIdentities(db, vault, [a!])
  const away = (identityId: string) =>
    db.begin((tx) => detachIdentity(tx, { memberId: a!, identityId }))
  await assert.rejects(away(first!.id), { code: 'last_phone' })
  await assert.rejects(away(randomUUIDv7()), { code: 'identity_not_found' })
  await attach(db, one(a!, 'phone', '13900000002', 'code'))
  const [, second] = await listIdentities(db, vault, [a!])
  const atOnce = await Promise.allSettled([away(first!.id), away(second!.id)])
  assert.equal(atOnce.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('staff see both sides masked, accept, undo and refuse; a find is audited; support may, auditors may not', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes: routesOf(routes), services: { vault }, now })
  const [support, operations, auditor] = await Promise.all(
    ['support', 'operations', 'auditor'].map((role) => staffBrowser(app, db, role)),
  )
  const [a, b] = await enrol(db, 2)
  await attach(db, one(a!, 'email', 'x@example.com'))
  await attach(db, one(b!, 'email', 'x@example.com', 'provider'))

  const { body: queue } = await operations!.get('/console/merge-proposals')
  const [waiting] = queue.items
  assert.equal(JSON.stringify(queue).includes('x@example'), false)
  assert.deepEqual(waiting.evidence, { reason: 'same_identity', kind: 'email', isProven: true })
  assert.equal(waiting.persons, 2)
  assert.deepEqual([waiting.a.personId, waiting.b.personId], [a, b].toSorted())
  const at = `/console/merge-proposals/${waiting.id}`
  const accepted = { decision: 'accepted' }
  assert.equal((await operations!.post(`${at}/decision`, accepted)).body.code, 'not_allowed')
  const { body: decided } = await support!.post(`${at}/decision`, accepted)
  assert.equal((await componentOf(db, b!)).length, 2)
  assert.equal((await support!.post(`${at}/decision`, accepted)).status, 404)

  const { body: merges } = await support!.get(`/console/merges?personId=${b}`)
  assert.equal(merges.items[0].id, decided.mergeId)
  assert.equal(merges.items[0].evidence.proposalId, waiting.id)
  assert.equal((await support!.post(`${at}/reopening`)).status, 204)
  assert.equal((await componentOf(db, b!)).length, 1)
  assert.equal((await support!.get('/console/merge-proposals')).body.items.length, 1)
  await support!.post(`${at}/decision`, { decision: 'refused' })
  assert.equal((await support!.get('/console/merge-proposals')).body.items.length, 0)
  await attach(db, one(b!, 'email', 'x@example.com', 'provider'))
  assert.equal(
    (await support!.get('/console/merge-proposals')).body.items.length,
    0,
    'refused stays',
  )

  const byHand = await support!.post('/console/merges', { a, b })
  assert.equal(byHand.status, 201)
  const strange = await support!.post('/console/merges', { a, b: randomUUIDv7() })
  assert.equal(strange.body.code, 'member_not_found')
  const undone = await support!.post(`/console/merges/${byHand.body.mergeId}/undoing`)
  assert.deepEqual(undone.body, { areStillJoined: false })

  const wanted = { kind: 'email', value: 'X@example.com' }
  const { body: search } = await operations!.post('/console/person-searches', wanted)
  assert.deepEqual(
    search.items.map((person: { personId: string }) => person.personId),
    [a],
  )
  assert.equal((await auditor!.post('/console/person-searches', wanted)).status, 403)
  const [last] = await listAudit(db, { limit: 1 })
  assert.deepEqual(
    [last!.act, last!.subject, last!.facts],
    ['pool.search_person', `member:${a}`, { kind: 'email' }],
  )
  const added = await support!.post(`/console/members/${b}/identities`, {
    kind: 'store_card',
    value: '9988 7766',
  })
  assert.deepEqual([added.status, added.body], [201, { proposalId: null }])
  const known = await support!.get(`/console/members/${b}/identities`)
  const [{ id, masked }] = known.body.items[0].identities
  assert.equal(masked, '****66')
  assert.equal((await support!.delete(`/console/members/${b}/identities/${id}`)).status, 204)
})

async function enrol(db: Db, count: number): Promise<string[]> {
  const members = Array.from({ length: count }, () => ({
    memberId: randomUUIDv7(),
    createdAt: now,
  }))
  await db.begin((tx) => enrolMembers(tx, vault, members))
  return members.map(({ memberId }) => memberId)
}

const one = (
  memberId: string,
  kind: IdentityKind,
  value: string,
  how: NewIdentity['how'] = 'import',
): NewIdentity => ({ memberId, kind, value, how, by: 'import:1' })

const attach = async (db: Db, identity: NewIdentity): Promise<Attached> =>
  (await db.begin((tx) => attachIdentities(tx, vault, [identity], now)))[0]!

const found = async (db: Db, kind: IdentityKind, value: string) =>
  (await findPersons(db, vault, { kind, value })).map(({ memberId }) => memberId)
