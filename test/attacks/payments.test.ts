/** Payments: paid twice, paid late, and notices that lie, repeat themselves or come in any order. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { after, before, suite, test } from 'node:test'
import { addMs, minuteMs } from '#platform/clock.ts'
import { openSigner } from '#platform/key-ring.ts'
import type { Signer } from '#platform/key-ring.ts'
import { sealAgeMsMax, sealMessage } from '#platform/signed-message.ts'
import type { Reply } from '../client.ts'
import { assertSound, openShop, refuseAll } from './shop.ts'
import type { AttackedShop, Member, Order } from './shop.ts'

let shop: AttackedShop
let member: Member

suite('payments', () => {
  before(async () => {
    shop = await openShop()
    shop.running.sandbox.notify(undefined) // here only the test tells of payments
    member = await shop.member()
  })
  after(() => shop[Symbol.asyncDispose]())

  test('an order that is paid twice keeps one payment and gives the other back to the fen', async () => {
    const startFen = await institutionBalance(member)
    const order = await shop.order(member, { payment: 'cashier', quantity: 3 })
    const second = await payAgain(order, 'cashier')
    const third = await payAgain(order, 'cashier')
    for (const { cashierUrl } of [order.payment, second.body, third.body]) await payAt(cashierUrl)
    assert.equal(await institutionBalance(member), startFen - 3 * order.totalFen)
    const numbers = [order.payment.number, second.body.number, third.body.number]
    await Promise.all(numbers.map((number) => tell([paid(number, order.totalFen)])))
    await shop.running.work()

    const { body: kept } = await member.client.get(`/orders/${order.id}`)
    assert.equal(kept.status, 'paid')
    const states = kept.payments.map((one: { status: string }) => one.status).toSorted()
    assert.deepEqual(states, ['paid', 'returned', 'returned'])
    assert.equal(await institutionBalance(member), startFen - order.totalFen)
    assert.equal(await escrowOf(order.id), order.totalFen)
    assert.equal((await payAgain(order, 'balance')).body.code, 'already_paid')
  })

  test('twenty tabs that pay one order pay it once', async () => {
    const startFen = await institutionBalance(member)
    const order = await shop.order(member, { payment: 'cashier' })
    const replies = await Promise.all(Array.from({ length: 20 }, () => payAgain(order, 'balance')))
    for (const { status, body } of replies)
      assert.ok(status === 201 || body.code === 'already_paid', `${status} ${body.code}`)
    await shop.running.work()
    const { body: kept } = await member.client.get(`/orders/${order.id}`)
    assert.equal(kept.status, 'paid')
    const states = kept.payments.map((one: { status: string }) => one.status)
    assert.equal(states.filter((one: string) => one === 'paid').length, 1)
    assert.ok(
      states.every((one: string) => ['paid', 'returned', 'pending', 'closed'].includes(one)),
    )
    assert.equal(await institutionBalance(member), startFen - order.totalFen)
    assert.equal(await escrowOf(order.id), order.totalFen)
  })

  test('an order of a member without the money stays unpaid and can be paid when there is some', async () => {
    const poor = await shop.member()
    const { priceFen } = shop.goods[0]!
    await shop.order(poor, { quantity: 1 }) // opens the account
    await setBalance(poor, priceFen)
    const order = await shop.order(poor, { quantity: 2 })
    const { body: before } = await poor.client.get(`/orders/${order.id}`)
    assert.deepEqual([before.status, before.payments[0].status], ['placed', 'failed'])
    assert.equal(before.payments[0].reason, 'insufficient_balance')
    await setBalance(poor, 100_000)
    const again = await poor.client.post(`/orders/${order.id}/payments`, { method: 'balance' })
    assert.equal(again.body.status, 'paid')
  })

  test('a notice that is not the institution’s, not fresh or not for us changes nothing', async () => {
    const order = await shop.order(member, { payment: 'cashier' })
    const word = [paid(order.payment.number, order.totalFen)]
    const stranger = openSigner(path.join(shop.running.sandbox.keysDir, 'stranger'))
    const merchant = openSigner(path.join(shop.running.sandbox.keysDir, 'merchant'))
    const { now } = shop.running
    const refused = '401 notice_refused'
    await refuseAll(shop, [
      { case: 'unsigned', send: () => post(noticeOf(word), {}), answer: refused },
      {
        case: 'signed by a stranger',
        send: () => tell(word, { signer: stranger }),
        answer: refused,
      },
      {
        case: 'signed by ourselves',
        send: () => tell(word, { signer: merchant }),
        answer: refused,
      },
      {
        case: 'another body under its signature',
        send: () => tell(word, { sent: noticeOf([paid(order.payment.number, 1)]) }),
        answer: refused,
      },
      {
        case: 'one blank more',
        send: () => tell(word, { sent: Buffer.concat([noticeOf(word), Buffer.from(' ')]) }),
        answer: refused,
      },
      {
        case: 'five minutes old',
        send: () => tell(word, { at: addMs(now, -sealAgeMsMax) }),
        answer: refused,
      },
      {
        case: 'from tomorrow',
        send: () => tell(word, { at: addMs(now, sealAgeMsMax) }),
        answer: refused,
      },
      {
        case: 'for another merchant',
        send: () => tell(word, { recipient: 'other' }),
        answer: refused,
      },
      { case: 'nothing', send: () => post(Buffer.alloc(0), {}), answer: refused },
      { case: 'empty', send: () => tell([]), answer: refused },
      {
        case: 'no outcome',
        send: () => tell([{ number: order.payment.number } as Word]),
        answer: refused,
      },
      {
        case: 'a negative amount',
        send: () => tell([paid(order.payment.number, -order.totalFen)]),
        answer: refused,
      },
      {
        case: 'another currency',
        send: () => tell([{ ...word[0]!, currency: 'USD' }]),
        answer: refused,
      },
      {
        case: 'the signature of another notice',
        send: async () => {
          const headers = sealOf(noticeOf([paid('other', 1)]), {})
          return post(noticeOf(word), headers)
        },
        answer: refused,
      },
      {
        case: 'a signature spelled twice',
        send: () => {
          const headers = sealOf(noticeOf(word), {})
          const doubled = `${headers['sandbox-signature']}, ${headers['sandbox-signature']}`
          return post(noticeOf(word), { ...headers, 'sandbox-signature': doubled })
        },
        answer: refused,
      },
      {
        case: 'as text',
        send: () =>
          post(noticeOf(word), { ...sealOf(noticeOf(word), {}), 'content-type': 'text/plain' }),
        answer: '415 not_json',
      },
    ])
  })

  test('a wrong amount and an unknown number open a case and move no money', async () => {
    const order = await shop.order(member, { payment: 'cashier' })
    const { number } = order.payment
    for (const [amountFen, why] of [
      [order.totalFen - 1, 'amount_mismatch'],
      [order.totalFen + 1, 'amount_mismatch'],
      [0, 'amount_mismatch'],
    ] as const) {
      assert.equal((await tell([paid(number, amountFen)])).status, 200)
      assert.deepEqual(await casesOf(`payment:${number}`), [why])
    }
    const nobody = randomUUID().replaceAll('-', '')
    for (let round = 0; round < 3; round++) await tell([paid(nobody, 100)])
    assert.deepEqual(await casesOf(`institution:${nobody}`), ['unknown_number'])
    const { body: kept } = await member.client.get(`/orders/${order.id}`)
    assert.deepEqual([kept.status, kept.payments[0].status], ['placed', 'pending'])
    assert.equal(await escrowOf(order.id), 0)
    // The true word still counts afterwards.
    await tell([paid(number, order.totalFen)])
    assert.equal((await member.client.get(`/orders/${order.id}`)).body.status, 'paid')
  })

  test('a notice that comes a hundred times, ten at once, takes effect once', async () => {
    const order = await shop.order(member, { payment: 'cashier' })
    const body = noticeOf([paid(order.payment.number, order.totalFen)])
    const headers = sealOf(body, {}) // the very same bytes, as a replay would send them
    for (let round = 0; round < 10; round++) {
      const replies = await Promise.all(Array.from({ length: 10 }, () => post(body, headers)))
      assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]))
    }
    assert.equal(await escrowOf(order.id), order.totalFen)
    assert.equal(await timesPaid(order.id), 1)
    const { body: kept } = await member.client.get(`/orders/${order.id}`)
    assert.deepEqual([kept.status, kept.payments.length], ['paid', 1])
  })

  test('whatever order the words come in, the definite one stands', async () => {
    const orders: [string, ((number: string, amountFen: number) => Word)[]][] = [
      ['closed after done', [paid, closed]],
      ['waiting after done', [paid, waiting]],
      ['refused after done', [paid, refused]],
      ['done after closed', [closed, paid]],
      ['done after refused', [refused, paid]],
      ['all of them, twice', [waiting, closed, paid, refused, waiting, paid, closed]],
    ]
    for (const [name, words] of orders) {
      const order = await shop.order(member, { payment: 'cashier' })
      for (const word of words) await tell([word(order.payment.number, order.totalFen)])
      const { body: kept } = await member.client.get(`/orders/${order.id}`)
      assert.deepEqual([kept.status, kept.payments[0].status], ['paid', 'paid'], name)
      assert.equal(await escrowOf(order.id), order.totalFen, name)
    }
    const order = await shop.order(member, { payment: 'cashier' })
    const { number } = order.payment
    const together = [closed, paid, waiting].map((word) => word(number, order.totalFen))
    await tell(together)
    assert.equal((await member.client.get(`/orders/${order.id}`)).body.status, 'paid')
  })

  test('a notice about somebody’s refund or payout cannot be made from one about a payment', async () => {
    const order = await shop.order(member)
    const gone = await member.client.post(`/orders/${order.id}/refunds`, {
      kind: 'cancel',
      reason: 'changed_mind',
      lines: [{ lineNo: 1, quantity: 1 }],
    })
    const [{ number, amountFen }] = (await shop.db`
      select number, amount_fen from trade.instruction where about = ${`refund:${gone.body.id}`}`) as [
      { number: string; amountFen: number },
    ]
    await tell([paid(number, amountFen + 1)])
    assert.equal(
      (await member.client.get(`/orders/${order.id}`)).body.refunds[0].status,
      'approved',
    )
    assert.deepEqual(await casesOf(`instruction:${number}`), ['amount_mismatch'])
    await tell([paid(number, amountFen), paid(number, amountFen), closed(number, amountFen)])
    assert.equal((await member.client.get(`/orders/${order.id}`)).body.refunds[0].status, 'done')
  })

  test('an order that was given up or ran out of time is not paid again', async () => {
    const given = await shop.order(member, { payment: 'cashier' })
    await member.client.post(`/orders/${given.id}/cancellation`)
    const paidOrder = await shop.order(member)
    const pay = (id: string) => () =>
      member.client.post(`/orders/${id}/payments`, { method: 'balance' })
    await refuseAll(shop, [
      { case: 'given up', send: pay(given.id), answer: '409 order_state' },
      {
        case: 'given up twice',
        send: () => member.client.post(`/orders/${given.id}/cancellation`),
        answer: '409 order_state',
      },
      {
        case: 'given up after it was paid',
        send: () => member.client.post(`/orders/${paidOrder.id}/cancellation`),
        answer: '409 order_state',
      },
      { case: 'paid', send: pay(paidOrder.id), answer: '409 already_paid' },
    ])
    const late = await shop.order(member, { payment: 'cashier' })
    shop.running.now = addMs(shop.running.now, 15 * minuteMs)
    await refuseAll(shop, [{ case: 'late', send: pay(late.id), answer: '409 order_state' }])
  })

  test('after all that the books are sound', () => assertSound(shop))
})

type Word = {
  number: string
  status: string
  amountFen: number
  currency: string
  at: Date
  institutionNumber: string
  reason?: string
}

const wordOf =
  (status: string) =>
  (number: string, amountFen: number): Word => {
    const at = shop.running.now
    return { number, status, amountFen, currency: 'CNY', at, institutionNumber: `SBX-${number}` }
  }
const paid = wordOf('done')
const closed = wordOf('closed')
const waiting = wordOf('waiting')
const refused = wordOf('refused')

type Telling = { signer?: Signer; at?: Date; recipient?: string; sent?: Buffer }

const noticeOf = (outcomes: Word[], recipient = 'tessera') =>
  Buffer.from(JSON.stringify({ recipient, outcomes }))

/** A notice as the institution would send it, or one that pretends. */
function tell(words: Word[], telling: Telling = {}): Promise<Reply> {
  const body = noticeOf(words, telling.recipient)
  return post(telling.sent ?? body, sealOf(body, telling))
}

function sealOf(body: Buffer, { signer, at = shop.running.now }: Telling) {
  const own = openSigner(path.join(shop.running.sandbox.keysDir, 'institution'))
  const seal = sealMessage(signer ?? own, '', body, at)
  return {
    'sandbox-timestamp': seal.timestamp,
    'sandbox-nonce': seal.nonce,
    'sandbox-serial': seal.serial,
    'sandbox-signature': seal.signature,
  }
}

const post = (raw: Buffer, headers: Record<string, string>) =>
  shop.visitor().send('POST', '/api/payments/notices', { raw, headers })

const payAgain = ({ id }: Order, method: string) =>
  member.client.post(`/orders/${id}/payments`, { method })

/** As the payer does on the institution's page. */
async function payAt(cashierUrl: string): Promise<void> {
  const paidThere = await fetch(cashierUrl, {
    method: 'POST',
    body: new URLSearchParams({ act: 'pay' }),
    redirect: 'manual',
  })
  assert.equal(paidThere.status, 303)
}

const setBalance = ({ memberId }: Member, fen: number) =>
  shop.db`update sandbox.payer set balance_fen = ${fen} where payer = ${memberId}`

async function institutionBalance({ memberId }: Member): Promise<number> {
  const [account] = await shop.db<{ balanceFen: number }>`
    select balance_fen from sandbox.payer where payer = ${memberId}`
  return account?.balanceFen ?? 1_000_000_00
}

/** What the ledger says that an order has in escrow. */
async function escrowOf(orderId: string): Promise<number> {
  const [row] = await shop.db<{ fen: number }>`
    select coalesce(sum(case when to_account = ${`CNY/escrow/${orderId}`} then amount else -amount end), 0)::bigint as fen
    from ledger.transfer
    where kind in ('post', 'post_hold')
      and ${`CNY/escrow/${orderId}`} in (from_account, to_account)`
  return row!.fen
}

async function casesOf(subject: string): Promise<string[]> {
  const rows = await shop.db<{ kind: string }>`
    select kind from trade."case" where subject = ${subject}`
  return rows.map(({ kind }) => kind)
}

async function timesPaid(orderId: string): Promise<number> {
  const [row] = await shop.db<{ count: number }>`
    select count(*) from platform.event
    where name = 'trade.order_paid' and payload ->> 'orderId' = ${orderId}`
  return row!.count
}
