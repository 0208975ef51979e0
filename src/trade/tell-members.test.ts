import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import { consume, lagOf, rewind } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { enrolMembers } from '#pool/enrol.ts'
import { newsForMs } from '#pool/inbox.ts'
import { closeAccount } from '#pool/member.ts'
import { testDb } from '#test/db.ts'
import {
  aPaidOrder,
  aPlacedOrder,
  aShippedOrder,
  answerInstructions,
  outcome,
  placedAt,
} from '#test/orders.ts'
import { all, approve, asked, done, now, refuse, request } from './after-sale.fixture.ts'
import { closeOrders } from './close.ts'
import { decideDispute, openDispute } from './dispute.ts'
import { orderClosed, orderCompleted, orderPaid, orderShipped } from './events.ts'
import { applyOutcomes } from './outcome.ts'
import { payWithinMs } from './order.ts'
import { newNumber } from './place.ts'
import { receiveOrders, releaseOrders } from './release.ts'
import { tellMembers } from './tell-members.ts'

const vault = createVault(Buffer.alloc(32, 7))

/** Events of other tests' transactions may hold the horizon back for a moment. */
async function tell(db: Db, at = now, limit = 500): Promise<void> {
  do await consume(db, tellMembers, at, limit)
  while ((await lagOf(db, tellMembers.name)).waiting > 0)
}

type Row = { kind: string; facts: Record<string, unknown>; happenedAt: Date; isRead: boolean }
const messages = (db: Db, memberId: string) =>
  db<Row>`
    select kind, facts, happened_at, read_at is not null as is_read from pool.message
    where member_id = ${memberId} order by id`
const kinds = async (db: Db, memberId: string) =>
  (await messages(db, memberId)).map((one) => one.kind)

async function aMember(db: Db): Promise<string> {
  const memberId = randomUUIDv7()
  await db.begin((tx) => enrolMembers(tx, vault, [{ memberId, createdAt: placedAt }]))
  return memberId
}

test('a member is told what becomes of an order, in ids and figures', async () => {
  await using db = await testDb()
  const { orderId, memberId, totalFen } = await aShippedOrder(db)
  const receivedAt = addMs(placedAt, dayMs)
  await db.begin((tx) => receiveOrders(tx, [{ orderId, receivedAt }]))
  await db.begin((tx) => releaseOrders(tx, [orderId], receivedAt))
  await answerInstructions(db, orderId, { at: receivedAt })
  await tell(db)
  const told = await messages(db, memberId)
  assert.deepEqual(
    told.map(({ kind, facts }) => ({ kind, ...facts })),
    [
      { kind: 'order_paid', orderId, totalFen },
      {
        kind: 'order_shipped',
        orderId,
        carrier: 'SF',
        receiveBy: addMs(told[1]!.happenedAt, 10 * dayMs).toISOString(),
      },
      { kind: 'order_completed', orderId, totalFen },
    ],
  )
  assert.ok(told.every((one) => !one.isRead))
})

test('a carrier that is no code is not passed on: staff can type anything there', async () => {
  await using db = await testDb()
  const { memberId, orderId } = await aShippedOrder(db)
  await db`update trade.shipment set carrier = '王师傅 13800138000' where order_id = ${orderId}`
  await tell(db)
  const shipped = (await messages(db, memberId)).find((one) => one.kind === 'order_shipped')
  assert.equal(shipped?.facts['carrier'], undefined)
})

test('an order that was not paid in time is told, one that was given up is not; money that came too late goes back and is told', async () => {
  await using db = await testDb()
  const late = await aPlacedOrder(db)
  const given = await aPlacedOrder(db)
  const dueAt = addMs(placedAt, payWithinMs)
  await db.begin((tx) => closeOrders(tx, [given.orderId], 'given_up', placedAt))
  await db.begin((tx) => closeOrders(tx, [late.orderId], 'out_of_time', dueAt))
  await tell(db)
  assert.deepEqual(await kinds(db, given.memberId), [])
  assert.deepEqual(await kinds(db, late.memberId), ['order_closed'])

  // A second payment of a paid order is as good as one that came too late.
  const { orderId, memberId, paymentNumber, totalFen } = await aPaidOrder(db)
  const second = newNumber()
  await db`
    insert into trade.payment (number, order_id, method, amount_fen, status, hold_chain, hold_n,
      created_at)
    select ${second}, order_id, method, amount_fen, 'failed', hold_chain, hold_n, created_at
    from trade.payment where number = ${paymentNumber}`
  const at = addMs(placedAt, minuteMs)
  await applyOutcomes(db, [outcome(second, totalFen, at)], at)
  await answerInstructions(db, orderId, { at })
  await tell(db)
  const [, returned] = await messages(db, memberId)
  assert.deepEqual(returned?.kind, 'payment_returned')
  assert.deepEqual(returned.facts, { orderId, amountFen: totalFen })
})

test('a refund is told when it is decided and when the money is back; what a member did is not', async () => {
  await using db = await testDb()
  const order = await aShippedOrder(db)
  const { memberId, orderId } = order
  const refundId = await request(db, asked(order))
  const other = await request(db, asked(order, { lines: [{ lineNo: 1, quantity: 2 }] }))
  await db.begin(approve(refundId))
  await db.begin(refuse(other))
  await done(db, order)
  const canceled = await aPaidOrder(db)
  const lines = all(canceled)
  await request(db, asked(canceled, { kind: 'cancel', lines, requestedAt: now }))
  await done(db, canceled)
  await tell(db)
  const told = (await messages(db, memberId)).slice(2)
  const amounts = new Map(
    (
      await db<{ id: string; amountFen: number }>`
        select id, amount_fen from trade.refund where order_id = ${orderId}`
    ).map((row) => [row.id, row.amountFen]),
  )
  const [approved, refused] = [refundId, other].map((id) => ({
    orderId,
    refundId: id,
    amountFen: amounts.get(id),
  }))
  assert.deepEqual(told.map(({ kind, facts }) => [kind, facts]).toSorted(), [
    ['refund_approved', approved],
    ['refund_done', approved],
    ['refund_refused', refused],
  ])
  assert.deepEqual(await kinds(db, canceled.memberId), ['order_paid', 'refund_done'])
})

test('a verdict is told once, not again as the refund that it grants', async () => {
  await using db = await testDb()
  const order = await aShippedOrder(db)
  const { memberId, orderId } = order
  const disputeId = randomUUIDv7()
  const complaint = { reason: 'damaged' as const, remark: 'It broke.', now }
  await db.begin((tx) => openDispute(tx, { disputeId, orderId, memberId, ...complaint }))
  await db.begin((tx) =>
    decideDispute(tx, { disputeId, refundFen: 100, grounds: 'damaged', now: addMs(now, 1) }),
  )
  await done(db, order, addMs(now, 2))
  await tell(db)
  const told = (await messages(db, memberId)).slice(2)
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['dispute_decided', 'refund_done'],
  )
  assert.deepEqual(told[0]!.facts, { orderId, disputeId, refundFen: 100 })
})

test('what is older than what was told of the same order is not told any more', async () => {
  await using db = await testDb()
  const memberId = await aMember(db)
  const orderId = randomUUIDv7()
  const of = (version: number) => {
    return { orderId, memberId, version, at: addMs(now, version).toISOString() }
  }
  await db.begin((tx) => orderPaid.record(tx, { ...of(3), totalFen: 1 }))
  await tell(db)
  // It was closed first and paid late; the events are read the other way round.
  await db.begin((tx) => orderClosed.record(tx, { ...of(2), why: 'out_of_time' }))
  await tell(db)
  assert.deepEqual(await kinds(db, memberId), ['order_paid'])
  // In one piece, too.
  await db.begin(async (tx) => {
    await orderCompleted.record(tx, { ...of(6), totalFen: 1 })
    await orderShipped.record(tx, of(4))
  })
  await tell(db)
  assert.deepEqual(await kinds(db, memberId), ['order_paid', 'order_completed'])
})

test('in whatever order, pieces and repetitions events are read, each kind is told at most once of a thing', async () => {
  await using db = await testDb()
  const memberId = await aMember(db)
  const orderIds = [randomUUIDv7(), randomUUIDv7()]
  const events = fc.array(
    fc.record({ what: fc.constantFrom('paid', 'closed', 'shipped', 'completed'), of: fc.nat(1) }),
    { maxLength: 20 },
  )
  const versions = { closed: 2, paid: 3, shipped: 4, completed: 6 }
  const property = fc.asyncProperty(events, fc.integer({ min: 1, max: 7 }), async (some, limit) => {
    await db`truncate platform.event, pool.message`
    for (const { what, of } of some)
      await db.begin((tx) => {
        const version = versions[what]
        const at = addMs(now, version).toISOString()
        const order = { orderId: orderIds[of]!, memberId, version, at }
        if (what === 'paid') return orderPaid.record(tx, { ...order, totalFen: 1 })
        if (what === 'closed') return orderClosed.record(tx, { ...order, why: 'out_of_time' })
        if (what === 'shipped') return orderShipped.record(tx, order)
        return orderCompleted.record(tx, { ...order, totalFen: 1 })
      })
    const read = () => messages(db, memberId)
    await tell(db, now, limit)
    const once = await read()
    await db.begin((tx) => rewind(tx, tellMembers.name))
    await tell(db, now, limit)
    assert.deepEqual(await read(), once, 'read again from the beginning')
    const told = once.map(({ kind, facts }) => `${kind} ${String(facts['orderId'])}`)
    assert.equal(new Set(told).size, told.length)
    // The last state of each order is always among what was told.
    for (const [of, orderId] of orderIds.entries()) {
      const known = some.filter((one) => one.of === of).map((one) => one.what)
      const newestFirst = ['completed', 'shipped', 'paid', 'closed'] as const
      const last = newestFirst.find((what) => known.includes(what))
      if (last) assert.ok(told.includes(`order_${last} ${orderId}`))
    }
  })
  await fc.assert(property, { numRuns: 25 })
})

test('a message is written once, though the consumer dies after writing it', async () => {
  await using db = await testDb()
  const { memberId } = await aPaidOrder(db)
  const dying = {
    ...tellMembers,
    take: async (...of: Parameters<typeof tellMembers.take>) => {
      await tellMembers.take(...of)
      throw new Error('died')
    },
  }
  await consume(db, dying, now)
  assert.deepEqual(await kinds(db, memberId), [])
  await tell(db)
  assert.deepEqual(await kinds(db, memberId), ['order_paid'])
})

test('a history that is loaded can be looked up and does not ask to be read', async () => {
  await using db = await testDb()
  const old = await aPaidOrder(db, { at: addMs(now, -newsForMs - dayMs) })
  const fresh = await aPaidOrder(db, { at: addMs(now, -newsForMs + dayMs) })
  await tell(db)
  assert.equal((await messages(db, old.memberId))[0]?.isRead, true)
  assert.equal((await messages(db, fresh.memberId))[0]?.isRead, false)
})

test('who closes the account is told nothing more, and what they were told is gone', async () => {
  await using db = await testDb()
  const { memberId, orderId } = await aShippedOrder(db)
  await tell(db)
  assert.equal((await kinds(db, memberId)).length, 2)
  await db.begin((tx) => closeAccount(tx, { memberId, now }))
  assert.deepEqual(await kinds(db, memberId), [])
  await tell(db)
  await db.begin((tx) => receiveOrders(tx, [{ orderId, receivedAt: now }]))
  await db.begin((tx) => releaseOrders(tx, [orderId], now))
  await answerInstructions(db, orderId, { at: now })
  await tell(db)
  assert.deepEqual(await kinds(db, memberId), [])
})
