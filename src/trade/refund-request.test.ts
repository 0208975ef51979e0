import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Tx } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import { overlap, testDb } from '#test/db.ts'
import * as made from '#test/orders.ts'
import {
  now,
  asked,
  all,
  request,
  approve,
  refuse,
  orderRow,
  statusOf,
  assertSound,
  rejects,
} from './after-sale.fixture.ts'
import { approveRefunds } from './refund-decision.ts'
import { requestRefund, requestRefunds, withdrawRefund } from './refund-request.ts'

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
