import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { aShelf, later, now, placeProduct, placeProducts } from './catalog.fixture.ts'
import { publishProduct } from './edit-product.ts'
import { getProduct } from './find-product.ts'
import { listProducts, sorts } from './listing.ts'
import type { ProductQuery } from './listing.ts'
import { setPrices } from './set-price.ts'
import { addStock } from './stock.ts'

const asAsked = { exact: true, corrected: null, near: true }
const list = (db: Db, query: Partial<ProductQuery> = {}) =>
  listProducts(db, { limit: 24, ...query }, now)
const titlesOf = async (db: Db, query?: Partial<ProductQuery>) =>
  (await list(db, query)).items.map((item) => item.titleEn)

test('a product that is a draft or off sale is in no list, no search and has no page', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  const [shown, gone, draft] = await placeProducts(db, shelf, [
    { titleEn: 'Red mug' },
    { titleEn: 'Red teapot' },
    { titleEn: 'Red lantern', publishedAt: null },
  ])
  await db.begin((tx) =>
    publishProduct(tx, { productId: gone!.productId, version: 1, onSale: false, now }),
  )
  for (const query of [{}, { q: 'red' }, { q: 'teapot' }, { q: 'lantren' }, { q: 'zzz' }, shelf])
    for (const sort of sorts) assert.deepEqual(await titlesOf(db, { ...query, sort }), ['Red mug'])
  for (const { productId } of [gone!, draft!])
    await assert.rejects(getProduct(db, productId, now), { code: 'product_not_found' })
  assert.equal((await getProduct(db, shown!.productId, now)).titleEn, 'Red mug')
})

test('a cursor that was changed, or of another list, is refused', async () => {
  await using db = await testDb()
  await placeProducts(db, await aShelf(db), [{}, {}, {}])
  const { next } = await list(db, { limit: 1 })
  const text = Buffer.from(next!, 'base64url').toString()
  const wrong = [
    '',
    'x',
    '%00',
    `${next}x`,
    `${next} `,
    next!.slice(0, -1),
    `${next!.slice(0, 4)}A${next!.slice(5)}`,
    Buffer.from(text.replace(/ 2026/, ' 2025')).toString('base64url'),
    Buffer.from(text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')).toString('base64url'),
    Buffer.from('1 2 3 4 5').toString('base64url'),
    Buffer.from(`${'0'.repeat(12)} {} [] null '`).toString('base64url'),
  ]
  for (const after of wrong)
    await assert.rejects(
      list(db, { limit: 1, after }),
      { code: 'invalid_input', status: 400 },
      after,
    )
  for (const other of [{ sort: 'price_up' as const }, { q: 'red' }, { brandId: randomUUIDv7() }])
    await assert.rejects(list(db, { limit: 1, ...other, after: next! }), { code: 'invalid_input' })
  assert.equal((await list(db, { limit: 1, after: next! })).items.length, 1)
})

test('page after page every product comes once, in each order, also while others come and go', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  // Equal prices and moments, so that only the id tells them apart.
  const wanted = Array.from({ length: 23 }, (_, n) => ({
    titleEn: `Red mug ${n}`,
    publishedAt: later(Math.floor(n / 5) * 1000),
    skus: [{ priceFen: 100 + Math.floor(n / 4) }],
  }))
  const placed = await placeProducts(db, shelf, wanted)
  for (const filter of [{}, { q: 'red mug' }, { categoryId: shelf.categoryId }])
    for (const sort of sorts) {
      const seen: { id: string; priceFromFen: number }[] = []
      for (let after: string | undefined; ;) {
        const page = await list(db, { ...filter, sort, limit: 4, after })
        seen.push(...page.items)
        if (after === undefined) await placeProducts(db, await aShelf(db), [{ titleEn: 'Later' }])
        if (page.next === null) break
        after = page.next
      }
      const known = new Set(placed.map((one) => one.productId))
      const ours = seen.filter((one) => known.has(one.id))
      assert.equal(ours.length, 23, `${JSON.stringify(filter)} ${sort}`)
      assert.equal(new Set(ours.map((one) => one.id)).size, 23)
      const prices = ours.map((one) => one.priceFromFen)
      if (sort === 'price_up')
        assert.deepEqual(
          prices,
          prices.toSorted((a, b) => a - b),
        )
      if (sort === 'price_down')
        assert.deepEqual(
          prices,
          prices.toSorted((a, b) => b - a),
        )
    }
})

test('a category shows what is below it too, a brand only its own', async () => {
  await using db = await testDb()
  const top = await aShelf(db)
  const below = await aShelf(db, top.categoryId)
  const other = await aShelf(db)
  await placeProducts(db, top, [{ titleEn: 'Top' }])
  await placeProducts(db, below, [{ titleEn: 'Below', publishedAt: later(999_999) }])
  await placeProducts(db, other, [{ titleEn: 'Other' }])
  for (const q of [undefined, 'top below']) {
    const exact = q === undefined
    const page = await list(db, { categoryId: top.categoryId, q })
    assert.deepEqual([page.items.map((one) => one.titleEn), page.exact], [['Below', 'Top'], exact])
  }
  assert.deepEqual(await titlesOf(db, { categoryId: below.categoryId }), ['Below'])
  assert.deepEqual(await titlesOf(db, { brandId: other.brandId }), ['Other'])
  assert.deepEqual(await list(db, { brandId: randomUUIDv7() }), {
    items: [],
    next: null,
    ...asAsked,
  })
})

test('a list never shows a lower price than the page, and both the true stock', async () => {
  await using db = await testDb()
  const { productId, skuIds } = await placeProduct(db, {
    skus: [{ priceFen: 500 }, { priceFen: 700 }],
  })
  const stock = (skuId: string, quantity: number) =>
    db.begin((tx) =>
      addStock(tx, { changeId: randomUUIDv7(), skuId, quantity, reason: 'delivery' }, now),
    )
  await stock(skuIds[0]!, 3)
  await stock(skuIds[1]!, 4)
  await db.begin((tx) => setPrices(tx, [{ skuId: skuIds[0]!, priceFen: 900, validFrom: later(1) }]))
  const [card] = (await list(db)).items
  assert.deepEqual([card?.priceFromFen, card?.priceToFen, card?.available], [700, 900, 7])
  const { skus } = await getProduct(db, productId, now)
  const shown = new Map(skus.map((sku) => [sku.id, [sku.priceFen, sku.available]]))
  assert.deepEqual(
    skuIds.map((skuId) => shown.get(skuId)),
    [
      [900, 3],
      [700, 4],
    ],
  )
})

test('only what is in stock: sold-out ones are passed over, page after page', async () => {
  await using db = await testDb()
  const placed = await placeProducts(
    db,
    await aShelf(db),
    Array.from({ length: 70 }, (_, at) => ({ titleEn: `Mug ${at}` })),
  )
  const inStock = placed.filter((_, at) => at % 9 === 4 || at > 66)
  for (const { skuId } of inStock)
    await db.begin((tx) =>
      addStock(tx, { changeId: randomUUIDv7(), skuId, quantity: 1, reason: 'opening' }, now),
    )
  const wanted = inStock.map((one) => one.productId).toReversed()
  for (const query of [{}, { q: 'mug', sort: 'newest' as const }]) {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await list(db, { ...query, inStock: true, limit: 4, after })
      assert.ok(page.items.length <= 4 && page.items.every((item) => item.available === 1))
      seen.push(...page.items.map((item) => item.id))
      after = page.next ?? undefined
    } while (after)
    assert.deepEqual(seen, wanted)
  }
  const { next } = await list(db, { inStock: true, limit: 4 })
  await assert.rejects(list(db, { limit: 4, after: next! }), { code: 'invalid_input' })
})
