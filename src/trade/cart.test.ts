import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { setPrices } from '#catalog/set-price.ts'
import { hourMs } from '#platform/clock.ts'
import type { Tx } from '#platform/db.ts'
import { overlap, testDb } from '#test/db.ts'
import { cartLinesMax, dropCartLine, readCart, setCartLine } from './cart.ts'
import { createFlashSale } from './flash-sale.ts'
import { later, now, place, refusedWith, someArticles } from './shop.fixture.ts'

const memberId = randomUUIDv7()
const put =
  (skuId: string, quantity = 1, at = now) =>
  (tx: Tx) =>
    setCartLine(tx, { memberId, skuId, quantity, now: at })

test('a cart shows the present price and what is available, in the order of adding', async () => {
  await using db = await testDb()
  const [one, two] = (await someArticles(db, [
    { priceFen: 100_00, stock: 10 },
    { priceFen: 30_00, stock: 1 },
  ])) as [string, string]
  await db.begin(put(two, 2))
  await db.begin(put(one, 1, later(1)))
  await db.begin(put(two, 3, later(2)))
  await db.begin((tx) => setPrices(tx, [{ skuId: two, priceFen: 31_00, validFrom: now }]))
  const terms = { priceFen: 50_00, quantity: 4, perMemberMax: 1 }
  const term = { startsAt: now, endsAt: later(hourMs) }
  await db.begin((tx) => createFlashSale(tx, { skuId: one, ...terms, ...term }, now))

  const { lines, goodsFen } = await readCart(db, { memberId, now })
  assert.deepEqual(
    lines.map((line) => [line.skuId, line.quantity, line.unitPriceFen, line.available]),
    [
      [two, 3, 31_00, 1],
      [one, 1, 50_00, 4],
    ],
  )
  assert.equal(goodsFen, 3 * 31_00 + 50_00)
  const after = await readCart(db, { memberId, now: later(hourMs) })
  assert.deepEqual([after.lines[1]!.unitPriceFen, after.lines[1]!.available], [100_00, 6])
  assert.deepEqual(await readCart(db, { memberId: randomUUIDv7(), now }), {
    lines: [],
    goodsFen: 0,
  })
})

test('units held by others are not available, and what is off sale is not summed', async () => {
  await using db = await testDb()
  const [one, two] = (await someArticles(db, [
    { priceFen: 100_00, stock: 10 },
    { priceFen: 30_00, stock: 10 },
  ])) as [string, string]
  await db.begin(put(one))
  await db.begin(put(two))
  await db.begin((tx) => place(tx, { lines: [{ skuId: one, quantity: 7, unitPriceFen: 100_00 }] }))
  await db`update catalog.sku set status = 'off_sale' where id = ${two}`
  const { lines, goodsFen } = await readCart(db, { memberId, now })
  assert.deepEqual(
    new Map(lines.map((line) => [line.skuId, [line.available, line.onSale]])),
    new Map([
      [one, [3, true]],
      [two, [10, false]],
    ]),
  )
  assert.equal(goodsFen, 100_00)
})

test('what is unknown or off sale cannot be put in; taking out what is not there is as good', async () => {
  await using db = await testDb()
  const [skuId, off] = await someArticles(db, [
    { priceFen: 100_00, stock: 0 },
    { priceFen: 100_00, stock: 0, onSale: false },
  ])
  await assert.rejects(db.begin(put(randomUUIDv7())), refusedWith('sku_not_found'))
  await assert.rejects(db.begin(put(off!)), refusedWith('sku_not_found'))
  await db.begin(put(skuId!))
  const drop = (tx: Tx) => dropCartLine(tx, { memberId, skuId: skuId! })
  await db.begin((tx) => dropCartLine(tx, { memberId: randomUUIDv7(), skuId: skuId! }))
  assert.equal((await readCart(db, { memberId, now })).lines.length, 1)
  await db.begin(drop)
  await db.begin(drop)
  assert.equal((await readCart(db, { memberId, now })).lines.length, 0)
})

test('two tabs at once do not fill a cart beyond its 200 lines', async () => {
  await using db = await testDb()
  const skuIds = await someArticles(
    db,
    Array.from({ length: cartLinesMax + 1 }, () => ({ priceFen: 100, stock: 1 })),
  )
  await db.begin(async (tx) => {
    for (const skuId of skuIds.slice(0, -2)) await put(skuId)(tx)
  })
  const [last, beyond] = skuIds.slice(-2) as [string, string]
  const [first, second] = await overlap(db, put(last), put(beyond))
  assert.equal(first.status, 'fulfilled')
  assert.ok(second.status === 'rejected' && refusedWith('cart_full')(second.reason))
  await db.begin(put(last, 5))
  assert.equal((await readCart(db, { memberId, now })).lines.length, cartLinesMax)
})
