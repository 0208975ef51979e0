import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { forSale, soldOf } from '#catalog/stock.ts'
import { balancesOf } from '#ledger/balance.ts'
import type { Account } from '#ledger/chain.ts'
import { findBreaches } from '#ledger/invariants.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import { overlap, testDb } from '#test/db.ts'
import * as made from '#test/orders.ts'
import type { MadeOrder } from '#test/orders.ts'
import { book, escrow, fee, payable, payer } from './accounts.ts'
import { asked, now, rejects } from './after-sale.fixture.ts'
import { decideDispute, openDispute, withdrawDispute } from './dispute.ts'
import type { Verdict } from './dispute.ts'
import { releaseOrders } from './release.ts'
import { decideRefund } from './refund-decision.ts'
import { requestRefund } from './refund-request.ts'
import { moveDueOrders } from './timers.ts'

const monthLater = addMs(now, 30 * dayMs)

/** Opens a dispute about an order and answers its id. */
async function dispute(
  db: Db,
  order: MadeOrder,
  of: { memberId?: string; at?: Date } = {},
): Promise<string> {
  const disputeId = randomUUIDv7()
  const { memberId = order.memberId, at = now } = of
  const about = { orderId: order.orderId, memberId, reason: 'damaged' as const, remark: '坏了' }
  await db.begin((tx) => openDispute(tx, { disputeId, ...about, now: at }))
  return disputeId
}
const decide =
  (disputeId: string, refundFen: number, of: Partial<Verdict> = {}) =>
  (tx: Tx) =>
    decideDispute(tx, { disputeId, refundFen, grounds: 'damaged', now, ...of })
const done = (db: Db, order: MadeOrder) => made.answerInstructions(db, order.orderId, { at: now })

async function balances(db: Db, accounts: Account[]): Promise<number[]> {
  return (await balancesOf(db, { book, accounts, now })).map((one) => one.available)
}
async function orderRow(db: Db, { orderId }: MadeOrder) {
  const [row] = await db<{
    status: string
    disputed: boolean
    dueAt: Date | null
    version: number
  }>`
    select status, disputed, due_at, version from trade."order" where id = ${orderId}`
  return row!
}
test('only the buyer disputes an order, one dispute at a time, while there is something to dispute', async () => {
  await using db = await testDb()
  const order = await made.aShippedOrder(db)
  await rejects(dispute(db, order, { memberId: randomUUIDv7() }), 'order_not_found')
  await rejects(dispute(db, { ...order, orderId: randomUUIDv7() }), 'order_not_found')
  await rejects(dispute(db, await made.aPlacedOrder(db)), 'order_state')

  const about = { orderId: order.orderId, memberId: order.memberId, reason: 'other' as const }
  const open = (tx: Tx) =>
    openDispute(tx, { disputeId: randomUUIDv7(), ...about, remark: '?', now })
  const [first, second] = await overlap(db, open, open)
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.code, 'dispute_open')

  const completed = await made.aCompletedOrder(db)
  const receivedAt = addMs(made.placedAt, dayMs)
  await rejects(dispute(db, completed, { at: addMs(receivedAt, 176 * dayMs) }), 'after_sale_over')
  await dispute(db, completed, { at: addMs(receivedAt, 175 * dayMs) })
})

test('a dispute freezes its order: no receipt, no release, no refund, until it ends', async () => {
  await using db = await testDb()
  const shipped = await made.aShippedOrder(db)
  const received = await made.aReceivedOrder(db)
  const refund = asked(received)
  await db.begin((tx) => requestRefund(tx, refund))
  await dispute(db, shipped)
  const disputeId = await dispute(db, received)
  await moveDueOrders(db, monthLater)
  await db.begin((tx) => releaseOrders(tx, [received.orderId], monthLater))
  assert.equal((await orderRow(db, shipped)).status, 'shipped')
  assert.equal(await done(db, received), 0)
  const approve = (tx: Tx) =>
    decideRefund(tx, { refundId: refund.refundId, decision: 'approve', now })
  await rejects(db.begin(approve), 'dispute_open')
  const again = { ...refund, refundId: randomUUIDv7() }
  await rejects(
    db.begin((tx) => requestRefund(tx, again)),
    'dispute_open',
  )

  const { orderId, memberId } = received
  const withdraw = (of: object) =>
    db.begin((tx) => withdrawDispute(tx, { orderId, disputeId, memberId, now, ...of }))
  await rejects(withdraw({ memberId: shipped.memberId }), 'dispute_not_found')
  await rejects(withdraw({ disputeId: randomUUIDv7() }), 'dispute_not_found')
  await rejects(
    withdraw({ orderId: shipped.orderId, memberId: shipped.memberId }),
    'dispute_not_found',
  )
  await withdraw({})
  await rejects(withdraw({}), 'dispute_state')
  await db.begin(approve)
  await done(db, received)
  await moveDueOrders(db, now)
  await done(db, received)
  assert.equal((await orderRow(db, received)).status, 'completed')
  assert.deepEqual(await findBreaches(db), [])
})

test('a verdict splits the money: so much back to the buyer, the rest to the brands by the timer', async () => {
  await using db = await testDb()
  const lines = [
    { priceFen: 100_00, quantity: 1, feeBps: 1000 },
    { priceFen: 50_00, quantity: 1, brand: 1, feeBps: 0 },
  ]
  const order = await made.aReceivedOrder(db, { lines })
  const disputeId = await dispute(db, order)
  await db.begin(decide(disputeId, 30_00))
  assert.deepEqual(await db`select kind, status, requested_by, reason from trade.refund`, [
    { kind: 'money_only', status: 'approved', requestedBy: 'dispute', reason: 'damaged' },
  ])
  assert.deepEqual(await db`select line_no, quantity, amount_fen from trade.refund_line`, [
    { lineNo: 1, quantity: 0, amountFen: 20_00 },
    { lineNo: 2, quantity: 0, amountFen: 10_00 },
  ])
  await moveDueOrders(db, now)
  assert.equal(await done(db, order), 1, 'the refund first')
  await moveDueOrders(db, now)
  assert.equal(await done(db, order), 1)
  const brandIds = [...order.receivers.keys()]
  assert.deepEqual(await balances(db, brandIds.map(payable)), [72_00, 40_00])
  assert.deepEqual(await balances(db, brandIds.map(fee)), [8_00, 0])
  assert.deepEqual(await balances(db, [payer(order.memberId)]), [-120_00])
  const { status, disputed, version } = await orderRow(db, order)
  assert.deepEqual([status, disputed], ['completed', false])
  const events = await db<{ name: string; version: number }>`
    select name, (payload->>'version')::int as version from platform.event
    where payload->>'orderId' = ${order.orderId} order by id`
  assert.equal(new Set(events.map((event) => event.version)).size, events.length)
  assert.equal(events.at(-1)!.version, version)
  await rejects(db.begin(decide(disputeId, 1)), 'dispute_state')
  assert.deepEqual(await findBreaches(db), [])
})

test('a verdict of nothing lets the order go on, one of everything undoes it', async () => {
  await using db = await testDb()
  const cleared = await made.aReceivedOrder(db)
  const first = await dispute(db, cleared)
  await moveDueOrders(db, now)
  await db.begin(decide(first, 0))
  assert.equal((await orderRow(db, cleared)).disputed, false)
  await moveDueOrders(db, now)
  await done(db, cleared)
  assert.equal((await orderRow(db, cleared)).status, 'completed')

  for (const bring of [made.aPaidOrder, made.aShippedOrder, made.aCompletedOrder]) {
    const order = await bring(db, { discountFen: 1_23 })
    const disputeId = await dispute(db, order)
    await rejects(db.begin(decide(disputeId, order.totalFen + 1)), 'refund_exceeds')
    await db.begin(decide(disputeId, order.totalFen))
    await done(db, order)
    assert.equal((await orderRow(db, order)).status, 'refunded')
    const accounts = [payable(order.lines[0]!.brandId), escrow(order.orderId)]
    assert.deepEqual(await balances(db, [...accounts, payer(order.memberId)]), [0, 0, 0])
  }
  assert.deepEqual(await findBreaches(db), [])
})

test('a verdict that undoes an order of which nothing was sent puts its goods on sale again', async () => {
  await using db = await testDb()
  const lines = [
    { priceFen: 10_00, quantity: 3 },
    { priceFen: 7_00, quantity: 1 },
  ]
  for (const bring of [made.aPaidOrder, made.aShippedOrder]) {
    const order = await bring(db, { lines })
    const stocks = order.lines.flatMap(({ skuId }) => [forSale(skuId), soldOf(skuId)])
    const [left, sold, otherLeft, otherSold] = await balances(db, stocks)
    const disputeId = await dispute(db, order)
    await db.begin(decide(disputeId, order.totalFen))
    await done(db, order)
    const isSent = bring === made.aShippedOrder
    const after = isSent
      ? [left, sold, otherLeft, otherSold]
      : [left! + 3, sold! - 3, otherLeft! + 1, otherSold! - 1]
    assert.deepEqual(await balances(db, stocks), after)
    assert.equal((await orderRow(db, order)).status, 'refunded')
  }
  assert.deepEqual(await findBreaches(db), [])
})

test('the end of a dispute releases what stood still, and nothing twice', async () => {
  await using db = await testDb()
  const splitsOf = ({ orderId }: MadeOrder) =>
    db`select from trade.instruction where order_id = ${orderId} and kind = 'split'`
  const end = async (order: MadeOrder, disputeId: string) => {
    const { orderId, memberId } = order
    await db.begin((tx) => withdrawDispute(tx, { orderId, disputeId, memberId, now }))
    await moveDueOrders(db, now)
    assert.equal((await splitsOf(order)).length, 1)
    await done(db, order)
    assert.equal((await orderRow(db, order)).status, 'completed')
  }
  const splitting = await made.aReceivedOrder(db)
  await moveDueOrders(db, now)
  await end(splitting, await dispute(db, splitting))

  // A refund was on its way when the dispute began, and ended while it was open.
  const refunding = await made.aReceivedOrder(db)
  const refundId = randomUUIDv7()
  await db.begin((tx) => requestRefund(tx, asked(refunding, { refundId })))
  await db.begin((tx) => decideRefund(tx, { refundId, decision: 'approve', now }))
  const disputeId = await dispute(db, refunding)
  await done(db, refunding)
  await moveDueOrders(db, now)
  assert.equal((await splitsOf(refunding)).length, 0)
  await end(refunding, disputeId)
  assert.deepEqual(await findBreaches(db), [])
})

test('while the split is on its way a verdict that gives money back has to wait, and changes nothing', async () => {
  await using db = await testDb()
  const order = await made.aReceivedOrder(db)
  await moveDueOrders(db, now)
  const disputeId = await dispute(db, order)
  await rejects(db.begin(decide(disputeId, 1_00)), 'release_under_way')
  assert.equal((await orderRow(db, order)).disputed, true)
  await done(db, order)
  assert.equal((await orderRow(db, order)).status, 'completed')
  await db.begin(decide(disputeId, 1_00))
  await done(db, order)
  assert.deepEqual(await balances(db, [payable(order.lines[0]!.brandId)]), [284_05])
  const splits = await db`select from trade.instruction where kind = 'split'`
  assert.equal(splits.length, 1, 'the end of the dispute released nothing twice')
})

test('what an open request asks for is not given by a verdict besides; two verdicts are one', async () => {
  await using db = await testDb()
  const order = await made.aShippedOrder(db)
  const refund = asked(order, { lines: [{ lineNo: 1, quantity: 2 }] })
  await db.begin((tx) => requestRefund(tx, refund))
  const disputeId = await dispute(db, order)
  await rejects(db.begin(decide(disputeId, 100_01)), 'refund_exceeds')
  const [first, second] = await overlap(db, decide(disputeId, 50_00), decide(disputeId, 50_00))
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.code, 'dispute_state')
  await db.begin((tx) => decideRefund(tx, { refundId: refund.refundId, decision: 'approve', now }))
  await done(db, order)
  assert.deepEqual(await balances(db, [payer(order.memberId)]), [-50_00])
})

test('what a verdict granted and a receiver could not give stays owed: it cannot be refused', async () => {
  await using db = await testDb()
  const order = await made.aCompletedOrder(db)
  const disputeId = await dispute(db, order)
  await db.begin(decide(disputeId, 10_00))
  await made.answerInstructions(db, order.orderId, { at: now, status: 'refused' })
  const [refund] = await db<{ id: string; status: string }>`select id, status from trade.refund`
  assert.equal(refund!.status, 'stuck')
  const refundId = refund!.id
  await rejects(
    db.begin((tx) => decideRefund(tx, { refundId, decision: 'refuse', now })),
    'refund_state',
  )
  await db.begin((tx) => decideRefund(tx, { refundId, decision: 'approve', now }))
  await done(db, order)
  assert.deepEqual(await balances(db, [payer(order.memberId)]), [-290_00])
})
