import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { overlap, testDb } from '#test/db.ts'
import { aShelf, later, now, placeProduct, placeProducts } from './catalog.fixture.ts'
import { addSku, changeSku } from './edit-sku.ts'
import { findSellable } from './sellable.ts'
import { listPrices, setPrice, setPrices } from './set-price.ts'

/** SKUs whose own price is not the latest of their history, products whose lowest is not theirs. */
async function findDrift(db: Db) {
  return db`
    select sku.id from catalog.sku where (price_fen, price_from) is distinct from (
      select (price_fen, valid_from) from catalog.price where sku_id = sku.id
      order by valid_from desc limit 1)
    union all
    select product.id from catalog.product where price_from_fen is distinct from (
      select min(price_fen) from catalog.sku
      where product_id = product.id and status = 'on_sale')`
}
const priceOf = async (db: Db, skuId: string) => (await findSellable(db, [skuId]))[0]?.priceFen

test('a price of 0, below 0, in parts of a fen or above 9,999,999.00 yuan is refused', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  for (const priceFen of [0, -1, 999_999_901])
    await assert.rejects(
      db.begin((tx) => setPrices(tx, [{ skuId, priceFen, validFrom: later(1) }])),
      { code: '23514' },
    )
  await assert.rejects(
    db.begin((tx) => setPrices(tx, [{ skuId, priceFen: 1.5, validFrom: later(1) }])),
    { code: '22P02' },
  )
  assert.equal(await priceOf(db, skuId), 1000)
  for (const priceFen of [1, 999_999_900]) {
    await db.begin((tx) => setPrices(tx, [{ skuId, priceFen, validFrom: later(1) }]))
    assert.equal(await priceOf(db, skuId), priceFen)
  }
})

test('a price of a SKU that does not exist is refused, with all that come with it', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  const prices = [skuId, randomUUIDv7()].map((id) => {
    return { skuId: id, priceFen: 5, validFrom: later(1) }
  })
  await assert.rejects(
    db.begin((tx) => setPrices(tx, prices)),
    { code: 'sku_not_found' },
  )
  assert.equal(await priceOf(db, skuId), 1000)
})

test('of two who change the price they saw, the later is told that it is stale', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  const seen = { skuId, version: 1, validFrom: later(1) }
  const [first, second] = await overlap(
    db,
    (tx) => setPrice(tx, { ...seen, priceFen: 900 }),
    (tx) => setPrice(tx, { ...seen, priceFen: 800 }),
  )
  assert.deepEqual(first, { status: 'fulfilled', value: 2 })
  assert.ok(second.status === 'rejected')
  assert.deepEqual([second.reason.code, second.reason.facts.version], ['stale_version', 2])
  assert.equal(await priceOf(db, skuId), 900)
  assert.equal((await listPrices(db, { skuId, limit: 9 })).length, 2)
})

test('of two changes at once that saw nothing, both are kept and the last to be made holds', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  const at = later(1)
  await overlap(
    db,
    (tx) => setPrices(tx, [{ skuId, priceFen: 900, validFrom: at }]),
    (tx) => setPrices(tx, [{ skuId, priceFen: 800, validFrom: at }]),
  )
  const prices = await listPrices(db, { skuId, limit: 9 })
  assert.deepEqual(
    prices.map((price) => price.priceFen),
    [800, 900, 1000],
  )
  assert.equal(await priceOf(db, skuId), 800)
  assert.deepEqual(await findDrift(db), [])
})

test('two variants repriced at once leave the product with the lower of both', async () => {
  await using db = await testDb()
  const { skuIds } = await placeProduct(db, { skus: [{ priceFen: 500 }, { priceFen: 600 }] })
  const set = (skuId: string, priceFen: number) => [{ skuId, priceFen, validFrom: later(1) }]
  await overlap(
    db,
    (tx) => setPrices(tx, set(skuIds[0]!, 700)),
    (tx) => setPrices(tx, set(skuIds[1]!, 800)),
  )
  assert.deepEqual(await findDrift(db), [])
})

test('history only grows, and the SKU cannot show a price that is not in it', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  for (const forbidden of [
    () => db`update catalog.price set price_fen = 1`,
    () => db`delete from catalog.price`,
    () => db`truncate catalog.price cascade`,
  ])
    await assert.rejects(forbidden(), /only grows/)
  await assert.rejects(db`update catalog.sku set price_fen = 999 where id = ${skuId}`, {
    code: '23503',
  })
})

test('many prices at once, several of one SKU: history in order, the last holds, events agree', async () => {
  await using db = await testDb()
  const [one, two] = await placeProducts(db, await aShelf(db), [{}, {}])
  const price = (skuId: string, priceFen: number, ms: number) => {
    return { skuId, priceFen, validFrom: later(ms) }
  }
  const versions = await db.begin((tx) =>
    setPrices(tx, [
      price(one!.skuId, 900, 300),
      price(one!.skuId, 950, 200),
      price(one!.skuId, 950, 250), // no other than the one before
      price(two!.skuId, 1000, 100), // no other than its own
      price(one!.skuId, 700, -5), // before its latest: counts as just after
    ]),
  )
  assert.deepEqual([...versions], [[one!.skuId, 2]])
  const prices = await listPrices(db, { skuId: one!.skuId, limit: 9 })
  assert.deepEqual(
    prices.map(({ priceFen, validFrom }) => [priceFen, validFrom.getTime() - now.getTime()]),
    [
      [900, 300],
      [950, 200],
      [700, 1],
      [1000, 0],
    ],
  )
  const events = await db<{ payload: { priceFen: number } }>`
    select payload from platform.event where name = 'catalog.price_set' order by id desc limit 1`
  assert.deepEqual(events[0]!.payload, { skuId: one!.skuId, priceFen: 900, version: 2 })
  assert.deepEqual(await findDrift(db), [])
})

test('through every change the price shown is the latest and the lowest is the lowest on sale', async () => {
  await using db = await testDb()
  const { productId, skuId } = await placeProduct(db, { skus: [{ priceFen: 500 }, {}] })
  const added = {
    id: randomUUIDv7(),
    code: 'L',
    name: 'L',
    soldBy: 'piece' as const,
    priceFen: 300,
  }
  await db.begin((tx) => addSku(tx, { ...added, productId, now: later(5) }))
  assert.deepEqual(await findDrift(db), [])
  await db.begin((tx) => changeSku(tx, { skuId: added.id, version: 1, status: 'off_sale' }))
  assert.deepEqual(await findDrift(db), [])
  await db.begin((tx) => setPrices(tx, [{ skuId, priceFen: 2000, validFrom: later(9) }]))
  assert.deepEqual(await findDrift(db), [])
})
