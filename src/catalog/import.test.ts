import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { aShelf, now, placeProduct, placeProducts } from './catalog.fixture.ts'
import { importCatalog } from './import.ts'
import { getProductForStaff } from './find-product.ts'
import { findSellable } from './sellable.ts'

const countOf = async (db: Db) =>
  (await db<{ count: number }>`select count(*) from catalog.product`)[0]!.count

test('a brand has a code once; another brand may have it too', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  await placeProducts(db, shelf, [{ skus: [{ code: '21071' }] }])
  await assert.rejects(placeProducts(db, shelf, [{ skus: [{ code: '21071' }] }]), {
    code: 'sku_code_taken',
    status: 409,
  })
  await placeProducts(db, shelf, [{ skus: [{ code: '21071a' }, { code: '21071A' }] }])
  await placeProducts(db, await aShelf(db), [{ skus: [{ code: '21071' }] }])
  assert.equal(await countOf(db), 3)
})

test('what breaks a rule leaves nothing: long titles, wrong prices, on sale without SKU', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  for (const wrong of [
    { titleEn: 'x'.repeat(301) },
    { titleZh: '' },
    { skus: [{ priceFen: 0 }] },
    { skus: [{ priceFen: 999_999_901 }] },
    { skus: [] },
    { brandId: randomUUIDv7() },
  ])
    await assert.rejects(placeProducts(db, shelf, [{}, wrong]), { name: /error/i })
  assert.equal(await countOf(db), 0)
  const long = '𠮷'.repeat(300)
  await placeProducts(db, shelf, [
    { titleZh: long, titleEn: 'x'.repeat(300), skus: [{ priceFen: 999_999_900 }] },
  ])
  assert.equal(await countOf(db), 1)
})

test('an import is whole: texts, SKUs, first prices, events; a draft stays one', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  const [shown, draft] = await placeProducts(db, shelf, [
    { titleZh: '红色马克杯', skus: [{ code: 'b' }, { code: 'a', name: 'L' }] },
    { publishedAt: null, skus: [] },
  ])
  const product = await getProductForStaff(db, shown!.productId, now)
  assert.deepEqual([product.status, product.version, product.publishedAt], ['on_sale', 1, now])
  assert.deepEqual(
    product.skus.map(({ code, name, version, priceFrom }) => [code, name, version, priceFrom]),
    [
      ['a', 'L', 1, now],
      ['b', '', 1, now],
    ],
  )
  assert.equal((await getProductForStaff(db, draft!.productId, now)).status, 'draft')
  const events = await db<{ name: string; count: number }>`
    select name, count(*) from platform.event group by name order by name`
  assert.deepEqual(events, [
    { name: 'catalog.price_set', count: 2 },
    { name: 'catalog.product_published', count: 1 },
  ])
  await db.begin((tx) => importCatalog(tx, {}))
})

test('what an order needs is read by one statement that looks up keys only', async () => {
  await using db = await testDb()
  const { productId, skuIds } = await placeProduct(db, {
    titleEn: 'Red mug',
    titleZh: '红色马克杯',
    skus: [{ name: 'L', priceFen: 500 }],
  })
  const draft = await placeProduct(db, { publishedAt: null })
  const off = await placeProduct(db, { skus: [{}, {}] })
  await db`update catalog.sku set status = 'off_sale' where id = ${off.skuId}`
  const asked = [skuIds[0]!, draft.skuId, ...off.skuIds, randomUUIDv7()]
  const found = new Map((await findSellable(db, asked)).map((sku) => [sku.skuId, sku]))
  assert.deepEqual(
    asked.map((skuId) => found.get(skuId)?.onSale),
    [true, false, false, true, undefined],
  )
  const { brandId, brandReceiver, ...rest } = found.get(skuIds[0]!)!
  assert.equal(brandReceiver, `r-${brandId}`)
  assert.deepEqual(rest, {
    skuId: skuIds[0],
    productId,
    titleZh: '红色马克杯',
    titleEn: 'Red mug',
    skuName: 'L',
    priceFen: 500,
    onSale: true,
    feeBps: 500,
  })
})
