import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import type { NewFact } from '../facts/fact.ts'
import { computeRfm, valueDays } from './compute-rfm.ts'
import { aFact, tellProfiles } from './profile.fixture.ts'
import { readRfmBounds, rfmOf } from './rfm.ts'
import type { RfmRow } from './rfm.ts'
import { expectedOf, readRfmCells } from './value.ts'

const now = new Date('2026-11-20T04:00:00Z')
const ago = (days: number) => addMs(now, -days * dayMs)

const order = (personId: string, days: number, fen: number, orderId = randomUUID()) =>
  aFact({ personId, kind: 'paid', happenedAt: ago(days), objectId: orderId, amountFen: fen })

test('while nobody has bought there are no fifths, and who has bought nothing is in none', async () => {
  await using db = await testDb()
  assert.equal(await computeRfm(db, now), false)
  assert.equal(await readRfmBounds(db), null)
  const nobody = { lastPaidAt: null, orders: 0, paidFen: 0, refundedFen: 0 }
  assert.equal(rfmOf(nobody, null), null)
})

test('fifths are of equal size where buyers differ, and who is equal is in the same one', async () => {
  await using db = await testDb()
  const facts = Array.from({ length: 100 }, (_, n) => order(randomUUID(), n + 1, 100 * (n + 1)))
  await tellProfiles(db, { facts }, now)
  assert.equal(await computeRfm(db, now), true)
  assert.equal(await computeRfm(db, now), false, 'once a day')
  const bounds = await readRfmBounds(db)
  const rows =
    await db<RfmRow>`select last_paid_at, orders, paid_fen, refunded_fen from pool.profile`
  const scores = rows.map((row) => rfmOf(row, bounds)!)
  for (const fifth of [1, 2, 3, 4, 5]) {
    assert.equal(scores.filter((one) => one.r === fifth).length, 20)
    assert.equal(scores.filter((one) => one.m === fifth).length, 20)
  }
  assert.ok(scores.every((one) => one.f === 1))
})

test('buyers that are brought in during the day are scored on the same day, a few more are not', async () => {
  await using db = await testDb()
  const buyers = (count: number) => Array.from({ length: count }, () => order(randomUUID(), 5, 100))
  const later = (minutes: number) => addMs(now, minutes * minuteMs)
  await tellProfiles(db, { facts: buyers(10) }, now)
  assert.equal(await computeRfm(db, now), true)
  await tellProfiles(db, { facts: buyers(1) }, now)
  assert.equal(await computeRfm(db, later(10)), false)
  await tellProfiles(db, { facts: buyers(1) }, now)
  assert.equal(await computeRfm(db, later(9)), false)
  assert.equal(await computeRfm(db, later(10)), true)
  const [newest] = await db`select buyers from pool.rfm_bound order by as_of desc limit 1`
  assert.deepEqual(newest, { buyers: 12 })
})

test('what is expected is what buyers of the same cell spent since, less what went back, and nothing of too few', async () => {
  await using db = await testDb()
  const facts: NewFact[] = []
  // Ninety days ago all stood in one cell: one order each, on one day.
  const people = Array.from({ length: 40 }, () => randomUUID())
  for (const person of people) facts.push(order(person, 200, 500))
  // Since then half of them spent 1000, one of which gave 400 back.
  for (const person of people.slice(0, 20)) facts.push(order(person, 10, 1_000, person))
  const objectId = people[0]!
  facts.push(
    aFact({ personId: objectId, kind: 'refunded', happenedAt: ago(1), objectId, amountFen: 400 }),
  )
  await tellProfiles(db, { facts }, now)
  await computeRfm(db, now)
  const cells = await readRfmCells(db, now)
  const learnt = cells.find((one) => one.watched > 0)!
  assert.equal(learnt.watched, 40)
  assert.equal(learnt.meanFen, 490)
  const spent = [600, ...Array.from({ length: 19 }, () => 1_000), ...people.slice(20).map(() => 0)]
  assert.equal(learnt.sdFen, Math.round(deviation(spent)))
  const expected = expectedOf(learnt)!
  const margin = Math.round((1.96 * learnt.sdFen) / Math.sqrt(40))
  assert.deepEqual(expected, {
    fen: 490,
    fromFen: 490 - margin,
    toFen: 490 + margin,
    watched: 40,
  })
  assert.equal(expectedOf({ ...learnt, watched: 29 }), null)
  assert.equal(expectedOf(undefined), null)
  assert.equal(
    cells.reduce((sum, one) => sum + one.buyers, 0),
    40,
  )
})

test('an order that was given back since counts for the cell of before, and one bought since does not', async () => {
  await using db = await testDb()
  const [returned, late] = [randomUUID(), randomUUID()]
  const objectId = randomUUID()
  const facts = [
    order(returned, valueDays + 10, 300, objectId),
    aFact({ personId: returned, kind: 'refunded', happenedAt: ago(5), objectId, amountFen: 300 }),
    order(late, 20, 300),
  ]
  await tellProfiles(db, { facts }, now)
  await computeRfm(db, now)
  const cells = await readRfmCells(db, now)
  assert.equal(
    cells.reduce((sum, one) => sum + one.watched, 0),
    1,
  )
  assert.equal(
    cells.reduce((sum, one) => sum + one.buyers, 0),
    1,
  )
  assert.deepEqual(await stagesOf(db), ['buyer', 'visitor'])
})

const stagesOf = async (db: Db) =>
  (await db<{ stage: string }>`select stage from pool.profile order by stage`).map(
    ({ stage }) => stage,
  )

function deviation(values: number[]): number {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1))
}
