import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { setPrices } from '#catalog/set-price.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { aPaidOrder, aPlacedOrder, aShippedOrder } from '#test/orders.ts'
import { asked, now, refuse, request } from './after-sale.fixture.ts'
import { buyAgain } from './buy-again.ts'
import { cartLinesMax, readCart, setCartLine } from './cart.ts'
import { openDispute } from './dispute.ts'
import { countMyOrders, listMyOrders } from './my-orders.ts'

const idsOf = async (db: Db, memberId: string, filter?: 'after_sale' | 'paid') => {
  const orders = await listMyOrders(db, { memberId, filter, beforeId: null, limit: 20 })
  return orders.map((order) => order.id)
}
const again = (db: Db, orderId: string, memberId: string) =>
  db.begin((tx) => buyAgain(tx, { orderId, memberId, now }))

test('a member finds what waits: to pay, to be sent, to confirm, and whatever is being argued about', async () => {
  await using db = await testDb()
  const memberId = randomUUIDv7()
  const none = { placed: 0, paid: 0, shipped: 0, afterSale: 0 }
  assert.deepEqual(await countMyOrders(db, memberId), none)
  await aPlacedOrder(db, { memberId })
  const paid = await aPaidOrder(db, { memberId })
  const shipped = await aShippedOrder(db, { memberId })
  const disputed = await aShippedOrder(db, { memberId })
  const others = await aShippedOrder(db)
  await request(db, asked(others))
  const refundId = await request(db, asked(shipped))
  await db.begin((tx) =>
    openDispute(tx, {
      disputeId: randomUUIDv7(),
      orderId: disputed.orderId,
      memberId,
      reason: 'damaged',
      remark: 'It broke.',
      now,
    }),
  )
  assert.deepEqual(await countMyOrders(db, memberId), {
    placed: 1,
    paid: 1,
    shipped: 2,
    afterSale: 2,
  })
  assert.deepEqual(await idsOf(db, memberId, 'paid'), [paid.orderId])
  assert.deepEqual(await idsOf(db, memberId, 'after_sale'), [disputed.orderId, shipped.orderId])
  await db.begin(refuse(refundId))
  assert.deepEqual(await idsOf(db, memberId, 'after_sale'), [disputed.orderId])
})

test('an order in the list shows its first four goods and how many there are', async () => {
  await using db = await testDb()
  const lines = [1, 2, 3, 4, 5].map((yuan) => ({ priceFen: yuan * 100, quantity: 1 }))
  const { memberId } = await aPlacedOrder(db, { lines })
  const [order] = await listMyOrders(db, {
    memberId,
    filter: undefined,
    beforeId: null,
    limit: 20,
  })
  assert.deepEqual([order?.goods.length, order?.lineCount], [4, 5])
})

test('ten thousand orders are paged by key, the last page as fast as the first', async () => {
  await using db = await testDb()
  const { memberId, orderId } = await aPlacedOrder(db)
  await db`
    insert into trade."order" (id, member_id, status, goods_fen, discount_fen, total_fen,
      address_id, placed_at, pay_by, due_at)
    select uuidv7(n * interval '-1 second'), member_id, 'closed', goods_fen, 0, goods_fen,
      address_id, placed_at, pay_by, null
    from trade."order", generate_series(1, 10000) as n where id = ${orderId}`
  await db`analyze trade."order"`
  const seen = new Set<string>()
  const times: number[] = []
  for (let beforeId: string | null = null; ;) {
    const started = performance.now()
    const page: { id: string }[] = await listMyOrders(db, {
      memberId,
      filter: undefined,
      beforeId,
      limit: 500,
    })
    times.push(performance.now() - started)
    for (const { id } of page) seen.add(id)
    if (page.length < 500) break
    beforeId = page.at(-1)!.id
  }
  assert.equal(seen.size, 10_001)
  assert.ok(Math.max(...times) < 1_000, `${Math.max(...times)} ms`)
})

test('what an order had goes into the cart once more at the prices of now; what is not sold any more stays out and is counted', async () => {
  await using db = await testDb()
  const order = await aPaidOrder(db, {
    lines: [
      { priceFen: 100_00, quantity: 3 },
      { priceFen: 20_00, quantity: 2 },
    ],
  })
  const { orderId, memberId, lines } = order
  const [kept, gone] = lines.map((line) => line.skuId) as [string, string]
  await db`update catalog.sku set status = 'off_sale' where id = ${gone}`
  await db.begin((tx) => setPrices(tx, [{ skuId: kept, priceFen: 90_00, validFrom: now }]))
  for (const times of [1, 2])
    assert.deepEqual(await again(db, orderId, memberId), { added: 1, gone: 1 }, `${times}`)
  const cart = await readCart(db, { memberId, now })
  assert.deepEqual(
    cart.lines.map(({ skuId, quantity, unitPriceFen }) => [skuId, quantity, unitPriceFen]),
    [[kept, 3, 90_00]],
  )
  // More of it was in the cart already: that stays.
  await db.begin((tx) => setCartLine(tx, { memberId, skuId: kept, quantity: 7, now }))
  await again(db, orderId, memberId)
  assert.equal((await readCart(db, { memberId, now })).lines[0]?.quantity, 7)
})

test('a full cart takes nothing more, and another’s order is not found', async () => {
  await using db = await testDb()
  const { orderId, memberId } = await aPaidOrder(db)
  await assert.rejects(again(db, orderId, randomUUIDv7()), { code: 'order_not_found' })
  await assert.rejects(again(db, randomUUIDv7(), memberId), { code: 'order_not_found' })
  await db`
    insert into trade.cart_line (member_id, sku_id, quantity, added_at)
    select ${memberId}, uuidv7(), 1, ${now}::timestamptz from generate_series(1, ${cartLinesMax})`
  await assert.rejects(again(db, orderId, memberId), { code: 'cart_full' })
  const [{ count }] = (await db<{ count: number }>`
    select count(*) from trade.cart_line where member_id = ${memberId}`) as [{ count: number }]
  assert.equal(count, cartLinesMax, 'not even a part of it')
})
