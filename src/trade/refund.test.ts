import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forSale } from '#catalog/stock.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import { overlap, testDb } from '#test/db.ts'
import * as made from '#test/orders.ts'
import type { MadeOrder } from '#test/orders.ts'
import { allowance, couponLeft, escrow, fee, payable, payer } from './accounts.ts'
import {
  later,
  now,
  asked,
  request,
  approve,
  done,
  balance,
  orderRow,
  statusOf,
  assertSound,
} from './after-sale.fixture.ts'
import { applyOutcomes } from './outcome.ts'
import { receiveOrders, releaseOrders } from './release.ts'
import { approveRefunds } from './refund-decision.ts'
import { requestRefunds } from './refund-request.ts'
import { moveDueOrders } from './timers.ts'

test('an order that was not sent is cancelled at once: goods, coupon and limits come back in kind', async () => {
  await using db = await testDb()
  const lines = [
    { priceFen: 100_00, quantity: 3, flash: true },
    { priceFen: 50_00, quantity: 2, brand: 1 },
  ]
  const order = await made.aPaidOrder(db, { lines, discountFen: 20_00 })
  const [first, second] = order.lines
  const couponId = order.couponId!
  const inKind = [
    forSale(first!.skuId),
    forSale(second!.skuId),
    couponLeft(couponId),
    allowance('COUPON', couponId, order.memberId),
    allowance('FLASH', first!.flashSaleId!, order.memberId),
  ]
  const states = () => Promise.all(inKind.map((account) => balance(db, account)))
  const cancel = { kind: 'cancel' as const, reason: 'changed_mind' }
  const one = await request(db, asked(order, { ...cancel, lines: [{ lineNo: 1, quantity: 3 }] }))
  assert.equal(await statusOf(db, one), 'approved')
  assert.equal(await done(db, order), 1)
  assert.deepEqual(await states(), [6, 2, 0, 0, 0])
  assert.equal((await orderRow(db, order)).status, 'paid')

  const rest = await request(db, asked(order, { ...cancel, lines: [{ lineNo: 2, quantity: 2 }] }))
  assert.deepEqual(await states(), [6, 2, 0, 0, 0])
  await done(db, order)
  assert.deepEqual(await states(), [6, 4, 1, 1, 3])
  assert.equal(await statusOf(db, rest), 'done')
  const { status, refundedFen } = await orderRow(db, order)
  assert.deepEqual([status, refundedFen], ['refunded', order.totalFen])
  assert.equal(await balance(db, payer(order.memberId)), 0)
  assert.equal(await balance(db, escrow(order.orderId)), 0)
  assert.equal(await done(db, order), 0)
  await assertSound(db)
})

test('two refunds that undo an order in one call give its coupon back once', async () => {
  await using db = await testDb()
  const order = await made.aPaidOrder(db, { discountFen: 20_00 })
  const parts = [1, 2].map((quantity) => {
    return asked(order, { kind: 'cancel', lines: [{ lineNo: 1, quantity }] })
  })
  await db.begin((tx) => requestRefunds(tx, parts))
  const approvals = parts.map(({ refundId }) => ({ refundId, decidedAt: now }))
  await db.begin((tx) => approveRefunds(tx, approvals, now))
  await done(db, order)
  assert.equal((await orderRow(db, order)).status, 'refunded')
  assert.equal(await balance(db, couponLeft(order.couponId!)), 1)
  await assertSound(db)
})

test('when the last line that was not sent is cancelled, the order is on its way', async () => {
  await using db = await testDb()
  const lines = [
    { priceFen: 100_00, quantity: 1 },
    { priceFen: 50_00, quantity: 2, brand: 1 },
  ]
  const order = await made.aPaidOrder(db, { lines })
  await made.ship(db, order, later(dayMs), [order.lines[0]!.brandId])
  assert.equal((await orderRow(db, order)).status, 'paid')
  const cancel = { kind: 'cancel' as const, lines: [{ lineNo: 2, quantity: 2 }] }
  await request(db, asked(order, cancel))
  assert.equal((await orderRow(db, order)).status, 'paid')
  await done(db, order)
  const { status, dueAt, version } = await orderRow(db, order)
  assert.deepEqual([status, dueAt], ['shipped', addMs(now, 10 * dayMs)])
  const [shipped] = await db<{ version: number }>`
    select (payload->>'version')::int as version from platform.event
    where name = 'trade.order_shipped'`
  assert.equal(shipped!.version, version)
})

test('before the release the money comes from escrow; returned goods go on sale if staff say so', async () => {
  await using db = await testDb()
  for (const restock of [true, false]) {
    const order = await made.aShippedOrder(db)
    const refundId = await request(db, asked(order))
    await db.begin(approve(refundId, { restock }))
    const [instruction] = await db<{ body: unknown; amountFen: number }>`
      select body, amount_fen from trade.instruction
      where order_id = ${order.orderId} and kind = 'refund'`
    const { chargeNumber, shares } = instruction!.body as { chargeNumber: string; shares: [] }
    assert.deepEqual([chargeNumber, shares], [order.paymentNumber, []])
    assert.equal(await balance(db, escrow(order.orderId)), 200_00)
    assert.equal(await balance(db, payer(order.memberId)), -300_00)
    await done(db, order)
    assert.equal(await balance(db, payer(order.memberId)), -200_00)
    assert.equal(await balance(db, forSale(order.lines[0]!.skuId)), restock ? 4 : 3)
  }
  await assertSound(db)
})

test('a refund and the release race: whoever is second reckons with the first', async () => {
  await using db = await testDb()
  const first = await made.aReceivedOrder(db)
  const refundId = await request(db, asked(first))
  const [approving, releasing] = await overlap(db, approve(refundId), (tx) =>
    releaseOrders(tx, [first.orderId], now),
  )
  assert.deepEqual([approving.status, releasing.status], ['fulfilled', 'fulfilled'])
  assert.equal(await done(db, first), 1, 'the release waits for the refund')
  await moveDueOrders(db, now)
  assert.equal(await done(db, first), 1)
  assert.equal((await orderRow(db, first)).status, 'completed')
  assert.equal(await balance(db, payable(first.lines[0]!.brandId)), 190_00)

  const second = await made.aReceivedOrder(db)
  const late = await request(db, asked(second))
  const [released, approved] = await overlap(
    db,
    (tx) => releaseOrders(tx, [second.orderId], now),
    approve(late),
  )
  assert.equal(released.status, 'fulfilled')
  assert.equal(approved.status === 'rejected' && approved.reason.code, 'release_under_way')
  assert.equal(await statusOf(db, late), 'requested')
  await done(db, second)
  await db.begin(approve(late))
  await done(db, second)
  assert.equal(await balance(db, payable(second.lines[0]!.brandId)), 190_00)
  assert.equal(await balance(db, fee(second.lines[0]!.brandId)), 10_00)
  await assertSound(db)
})

test('a refund that was approved on the way still lets the received order be released, once', async () => {
  await using db = await testDb()
  const order = await made.aShippedOrder(db)
  const refundId = await request(db, asked(order))
  await db.begin(approve(refundId))
  const { orderId } = order
  await db.begin((tx) => receiveOrders(tx, [{ orderId, receivedAt: now }]))
  await moveDueOrders(db, now)
  assert.equal(await done(db, order), 1)
  await moveDueOrders(db, now)
  await moveDueOrders(db, now)
  assert.equal(await done(db, order), 1)
  assert.equal((await orderRow(db, order)).status, 'completed')
  assert.equal(await balance(db, escrow(orderId)), 0)
  await assertSound(db)
})

test('200 refunds are requested and approved in one go, and answered in another', async () => {
  await using db = await testDb()
  const orders: MadeOrder[] = []
  for (let n = 0; n < 40; n++) {
    const lines = [1, 2].map((brand) => ({ priceFen: 1_01, quantity: 5, brand }))
    const bring = n % 2 ? made.aCompletedOrder : made.aShippedOrder
    orders.push(await bring(db, { lines }))
  }
  const refunds = orders.flatMap((order) =>
    [1, 2, 3, 4, 5].map(() => {
      const lines = [1, 2].map((lineNo) => ({ lineNo, quantity: 1 }))
      return asked(order, { lines, requestedBy: 'staff', memberId: null })
    }),
  )
  const startedAt = performance.now()
  const results = await db.beginByKey(async (tx) => {
    const refusals = await requestRefunds(tx, refunds)
    assert.ok(refusals.every((one) => one === null))
    return approveRefunds(
      tx,
      refunds.map(({ refundId }) => ({ refundId, decidedAt: now })),
      now,
    )
  })
  const tookMs = performance.now() - startedAt
  assert.ok(results.every((result) => result === 'approved'))
  const pending = await db<{ number: string; amountFen: number }>`
    select number, amount_fen from trade.instruction where status = 'pending'`
  assert.equal(pending.length, 200)
  const words = pending.map((one) => made.outcome(one.number, one.amountFen, now))
  const answeredAt = performance.now()
  await applyOutcomes(db, words, now)
  const answeredMs = performance.now() - answeredAt
  console.log(
    `200 refunds: decided in ${tookMs.toFixed()} ms, answered in ${answeredMs.toFixed()} ms`,
  )
  for (const order of orders) assert.equal((await orderRow(db, order)).status, 'refunded')
  const versions = await db`
    select payload->>'orderId', payload->>'version' from platform.event
    where name like 'trade.%' and name not like 'trade.pay%'
    group by 1, 2 having count(*) > 1`
  assert.deepEqual(versions, [], 'each event has a version of its own')
  await assertSound(db)
})
