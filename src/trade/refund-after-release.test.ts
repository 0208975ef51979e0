import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { forSale } from '#catalog/stock.ts'
import { postChains } from '#ledger/post.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import * as made from '#test/orders.ts'
import { bank, book, couponLeft, escrow, fee, payable, payer } from './accounts.ts'
import {
  now,
  asked,
  all,
  request,
  approve,
  refuse,
  done,
  balance,
  orderRow,
  statusOf,
  assertSound,
  rejects,
} from './after-sale.fixture.ts'
import { receiveOrders } from './release.ts'
import { requestRefunds } from './refund-request.ts'
import type { NewRefund } from './refund-request.ts'
import { moveDueOrders } from './timers.ts'

test('after the release each receiver gives back its own share, in parts and in full to the fen', async () => {
  await using db = await testDb()
  const line = fc.record({
    priceFen: fc.integer({ min: 1, max: 9_999 }),
    quantity: fc.integer({ min: 1, max: 6 }),
    brand: fc.nat(2),
    feeBps: fc.integer({ min: 0, max: 10_000 }),
  })
  const wanted = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    discount: fc.nat(99),
    pieces: fc.array(fc.record({ line: fc.nat(3), quantity: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 6,
    }),
    refused: fc.nat(6),
    beforeRelease: fc.nat(3),
  })
  const oneHistory = async (history: Wanted) => {
    const { lines, discount, pieces, refused, beforeRelease } = history
    const goodsFen = lines.reduce((sum, one) => sum + one.priceFen * one.quantity, 0)
    const discountFen = Math.floor((goodsFen * discount) / 100)
    const order = await made.aShippedOrder(db, { lines, discountFen })
    const brandIds = [...order.receivers.keys()]
    const accounts = [...brandIds.map(payable), ...brandIds.map(fee)]
    const giveBack = async (lines: NewRefund['lines'], isRefused: boolean) => {
      const refund = asked(order, { lines })
      const [refusal] = await db.begin((tx) => requestRefunds(tx, [refund]))
      // Nothing is left of the line, or, where a line was free of charge, of the order.
      if (refusal) return assert.match(refusal.code, /^(refund_exceeds|order_state)$/)
      await db.begin(approve(refund.refundId))
      const status = isRefused ? 'refused' : 'done'
      await made.answerInstructions(db, order.orderId, { at: now, status })
      if (isRefused) await db.begin(refuse(refund.refundId))
    }
    const release = async () => {
      await db.begin((tx) => receiveOrders(tx, [{ orderId: order.orderId, receivedAt: now }]))
      await moveDueOrders(db, now)
      await done(db, order)
    }
    for (const [index, { line, quantity }] of pieces.entries()) {
      if (index === beforeRelease) await release()
      const { lineNo } = order.lines[line % order.lines.length]!
      await giveBack([{ lineNo, quantity }], index === refused)
    }
    if (pieces.length <= beforeRelease) await release()
    const left = await db<{ lineNo: number; quantity: number }>`
      select line_no, quantity - refunded_quantity as quantity from trade.order_line
      where order_id = ${order.orderId} and quantity > refunded_quantity`
    if (left.length > 0) await giveBack(left, false)
    assert.equal((await orderRow(db, order)).refundedFen, order.totalFen)
    assert.equal((await orderRow(db, order)).status, 'refunded')
    for (const account of [...accounts, escrow(order.orderId), payer(order.memberId)])
      assert.equal(await balance(db, account), 0, account.id)
  }
  await fc.assert(fc.asyncProperty(wanted, oneHistory), { numRuns: 25, endOnFailure: true })
  await assertSound(db)
})
type Wanted = {
  lines: { priceFen: number; quantity: number; brand: number; feeBps: number }[]
  discount: number
  pieces: { line: number; quantity: number }[]
  refused: number
  beforeRelease: number
}

test('the institution is told each receiver’s part, and the fee is the one of the sale, not today’s', async () => {
  await using db = await testDb()
  const lines = [
    { priceFen: 100_00, quantity: 2, feeBps: 1000 },
    { priceFen: 10_00, quantity: 1, brand: 1, feeBps: 0 },
  ]
  const order = await made.aCompletedOrder(db, { lines })
  await db`update catalog.brand set fee_bps = 9999`
  const wanted = {
    lines: [
      { lineNo: 1, quantity: 1 },
      { lineNo: 2, quantity: 1 },
    ],
  }
  await db.begin(approve(await request(db, asked(order, wanted))))
  const [instruction] = await db<{ body: { shares: unknown } }>`
    select body from trade.instruction where order_id = ${order.orderId} and kind = 'refund'`
  const [one, other] = [...order.receivers.values()]
  assert.deepEqual(instruction!.body.shares, [
    { receiver: one, amountFen: 90_00 },
    { receiver: 'platform', amountFen: 10_00 },
    { receiver: other, amountFen: 10_00 },
  ])
})

test('a receiver that would owe too much: nothing moves, a case is opened, later it goes through', async () => {
  await using db = await testDb()
  const order = await made.aCompletedOrder(db, { lines: [{ priceFen: 100_00, quantity: 3 }] })
  const brandId = order.lines[0]!.brandId
  // The brand was paid all it had, and owes all it may but for 100.00 yuan.
  const spend = 285_00 + 50_000_00 - 100_00
  await move(db, 'drain', brandId, spend)
  const two = await request(db, asked(order, { lines: [{ lineNo: 1, quantity: 2 }] }))
  const before = await orderRow(db, order)
  await db.begin(approve(two))
  assert.equal(await statusOf(db, two), 'stuck')
  const { refundedFen, version } = await orderRow(db, order)
  assert.deepEqual([refundedFen, version], [0, before.version + 1])
  assert.equal(await balance(db, payable(brandId)), 285_00 - spend)
  assert.equal(await done(db, order), 0)
  const cases = await db<{ kind: string; subject: string }>`select kind, subject from trade."case"`
  assert.deepEqual(cases, [{ kind: 'receiver_limit', subject: `refund:${two}` }])

  // It still holds its place, and a smaller one may go before it.
  await rejects(
    request(db, asked(order, { lines: [{ lineNo: 1, quantity: 2 }] })),
    'refund_exceeds',
  )
  const small = await request(db, asked(order))
  await db.begin(approve(small))
  assert.equal(await statusOf(db, small), 'approved')
  await db.begin(approve(two))
  assert.equal(await statusOf(db, two), 'stuck')
  await move(db, 'earn', brandId, -300_00)
  await db.begin(approve(two))
  await done(db, order)
  assert.equal(await statusOf(db, two), 'done')
  assert.equal((await orderRow(db, order)).status, 'refunded')
  await assertSound(db)
})

async function move(db: Db, id: string, brandId: string, fen: number): Promise<void> {
  const [from, to] = fen > 0 ? [payable(brandId), bank(brandId)] : [bank(brandId), payable(brandId)]
  const transfers = [{ kind: 'post' as const, from, to, amount: Math.abs(fen) }]
  const [result] = await db.begin((tx) =>
    postChains(tx, [{ book, id, reference: id, transfers }], now),
  )
  assert.ok(result!.ok)
}

test('a refund the institution refuses is undone and can be approved again, from where the money is then', async () => {
  await using db = await testDb()
  const order = await made.aReceivedOrder(db, { discountFen: 1_00 })
  const refundId = await request(db, asked(order, { lines: all(order) }))
  await db.begin(approve(refundId, { restock: true }))
  assert.equal((await orderRow(db, order)).dueAt, null)
  const refused = { at: now, status: 'refused' as const, reason: 'exceeds_frozen' }
  await made.answerInstructions(db, order.orderId, refused)
  assert.equal(await statusOf(db, refundId), 'stuck')
  const { refundedFen, dueAt } = await orderRow(db, order)
  assert.deepEqual([refundedFen, dueAt], [0, now])
  assert.equal(await balance(db, forSale(order.lines[0]!.skuId)), 3)
  await assertSound(db)

  await moveDueOrders(db, now)
  await done(db, order)
  assert.equal((await orderRow(db, order)).status, 'completed')
  await db.begin(approve(refundId, { restock: true }))
  await made.answerInstructions(db, order.orderId, refused)
  assert.deepEqual(await db`select from trade.refund_share`, [])
  await db.begin(approve(refundId))
  await done(db, order)
  assert.equal((await orderRow(db, order)).status, 'refunded')
  assert.equal(await balance(db, forSale(order.lines[0]!.skuId)), 6, 'restock as decided before')
  assert.equal(await balance(db, couponLeft(order.couponId!)), 0, 'not after the release')
  await assertSound(db)
})
