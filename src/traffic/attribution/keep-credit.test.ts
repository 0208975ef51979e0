/** Stories of touches and orders: whose they are, what they led to, and that they are the same made anew. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMs, dayMs, dayOf } from '#platform/clock.ts'
import { consume } from '#platform/consumers.ts'
import { merge, undoMerge } from '#pool/identity/merge.ts'
import { accountClosed } from '#pool/events.ts'
import { orderPaid, orderRefunded } from '#trade/events.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import type { TestDb } from '#test/db.ts'
import { addChannel } from '../channel.ts'
import { claimVisits } from '../claim.ts'
import { followSignIns } from '../consumers.ts'
import { overrule } from '../overrule.ts'
import { writeKnownVisits } from '../visit.ts'
import { followOrders } from './follow-orders.ts'
import { keepCredit, rebuildCredit } from './keep-credit.ts'
import { pathModels } from './models.ts'
import { markStale } from './stale.ts'
import { partsOf, pathsOf } from './story.ts'

const now = new Date('2026-11-20T04:00:00Z')
const daysAgo = (days: number) => addMs(now, -days * dayMs)

const story = fc.record({
  touches: fc.array(
    fc.record({ days: fc.nat({ max: 120 }), channelId: fc.constantFrom('a', 'b', 'c') }),
    { maxLength: 12 },
  ),
  orders: fc.array(
    fc.record({
      days: fc.nat({ max: 120 }),
      amountFen: fc.integer({ min: 1, max: 9_999 }),
      isBack: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
})

test('every touch is on a path, every order that stands has one, and its parts are the whole of it', () => {
  fc.assert(
    fc.property(story, fc.constantFrom(7 as const, 30 as const, 90 as const), (told, window) => {
      const touches = told.touches
        .toSorted((a, b) => b.days - a.days)
        .map(({ days, channelId }) => ({ at: daysAgo(days), channelId, campaignId: null }))
      const conversions = told.orders
        .toSorted((a, b) => b.days - a.days)
        .map(({ days, amountFen, isBack }, i) => ({
          orderId: String(i),
          paidAt: daysAgo(days),
          amountFen,
          marginFen: Math.floor(amountFen / 10),
          refundedFen: isBack ? amountFen : 0,
        }))
      const paths = pathsOf({ touches, conversions, boughtBefore: null }, window)
      const standing = conversions.filter((one) => one.refundedFen === 0)
      const ofOrders = paths.filter(({ orderId }) => orderId)
      assert.deepEqual(
        ofOrders.map(({ orderId }) => orderId),
        standing.map(({ orderId }) => orderId),
      )
      assert.equal(ofOrders.filter(({ isFirst }) => isFirst).length, standing.length > 0 ? 1 : 0)
      for (const touch of touches) {
        const on = paths.filter((path) => path.touches.includes(touch))
        const expected = standing.filter(
          ({ paidAt }) => touch.at <= paidAt && addMs(touch.at, window * dayMs) >= paidAt,
        )
        assert.equal(on.length, Math.max(1, expected.length))
      }
      for (const path of ofOrders)
        for (const model of pathModels)
          assert.equal(
            partsOf(path).reduce((sum, { ppm }) => sum + ppm[model], 0),
            1_000_000,
          )
    }),
  )
})

test('whoever bought elsewhere before has no first order here', () => {
  const conversions = [
    { orderId: 'x', paidAt: daysAgo(5), amountFen: 100, marginFen: 0, refundedFen: 0 },
  ]
  const of = (boughtBefore: Date | null) =>
    pathsOf({ touches: [], conversions, boughtBefore }, 30)[0]!.isFirst
  assert.equal(of(daysAgo(9)), false)
  assert.equal(of(daysAgo(5)), true)
  assert.equal(of(null), true)
})

test('a visitor’s touches are the member’s who signed in there, and count once', async () => {
  await using db = await testDb()
  const { channels, visitor, member } = await aShop(db)
  await visit(db, visitor, channels[0]!, 3)
  await keepAll(db)
  assert.deepEqual(await pathsIn(db), [{ personId: visitor, orderId: null, length: 1 }])

  await db.begin((tx) =>
    claimVisits(tx, [{ visitorId: visitor, memberId: member, at: daysAgo(2), isNew: true }]),
  )
  const orderId = await pay(db, member, 1, 100_00)
  await keepAll(db)
  assert.deepEqual(await pathsIn(db), [{ personId: member, orderId, length: 1 }])
})

test('a merge joins the stories and undoing it parts them exactly, with orders after it', async () => {
  await using db = await testDb()
  const { channels, member } = await aShop(db)
  const other = randomUUIDv7()
  await visit(db, member, channels[0]!, 9)
  await visit(db, other, channels[1]!, 8)
  const first = await pay(db, member, 7, 100_00)
  await keepAll(db)
  const before = await creditIn(db)

  const evidence = { kind: 'staff' } as never
  const merged = await db.begin((tx) =>
    merge(tx, { a: member, b: other, evidence, by: 'staff:x', now }),
  )
  await keepAll(db)
  // Only the one who ordered is known to have changed.
  const second = await pay(db, other, 5, 200_00)
  await keepAll(db)
  const joined = await pathsIn(db)
  assert.equal(joined.length, 2)
  assert.equal(new Set(joined.map(({ personId }) => personId)).size, 1)
  assert.deepEqual(
    joined.map(({ orderId, length }) => ({ orderId, length })),
    [
      { orderId: first, length: 2 },
      { orderId: second, length: 2 },
    ],
  )

  const { mergeId } = merged as { mergeId: string }
  await db.begin((tx) => undoMerge(tx, { mergeId, by: 'staff:x', now }))
  await keepAll(db)
  assert.deepEqual(
    (await creditIn(db)).filter(({ personId }) => personId === member),
    before,
  )
  assert.deepEqual(
    (await pathsIn(db)).map(({ personId, orderId, length }) => ({ personId, orderId, length })),
    [
      { personId: member, orderId: first, length: 1 },
      { personId: other, orderId: second, length: 1 },
    ].toSorted((a, b) => (a.personId < b.personId ? -1 : 1)),
  )
})

test('a visit that turns out to be bought is no touch any more', async () => {
  await using db = await testDb()
  const { channels, member } = await aShop(db)
  await visit(db, member, channels[0]!, 3)
  await pay(db, member, 1, 100_00)
  await keepAll(db)
  assert.equal((await pathsIn(db))[0]!.length, 1)
  const [from, to] = [dayOf(daysAgo(4)), dayOf(now)]
  const of = { channelId: channels[0]!, linkId: null, from, to, was: 'real' as const }
  const by = randomUUIDv7()
  await db.begin((tx) => overrule(tx, { ...of, verdict: 'fake', by, now }))
  await keepAll(db)
  const [path] = await pathsIn(db)
  assert.equal(path!.length, 0)
  const [credit] = await creditIn(db)
  assert.equal(credit!.channelId, null)
  assert.equal(credit!.lastPpm, 1_000_000)
})

test('an order that went back brings nothing, a part of it the rest', async () => {
  await using db = await testDb()
  const { channels, member } = await aShop(db)
  await visit(db, member, channels[0]!, 3)
  const orderId = await pay(db, member, 2, 100_00)
  await refund(db, { member, orderId, amountFen: 40_00 })
  await keepAll(db)
  assert.equal((await creditIn(db))[0]!.amountFen, 60_00)
  await refund(db, { member, orderId, amountFen: 60_00 })
  await keepAll(db)
  assert.deepEqual(await creditIn(db), [])
})

test('made anew from nothing it is the same, and who closed the account is in none of it', async () => {
  await using db = await testDb()
  const { channels } = await aShop(db)
  const members = Array.from({ length: 20 }, () => randomUUIDv7())
  for (const [i, member] of members.entries()) {
    await visit(db, member, channels[i % 3]!, 20 - i / 2)
    if (i % 2 === 0) await visit(db, member, channels[(i + 1) % 3]!, 9)
    if (i % 3 === 0) await pay(db, member, 2, 1_000 * (i + 1))
  }
  await keepAll(db)
  const before = [await creditIn(db), await pathsIn(db)]
  assert.ok(before[0]!.length >= 7)
  await rebuildCredit(db, now)
  assert.deepEqual([await creditIn(db), await pathsIn(db)], before)

  const gone = members[0]!
  const closedAt = now.toISOString()
  await db.begin((tx) => accountClosed.record(tx, { memberId: gone, closedAt, version: 2 }))
  await keepAll(db)
  const stories = async () => [...(await creditIn(db)), ...(await pathsIn(db))]
  for (const { personId } of await stories()) assert.notEqual(personId, gone)
  // Told once more before the visits are forgotten: nothing of it stays.
  await db.begin((tx) => markStale(tx, [gone], now))
  await keepAll(db)
  assert.ok((await stories()).some(({ personId }) => personId === gone))
  await horizonPassed(db)
  while ((await consume(db, followSignIns, now)) > 0);
  await keepAll(db)
  assert.ok((await stories()).every(({ personId }) => personId !== gone))
})

async function aShop(db: TestDb) {
  const channels = await db.begin(async (tx) => {
    const ids: string[] = []
    for (const name of ['one', 'two', 'three']) {
      const ownerId = randomUUIDv7()
      ids.push((await addChannel(tx, { name, kind: 'search', ownerId, now })).id)
    }
    return ids
  })
  return { channels, visitor: randomUUIDv7(), member: randomUUIDv7() }
}

async function visit(db: TestDb, personId: string, channelId: string, days: number) {
  const id = randomUUIDv7()
  const from = { linkId: null, campaignId: null, source: '', medium: '', name: '', landing: '/' }
  await db.begin((tx) =>
    writeKnownVisits(tx, [
      { ...from, personId, at: daysAgo(days), id, channelId, device: 'phone', reasons: [] },
    ]),
  )
  return id
}

async function pay(db: TestDb, memberId: string, days: number, totalFen: number) {
  const orderId = randomUUIDv7()
  const at = daysAgo(days).toISOString()
  await db.begin((tx) => orderPaid.record(tx, { orderId, memberId, version: 1, totalFen, at }))
  return orderId
}

async function refund(db: TestDb, of: { member: string; orderId: string; amountFen: number }) {
  const { member: memberId, orderId, amountFen } = of
  const rest = { refundId: randomUUIDv7(), afterRelease: false, version: 2 }
  await db.begin((tx) =>
    orderRefunded.record(tx, { ...rest, orderId, memberId, amountFen, at: now.toISOString() }),
  )
}

async function keepAll(db: TestDb) {
  await horizonPassed(db)
  while ((await consume(db, followOrders, now)) > 0);
  while ((await keepCredit(db)) > 0);
}

const pathsIn = (db: TestDb) =>
  db<{ personId: string; orderId: string | null; length: number }>`
    select person_id, order_id, cardinality(channels) as length from traffic.path
    where window_days = 30 order by person_id, place`

const creditIn = (db: TestDb) =>
  db<{ personId: string; channelId: string | null; amountFen: number; lastPpm: number }>`
    select person_id, window_days, place, n, channel_id, amount_fen, last_ppm, decay_ppm
    from traffic.credit order by person_id, window_days, place, n`
