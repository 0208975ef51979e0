import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { findBreaches } from '#ledger/invariants.ts'
import { postChains } from '#ledger/post.ts'
import type { Db } from '#platform/db.ts'
import { overlap, testDb } from '#test/db.ts'
import { later, now, placeProduct } from './catalog.fixture.ts'
import { addStock, addStocks, forSale, removeStock, skuUnit, soldOf, stockOf } from './stock.ts'
import { supplyOf } from './stock.ts'
import type { StockChange } from './stock.ts'

const changeOf = (skuId: string, quantity: number, more: Partial<StockChange> = {}) => {
  return { changeId: randomUUIDv7(), skuId, quantity, reason: 'delivery' as const, ...more }
}
const availableOf = async (db: Db, skuId: string, at = now) =>
  (await stockOf(db, [skuId], at)).get(skuId)

test('no more is taken away than is there; the refusal changes nothing', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  await db.begin((tx) => addStock(tx, changeOf(skuId, 5), now))
  await assert.rejects(
    db.begin((tx) => removeStock(tx, changeOf(skuId, 6), now)),
    { code: 'stock_too_low', status: 409 },
  )
  assert.equal(await availableOf(db, skuId), 5)
  await db.begin((tx) => removeStock(tx, changeOf(skuId, 5), now))
  assert.equal(await availableOf(db, skuId), 0)
  assert.deepEqual(await findBreaches(db), [])
})

test('two who take the last away: one does', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  await db.begin((tx) => addStock(tx, changeOf(skuId, 5), now))
  const take = () => changeOf(skuId, 4)
  const [first, second] = await overlap(
    db,
    (tx) => removeStock(tx, take(), now),
    (tx) => removeStock(tx, take(), now),
  )
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.code, 'stock_too_low')
  assert.equal(await availableOf(db, skuId), 1)
})

test('quantities that are no positive whole number, and unknown SKUs, are refused', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  for (const quantity of [0, -1, 1.5, Number.NaN, 2 ** 53])
    await assert.rejects(
      db.begin((tx) => addStock(tx, changeOf(skuId, quantity), now)),
      RangeError,
    )
  await assert.rejects(
    db.begin((tx) => addStock(tx, changeOf(randomUUIDv7(), 1), now)),
    { code: 'sku_not_found' },
  )
  assert.equal(await availableOf(db, skuId), 0)
})

test('the same change twice counts once', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  const change = changeOf(skuId, 5)
  await db.begin((tx) => addStock(tx, change, now))
  await db.begin((tx) => addStock(tx, change, now))
  assert.equal(await availableOf(db, skuId), 5)
  const events = await db<{ payload: unknown }>`
    select payload from platform.event where name = 'catalog.stock_changed'`
  assert.deepEqual(
    events.map((event) => event.payload),
    [{ skuId, quantity: 5, version: 1 }],
  )
})

test('what is held for an order cannot be bought nor taken away until its hold expires', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  await db.begin((tx) => addStock(tx, changeOf(skuId, 5), now))
  const [from, to, expiresAt] = [forSale(skuId), soldOf(skuId), later(60_000)]
  await db.begin((tx) =>
    postChains(
      tx,
      [
        {
          book: 'main',
          id: 'order',
          reference: 'order',
          transfers: [{ kind: 'hold', from, to, amount: 3, expiresAt }],
        },
      ],
      now,
    ),
  )
  assert.equal(await availableOf(db, skuId), 2)
  await assert.rejects(
    db.begin((tx) => removeStock(tx, changeOf(skuId, 3), now)),
    { code: 'stock_too_low' },
  )
  assert.equal(await availableOf(db, skuId, expiresAt), 5)
  await db.begin((tx) => removeStock(tx, changeOf(skuId, 3), expiresAt))
  assert.equal(await availableOf(db, skuId, expiresAt), 2)
})

test('many changes are posted at once, under the run they belong to, each SKU in its own unit', async () => {
  await using db = await testDb()
  const one = await placeProduct(db)
  const two = await placeProduct(db)
  const changes = [
    changeOf(one.skuId, 3, { runId: 'import-1', reason: 'opening' }),
    changeOf(two.skuId, 4, { runId: 'import-1', reason: 'opening' }),
    changeOf(one.skuId, 2, { runId: 'import-1', reason: 'delivery' }),
  ]
  await db.begin((tx) => addStocks(tx, changes, now))
  const stock = await stockOf(db, [two.skuId, one.skuId, randomUUIDv7()], now)
  assert.deepEqual([...stock.values()], [4, 5, 0])
  const chains = await db`select from ledger.chain where reference = 'import-1'`
  assert.equal(chains.length, 3)
  assert.equal(supplyOf(one.skuId).unit, skuUnit(one.skuId))
  assert.deepEqual(await findBreaches(db), [])
})
