import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { aShelf, now, placeProducts } from './catalog.fixture.ts'
import { findProductIds, listProductsForStaff } from './console-listing.ts'
import { addStocks } from './stock.ts'

/** The stock of each variant of each product, and the products in the same order. */
async function stocked(db: Db, wanted: number[][]) {
  const products = await placeProducts(
    db,
    await aShelf(db),
    wanted.map((counts, at) => ({ titleEn: `Cup ${at}`, skus: counts.map(() => ({})) })),
  )
  const changes = products.flatMap(({ skuIds }, at) =>
    skuIds.map((skuId, of) => ({ skuId, quantity: wanted[at]![of]! })),
  )
  await db.begin((tx) =>
    addStocks(
      tx,
      changes
        .filter(({ quantity }) => quantity > 0)
        .map((change) => ({ ...change, changeId: randomUUIDv7(), reason: 'delivery' as const })),
      now,
    ),
  )
  return products
}

test('sold out and low are what is on sale and has a variant that is; what is off sale is not missed', async () => {
  await using db = await testDb()
  const products = await stocked(db, [[11], [10], [0], [500, 0], [3, 0], [0]])
  const [, low, gone, oneGone, both, withdrawn] = products.map((one) => one.productId)
  await db`update catalog.product set status = 'off_sale' where id = ${withdrawn}`
  const ids = async (stock: 'sold_out' | 'low') =>
    (await listProductsForStaff(db, { stock, limit: 9 }, now)).map((card) => card.id)
  assert.deepEqual(new Set(await ids('sold_out')), new Set([gone, oneGone, both]))
  assert.deepEqual(new Set(await ids('low')), new Set([low, both]))
  const drafts = { stock: 'sold_out' as const, status: 'off_sale' as const, limit: 9 }
  assert.deepEqual(await listProductsForStaff(db, drafts, now), [])
  const cards = await listProductsForStaff(db, { limit: 9 }, now)
  assert.deepEqual(
    cards.toSorted((a, b) => a.titleEn.localeCompare(b.titleEn)).map((card) => card.scarce),
    [null, 'low', 'sold_out', 'sold_out', 'sold_out', null],
  )
})

test('the scarce are found behind any number of others, page by page', async () => {
  await using db = await testDb()
  const wanted = Array.from({ length: 1_203 }, (_, at) => [at % 400 === 0 ? 0 : 50])
  await stocked(db, wanted)
  const first = await listProductsForStaff(db, { stock: 'sold_out', limit: 3 }, now)
  const beforeId = first.at(-1)!.id
  const rest = await listProductsForStaff(db, { stock: 'sold_out', beforeId, limit: 3 }, now)
  const found = [...first, ...rest]
  assert.deepEqual([first.length, rest.length], [3, 1])
  assert.deepEqual(
    new Set(found.map((card) => card.titleEn)),
    new Set(['Cup 1200', 'Cup 800', 'Cup 400', 'Cup 0']),
  )
  const ids = found.map((card) => card.id)
  assert.deepEqual(ids, ids.toSorted().toReversed())
})

test('words find ids of products, the newest first; signs find none', async () => {
  await using db = await testDb()
  const products = await stocked(db, [[1], [1]])
  const ids = products.map((one) => one.productId).toSorted()
  assert.deepEqual(await findProductIds(db, 'cup', 9), ids.toReversed())
  assert.deepEqual(await findProductIds(db, 'cup', 1), ids.slice(-1))
  assert.deepEqual(await findProductIds(db, '%_…', 9), [])
})
