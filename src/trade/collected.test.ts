import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import { readCart, setCartLine, showLines } from './cart.ts'
import { keepCollected } from './collected.ts'
import { now, someArticles } from './shop.fixture.ts'

test('what was collected joins the cart once, however often it is sent; the larger quantity stays', async () => {
  await using db = await testDb()
  const memberId = randomUUIDv7()
  const [one, two, off] = (await someArticles(db, [
    { priceFen: 100_00, stock: 10 },
    { priceFen: 30_00, stock: 10 },
    { priceFen: 30_00, stock: 10, onSale: false },
  ])) as [string, string, string]
  await db.begin((tx) => setCartLine(tx, { memberId, skuId: one, quantity: 3, now }))
  const lines = [
    { skuId: one, quantity: 2 },
    { skuId: two, quantity: 4 },
    { skuId: off, quantity: 1 },
    { skuId: randomUUIDv7(), quantity: 1 },
  ]
  for (const _ of [1, 2]) await db.begin((tx) => keepCollected(tx, { memberId, lines, now }))
  const cart = await readCart(db, { memberId, now })
  assert.deepEqual(
    new Map(cart.lines.map((line) => [line.skuId, line.quantity])),
    new Map([
      [one, 3],
      [two, 4],
    ]),
  )
})

test('a visitor’s cart shows present prices and leaves out what nobody knows; nothing is kept', async () => {
  await using db = await testDb()
  const [one] = (await someArticles(db, [{ priceFen: 100_00, stock: 1 }])) as [string]
  const lines = [
    { skuId: one, quantity: 2 },
    { skuId: randomUUIDv7(), quantity: 1 },
  ]
  const cart = await showLines(db, lines, now)
  assert.deepEqual([cart.lines.length, cart.goodsFen, cart.lines[0]!.available], [1, 200_00, 1])
  assert.deepEqual(await db`select from trade.cart_line`, [])
})
