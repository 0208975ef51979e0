import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, hourMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import { createFlashSale } from './flash-sale.ts'
import { readProgress, stepOf } from './flash-sale-progress.ts'
import * as promotionRoutes from './promotion-routes.ts'
import { anArticle, giveUp, later, now, place, take } from './shop.fixture.ts'

const priceFen = 50_00
const startsAt = later(30_000)
const endsAt = later(hourMs)
const terms = { priceFen, quantity: 20, perMemberMax: 9, startsAt, endsAt }

/** Pieces bought, when it was ordered, and what became of it when, in minutes from now. */
type Bought = { pieces: number; placed: number; paid?: number; closed?: number }
const history: Bought[] = [
  { pieces: 2, placed: 0.5, paid: 1.5 },
  { pieces: 1, placed: 1, paid: 1.9 },
  { pieces: 3, placed: 1.2, closed: 4 },
  { pieces: 4, placed: 6, paid: 6.1 },
  { pieces: 1, placed: 7 },
]

async function sell(db: Db): Promise<{ saleId: string; skuId: string }> {
  const skuId = await anArticle(db, { stock: 100 })
  const saleId = await db.begin((tx) => createFlashSale(tx, { skuId, ...terms }, now))
  for (const { pieces: quantity, placed, paid, closed } of history) {
    const at = later(placed * minuteMs)
    const lines = [{ skuId, quantity, unitPriceFen: priceFen }]
    const order = await db.begin((tx) => place(tx, { lines, at }))
    if (closed !== undefined) await db.begin((tx) => giveUp(tx, order, later(closed * minuteMs)))
    if (paid === undefined) continue
    await db.begin((tx) => take(tx, order, later(paid * minuteMs)))
    await db`
      update trade."order" set paid_at = ${later(paid * minuteMs)} where id = ${order.orderId}`
  }
  // Bought at the regular price: no part of the sale.
  const regular = { lines: [{ skuId, quantity: 5, unitPriceFen: 100_00 }], at: now }
  await db.begin((tx) => place(tx, regular))
  return { saleId, skuId }
}

test('a sale is told from its own lines: what waits, what was paid and when, what was closed', async () => {
  await using db = await testDb()
  const { saleId } = await sell(db)
  const at = later(8.5 * minuteMs)
  const { value, asOf } = await readProgress(db, { saleId, startsAt, endsAt }, at)
  const { steps, ...sums } = value
  assert.deepEqual(asOf, at)
  assert.deepEqual(sums, {
    waiting: { orders: 1, pieces: 1 },
    sold: { orders: 3, pieces: 7, fen: 7 * priceFen },
    closedOrders: 1,
    refunded: { orders: 0, pieces: 0, fen: 0 },
    stepMinutes: 1,
  })
  // Counted again, one by one.
  const expected = Array.from({ length: 9 }, (_, minute) => {
    const within = (ms: number | undefined) => ms !== undefined && Math.floor(ms) === minute
    const paid = history.filter((one) => within(one.paid))
    return {
      at: later(minute * minuteMs),
      placed: history.filter((one) => within(one.placed)).length,
      paid: paid.length,
      paidPieces: paid.reduce((sum, one) => sum + one.pieces, 0),
    }
  })
  assert.deepEqual(steps, expected)
})

test('what was refunded since still counts as sold, and is told by itself', async () => {
  await using db = await testDb()
  const { saleId } = await sell(db)
  await db`
    update trade.order_line set refunded_quantity = 1, refunded_fen = ${priceFen}
    where flash_sale_id = ${saleId} and quantity = 4`
  const { value } = await readProgress(db, { saleId, startsAt, endsAt }, later(hourMs))
  assert.deepEqual(value.refunded, { orders: 1, pieces: 1, fen: priceFen })
  assert.equal(value.sold.pieces, 7)
})

test('an order that is paid after the end is on the curve, and nothing else comes after it', async () => {
  await using db = await testDb()
  const { saleId } = await sell(db)
  await db`
    update trade."order" set paid_at = ${addMs(endsAt, 9 * minuteMs)}
    where id = (select order_id from trade.order_line
      where flash_sale_id = ${saleId} and quantity = 4)`
  const { value } = await readProgress(db, { saleId, startsAt, endsAt }, addMs(endsAt, dayMs))
  assert.equal(value.steps.length, 70)
  assert.equal(value.steps.at(-1)?.paidPieces, 4)
  assert.equal(
    value.steps.reduce((sum, step) => sum + step.paidPieces, 0),
    value.sold.pieces,
  )
})

test('steps grow with the time, so that there are never more than about ninety', () => {
  const cases: [runsMs: number, minutes: number][] = [
    [minuteMs, 1],
    [90 * minuteMs, 1],
    [91 * minuteMs, 2],
    [dayMs, 30],
    [30 * dayMs, 720],
    [3_650 * dayMs, 10_080],
  ]
  for (const [runsMs, minutes] of cases)
    assert.equal(stepOf({ startsAt: now, endsAt: later(runsMs) }, later(runsMs)), minutes)
  assert.equal(stepOf({ startsAt: now, endsAt: later(dayMs) }, later(minuteMs)), 1)
})

test('all staff watch a sale, nobody else; before it begins nothing has happened', async () => {
  await using db = await testDb()
  const { saleId } = await sell(db)
  await using app = await testApp({ db, routes: routesOf(promotionRoutes), now })
  const path = `/console/flash-sales/${saleId}`
  for (const role of ['owner', 'operations', 'support', 'finance', 'auditor'])
    assert.equal((await (await staffBrowser(app, db, role)).get(path)).status, 200, role)
  assert.equal((await app.browser().get(path)).status, 401)

  const { get } = await staffBrowser(app, db, 'operations')
  const before = (await get(path)).body
  assert.deepEqual([before.sale.status, before.steps], ['scheduled', []])
  app.now = later(2 * minuteMs)
  const during = (await get(path)).body
  assert.deepEqual([during.sale.status, during.asOf], ['running', app.now.toISOString()])
  assert.equal(during.sale.left + during.sold.pieces + during.waiting.pieces, terms.quantity)
  const nowhere = await get(`/console/flash-sales/${randomUUIDv7()}`)
  assert.deepEqual([nowhere.status, nowhere.body.code], [404, 'sale_not_found'])
  assert.equal((await get('/console/flash-sales/1')).status, 400)
})
