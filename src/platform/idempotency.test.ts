import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { testApp } from '#test/app.ts'
import { overlap, testDb } from '#test/db.ts'
import type { TestDb } from '#test/db.ts'
import { addMs, dayMs } from './clock.ts'
import type { Tx } from './db.ts'
import { domainError } from './errors.ts'
import { forgetAnswers, once } from './idempotency.ts'
import { route } from './route.ts'

const now = new Date('2026-11-20T04:00:00Z')
const key = 'key-of-8-or-more'
const tooMany = domainError('too_many_effects', 409, 'That is more than there may be.')

/** A route whose effect can be counted, and refused after it was written. */
const postEffect = route({
  method: 'POST',
  path: '/effects/:name',
  summary: 'Test',
  auth: 'visitor',
  params: z.object({ name: z.string() }),
  body: z.object({ amount: z.int().min(1), waitMs: z.int().default(0) }),
  answers: [201, z.object({ place: z.int(), amount: z.int() })],
  errors: [tooMany],
  handle: async ({ tx, params, body }) => {
    const [row] = await tx<{ place: number }>`
      insert into effect (name, amount) values (${params.name}, ${body.amount}) returning place`
    if (body.waitMs > 0) await sleep(body.waitMs)
    if (body.amount > 100) throw tooMany({ amount: body.amount })
    return { place: row!.place, amount: body.amount }
  },
})

async function anApp() {
  const db = await testDb()
  await db`create table effect (place int generated always as identity, name text, amount int)`
  const app = await testApp({ db, routes: { postEffect }, now })
  const browser = app.browser()
  const send = (body: object, of: { key?: string; name?: string } = {}) =>
    browser.post(`/effects/${of.name ?? 'a'}`, body, { 'idempotency-key': of.key ?? key })
  return {
    db,
    app,
    send,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}
const effects = async (db: TestDb) =>
  (await db<{ amount: number }>`select amount from effect order by place`).map((row) => row.amount)

test('fifty requests with one key at once: one effect, and in the end one answer for all', async () => {
  await using shop = await anApp()
  const fifty = () =>
    Promise.all(Array.from({ length: 50 }, () => shop.send({ amount: 5, waitMs: 50 })))
  const first = await fifty()
  assert.ok(first.every(({ status }) => status === 201 || status === 409))
  for (const { status, body } of first)
    if (status === 409) assert.equal(body.code, 'idempotency_key_running')
  assert.ok(first.some(({ status }) => status === 201))
  const again = await fifty()
  const answered = [...first, ...again].filter(({ status }) => status === 201)
  assert.ok(again.every(({ status }) => status === 201))
  assert.equal(new Set(answered.map(({ body }) => JSON.stringify(body))).size, 1)
  assert.deepEqual(await effects(shop.db), [5])
})

test('the same key with another body, or for another thing, is refused with 422', async () => {
  await using shop = await anApp()
  assert.equal((await shop.send({ amount: 5 })).status, 201)
  for (const other of [shop.send({ amount: 6 }), shop.send({ amount: 5 }, { name: 'b' })]) {
    const { status, body } = await other
    assert.deepEqual([status, body.code], [422, 'idempotency_key_reused'])
  }
  // The same contents in another spelling are the same request.
  assert.equal((await shop.send({ waitMs: 0, amount: 5 })).status, 201)
  assert.deepEqual(await effects(shop.db), [5])
})

test('a repeat that comes while the first still runs is told so, and gets the answer afterwards', async () => {
  await using db = await testDb()
  const request = { actor: 'member:m', route: 'r', key, digest: 'd' }
  const work = () => Promise.resolve({ status: 201, answer: { n: 1 } })
  const asking = (tx: Tx) => once(tx, request, now, work)
  const [first, second] = await overlap(db, asking, asking)
  assert.deepEqual(first.status === 'fulfilled' && first.value.status, 201)
  assert.equal(second.status === 'rejected' && second.reason.code, 'idempotency_key_running')
  const never = () => Promise.reject(new Error('it ran again'))
  const again = await db.begin((tx) => once(tx, request, now, never))
  assert.deepEqual(again, { status: 201, answer: { n: 1 } })
  const reused = db.begin((tx) => once(tx, { ...request, digest: 'other' }, now, never))
  await assert.rejects(reused, { code: 'idempotency_key_reused' })
})

test('a refusal leaves no effect, and is replayed even when the same would be allowed by now', async () => {
  await using shop = await anApp()
  const refused = await shop.send({ amount: 101 })
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.amount],
    [409, 'too_many_effects', 101],
  )
  const again = await shop.send({ amount: 101 })
  const { traceId, ...said } = again.body
  assert.deepEqual({ ...said, traceId: refused.body.traceId }, refused.body)
  assert.notEqual(traceId, refused.body.traceId)
  assert.deepEqual(await effects(shop.db), [])
})

test('the answer is kept with its effect or not at all', async () => {
  await using shop = await anApp()
  await shop.db.pool.query(`create function no_room() returns trigger language plpgsql as $$
    begin raise exception 'no room for answers'; end $$`)
  await shop.db`create trigger no_room before insert on platform.idempotency
    for each row execute function no_room()`
  assert.equal((await shop.send({ amount: 5 })).status, 500)
  assert.deepEqual(await effects(shop.db), [])
  await shop.db`drop trigger no_room on platform.idempotency`
  // The other way round: the answer is stored, then the transaction fails when it commits.
  await shop.db.pool.query(`create constraint trigger no_room after insert on effect
    deferrable initially deferred for each row execute function no_room()`)
  assert.equal((await shop.send({ amount: 5 })).status, 500)
  await shop.db`drop trigger no_room on effect`
  assert.deepEqual(await shop.db`select from platform.idempotency`, [])
  assert.equal((await shop.send({ amount: 5 })).status, 201)
  assert.deepEqual(await effects(shop.db), [5])
})

test('keys are everybody’s own, invalid input is not kept, and a key must be a key', async () => {
  await using shop = await anApp()
  assert.equal((await shop.send({ amount: 0 })).status, 400)
  assert.equal((await shop.send({ amount: 1 })).status, 201) // the same key: nothing was stored for it
  assert.equal((await shop.send({ amount: 2 }, { key: 'another-key' })).status, 201)
  for (const bad of ['short', 'with space in it', 'x'.repeat(256), '']) {
    const { status, body } = await shop.send({ amount: 3 }, { key: bad })
    assert.deepEqual([status, body.code], [400, 'idempotency_key_missing'])
  }
  const request = { actor: 'member:other', route: 'postEffect', key, digest: 'd' }
  const work = () => Promise.resolve({ status: 201, answer: 'own' })
  const own = await shop.db.begin((tx) => once(tx, request, now, work))
  assert.equal(own.answer, 'own')
  assert.deepEqual(await effects(shop.db), [1, 2])
})

test('a bug and an overload are not kept: the same key may succeed later', async () => {
  await using db = await testDb()
  const request = { actor: 'member:m', route: 'r', key, digest: 'd' }
  const busy = domainError('busy_today', 503, 'Not now.')
  for (const error of [new Error('a bug'), busy()]) {
    await assert.rejects(
      db.begin((tx) => once(tx, request, now, () => Promise.reject(error))),
      error,
    )
  }
  const work = () => Promise.resolve({ status: 201, answer: 1 })
  assert.deepEqual(await db.begin((tx) => once(tx, request, now, work)), { status: 201, answer: 1 })
})

test('answers live seven days and are then forgotten piece by piece', async () => {
  await using db = await testDb()
  for (const [n, days] of [0, 6, 7, 8, 9].entries()) {
    const request = { actor: 'member:m', route: 'r', key: `${key}${n}`, digest: 'd' }
    const work = () => Promise.resolve({ status: 201, answer: n })
    await db.begin((tx) => once(tx, request, addMs(now, -days * dayMs), work))
  }
  assert.equal(await forgetAnswers(db, addMs(now, 1), 2), 2)
  assert.equal(await forgetAnswers(db, addMs(now, 1), 2), 1)
  assert.equal(await forgetAnswers(db, addMs(now, 1), 2), 0)
})
