/** What is another member's is, for everybody else, as if it were not there. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import pg from 'pg'
import type { Client, Reply } from '../client.ts'
import { assertSound, openShop, refuseAll } from './shop.ts'
import type { Attack, AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let alice: Member
let mallory: Member
let hers: Record<
  'placed' | 'paid' | 'shipped' | 'received' | 'refund' | 'dispute' | 'message',
  string
>
let disputed: string

const complaint = { reason: 'not_received', remark: 'Nothing came.' }
const oneBack = { kind: 'return', reason: 'damaged', lines: [{ lineNo: 1, quantity: 1 }] }
const elsewhere = {
  name: '马',
  phone: '13800138000',
  province: '上海市',
  city: '上海市',
  district: '徐汇区',
  street: '一路 1 号',
}

/** Ways to reach for a thing by its id: hers, and one that is nowhere, are asked for alike. */
type Reach = {
  what: string
  hers: () => string
  reach: (client: Client, id: string) => Promise<Reply>
  answer: string
}

const reaches: Reach[] = [
  order('looks at an order', 'paid', (client, at) => client.get(at)),
  order('reads where an order goes', 'paid', (client, at) => client.get(`${at}/address`)),
  order('watches an order', 'paid', (client, at) => client.get(`${at}/live`)),
  order('pays an order', 'placed', (client, at) =>
    client.post(`${at}/payments`, { method: 'balance' }),
  ),
  order('gives an order up', 'placed', (client, at) => client.post(`${at}/cancellation`)),
  order('confirms an order', 'shipped', (client, at) => client.post(`${at}/receipt`)),
  order('cancels a paid order', 'paid', (client, at) =>
    client.post(`${at}/refunds`, { ...oneBack, kind: 'cancel' }),
  ),
  order('returns an order', 'received', (client, at) => client.post(`${at}/refunds`, oneBack)),
  order('disputes an order', 'shipped', (client, at) => client.post(`${at}/disputes`, complaint)),
  {
    what: 'withdraws a refund',
    hers: () => hers.refund,
    reach: (client, id) => client.post(`/orders/${hers.received}/refunds/${id}/withdrawal`),
    answer: '404 refund_not_found',
  },
  {
    what: 'withdraws a dispute',
    hers: () => hers.dispute,
    reach: (client, id) => client.post(`/orders/${disputed}/disputes/${id}/withdrawal`),
    answer: '404 dispute_not_found',
  },
  {
    what: 'changes an address',
    hers: () => alice.addressId,
    reach: (client, id) => client.put(`/addresses/${id}`, elsewhere),
    answer: '404 address_not_found',
  },
  {
    what: 'deletes an address',
    hers: () => alice.addressId,
    reach: (client, id) => client.delete(`/addresses/${id}`),
    answer: '404 address_not_found',
  },
  {
    what: 'puts what an order had into the cart',
    hers: () => hers.paid,
    reach: (client, id) => client.post(`/orders/${id}/cart-lines`),
    answer: '404 order_not_found',
  },
  {
    what: 'marks messages as read',
    hers: () => hers.message,
    reach: (client, messageId) => client.post('/inbox/read', { messageId }),
    answer: '404 message_not_found',
  },
  {
    what: 'orders to an address',
    hers: () => alice.addressId,
    reach: (client, addressId) => client.post('/orders', { ...shop.wanted(mallory), addressId }),
    answer: '404 address_not_found',
  },
]

function order(
  what: string,
  state: 'placed' | 'paid' | 'shipped' | 'received',
  reach: (client: Client, at: string) => Promise<Reply>,
): Reach {
  return {
    what,
    hers: () => hers[state],
    reach: (client, id) => reach(client, `/orders/${id}`),
    answer: '404 order_not_found',
  }
}

async function aMessage(): Promise<string> {
  await shop.running.work()
  const { body } = await alice.client.get('/inbox')
  return body.items[0].id
}

suite('another’s things', () => {
  before(async () => {
    shop = await openShop()
    ;[alice, mallory] = [await shop.member(), await shop.member()]
    const shipped = await shop.shipped(alice)
    const received = await shop.received(alice)
    const disputedOrder = await shop.shipped(alice)
    disputed = disputedOrder.id
    const refund = await alice.client.post(`/orders/${received.id}/refunds`, {
      kind: 'return',
      reason: 'damaged',
      lines: [{ lineNo: 1, quantity: 1 }],
    })
    const dispute = await alice.client.post(`/orders/${disputed}/disputes`, complaint)
    hers = {
      placed: (await shop.order(alice, { payment: 'cashier' })).id,
      paid: (await shop.order(alice)).id,
      shipped: shipped.id,
      received: received.id,
      refund: refund.body.id,
      dispute: dispute.body.id,
      message: await aMessage(),
    }
    await alice.client.put(`/cart/lines/${shop.goods[0]!.skuId}`, { quantity: 3 })
  })
  after(() => shop[Symbol.asyncDispose]())

  test('nobody reaches what is another’s, by its very id', async () => {
    await refuseAll(
      shop,
      reaches.map(({ what, hers, reach, answer }): Attack => ({
        case: `another member ${what}`,
        send: () => reach(mallory.client, hers()),
        answer,
      })),
    )
  })

  test('another’s refund and dispute are not reached through an order of one’s own either', async () => {
    const own = await shop.received(mallory)
    const at = `/orders/${own.id}`
    await refuseAll(shop, [
      {
        case: 'her refund below his order',
        send: () => mallory.client.post(`${at}/refunds/${hers.refund}/withdrawal`),
        answer: '404 refund_not_found',
      },
      {
        case: 'her dispute below his order',
        send: () => mallory.client.post(`${at}/disputes/${hers.dispute}/withdrawal`),
        answer: '404 dispute_not_found',
      },
      {
        case: 'her own refund below another order of hers',
        send: () => alice.client.post(`/orders/${hers.paid}/refunds/${hers.refund}/withdrawal`),
        answer: '404 refund_not_found',
      },
    ])
  })

  test('a stranger cannot tell another’s thing from nothing: same answer, same work', async () => {
    for (const { what, hers, reach } of reaches) {
      const [there, nowhere] = await compare(reach, [hers, randomUUID])
      assert.deepEqual(there!.shape, nowhere!.shape, what)
      assert.equal(there!.statements, nowhere!.statements, `${what}: statements`)
      const apartMs = Math.abs(there!.leastMs - nowhere!.leastMs)
      assert.ok(apartMs < 5 + nowhere!.leastMs / 2, `${what}: ${apartMs} ms apart`)
    }
  })

  test('lists hold one’s own things only', async () => {
    const [cart, inbox, orders, addresses] = await Promise.all([
      mallory.client.get('/cart'),
      mallory.client.get('/inbox'),
      mallory.client.get('/orders'),
      mallory.client.get('/addresses'),
    ])
    assert.deepEqual(cart.body.lines, [])
    const own = new Set(orders.body.items.map((one: { id: string }) => one.id))
    assert.ok(
      inbox.body.items.every((one: { facts: { orderId: string } }) => own.has(one.facts.orderId)),
    )
    assert.ok(
      orders.body.items.every((one: { memberId: string }) => one.memberId === mallory.memberId),
    )
    assert.deepEqual(
      addresses.body.items.map((one: { addressId: string }) => one.addressId),
      [mallory.addressId],
    )
    const hers = await alice.client.get('/orders')
    const [, second] = hers.body.items
    const beyond = await mallory.client.get(`/orders?after=${second.id}`)
    assert.ok(
      beyond.body.items.every((one: { memberId: string }) => one.memberId === mallory.memberId),
    )
    const asked = await mallory.client.get(
      `/orders?memberId=${alice.memberId}&member_id=${alice.memberId}`,
    )
    assert.ok(
      asked.body.items.every((one: { memberId: string }) => one.memberId === mallory.memberId),
    )
  })

  test('after all that she still has everything and the books are sound', async () => {
    for (const id of [hers.placed, hers.paid, hers.shipped, hers.received, disputed])
      assert.equal((await alice.client.get(`/orders/${id}`)).status, 200)
    assert.equal((await alice.client.get('/cart')).body.lines[0].quantity, 3)
    await assertSound(shop)
  })
})

/** What one sees of the answers, how many statements they took, and how long at least. */
async function compare(reach: Reach['reach'], ids: (() => string)[]) {
  const seen = ids.map((id) => {
    return { id, times: [] as number[], statements: Infinity, reply: {} as Reply }
  })
  // In turns, so that whatever else the machine does just then falls on both.
  for (let round = 0; round < 9; round++)
    for (const one of seen) {
      const startedAt = performance.now()
      const statements = await countStatements(async () => {
        one.reply = await reach(mallory.client, one.id())
      })
      // Background work may add its own to some rounds, never to all of them.
      one.statements = Math.min(one.statements, statements)
      one.times.push(performance.now() - startedAt)
    }
  return seen.map(({ reply: { status, headers, body }, statements, times }) => {
    const fields = Object.keys(body).toSorted()
    const names = Object.keys(headers).toSorted()
    const shape = { status, code: body.code, title: body.title, fields, headers: names }
    return { shape, statements, leastMs: Math.min(...times) }
  })
}

/** Statements of requests; the follower of events asks for its own ones all the time. */
async function countStatements(work: () => Promise<void>): Promise<number> {
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown
  let count = 0
  pg.Client.prototype.query = function counted(this: pg.Client, ...given: unknown[]) {
    const [first] = given
    const text = typeof first === 'string' ? first : ((first as { text?: string }).text ?? '')
    if (!text.includes('platform.event')) count += 1
    return query.apply(this, given)
  } as typeof pg.Client.prototype.query
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query as typeof pg.Client.prototype.query
  }
  return count
}
