import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import { overlap, testDb } from '#test/db.ts'
import type { FactKind } from './fact.ts'
import { aFact, now } from './facts.fixture.ts'
import { behaviourKeptDays, forgetFacts, listMonths, makeComingMonths } from './months.ts'
import { writeFacts } from './write-facts.ts'

const write = (db: Awaited<ReturnType<typeof testDb>>, ...ats: string[]) =>
  db.begin((tx) =>
    writeFacts(
      tx,
      ats.map((at) => aFact({ happenedAt: new Date(at) })),
      now,
    ),
  )

test('a month begins at midnight UTC on its first, and none of its facts is lost at the turn', async () => {
  await using db = await testDb()
  const ats = ['2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z']
  assert.equal(await write(db, ...ats, '2027-01-01T00:00:00Z', '2028-02-29T12:00:00Z'), 5)
  const rows = await db<{ month: string; at: Date }>`
    select tableoid::regclass::text as month, happened_at as at from pool.fact order by happened_at`
  assert.deepEqual(
    rows.map(({ month }) => month),
    [11, 12, 12]
      .map((month) => `pool.fact_2026_${month}`)
      .concat('pool.fact_2027_01', 'pool.fact_2028_02'),
  )
})

test('the months that are just coming are there before they are needed, however often they are made', async () => {
  await using db = await testDb()
  await makeComingMonths(db, new Date('2026-11-20T04:00:00Z'))
  await makeComingMonths(db, new Date('2026-11-30T23:59:59Z'))
  assert.deepEqual(await listMonths(db), ['2026-10', '2026-11', '2026-12', '2027-01'])
})

test('two that need a month at the same time make it once, and a writer of another month does not wait', async () => {
  await using db = await testDb()
  await write(db, '2026-11-20T04:00:00Z')
  const old = new Date('2011-03-01T00:00:00Z')
  const [one, two] = await overlap(
    db,
    async (tx) => {
      const written = await writeFacts(tx, [aFact({ happenedAt: old })], now)
      await write(db, '2026-11-20T04:00:00Z') // in another transaction, while this one is open
      return written
    },
    (tx) => writeFacts(tx, [aFact({ happenedAt: old })], now),
  )
  assert.deepEqual(
    [one, two].map((ended) => ended.status === 'fulfilled' && ended.value),
    [1, 1],
  )
  assert.deepEqual(await listMonths(db), ['2011-03', '2026-11'])
})

test('what browsers told goes after its days, to the second; what is known of orders stays', async () => {
  await using db = await testDb()
  const end = addMs(now, -behaviourKeptDays * dayMs)
  const at = (ms: number, kind: FactKind) => aFact({ happenedAt: addMs(end, ms), kind })
  await db.begin((tx) =>
    writeFacts(
      tx,
      [
        ...[-1_000, 0, 1_000].flatMap((ms) => [at(ms, 'viewed'), at(ms, 'paid')]),
        at(-100 * dayMs, 'viewed'), // a month of behaviour only
        at(-200 * dayMs, 'visited'),
        at(-200 * dayMs, 'completed'),
      ],
      now,
    ),
  )
  assert.equal(await forgetFacts(db, now), 2)
  assert.equal(await forgetFacts(db, now), 0)
  const left = await db<{ kind: string; ms: number }>`
    select kind, (extract(epoch from happened_at - ${end}) * 1000)::int8 as ms from pool.fact
    order by happened_at, kind`
  assert.deepEqual(
    left.map(({ kind, ms }) => `${kind} ${ms}`),
    [`completed ${-200 * dayMs}`, 'paid -1000', 'paid 0', 'viewed 0', 'paid 1000', 'viewed 1000'],
  )
  assert.equal((await listMonths(db)).length, 2, 'the month that was empty is gone')
})

test('a month that somebody reads is dropped in a later turn', async () => {
  await using db = await testDb()
  await write(db, '2024-01-01T00:00:00Z')
  await db.begin(async (reader) => {
    await reader`select count(*) from pool.fact`
    assert.equal(await forgetFacts(db, now), 1) // its rows go, its table is in use
  })
  assert.deepEqual(await listMonths(db), ['2024-01'])
  await forgetFacts(db, now)
  assert.deepEqual(await listMonths(db), [])
})
