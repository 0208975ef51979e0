import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, dayOf, hourMs, minuteMs, startOfDay } from '#platform/clock.ts'
import { consume, lagOf } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { startTrading } from '#test/trading.ts'
import type { TradedOrder, Trading } from '#test/trading.ts'
import { applyOutcomes } from '#trade/outcome.ts'
import { approveRefunds } from '#trade/refund-decision.ts'
import { requestRefunds } from '#trade/refund-request.ts'
import { moveDueOrders } from '#trade/timers.ts'
import { readCohorts } from './cohorts.ts'
import { orderFigures, rebuildOrderFigures } from './order-figures.ts'
import { readPath, steps } from './order-path.ts'
import type { PathStep } from './order-path.ts'
import { readHours, sumPaid, weekBefore } from './paid-minutes.ts'

const begin = startOfDay('2026-08-31')
const one = { lines: [{ brand: 0, quantity: 1 }] }
const two = {
  lines: [
    { brand: 0, quantity: 1 },
    { brand: 1, quantity: 1 },
  ],
}
const period = { from: '2026-08-01', to: '2026-12-31' }

async function catchUp(db: Db, limit: number): Promise<void> {
  do await consume(db, orderFigures, new Date(), limit)
  while ((await lagOf(db, orderFigures.name)).waiting > 0)
}

/** Three months of a shop: every way an order can go, around midnights and the ends of months. */
async function live(db: Db, trading: Trading): Promise<void> {
  const at = (days: number, hours: number) => {
    trading.now = addMs(begin, days * dayMs + hours * hourMs)
  }
  const of = (member: number, wanted = one) => ({ ...wanted, member })
  at(0, 23.99)
  const [soon, gone] = (await trading.place([of(0), of(1)])) as [TradedOrder, TradedOrder]
  at(1, 0) // the next day, and the next month
  await trading.pay([soon])
  // Closed unpaid; and one that was closed, then paid after all.
  at(1, 0.5)
  const [late] = (await trading.place([of(2)])) as [TradedOrder]
  const words = await trading.charge([late])
  at(1, 2)
  while ((await moveDueOrders(db, trading.now)) > 0);
  await applyOutcomes(db, words, trading.now)
  assert.equal(await statusOf(db, gone), 'closed')
  assert.equal(await statusOf(db, late), 'paid')
  // Given back in two parts before it is sent, after it came, and after it was completed.
  const [unsent, returned] = (await trading.place([of(0, two), of(3, two)])) as [
    TradedOrder,
    TradedOrder,
  ]
  await trading.pay([unsent, returned])
  await giveBack(db, trading, unsent, 'cancel')
  await trading.ship([soon, late])
  await trading.ship([returned])
  at(5, 9)
  await trading.receive([soon])
  await trading.settle()
  await giveBack(db, trading, returned, 'return')
  at(40, 12)
  const [again] = (await trading.complete([of(0), of(0), of(3, two)])) as [TradedOrder]
  await trading.refund(again, { lineNo: 1, quantity: 1 })
  await trading.settle()
  at(70, 20)
  await trading.pay(await trading.place([of(3), of(1)]))
  await trading.place([of(2)])
  assert.deepEqual(new Set(await statuses(db)), new Set(['placed', 'closed', ...wentOn]))
}
const wentOn = ['paid', 'shipped', 'completed', 'refunded']

async function giveBack(
  db: Db,
  trading: Trading,
  { orderId }: TradedOrder,
  kind: 'cancel' | 'return',
): Promise<void> {
  for (const lineNo of [1, 2]) {
    const { now } = trading
    const refundId = randomUUIDv7()
    const asked = { requestedBy: 'staff' as const, requestedAt: now, reason: 'damaged' }
    const lines = [{ lineNo, quantity: 1 }]
    const refund = { refundId, orderId, memberId: null, kind, lines, ...asked }
    assert.deepEqual(await db.begin((tx) => requestRefunds(tx, [refund])), [null])
    const approval = { refundId, decidedAt: now }
    const [result] = await db.begin((tx) => approveRefunds(tx, [approval], now))
    assert.equal(result, 'approved')
    await trading.settle()
    trading.now = addMs(now, -minuteMs) // so that the last word is of an earlier time
  }
}

type Row = {
  memberId: string
  status: string
  totalFen: number
  placedAt: Date
  paidAt: Date | null
  shippedAt: Date | null
  receivedAt: Date | null
  completedAt: Date | null
}
const rowsOf = (db: Db) => db<Row>`
  select member_id, status, total_fen, placed_at, paid_at, shipped_at, received_at, completed_at
  from trade."order"`
const statuses = async (db: Db) => (await rowsOf(db)).map((row) => row.status)
async function statusOf(db: Db, order: TradedOrder): Promise<string> {
  const [row] = await db<{ status: string }>`
    select status from trade."order" where id = ${order.orderId}`
  return row!.status
}

/** The same again, from the orders as they are. */
function pathOf(rows: Row[]): PathStep[] {
  const reached = [
    rows,
    rows.filter((row) => row.paidAt),
    rows.filter((row) => row.shippedAt),
    rows.filter((row) => row.receivedAt),
    rows.filter((row) => row.completedAt),
  ]
  return steps.map((step, at) => {
    const here = reached[at]!.filter((row) => !reached[at + 1]?.includes(row))
    const ended = here.filter((row) => ['closed', 'refunded'].includes(row.status)).length
    const waiting = step === 'completed' ? 0 : here.length - ended
    return { step, orders: reached[at]!.length, dropped: ended, waiting }
  })
}

function cohortsOf(rows: Row[], now: Date) {
  const months = new Map<string, Map<string, number>>()
  for (const { memberId, paidAt } of rows) {
    if (!paidAt) continue
    const mine = months.get(memberId) ?? new Map<string, number>()
    const month = dayOf(paidAt).slice(0, 7)
    months.set(memberId, mine.set(month, (mine.get(month) ?? 0) + 1))
  }
  const all = ['2026-08', '2026-09', '2026-10', '2026-11']
  assert.equal(all.at(-1), dayOf(now).slice(0, 7))
  return all.flatMap((month, first) => {
    const members = [...months.values()].filter((mine) => [...mine.keys()].toSorted()[0] === month)
    if (members.length === 0) return []
    const again = all.slice(first).map((other, since) => {
      return members.filter((mine) => (mine.get(other) ?? 0) > (since === 0 ? 1 : 0)).length
    })
    return [{ month, members: members.length, again }]
  })
}

test('every chart agrees with the orders counted one by one, in pieces of any size, and a rebuild finds it again', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: begin, members: 4 })
  await consume(db, orderFigures, begin)
  await live(db, trading)
  const rows = await rowsOf(db)
  const now = trading.now
  let asked = 0
  const check = async () => {
    assert.deepEqual(await readPath(db, period), pathOf(rows))
    const days = new Set(rows.map((row) => dayOf(row.placedAt)))
    for (const day of days)
      assert.deepEqual(
        await readPath(db, { from: day, to: day }),
        pathOf(rows.filter((row) => dayOf(row.placedAt) === day)),
      )
    // Not the value of a moment ago.
    const { value } = await readCohorts(db, addMs(now, (asked += hourMs)))
    assert.deepEqual(value, cohortsOf(rows, now))
    for (const day of ['2026-08-31', '2026-09-01', dayOf(now)]) await checkHours(db, day, rows)
  }
  await catchUp(db, 1)
  await check()
  for (const limit of [1, 3, 500]) {
    await rebuildOrderFigures(db, now)
    await catchUp(db, limit)
    await check()
  }
})

async function checkHours(db: Db, day: string, rows: Row[]): Promise<void> {
  const paid = rows.filter((row) => row.paidAt && dayOf(row.paidAt) === day)
  const fenOf = (some: Row[]) => some.reduce((sum, row) => sum + row.totalFen, 0)
  const hourly = Array.from({ length: 24 }, (_, hour) => {
    const from = addMs(startOfDay(day), hour * hourMs)
    const some = paid.filter((row) => row.paidAt! >= from && row.paidAt! < addMs(from, hourMs))
    return { hour, orders: some.length, paidFen: fenOf(some) }
  })
  assert.deepEqual(await readHours(db, day), hourly)
  const whole = { from: startOfDay(day), before: addMs(startOfDay(day), dayMs) }
  assert.deepEqual(await sumPaid(db, whole), { orders: paid.length, paidFen: fenOf(paid) })
}

test('each step of the path is the next one, those that wait and those that stopped', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: begin, members: 4 })
  await live(db, trading)
  await catchUp(db, 7)
  const path = await readPath(db, period)
  for (const [at, { orders, dropped, waiting }] of path.slice(0, -1).entries())
    assert.equal(orders, path[at + 1]!.orders + dropped + waiting)
  assert.ok(path.every((step) => step.waiting >= 0))
  assert.deepEqual(
    path.map((step) => step.dropped),
    [1, 1, 1, 0, 1],
  )
})

test('an order that was counted as closed and is then paid after all goes on', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: begin })
  const [late] = (await trading.place([one])) as [TradedOrder]
  const words = await trading.charge([late])
  trading.now = addMs(begin, hourMs)
  while ((await moveDueOrders(db, trading.now)) > 0);
  await catchUp(db, 500)
  const placed = { step: 'placed', orders: 1 }
  assert.deepEqual((await readPath(db, period))[0], { ...placed, dropped: 1, waiting: 0 })
  await applyOutcomes(db, words, trading.now)
  await catchUp(db, 500)
  const [first, paid] = await readPath(db, period)
  assert.deepEqual(first, { ...placed, dropped: 0, waiting: 0 })
  assert.deepEqual(paid, { step: 'paid', orders: 1, dropped: 0, waiting: 1 })
})

test('the week before is the same weekday, until the same minute', () => {
  const at = new Date('2026-11-20T16:30:45Z') // half past midnight of the 21st in China
  const until = new Date('2026-11-13T16:30:00Z')
  assert.deepEqual(weekBefore(at), { day: '2026-11-14', until })
})
