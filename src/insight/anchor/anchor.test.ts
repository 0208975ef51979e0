/** The attachment index: that it learns what is there to be learned, and nothing of the future. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import { consume } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { accountClosed } from '#pool/events.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { followFacts } from '#pool/segment/follow-facts.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { solve } from './equations.ts'
import { features, featuresOf, standOut, usualOf } from './features.ts'
import type { Purchases } from './features.ts'
import { forgetAnchor } from './forget.ts'
import { fit, predict } from './logistic.ts'
import { aucOf, bootstrap, brierOf, calibrationErrorOf, randomFrom } from './measure.ts'
import { readLastRun, readMembers, readSpread } from './read-anchor.ts'
import { anchorMembers, tell } from './run.ts'
import { cutOffsBefore, trainAnchor } from './train.ts'

const now = new Date('2026-11-20T04:00:00Z')
const daysAgo = (days: number) => addMs(now, -days * dayMs)

test('equations are solved', () => {
  const size = 4
  const matrix = fc.array(
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size, maxLength: size }),
    { minLength: size, maxLength: size },
  )
  fc.assert(
    fc.property(
      matrix,
      fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: size, maxLength: size }),
      (root, x) => {
        // A square of a matrix and one is symmetric and positive.
        const positive = root.map((row, i) =>
          root.map((other, j) =>
            row.reduce((sum, cell, k) => sum + cell * other[k]!, i === j ? 1 : 0),
          ),
        )
        const right = positive.map((row) => row.reduce((sum, cell, k) => sum + cell * x[k]!, 0))
        for (const [i, solved] of solve(positive, right).entries())
          assert.ok(Math.abs(solved - x[i]!) < 1e-8)
      },
    ),
  )
  assert.throws(() => solve([[0]], [1]), RangeError)
})

test('the fit finds the chances that made the answers', () => {
  const random = randomFrom(7)
  const rows = Array.from({ length: 20_000 }, () => [random() * 4 - 2, random() * 4 - 2])
  const chance = ([one, other]: number[]) => 1 / (1 + Math.exp(-(0.5 + 1.2 * one! - 0.7 * other!)))
  const model = fit(
    rows,
    rows.map((row) => random() < chance(row)),
  )
  assert.ok(Math.abs(model.intercept - 0.5) < 0.08)
  assert.ok(Math.abs(model.weights[0]! - 1.2) < 0.08)
  assert.ok(Math.abs(model.weights[1]! + 0.7) < 0.08)
  assert.ok(Math.abs(predict(model, [1, 1]) - chance([1, 1])) < 0.02)
})

test('the area is how often the right one of two was told the higher chance', () => {
  const told = fc.array(
    fc.record({ chance: fc.constantFrom(0.1, 0.2, 0.3, 0.4), isTrue: fc.boolean() }),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(told, (all) => {
      const pairs = all.flatMap((one) =>
        all
          .filter((other) => one.isTrue && !other.isTrue)
          .map((other) => one.chance - other.chance),
      )
      const expected = pairs.reduce((sum, gap) => sum + (gap > 0 ? 1 : gap === 0 ? 0.5 : 0), 0)
      const auc = aucOf(all)
      if (pairs.length === 0) assert.equal(auc, null)
      else assert.ok(Math.abs(auc! - expected / pairs.length) < 1e-12)
    }),
  )
  const half = [true, false].map((isTrue) => ({ chance: 0.5, isTrue }))
  assert.equal(brierOf(half), 0.25)
  assert.equal(calibrationErrorOf(Array.from({ length: 10 }, () => half).flat()) <= 0.5, true)
  const draws = { draws: 100, seed: 1 }
  assert.deepEqual(
    bootstrap(9, (drawn) => drawn[0]!, draws),
    bootstrap(9, (drawn) => drawn[0]!, draws),
  )
})

test('features know nothing of what comes after the day', () => {
  const member = history('x', [80, 40, 10])
  const later: Purchases = { ...member, paid: [...member.paid, { at: daysAgo(-1), amountFen: 1 }] }
  assert.deepEqual(featuresOf(later, now), featuresOf(member, now))
  assert.equal(featuresOf(member, daysAgo(81)), null)
  const all = population(400)
  const until = daysAgo(90)
  const cut = all.map((one) => ({ ...one, paid: one.paid.filter(({ at }) => at < until) }))
  assert.deepEqual(
    trainAnchor(all, until),
    trainAnchor(
      cut.filter(({ paid }) => paid.length > 0),
      until,
    ),
  )
  for (const cutOff of cutOffsBefore(all, until)) assert.ok(addMs(cutOff, 90 * dayMs) <= until)
})

test('who buys often and lately is told a higher chance than who went quiet', () => {
  const all = population(600)
  const model = trainAnchor(all, now)!
  const rows = all.map((one) => featuresOf(one, now)!)
  const usual = usualOf(rows)
  assert.equal(rows[0]!.length, features.length)
  const of = (days: number[]) => tell({ model }, history('x', days), { at: now, usual })!.indexBps
  assert.ok(of([200, 150, 100, 60, 30, 8]) > of([200, 190]))
  const average = standOut(usual.means, usual)
  assert.ok(average.every((value) => value === 0))
})

test('a run gives every buyer an index, finds the heads, says why, and goes on where it was', async () => {
  await using db = await testDb()
  const all = population(1_300)
  await keep(db, all)
  assert.equal(await anchorMembers(db, now), 1)
  assert.equal(await anchorMembers(db, now), 1)
  assert.equal((await readLastRun(db))!.state, 'telling')
  assert.equal(await anchorMembers(db, now), 0)
  const run = (await readLastRun(db))!
  assert.equal(run.state, 'done')
  assert.equal(run.buyers, 1_300)
  assert.ok(run.heldBack!.auc > 600_000 && run.heldBack!.aucFrom <= run.heldBack!.auc)
  assert.equal(await anchorMembers(db, now), 0) // once a day

  const spread = await readSpread(db)
  assert.equal(spread.members, 1_300)
  assert.ok(spread.heads >= 130 && spread.heads <= 132) // those at the mark are in
  assert.ok(spread.headsPaidFen > spread.paidFen / 10)
  const [head] = await readMembers(db, 'heads', 10)
  const purchases = all.find(({ memberId }) => memberId === head!.memberId)!
  const { model, usual } = run.model as unknown as { model: never; usual: never }
  assert.deepEqual(tell({ model }, purchases, { at: now, usual }), {
    indexBps: head!.indexBps,
    parts: head!.parts,
  })
  for (const one of await readMembers(db, 'up', 5)) assert.ok(one.indexBps > one.beforeBps!)
  for (const one of await readMembers(db, 'down', 5)) assert.ok(one.indexBps < one.beforeBps!)
  const tags = await db`select from pool.tag where origin = 'computed' and tag = 'head_member'`
  assert.equal(tags.length, spread.heads)

  const memberId = head!.memberId
  const closedAt = now.toISOString()
  await db.begin((tx) => accountClosed.record(tx, { memberId, closedAt, version: 2 }))
  await horizonPassed(db)
  while ((await consume(db, forgetAnchor, now)) > 0);
  const left = await db`
    select from insight.anchor where member_id = ${memberId}
    union all select from insight.anchor_history where member_id = ${memberId}`
  assert.deepEqual(left, [])
})

test('with too few buyers nothing is told, and the run says so', async () => {
  await using db = await testDb()
  await keep(db, population(50))
  assert.equal(await anchorMembers(db, now), 0)
  assert.equal((await readLastRun(db))!.state, 'too_few')
  assert.deepEqual(await readMembers(db, 'heads', 10), [])

  // A shop that brings its past in has enough of them on the same day.
  await keep(db, population(1_300))
  assert.equal(await anchorMembers(db, addMs(now, 9 * minuteMs)), 0)
  assert.equal((await readLastRun(db))!.state, 'too_few')
  while ((await anchorMembers(db, addMs(now, 10 * minuteMs))) > 0);
  assert.equal((await readLastRun(db))!.state, 'done')
})

function history(memberId: string, days: number[]): Purchases {
  const paid = days.map((day) => ({ at: daysAgo(day), amountFen: 50_00 }))
  return { memberId, paid, refunded: [] }
}

/** Buyers with a rhythm of their own, some of whom stop. */
function population(size: number): Purchases[] {
  const random = randomFrom(11)
  return Array.from({ length: size }, () => {
    const gap = 10 + 120 * random()
    const endsAt = random() < 0.4 ? 260 * random() : 0
    const paid: Purchases['paid'] = []
    for (let day = 270 * random(); day > endsAt; day -= gap * (0.5 + random()))
      paid.push({ at: daysAgo(day), amountFen: Math.round(1_000 + 50_000 * random()) })
    if (paid.length === 0) paid.push({ at: daysAgo(endsAt + 1), amountFen: 10_00 })
    return { memberId: randomUUIDv7(), paid, refunded: [] }
  })
}

async function keep(db: Db, all: Purchases[]): Promise<void> {
  const facts = all.flatMap(({ memberId, paid }) =>
    paid.map(({ at, amountFen }) => ({
      personId: memberId,
      happenedAt: at,
      id: randomUUIDv7(),
      kind: 'paid' as const,
      topic: '',
      objectId: randomUUIDv7(),
      amountFen,
      quantity: null,
    })),
  )
  await db.begin((tx) => writeFacts(tx, facts, now))
  await horizonPassed(db)
  while ((await followFacts(db, now)) > 0);
}
