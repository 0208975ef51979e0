import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { BatcherFull } from '#platform/batcher.ts'
import { addMs } from '#platform/clock.ts'
import { testDb } from '#test/db.ts'
import { factApp, now, rowsOf, viewed } from './facts.fixture.ts'

test('when too many facts wait the caller is told to come again, and what comes again is kept once', async () => {
  await using db = await testDb()
  await using app = await factApp(db, { waitingMax: 1_000 })
  const calls = Array.from({ length: 40 }, (_, n) => {
    const browser = app.browser()
    const facts = Array.from({ length: 100 }, (__, m) => viewed(addMs(now, -100 * n - m)))
    return { browser, facts }
  })
  // As one turn of a busy server: all of them are there before the first batch is through.
  const answers = await Promise.all(
    calls.map(async ({ browser, facts }) => {
      const first = await browser.post('/facts', { facts })
      for (let answer = first; ; answer = await browser.post('/facts', { facts })) {
        if (answer.status === 200) return { first, last: answer }
        assert.equal(answer.status, 503)
        assert.equal(answer.headers['retry-after'], '1')
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }),
  )
  assert.ok(
    answers.some(({ first }) => first.status === 503),
    'it was never full',
  )
  assert.ok(answers.every(({ last }) => last.body.accepted === 100))
  assert.equal((await rowsOf(db)).length, 4_000)
})

test('a full intake refuses at once, and what waited is written', async () => {
  await using db = await testDb()
  await using app = await factApp(db, { waitingMax: 3 })
  const tell = () =>
    app.factIntake.submit({
      visitorId: randomUUIDv7(),
      memberId: null,
      now,
      facts: [{ index: 0, fact: viewed() as never }],
    })
  const ended = await Promise.allSettled(Array.from({ length: 10 }, tell))
  const refused = ended.filter(({ status }) => status === 'rejected')
  assert.ok(refused.length > 0)
  for (const one of refused) assert.ok((one as PromiseRejectedResult).reason instanceof BatcherFull)
  assert.equal((await rowsOf(db)).length, 10 - refused.length)
})

test('one telling that cannot be written fails alone', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  await db.pool.query(`alter table pool.fact add constraint no_nine check (quantity <> 9)`)
  const tell = (quantity: number) =>
    app.factIntake.submit({
      visitorId: randomUUIDv7(),
      memberId: null,
      now,
      facts: [{ index: 0, fact: { ...viewed(), kind: 'added', quantity } as never }],
    })
  const ended = await Promise.allSettled([1, 2, 9, 4].map(tell))
  assert.deepEqual(
    ended.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  )
  assert.equal((await rowsOf(db)).length, 3)
})
