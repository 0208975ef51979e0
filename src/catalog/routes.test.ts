import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { z } from 'zod'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { aShelf, now, placeProducts } from './catalog.fixture.ts'
import { publishProduct } from './edit-product.ts'
import { importMadeUpProducts } from './made-up.fixture.ts'
import type { CategoryCard, ProductCard } from './product.ts'
import * as routes from './routes.ts'
import { setPrices } from './set-price.ts'

type Card = z.output<typeof ProductCard>
type Category = z.output<typeof CategoryCard>

const appOf = (db: Db) => testApp({ db, routes: routesOf(routes), now })

test('what is no query of these lists is refused with 400', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const browser = app.browser()
  for (const path of [
    '/products?sort=cheapest',
    '/products?category=kitchen',
    '/products?after=%00',
    '/products?after=eyJhIjoxfQ',
    `/products?after=${'a'.repeat(401)}`,
    '/products?q=',
    '/products?q=%20%20',
    `/products?q=${'a'.repeat(401)}`,
    '/products?q=a&q=b',
    '/products/1',
    `/products/${'0'.repeat(36)}`,
    '/brands?after=1',
    '/search/suggestions',
    '/products?inStock=perhaps',
    '/products/chosen',
    '/products/chosen?ids=',
    '/products/chosen?ids=1,2',
    `/products/chosen?ids=${Array.from({ length: 21 }, () => randomUUIDv7()).join(',')}`,
  ]) {
    const { status, body } = await browser.get(path)
    assert.deepEqual([status, body.code], [400, 'invalid_input'], path)
  }
  const { status, body } = await browser.get(`/products/${randomUUIDv7()}`)
  assert.deepEqual([status, body.code], [404, 'product_not_found'])
})

test('an empty shop answers every list', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const browser = app.browser()
  const page = await browser.get('/products')
  assert.deepEqual(page.body, { items: [], next: null, exact: true, corrected: null, near: true })
  assert.deepEqual((await browser.get('/products?q=mug')).body.items, [])
  assert.deepEqual((await browser.get('/categories')).body, { items: [] })
  assert.deepEqual((await browser.get('/brands')).body, { items: [], next: null })
  const found = await browser.get('/search/suggestions?q=m')
  assert.deepEqual(found.body, { items: [], exact: false, corrected: null, near: false })
})

test('a visitor browses 24 at a time, opens a product, and sees nothing that is not public', async () => {
  await using db = await testDb()
  await importMadeUpProducts(db, 60)
  await using app = await appOf(db)
  const browser = app.browser()
  const first = await browser.get('/products?sort=price_up')
  assert.deepEqual([first.status, first.body.items.length], [200, 24])
  const second = await browser.get(`/products?sort=price_up&after=${first.body.next}`)
  const last = await browser.get(`/products?sort=price_up&after=${second.body.next}`)
  assert.deepEqual([last.body.items.length, last.body.next], [12, null])
  const [card] = first.body.items
  const { body: product } = await browser.get(`/products/${card.id}`)
  assert.equal(product.skus[0].priceFen, card.priceFromFen)
  assert.ok(product.skus[0].available > 0)
  const { body: brands } = await browser.get('/brands')
  assert.deepEqual(Object.keys(brands.items[0]), ['id', 'nameZh', 'nameEn', 'madeUp'])
  for (const { body } of [first, await browser.get(`/products/${card.id}`)])
    assert.doesNotMatch(JSON.stringify(body), /receiver|feeBps|version|status/)
})

test('suggestions are titles that what was typed begins, else the nearest', async () => {
  await using db = await testDb()
  await placeProducts(db, await aShelf(db), [
    { titleEn: 'Teapot', titleZh: '茶壶' },
    { titleEn: 'Mug', titleZh: '马克杯' },
  ])
  await using app = await appOf(db)
  const suggest = async (q: string) => {
    const path = `/search/suggestions?q=${encodeURIComponent(q)}`
    const { items, exact } = (await app.browser().get(path)).body
    return [exact, ...items.map((item: { titleEn: string }) => item.titleEn)]
  }
  assert.deepEqual(await suggest('te'), [true, 'Teapot'])
  assert.deepEqual(await suggest('茶'), [true, 'Teapot'])
  assert.deepEqual((await suggest('taepot')).slice(0, 2), [false, 'Teapot'])
})

test('chosen products come in the order asked for, as they are now, without those nobody may see', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  const [cup, gone, pot, draft] = await placeProducts(db, shelf, [
    { titleEn: 'Cup' },
    { titleEn: 'Gone' },
    { titleEn: 'Pot' },
    { titleEn: 'Draft', publishedAt: null },
  ])
  await db.begin((tx) =>
    publishProduct(tx, { productId: gone!.productId, version: 1, onSale: false, now }),
  )
  await db.begin((tx) => setPrices(tx, [{ skuId: pot!.skuId, priceFen: 7_00, validFrom: now }]))
  await using app = await appOf(db)
  const ids = [pot, draft, gone, cup, pot].map((one) => one!.productId)
  const { status, body } = await app
    .browser()
    .get(`/products/chosen?ids=${[randomUUIDv7(), ...ids].join(',')}`)
  const shown = body.items.map((item: Card) => [item.titleEn, item.priceFromFen, item.available])
  assert.deepEqual(
    [status, shown],
    [
      200,
      [
        ['Pot', 7_00, 0],
        ['Cup', 10_00, 0],
      ],
    ],
  )
})

test('a category shows a picture of its own, else of one below it, and whether it has anything', async () => {
  await using db = await testDb()
  const top = await aShelf(db)
  const below = await aShelf(db, top.categoryId)
  const bare = await aShelf(db)
  const [withPicture, draft] = await placeProducts(db, below, [{}, { publishedAt: null }])
  for (const [at, one] of [withPicture, draft].entries())
    await db`
      insert into catalog.media (product_id, place, url, alt_zh, alt_en)
      values (${one!.productId}, 0, ${`/pictures/${at}`}, '杯', 'Cup')`
  await placeProducts(db, bare, [{ publishedAt: null }])
  await using app = await appOf(db)
  const { items } = (await app.browser().get('/categories')).body
  const shown = new Map(
    items.map((item: Category) => [item.id, [item.hasProducts, item.picture?.url ?? null]]),
  )
  assert.deepEqual(shown.get(top.categoryId), [true, '/pictures/0'])
  assert.deepEqual(shown.get(below.categoryId), [true, '/pictures/0'])
  assert.deepEqual(shown.get(bare.categoryId), [false, null])
})

test('misspelt words are answered with what was meant, and told; exactly means exactly', async () => {
  await using db = await testDb()
  await placeProducts(db, await aShelf(db), [
    { titleEn: 'Paper lantern', titleZh: '手工红色马克杯' },
    { titleEn: 'Christmas lamp', titleZh: '圣诞挂灯' },
  ])
  await using app = await appOf(db)
  const ask = async (q: string, more = '') => {
    const { body } = await app.browser().get(`/products?q=${encodeURIComponent(q)}${more}`)
    return [body.exact, body.near, body.corrected, body.items[0]?.titleEn ?? null]
  }
  const [lantern, lamp] = ['Paper lantern', 'Christmas lamp']
  assert.deepEqual(await ask('lantern'), [true, true, null, lantern])
  assert.deepEqual(await ask('lantren'), [false, true, 'lantern', lantern])
  assert.deepEqual(await ask('lampe christams'), [false, true, 'lamp christmas', lamp])
  assert.deepEqual(await ask('Lampes 圣诞'), [false, true, 'lamp 圣诞', lamp])
  assert.deepEqual(await ask('红色马可杯'), [false, true, '红色马克杯', lantern])
  assert.deepEqual(await ask('红色杯子'), [false, true, null, lantern])
  assert.deepEqual(await ask('xyzzyx'), [false, false, null, lamp])
  assert.deepEqual(await ask('lantren', '&sort=price_up'), [false, true, 'lantern', lantern])
  assert.deepEqual(await ask('lantren', '&exactly=true'), [true, true, null, null])
})

test('what was meant is paged like any other list', async () => {
  await using db = await testDb()
  await placeProducts(
    db,
    await aShelf(db),
    Array.from({ length: 30 }, (_, at) => ({ titleEn: `Lantern ${at}` })),
  )
  await using app = await appOf(db)
  const first = (await app.browser().get('/products?q=lantren')).body
  const second = (await app.browser().get(`/products?q=lantren&after=${first.next}`)).body
  assert.deepEqual([second.corrected, second.items.length, second.next], ['lantern', 6, null])
  const ids = [...first.items, ...second.items].map((item: Card) => item.id)
  assert.equal(new Set(ids).size, 30)
})
