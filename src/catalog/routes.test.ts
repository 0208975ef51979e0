import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { aShelf, now, placeProducts } from './catalog.fixture.ts'
import { importMadeUpProducts } from './made-up.fixture.ts'
import * as routes from './routes.ts'

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
  assert.deepEqual(page.body, { items: [], next: null, exact: true })
  assert.deepEqual((await browser.get('/products?q=mug')).body.items, [])
  assert.deepEqual((await browser.get('/categories')).body, { items: [] })
  assert.deepEqual((await browser.get('/brands')).body, { items: [], next: null })
  const found = await browser.get('/search/suggestions?q=m')
  assert.deepEqual(found.body, { items: [], exact: false })
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
