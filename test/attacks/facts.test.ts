/** Facts: who tells what was done cannot make it another's, more than it was, or too much to bear. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { giveConsent } from '#pool/attention/consent.ts'
import type { Client } from '../client.ts'
import { openShop, refuseAll } from './shop.ts'
import type { Attack, Member } from './shop.ts'

const now = new Date('2026-11-20T04:00:00Z')
const visited = (more: object = {}) => ({
  id: randomUUID() as string,
  kind: 'visited',
  happenedAt: now.toISOString(),
  ...more,
})
const persons = async (db: Db) =>
  (await db<{ id: string }>`select distinct person_id as id from pool.fact order by 1`).map(
    ({ id }) => id,
  )
const count = async (db: Db) =>
  (await db<{ count: number }>`select count(*) from pool.fact`)[0]!.count
const agree = (db: Db, { memberId }: Member) =>
  db.begin((tx) =>
    giveConsent(tx, { personId: memberId, purpose: 'profiling', channel: 'all', how: 'shop', now }),
  )

test('whatever is no list of facts is refused and leaves nothing', async () => {
  await using shop = await openShop()
  const client = shop.visitor()
  const facts = [visited()]
  const post = (sending: object) => client.send('POST', '/api/facts', sending)
  const attacks: Attack[] = [
    [
      '501 facts',
      { body: { facts: Array.from({ length: 501 }, () => visited()) } },
      '413 too_many_facts',
    ],
    ['100,000 facts', { body: { facts: Array(100_000).fill(facts[0]) } }, '413 too_large'],
    ['no fact', { body: { facts: [] } }, '400 invalid_input'],
    ['no list', { body: { facts: 'visited' } }, '400 invalid_input'],
    ['a person beside', { body: { facts, personId: randomUUID() } }, '400 invalid_input'],
    ['a NUL', { body: { facts: [visited({ id: '\0' })] } }, '400 invalid_input'],
    ['a prototype', { raw: '{"__proto__":{"facts":[]},"facts":[]}' }, '400 invalid_input'],
    ['no JSON', { raw: '{"facts":[' }, '400 invalid_input'],
    ['deep nesting', { raw: `{"facts":[${'['.repeat(50_000)}` }, '400 invalid_input'],
    ['as text', { body: { facts }, headers: { 'content-type': 'text/plain' } }, '415 not_json'],
    [
      'as a form',
      { raw: 'facts=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      '415 not_json',
    ],
    [
      'from elsewhere',
      { body: { facts }, headers: { origin: 'https://evil.example' } },
      '403 cross_site',
    ],
    [
      'a foreign beacon',
      { body: { facts }, headers: { 'sec-fetch-site': 'cross-site' } },
      '403 cross_site',
    ],
  ].map(([name, sending, answer]) => ({
    case: name as string,
    send: () => post(sending as object),
    answer: answer as string,
  }))
  await refuseAll(shop, attacks)
})

test('nobody tells facts as another: not by a forged cookie, a borrowed id, or a name in the fact', async () => {
  await using shop = await openShop()
  const { db } = shop
  const victim = await shop.member()
  await agree(db, victim)
  const tell = async (client: Client, fact: object) => {
    const { status, body } = await client.post('/facts', { facts: [fact] })
    assert.equal(status, 200)
    return body.refused[0]?.code ?? 'accepted'
  }
  const forged = Buffer.from(
    JSON.stringify({ claims: victim.memberId, until: addMs(now, dayMs).getTime() }),
  ).toString('base64url')
  for (const cookie of [victim.memberId, forged, `${forged}.`, `${forged}.AAAA`, `${forged}.a.b`]) {
    const client = shop.visitor()
    client.cookies.set('tessera_visitor', cookie)
    assert.equal(await tell(client, visited()), 'accepted')
  }
  const client = shop.visitor()
  client.cookies.set('__Host-tessera_visitor', forged) // a name that is not ours on plain http
  assert.equal(await tell(client, visited()), 'accepted')
  for (const name of ['personId', 'memberId', 'visitorId', 'topic', 'amountFen', 'receivedAt'])
    assert.equal(await tell(client, visited({ [name]: victim.memberId })), 'malformed')
  assert.equal(await tell(client, visited({ kind: 'paid' })), 'unknown_kind')
  const told = await persons(db)
  assert.equal(told.length, 6)
  assert.ok(!told.includes(victim.memberId))
})

test('a fact told ten thousand times by two hundred browsers of one visitor is one fact', async () => {
  await using shop = await openShop()
  const first = shop.visitor()
  const fact = visited()
  await first.post('/facts', { facts: [fact] })
  const others = Array.from({ length: 200 }, () => {
    const client = shop.visitor()
    client.cookies.set('tessera_visitor', first.cookies.get('tessera_visitor')!)
    return client
  })
  const replies = await Promise.all(
    others.map((client) => client.post('/facts', { facts: Array(50).fill(fact) })),
  )
  for (const { body } of replies)
    assert.deepEqual(body, { accepted: 50, refused: [], isCounted: true })
  assert.equal(await count(shop.db), 1)
})

test('facts have a limit of their own: a flood of them waits, and shopping goes on', async () => {
  await using shop = await openShop({ config: { rateFacts: 5, ratePerAddress: 50 } })
  const client = shop.visitor()
  const replies = await Promise.all(
    Array.from({ length: 60 }, () => client.post('/facts', { facts: [visited()] })),
  )
  const refused = replies.filter(({ status }) => status === 429)
  assert.equal(refused.length, 55)
  for (const { headers } of refused) assert.ok(Number(headers['retry-after']) > 0)
  assert.equal((await client.get('/shop')).status, 200)
})

test('consent decides at the moment of telling, and signing out ends it', async () => {
  await using shop = await openShop()
  const { db } = shop
  const member = await shop.member()
  const { client, memberId } = member
  const tell = () => client.post('/facts', { facts: [visited()] })
  await tell()
  assert.ok(!(await persons(db)).includes(memberId))
  await agree(db, member)
  await tell()
  assert.ok((await persons(db)).includes(memberId))
  await client.post('/sign-out', {})
  await db`delete from pool.fact`
  await tell()
  assert.ok(!(await persons(db)).includes(memberId))
})

test('who asks not to be followed is not, signed in or with an old cookie', async () => {
  await using shop = await openShop()
  const member = await shop.member()
  await agree(shop.db, member)
  await member.client.post('/facts', { facts: [visited()] })
  const before = await count(shop.db)
  const { body } = await member.client.post('/facts', { facts: [visited()] }, { 'sec-gpc': '1' })
  assert.equal(body.isCounted, false)
  assert.equal(await count(shop.db), before)
})
