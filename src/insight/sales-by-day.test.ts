import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import { consume, lagOf } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { startTrading } from '#test/trading.ts'
import { orderCompleted, orderPaid, orderRefunded } from '#trade/events.ts'
import { ageOfSales, readSales, rebuildSales, salesByDay } from './sales-by-day.ts'
import type { SalesDay } from './sales-by-day.ts'

const firstDay = '2026-11-16'
const start = startOfDay(firstDay)
const days = Array.from({ length: 6 }, (_, index) => dayOf(addMs(start, index * dayMs)))
const whole = { from: days[0]!, to: days.at(-1)! }
const none = { orders: 0, paidFen: 0, refundedFen: 0, completedFen: 0, newBuyers: 0 }

/** Events of other tests' transactions may hold the horizon back for a moment. */
async function catchUp(db: Db, limit = 500): Promise<void> {
  do await consume(db, salesByDay, new Date(), limit)
  while ((await lagOf(db, salesByDay.name)).waiting > 0)
}

type Happened =
  | { what: 'paid'; day: number; member: number; fen: number }
  | { what: 'refunded' | 'completed'; day: number; fen: number }
const members = Array.from({ length: 4 }, () => randomUUIDv7())

async function record(db: Db, happened: Happened[]): Promise<void> {
  for (const one of happened)
    await db.begin((tx) => {
      const at = addMs(startOfDay(days[one.day]!), one.fen).toISOString()
      const memberId = members['member' in one ? one.member : 0]!
      const order = { orderId: randomUUIDv7(), memberId, version: 1, at }
      if (one.what === 'paid') return orderPaid.record(tx, { ...order, totalFen: one.fen })
      if (one.what === 'completed')
        return orderCompleted.record(tx, { ...order, totalFen: one.fen })
      const refund = { refundId: randomUUIDv7(), amountFen: one.fen, afterRelease: false }
      return orderRefunded.record(tx, { ...order, ...refund })
    })
}

function expected(happened: Happened[]): SalesDay[] {
  const paid = happened.filter((one) => one.what === 'paid')
  const firsts = members.map((_, member) =>
    Math.min(...paid.filter((one) => one.member === member).map((one) => one.day)),
  )
  const sum = (what: Happened['what'], day: number) =>
    happened
      .filter((one) => one.what === what && one.day === day)
      .reduce((total, one) => total + one.fen, 0)
  return days.map((name, day) => ({
    day: name,
    orders: paid.filter((one) => one.day === day).length,
    paidFen: sum('paid', day),
    refundedFen: sum('refunded', day),
    completedFen: sum('completed', day),
    newBuyers: firsts.filter((first) => first === day).length,
  }))
}

const day = fc.nat(days.length - 1)
const fen = fc.integer({ min: 1, max: 999 })
const event: fc.Arbitrary<Happened> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('paid'), day, fen, member: fc.nat(3) }) },
  fc.record({ what: fc.constantFrom('refunded', 'completed'), day, fen }),
)

test('in whatever order and pieces events are taken, the sums are the same, and a rebuild finds them again', async () => {
  await using db = await testDb()
  await consume(db, salesByDay, start)
  const property = fc.asyncProperty(
    fc.array(event, { maxLength: 25 }),
    fc.integer({ min: 1, max: 9 }),
    async (happened, limit) => {
      await db`truncate platform.event, insight.sales_day, insight.buyer`
      await record(db, happened)
      await catchUp(db, limit)
      assert.deepEqual(await readSales(db, whole), expected(happened))
      await rebuildSales(db, start)
      await catchUp(db)
      assert.deepEqual(await readSales(db, whole), expected(happened))
    },
  )
  await fc.assert(property, { numRuns: 30 })
})

test('a buyer is new on the first day only, also when that day becomes known later', async () => {
  await using db = await testDb()
  const newBuyers = async () => (await readSales(db, whole)).map((one) => one.newBuyers)
  const paid = (day: number) => record(db, [{ what: 'paid', day, member: 0, fen: 1 }])
  await paid(3)
  await paid(4)
  await catchUp(db)
  assert.deepEqual(await newBuyers(), [0, 0, 0, 1, 0, 0])
  await paid(1)
  await catchUp(db)
  assert.deepEqual(await newBuyers(), [0, 1, 0, 0, 0, 0])
})

test('an event is counted once, though its consumer dies after counting it', async () => {
  await using db = await testDb()
  await record(db, [{ what: 'paid', day: 0, member: 0, fen: 5 }])
  const dying = {
    ...salesByDay,
    take: async (...of: Parameters<typeof salesByDay.take>) => {
      await salesByDay.take(...of)
      throw new Error('died')
    },
  }
  await consume(db, dying, start)
  assert.deepEqual((await readSales(db, whole))[0], { day: firstDay, ...none })
  await catchUp(db)
  assert.equal((await readSales(db, whole))[0]!.paidFen, 5)
})

test('figures are as old as the first event that is not counted, also before the first run', async () => {
  await using db = await testDb()
  const now = new Date(Date.now() + 60_000)
  assert.deepEqual(await ageOfSales(db, now), { asOf: now, eventsBehind: 0 })
  await record(db, [
    { what: 'paid', day: 0, member: 0, fen: 5 },
    { what: 'paid', day: 0, member: 1, fen: 5 },
  ])
  const [first] = await db<{ at: Date }>`select min(recorded_at) as at from platform.event`
  assert.deepEqual(await ageOfSales(db, now), { asOf: first!.at, eventsBehind: 2 })
  await catchUp(db)
  assert.deepEqual(await ageOfSales(db, now), { asOf: now, eventsBehind: 0 })
})

test('what a shop really sells is counted by the days of China', async () => {
  await using db = await testDb()
  const midnight = startOfDay(days[1]!)
  await using trading = await startTrading(db, { now: addMs(midnight, -1), members: 2 })
  const { priceFen } = trading.brands[0]!
  const one = { lines: [{ brand: 0, quantity: 2 }] }
  const [order] = await trading.complete([one])
  trading.now = midnight
  await trading.pay(await trading.place([one, { ...one, member: 1 }]))
  await trading.refund(order!, { lineNo: 1, quantity: 1 })
  await trading.settle()
  await catchUp(db)
  const [before, after] = await readSales(db, { from: days[0]!, to: days[1]! })
  const sold = 2 * priceFen
  const first = { orders: 1, paidFen: sold, completedFen: sold, newBuyers: 1 }
  assert.deepEqual(before, { ...none, day: days[0], ...first })
  const second = { orders: 2, paidFen: 2 * sold, refundedFen: priceFen, newBuyers: 1 }
  assert.deepEqual(after, { ...none, day: days[1], ...second })
})
