import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { forSale } from '#catalog/stock.ts'
import { balancesOf } from '#ledger/balance.ts'
import type { Account } from '#ledger/chain.ts'
import { findBreaches } from '#ledger/invariants.ts'
import { postChains } from '#ledger/post.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import { DomainError } from '#platform/errors.ts'
import { overlap, testDb } from '#test/db.ts'
import * as made from '#test/orders.ts'
import type { MadeOrder } from '#test/orders.ts'
import { allowance, bank, book, couponLeft, escrow, fee, payable, payer } from './accounts.ts'
import { applyOutcomes } from './outcome.ts'
import { receiveOrders, releaseOrders } from './release.ts'
import { approveRefunds, decideRefund } from './refund-decision.ts'
import { requestRefund, requestRefunds, withdrawRefund } from './refund-request.ts'
import type { NewRefund } from './refund-request.ts'
import { moveDueOrders } from './timers.ts'

const later = (ms: number) => addMs(made.placedAt, ms)
const now = later(2 * dayMs)

const asked = (order: MadeOrder, of: Partial<NewRefund> = {}): NewRefund => ({
  refundId: randomUUIDv7(),
  orderId: order.orderId,
  memberId: order.memberId,
  kind: 'return',
  reason: 'damaged',
  lines: [{ lineNo: 1, quantity: 1 }],
  requestedBy: 'member',
  requestedAt: now,
  ...of,
})
const all = (order: MadeOrder) => order.lines.map(({ lineNo, quantity }) => ({ lineNo, quantity }))

async function request(db: Db, refund: NewRefund): Promise<string> {
  await db.begin((tx) => requestRefund(tx, refund))
  return refund.refundId
}
const approve =
  (refundId: string, of: { restock?: boolean; at?: Date } = {}) =>
  (tx: Tx) => {
    const { restock, at = now } = of
    return decideRefund(tx, { refundId, decision: 'approve', restock, now: at })
  }
const refuse = (refundId: string) => (tx: Tx) =>
  decideRefund(tx, { refundId, decision: 'refuse', now })
const done = (db: Db, order: MadeOrder, at = now) =>
  made.answerInstructions(db, order.orderId, { at })

async function balance(db: Db, account: Account): Promise<number> {
  const [found] = await balancesOf(db, { book, accounts: [account], now })
  return found!.available
}
async function orderRow(db: Db, { orderId }: MadeOrder) {
  const [row] = await db<{
    status: string
    refundedFen: number
    version: number
    dueAt: Date | null
  }>`select status, refunded_fen, version, due_at from trade."order" where id = ${orderId}`
  return row!
}
async function statusOf(db: Db, refundId: string): Promise<string> {
  const [row] = await db<{ status: string }>`select status from trade.refund where id = ${refundId}`
  return row!.status
}
async function assertSound(db: Db): Promise<void> {
  assert.deepEqual(await findBreaches(db), [])
  const wrong = await db`
    select "order".id from trade."order" join trade.order_line on order_id = "order".id
    group by "order".id
    having "order".refunded_fen <> sum(order_line.refunded_fen) or "order".refunded_fen <> coalesce((
      select sum(amount_fen) from trade.refund
      where refund.order_id = "order".id and refund.status in ('approved', 'done')), 0)`
  assert.deepEqual(wrong, [])
}
const rejects = (work: Promise<unknown>, code: string) =>
  assert.rejects(work, (error: DomainError) => {
    assert.equal(error.code, code)
    return true
  })

test('a refund of another’s order, or of none, is not found', async () => {
  await using db = await testDb()
  const order = await made.aShippedOrder(db)
  await rejects(request(db, asked(order, { memberId: randomUUIDv7() })), 'order_not_found')
  await rejects(request(db, asked(order, { orderId: randomUUIDv7() })), 'order_not_found')
  await rejects(db.begin(approve(randomUUIDv7())), 'refund_not_found')

  const refundId = await request(db, asked(order))
  const { orderId, memberId } = order
  const other = await made.aShippedOrder(db)
  const withdraw = (of: object) =>
    db.begin((tx) => withdrawRefund(tx, { orderId, refundId, memberId, now, ...of }))
  await rejects(withdraw({ memberId: other.memberId }), 'refund_not_found')
  await rejects(withdraw({ orderId: other.orderId }), 'refund_not_found')
  assert.equal(await statusOf(db, refundId), 'requested')
})

test('more than was paid cannot be had in parts, also not in one call or by two tabs at once', async () => {
  await using db = await testDb()
  const order = await made.aShippedOrder(db)
  const two = () => asked(order, { lines: [{ lineNo: 1, quantity: 2 }] })
  const [first, second] = await overlap(
    db,
    (tx) => requestRefund(tx, two()),
    (tx) => requestRefund(tx, two()),
  )
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.code, 'refund_exceeds')

  const other = await made.aShippedOrder(db)
  const three = [1, 2, 3].map(() => asked(other, { lines: [{ lineNo: 1, quantity: 2 }] }))
  const results = await db.begin((tx) => requestRefunds(tx, three))
  assert.deepEqual(
    results.map((result) => result?.code ?? null),
    [null, 'refund_exceeds', 'refund_exceeds'],
  )
  await db.begin(approve(three[0]!.refundId))
  await rejects(request(db, two()), 'refund_exceeds')
  await assertSound(db)
})

test('a request that was withdrawn or refused frees what it asked for, and is decided for good', async () => {
  await using db = await testDb()
  const order = await made.aShippedOrder(db)
  const { orderId, memberId } = order
  const first = await request(db, asked(order, { lines: all(order) }))
  await rejects(request(db, asked(order)), 'refund_exceeds')
  const withdraw = (tx: Tx) => withdrawRefund(tx, { orderId, refundId: first, memberId, now })
  await db.begin(withdraw)
  await rejects(db.begin(withdraw), 'refund_state')
  await rejects(db.begin(approve(first)), 'refund_state')

  const second = await request(db, asked(order, { lines: all(order) }))
  await db.begin(refuse(second))
  await rejects(db.begin(refuse(second)), 'refund_state')
  await rejects(db.begin(approve(second)), 'refund_state')
  const third = await request(db, asked(order, { lines: all(order) }))
  await db.begin(approve(third))
  await rejects(db.begin(refuse(third)), 'refund_state')
  const events = await db<{ decision: string; version: number }>`
    select payload->>'decision' as decision, (payload->>'version')::int as version
    from platform.event where name = 'trade.refund_decided' order by id`
  assert.deepEqual(
    events.map((event) => event.decision),
    ['withdrawn', 'refused', 'approved'],
  )
  assert.equal(events.at(-1)!.version, (await orderRow(db, order)).version)
})

test('two approvals at once: one approves, the other sees it decided', async () => {
  await using db = await testDb()
  const order = await made.aCompletedOrder(db)
  const refundId = await request(db, asked(order))
  const [first, second] = await overlap(db, approve(refundId), approve(refundId))
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.code, 'refund_state')
  assert.equal((await orderRow(db, order)).refundedFen, 100_00)
  const next = { refundId: await request(db, asked(order)), decidedAt: now }
  const [once, twice] = await db.begin((tx) => approveRefunds(tx, [next, next], now))
  assert.deepEqual([once, (twice as DomainError).code], ['approved', 'refund_state'])
  assert.equal((await orderRow(db, order)).refundedFen, 200_00)
  await assertSound(db)
})

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
