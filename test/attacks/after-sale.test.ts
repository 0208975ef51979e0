/** Money back: never more than was paid, whoever asks, how often and how many at once. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Client, Reply } from '../client.ts'
import { assertSound, openShop, refuseAll, settle } from './shop.ts'
import type { AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let member: Member
let support: Client
let operations: Client

suite('after the sale', () => {
  before(async () => {
    shop = await openShop()
    member = await shop.member()
    support = await shop.staff('support')
    operations = await shop.staff('operations')
  })
  after(() => shop[Symbol.asyncDispose]())

  test('parts that are asked back one after the other end at what was paid, to the fen', async () => {
    for (const released of [false, true]) {
      const startFen = await purseOf(member)
      const order = released
        ? await shop.received(member, { quantity: 7 })
        : await shop.shipped(member, { quantity: 7 })
      let backFen = 0
      for (let piece = 0; piece < 7; piece++) {
        const refund = await askBack(order.id, 1)
        assert.equal(refund.status, 201, refund.text)
        backFen += refund.body.amountFen
        assert.equal((await decide(refund.body.id)).status, 200)
      }
      assert.equal(backFen, order.totalFen)
      const eighth = await askBack(order.id, 1)
      assert.ok(['refund_exceeds', 'order_state'].includes(eighth.body.code), eighth.text)
      await shop.running.work()
      const { body: kept } = await member.client.get(`/orders/${order.id}`)
      assert.deepEqual([kept.status, kept.refundedFen], ['refunded', order.totalFen])
      assert.equal(await purseOf(member), startFen)
    }
  })

  test('twenty tabs that ask the whole order back get it once', async () => {
    for (const state of ['shipped', 'received'] as const) {
      const startFen = await purseOf(member)
      const order = await shop[state](member, { quantity: 5 })
      const replies = await Promise.all(Array.from({ length: 20 }, () => askBack(order.id, 5)))
      assert.deepEqual(countBy(replies), { '201': 1, '409 refund_exceeds': 19 })
      const refund = replies.find(({ status }) => status === 201)!.body
      const decisions = await Promise.all(Array.from({ length: 20 }, () => decide(refund.id)))
      assert.deepEqual(countBy(decisions), { '200': 1, '409 refund_state': 19 })
      await shop.running.work()
      assert.equal(await purseOf(member), startFen)
      const { body: kept } = await member.client.get(`/orders/${order.id}`)
      assert.deepEqual([kept.status, kept.refundedFen], ['refunded', order.totalFen])
    }
  })

  test('twenty tabs that ask for pieces get as many as were bought, whatever is mixed', async () => {
    const order = await shop.received(member, { quantity: 10 })
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => askBack(order.id, 1 + (index % 3))),
    )
    const given = replies.filter(({ status }) => status === 201).map(({ body }) => body)
    const pieces = given.flatMap(({ lines }) => lines as { quantity: number }[])
    assert.ok(pieces.reduce((sum, { quantity }) => sum + quantity, 0) <= 10)
    assert.ok(given.reduce((sum, { amountFen }) => sum + amountFen, 0) <= order.totalFen)
    // Staff cannot give more than what those requests leave, either.
    const left = order.totalFen - given.reduce((sum, { amountFen }) => sum + amountFen, 0)
    const lines = [{ lineNo: 1, quantity: 0, amountFen: left + 1 }]
    const tooMuch = { kind: 'money_only', reason: 'late', lines }
    await refuseAll(shop, [
      {
        case: 'staff give one fen too much',
        send: () => support.post(`/console/orders/${order.id}/refunds`, tooMuch),
        answer: '409 refund_exceeds',
      },
    ])
  })

  test('twenty tabs that cancel a paid order are paid back once', async () => {
    const startFen = await purseOf(member)
    const order = await shop.order(member, { quantity: 4 })
    const cancel = () =>
      member.client.post(`/orders/${order.id}/refunds`, {
        kind: 'cancel',
        reason: 'changed_mind',
        lines: [{ lineNo: 1, quantity: 4 }],
      })
    const replies = await Promise.all(Array.from({ length: 20 }, cancel))
    assert.equal(replies.filter(({ status }) => status === 201).length, 1)
    await shop.running.work()
    assert.equal(await purseOf(member), startFen)
    await refuseAll(shop, [
      { case: 'once more', send: cancel, answer: '409 order_state' },
      {
        case: 'paying it again',
        send: () => member.client.post(`/orders/${order.id}/payments`, { method: 'balance' }),
        answer: '409 already_paid',
      },
      { case: 'sending it', send: () => ship(order.id), answer: '409 order_state' },
    ])
  })

  test('receipt is confirmed once, and only of what was sent', async () => {
    const paid = await shop.order(member)
    const waiting = await shop.order(member, { payment: 'cashier' })
    const confirm = (id: string) => () => member.client.post(`/orders/${id}/receipt`)
    await refuseAll(shop, [
      { case: 'unpaid', send: confirm(waiting.id), answer: '409 order_state' },
      { case: 'not sent', send: confirm(paid.id), answer: '409 order_state' },
    ])
    const sent = await shop.shipped(member)
    const replies = await Promise.all(Array.from({ length: 10 }, confirm(sent.id)))
    assert.deepEqual(countBy(replies), { '200': 1, '409 order_state': 9 })
    await shop.running.work()
    await refuseAll(shop, [
      { case: 'once more', send: confirm(sent.id), answer: '409 order_state' },
    ])
    const splits = await shop.db`
      select 1 from trade.instruction where order_id = ${sent.id} and kind = 'split'`
    assert.equal(splits.length, 1)
  })

  test('an order is disputed once at a time, and nothing of it moves meanwhile', async () => {
    const order = await shop.shipped(member, { quantity: 3 })
    const at = `/orders/${order.id}`
    const dispute = () => member.client.post(`${at}/disputes`, complaint)
    const replies = await Promise.all(Array.from({ length: 10 }, dispute))
    assert.deepEqual(countBy(replies), { '201': 1, '409 dispute_open': 9 })
    const { id } = replies.find(({ status }) => status === 201)!.body
    await refuseAll(shop, [
      { case: 'disputed again', send: dispute, answer: '409 dispute_open' },
      {
        case: 'received',
        send: () => member.client.post(`${at}/receipt`),
        answer: '409 dispute_open',
      },
      { case: 'asked back', send: () => askBack(order.id, 1), answer: '409 dispute_open' },
      {
        case: 'more than was paid',
        send: () => verdict(id, order.totalFen + 1),
        answer: '409 refund_exceeds',
      },
      { case: 'less than nothing', send: () => verdict(id, -1), answer: '400 invalid_input' },
      {
        case: 'decided by operations',
        send: () =>
          operations.post(`/console/disputes/${id}/decision`, { refundFen: 0, grounds: 'agreed' }),
        answer: '403 not_allowed',
      },
    ])
    const startFen = await purseOf(member)
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => verdict(id, 100)))
    assert.deepEqual(countBy(verdicts), { '200': 1, '409 dispute_state': 9 })
    await shop.running.work()
    assert.equal(await purseOf(member), startFen + 100)
    await refuseAll(shop, [
      {
        case: 'withdrawn after the verdict',
        send: () => member.client.post(`${at}/disputes/${id}/withdrawal`),
        answer: '409 dispute_state',
      },
    ])
  })

  test('what was decided or taken back is over', async () => {
    const order = await shop.received(member, { quantity: 3 })
    const [first, second] = [await askBack(order.id, 1), await askBack(order.id, 1)]
    const withdraw = (id: string) => () =>
      member.client.post(`/orders/${order.id}/refunds/${id}/withdrawal`)
    assert.equal((await withdraw(first.body.id)()).status, 200)
    assert.equal((await decide(second.body.id, 'refuse')).status, 200)
    await refuseAll(shop, [
      { case: 'withdrawn twice', send: withdraw(first.body.id), answer: '409 refund_state' },
      { case: 'approved after it', send: () => decide(first.body.id), answer: '409 refund_state' },
      {
        case: 'approved once refused',
        send: () => decide(second.body.id),
        answer: '409 refund_state',
      },
      {
        case: 'withdrawn once refused',
        send: withdraw(second.body.id),
        answer: '409 refund_state',
      },
      {
        case: 'one that never was',
        send: () => decide(randomUUIDv7()),
        answer: '404 refund_not_found',
      },
    ])
  })

  test('the days for a return without a reason end when they end, and so do all claims', async () => {
    const order = await shop.received(member, { quantity: 3 })
    const { now } = shop.running
    const ask = (reason: string) => () => askBack(order.id, 1, reason)
    try {
      shop.running.now = addMs(now, 9 * dayMs)
      const session =
        await shop.db`update platform.session set seen_at = ${shop.running.now} returning 1`
      assert.ok(session.length > 0)
      await settle(shop)
      await refuseAll(shop, [
        { case: 'after a week', send: ask('no_reason'), answer: '409 return_window_closed' },
      ])
      shop.running.now = addMs(now, 177 * dayMs)
      await shop.db`update platform.session set seen_at = ${shop.running.now}`
      await settle(shop)
      await refuseAll(shop, [
        { case: 'after half a year', send: ask('damaged'), answer: '409 after_sale_over' },
        {
          case: 'disputed after half a year',
          send: () => member.client.post(`/orders/${order.id}/disputes`, complaint),
          answer: '409 after_sale_over',
        },
      ])
    } finally {
      shop.running.now = now
    }
  })

  test('a parcel is sent once, by its brand, of an order that is paid', async () => {
    const [paid, waiting] = [
      await shop.order(member),
      await shop.order(member, { payment: 'cashier' }),
    ]
    await refuseAll(shop, [
      { case: 'unpaid', send: () => ship(waiting.id), answer: '409 order_state' },
      {
        case: 'of another brand',
        send: () => ship(paid.id, randomUUIDv7()),
        answer: '409 order_state',
      },
      {
        case: 'of no order',
        send: () => ship(randomUUIDv7(), randomUUIDv7()),
        answer: '404 order_not_found',
      },
    ])
    const replies = await Promise.all(Array.from({ length: 10 }, () => ship(paid.id)))
    assert.deepEqual(countBy(replies), { '201': 1, '409 order_state': 9 })
    const sent = await shop.db`select 1 from trade.shipment where order_id = ${paid.id}`
    assert.equal(sent.length, 1)
  })

  test('a brand is paid out once a day, however many press the button', async () => {
    const finance = await shop.staff('finance')
    await shop.received(member, { quantity: 9 })
    const before = await paidOut()
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => finance.post('/console/payouts')),
    )
    assert.deepEqual(countBy(replies), { '201': 1, '409 nothing_to_pay_out': 9 })
    const { items } = replies.find(({ status }) => status === 201)!.body
    await shop.running.work()
    const sum = (items as { amountFen: number }[]).reduce((all, one) => all + one.amountFen, 0)
    assert.equal(await paidOut(), before + sum)
  })

  test('after all that the books are sound', () => assertSound(shop))
})

const complaint = { reason: 'not_received', remark: 'Nothing came.' }

const askBack = (orderId: string, quantity: number, reason = 'damaged') =>
  member.client.post(`/orders/${orderId}/refunds`, {
    kind: 'return',
    reason,
    lines: [{ lineNo: 1, quantity }],
  })

const decide = (refundId: string, decision = 'approve') =>
  support.post(`/console/refunds/${refundId}/decision`, { decision, restock: true })

const verdict = (disputeId: string, refundFen: number) =>
  support.post(`/console/disputes/${disputeId}/decision`, { refundFen, grounds: 'agreed' })

async function ship(orderId: string, brand?: string): Promise<Reply> {
  const [line] = await shop.db<{ brandId: string }>`
    select brand_id from trade.order_line where order_id = ${orderId}`
  const brandId = brand ?? line!.brandId
  return operations.post(`/console/orders/${orderId}/shipments`, {
    brandId,
    carrier: 'SF',
    trackingNo: 'SF1',
  })
}

const countBy = (replies: Reply[]) =>
  Object.fromEntries(
    [
      ...Map.groupBy(replies, ({ status, body }) =>
        status < 300 ? `${status}` : `${status} ${body.code}`,
      ),
    ]
      .map(([name, list]) => [name, list.length] as const)
      .toSorted(),
  )

/** What the member has at the institution. */
async function purseOf({ memberId }: Member): Promise<number> {
  const [purse] = await shop.db<{ balanceFen: number }>`
    select balance_fen from sandbox.payer where payer = ${memberId}`
  return purse?.balanceFen ?? 1_000_000_00
}

async function paidOut(): Promise<number> {
  const [row] = await shop.db<{ fen: number }>`
    select coalesce(sum(amount_fen), 0)::bigint as fen from sandbox.instruction
    where kind = 'payout' and status = 'done'`
  return row!.fen
}
