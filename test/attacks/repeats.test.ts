/** Repeats: one key, one effect, one answer; a key is its owner's, and only for what it was used for. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import { forgetAnswers } from '#platform/idempotency.ts'
import type { Reply } from '../client.ts'
import { assertSound, openShop } from './shop.ts'
import type { AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let member: Member

suite('repeats', () => {
  before(async () => {
    shop = await openShop()
    member = await shop.member()
  })
  after(() => shop[Symbol.asyncDispose]())

  test('fifty orders at once under one key are one order, and all hear of the same', async () => {
    const key = randomUUID()
    const before = await ordersOf(member)
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => place(member, key, shop.wanted(member))),
    )
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([201]))
    assert.equal(new Set(replies.map(({ body }) => body.id)).size, 1)
    assert.equal((await ordersOf(member)) - before, 1)
    const [charged] = await shop.db<{ count: number }>`
      select count(*) from trade.payment where order_id = ${replies[0]!.body.id}`
    assert.equal(charged!.count, 1)
  })

  test('fifty refunds at once under one key are one refund; who comes too early is told to wait', async () => {
    const order = await shop.received(member, { quantity: 50 })
    const key = randomUUID()
    const ask = () => keyed(`/orders/${order.id}/refunds`, key, oneBack)
    const replies = await Promise.all(Array.from({ length: 50 }, ask))
    const answered = replies.filter(({ status }) => status === 201)
    for (const { status, body } of replies)
      assert.ok(status === 201 || body.code === 'idempotency_key_running', `${status} ${body.code}`)
    assert.equal(new Set(answered.map(({ body }) => body.id)).size, 1)
    const again = await ask()
    assert.deepEqual([again.status, again.body], [201, answered[0]!.body])
    assert.equal((await member.client.get(`/orders/${order.id}`)).body.refunds.length, 1)
  })

  test('twenty tries to pay under one key are one charge, and all that got through name it', async () => {
    const order = await shop.order(member, { payment: 'cashier', quantity: 1 })
    const key = randomUUID()
    const pay = (method = 'cashier') => keyed(`/orders/${order.id}/payments`, key, { method })
    const replies = await Promise.all(Array.from({ length: 20 }, () => pay()))
    for (const { status, body } of replies)
      assert.ok(status === 201 || body.code === 'idempotency_key_running', `${status} ${body.code}`)
    const again = await pay()
    assert.equal(again.status, 201)
    const heard = [again, ...replies].filter(({ status }) => status === 201)
    assert.equal(new Set(heard.map(({ body }) => body.number)).size, 1)
    assert.equal(new Set(heard.map(({ body }) => body.cashierUrl)).size, 1)
    const { body } = await member.client.get(`/orders/${order.id}`)
    assert.equal(body.payments.length, 2, 'the one of the order, and this one')
    assert.equal(outcomeOf(await pay('balance')), '422 idempotency_key_reused')
  })

  test('the same key for something else is refused, and what it was used for stays', async () => {
    const key = randomUUID()
    const wanted = shop.wanted(member)
    const first = await place(member, key, wanted)
    const others = [
      shop.wanted(member, { quantity: 3 }),
      shop.wanted(member, { goods: shop.goods[1]! }),
      { ...wanted, payment: 'cashier' },
      { ...wanted, couponCode: 'SPRING' },
    ]
    for (const other of others)
      assert.equal(outcomeOf(await place(member, key, other)), '422 idempotency_key_reused')
    assert.equal((await place(member, key, wanted)).body.id, first.body.id)

    const [one, two] = [
      await shop.order(member, { payment: 'cashier' }),
      await shop.order(member, { payment: 'cashier' }),
    ]
    const stop = (id: string) => keyed(`/orders/${id}/cancellation`, key)
    assert.equal((await stop(one.id)).status, 200)
    assert.equal(outcomeOf(await stop(two.id)), '422 idempotency_key_reused')
    assert.equal((await member.client.get(`/orders/${two.id}`)).body.status, 'placed')
  })

  test('another spelling of the same request is the same request', async () => {
    const key = randomUUID()
    const wanted = shop.wanted(member)
    const first = await place(member, key, wanted)
    const turned = Object.fromEntries(Object.entries(wanted).toReversed())
    const spellings = [
      JSON.stringify(turned, null, 2),
      JSON.stringify({ ...wanted, more: 'ignored' }),
      ` ${JSON.stringify(wanted)} `,
    ]
    for (const raw of spellings) {
      const headers = { 'idempotency-key': key }
      const again = await member.client.send('POST', '/api/orders', { raw, headers })
      assert.deepEqual([again.status, again.body.id], [201, first.body.id])
    }
  })

  test('a key is its owner’s: another member’s same key is another order, and tells nothing', async () => {
    const key = randomUUID()
    const stranger = await shop.member()
    const [first, other] = [
      await place(member, key, shop.wanted(member)),
      await place(stranger, key, shop.wanted(stranger)),
    ]
    assert.deepEqual([first.status, other.status], [201, 201])
    assert.notEqual(first.body.id, other.body.id)
    // Not even the very same request, with her address in it.
    const hers = await place(stranger, randomUUID(), shop.wanted(member))
    assert.equal(outcomeOf(hers), '404 address_not_found')
    const sameKey = await place(stranger, key, shop.wanted(member))
    assert.equal(outcomeOf(sameKey), '422 idempotency_key_reused')
  })

  test('a refusal is repeated word for word, though the world has moved on', async () => {
    const key = randomUUID()
    const tooMany = shop.wanted(member, { quantity: 1_001 })
    const first = await place(member, key, tooMany)
    assert.equal(outcomeOf(first), '409 sold_out')
    const operations = await shop.staff('operations')
    const more = { quantity: 5_000, reason: 'delivery' }
    const { skuId } = shop.goods[0]!
    assert.equal((await operations.post(`/console/skus/${skuId}/stock-changes`, more)).status, 201)
    const again = await place(member, key, tooMany)
    assert.deepEqual(withoutTrace(again.body), withoutTrace(first.body))
    assert.equal((await place(member, randomUUID(), tooMany)).status, 201)
  })

  test('what was not understood is not remembered: the key is still free', async () => {
    const key = randomUUID()
    const wanted = shop.wanted(member)
    for (const wrong of [{}, { ...wanted, lines: [] }, { ...wanted, addressId: 'x' }])
      assert.equal(outcomeOf(await place(member, key, wrong)), '400 invalid_input')
    assert.equal((await place(member, key, wanted)).status, 201)
  })

  test('keys of 8 and of 255 characters of any printable kind are taken, for one effect each', async () => {
    for (const key of [`k${randomUUID().slice(0, 7)}`, `'";--\\%_<>${'~'.repeat(245)}`]) {
      const [one, two] = [
        await place(member, key, shop.wanted(member)),
        await place(member, key, shop.wanted(member)),
      ]
      assert.deepEqual([one.status, two.body.id], [201, one.body.id])
    }
  })

  test('after seven days a key is forgotten, and no order or payment with it', async () => {
    const key = randomUUID()
    const wanted = shop.wanted(member)
    const first = await place(member, key, wanted)
    const { now } = shop.running
    await forgetAnswers(shop.db, addMs(now, 7 * dayMs))
    assert.equal((await place(member, key, wanted)).body.id, first.body.id)
    await forgetAnswers(shop.db, addMs(now, 7 * dayMs + 1))
    const fresh = await place(member, key, wanted)
    assert.notEqual(fresh.body.id, first.body.id)
    assert.notEqual(fresh.body.payment.number, first.body.payment.number)
    assert.equal((await member.client.get(`/orders/${first.body.id}`)).body.status, 'paid')
  })

  test('of a thousand random repeats there are as many effects as keys', async () => {
    const keys = Array.from({ length: 40 }, () => randomUUID())
    const before = await ordersOf(member)
    const answers = new Map<string, Set<string>>()
    for (let round = 0; round < 10; round++)
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const key = keys[Math.floor(Math.random() * keys.length)]!
          const { status, body } = await place(member, key, shop.wanted(member, { quantity: 1 }))
          assert.equal(status, 201)
          answers.set(key, (answers.get(key) ?? new Set()).add(body.id))
        }),
      )
    assert.ok([...answers.values()].every((ids) => ids.size === 1))
    assert.equal((await ordersOf(member)) - before, answers.size)
  })

  test('after all that the books are sound', () => assertSound(shop))
})

const oneBack = { kind: 'return', reason: 'damaged', lines: [{ lineNo: 1, quantity: 1 }] }

const place = ({ client }: Member, key: string, body: unknown) =>
  client.post('/orders', body, { 'idempotency-key': key })

const keyed = (path: string, key: string, body?: unknown) =>
  member.client.post(path, body, { 'idempotency-key': key })

const outcomeOf = ({ status, body }: Reply) => `${status} ${body.code}`

function withoutTrace({ traceId, ...problem }: Record<string, unknown>) {
  assert.ok(traceId)
  return problem
}

async function ordersOf({ memberId }: Member): Promise<number> {
  const [row] = await shop.db<{ count: number }>`
    select count(*) from trade."order" where member_id = ${memberId}`
  return row!.count
}
