import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { listAudit } from '#platform/audit.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import * as brandRoutes from './brand-routes.ts'
import { aShelf, now, placeProduct, placeProducts, staffBrowser } from './catalog.fixture.ts'
import * as consoleRoutes from './console-routes.ts'
import * as publicRoutes from './routes.ts'
import * as skuRoutes from './sku-routes.ts'

const routes = {
  ...routesOf(publicRoutes),
  ...routesOf(consoleRoutes),
  ...routesOf(skuRoutes),
  ...routesOf(brandRoutes),
}
const appOf = (db: Db) => testApp({ db, routes, now })

test('prices and quantities that are none are refused before anything is written', async () => {
  await using db = await testDb()
  const { skuId, productId } = await placeProduct(db)
  await using app = await appOf(db)
  const { browser } = await staffBrowser(app, db)
  for (const priceFen of [0, -1, 1.5, 999_999_901, 2 ** 53, '100', null]) {
    const put = await browser.put(`/console/skus/${skuId}/price`, { version: 1, priceFen })
    assert.deepEqual([put.status, put.body.code], [400, 'invalid_input'], String(priceFen))
    const body = { code: 'L', priceFen }
    const post = await browser.post(`/console/products/${productId}/skus`, body)
    assert.equal(post.status, 400)
  }
  for (const quantity of [0, 1.5, 1_000_001, -1_000_001, '5']) {
    const body = { quantity, reason: 'delivery' }
    assert.equal((await browser.post(`/console/skus/${skuId}/stock-changes`, body)).status, 400)
  }
  for (const titleEn of ['', ' ', 'x'.repeat(301), 'a\0b', 'a\nb'])
    assert.equal(
      (await browser.patch(`/console/products/${productId}`, { version: 1, titleEn })).status,
      400,
    )
  assert.deepEqual(await listAudit(db, { limit: 9 }), [])
})

test('who saw an older version changes nothing and learns the present one', async () => {
  await using db = await testDb()
  const { productId, skuId } = await placeProduct(db)
  await using app = await appOf(db)
  const { browser } = await staffBrowser(app, db)
  const product = `/console/products/${productId}`
  const seen = { version: 1 }
  assert.equal((await browser.patch(product, { ...seen, titleEn: 'New' })).body.version, 2)
  assert.equal(
    (await browser.put(`/console/skus/${skuId}/price`, { ...seen, priceFen: 5 })).status,
    200,
  )
  for (const late of [
    await browser.patch(product, { ...seen, titleEn: 'Late' }),
    await browser.post(`${product}/publication`, { ...seen, onSale: false }),
    await browser.put(`/console/skus/${skuId}/price`, { ...seen, priceFen: 6 }),
    await browser.patch(`/console/skus/${skuId}`, { ...seen, name: 'Late' }),
  ])
    assert.deepEqual([late.status, late.body.code, late.body.version], [409, 'stale_version', 2])
  const { body } = await browser.get(product)
  assert.deepEqual([body.titleEn, body.skus[0].priceFen, body.skus[0].name], ['New', 5, ''])
})

test('what does not exist is not found, and taken codes and addresses are said to be', async () => {
  await using db = await testDb()
  const { productId } = await placeProduct(db, { skus: [{ code: '21071' }] })
  await using app = await appOf(db)
  const { browser } = await staffBrowser(app, db)
  const [none, version] = [randomUUIDv7(), 1]
  const names = { nameZh: '甲', nameEn: 'A' }
  const [{ id: categoryId }] = (await browser.get('/console/categories')).body.items
  const child = { ...names, slug: 'child', parentId: categoryId }
  const { body: below } = await browser.post('/console/categories', child)
  const texts = { titleZh: '杯', titleEn: 'Mug' }
  const cases: [Promise<{ status: number; body: { code: string } }>, number, string][] = [
    [browser.get(`/console/products/${none}`), 404, 'product_not_found'],
    [browser.patch(`/console/products/${none}`, { version }), 404, 'product_not_found'],
    [browser.patch(`/console/skus/${none}`, { version }), 404, 'sku_not_found'],
    [browser.put(`/console/skus/${none}/price`, { version, priceFen: 5 }), 404, 'sku_not_found'],
    [
      browser.post(`/console/skus/${none}/stock-changes`, { quantity: 1, reason: 'count' }),
      404,
      'sku_not_found',
    ],
    [
      browser.post('/console/products', { brandId: none, categoryId, ...texts }),
      404,
      'brand_not_found',
    ],
    [
      browser.patch(`/console/products/${productId}`, { version, categoryId: none }),
      404,
      'category_not_found',
    ],
    [
      browser.post(`/console/products/${productId}/skus`, { code: '21071', priceFen: 5 }),
      409,
      'sku_code_taken',
    ],
    [browser.patch(`/console/brands/${none}`, { version }), 404, 'brand_not_found'],
    [browser.post('/console/categories', child), 409, 'slug_taken'],
    [
      browser.post('/console/categories', { ...names, slug: 'deep', parentId: below.id }),
      409,
      'category_too_deep',
    ],
    [
      browser.post('/console/categories', { ...names, slug: 'lost', parentId: none }),
      404,
      'category_not_found',
    ],
  ]
  for (const [answer, status, code] of cases) {
    const { status: got, body } = await answer
    assert.deepEqual([got, body.code], [status, code])
  }
})

test('a product on sale always has a variant on sale', async () => {
  await using db = await testDb()
  const empty = await placeProduct(db, { publishedAt: null, skus: [] })
  const { productId, skuId } = await placeProduct(db)
  await using app = await appOf(db)
  const { browser } = await staffBrowser(app, db)
  const publication = `/console/products/${empty.productId}/publication`
  const early = await browser.post(publication, { version: 1, onSale: true })
  assert.deepEqual([early.status, early.body.code], [409, 'nothing_to_sell'])
  const off = { version: 1, status: 'off_sale' }
  const last = await browser.patch(`/console/skus/${skuId}`, off)
  assert.deepEqual([last.status, last.body.code], [409, 'nothing_to_sell'])
  await browser.post(`/console/products/${productId}/publication`, { version: 1, onSale: false })
  assert.equal((await browser.patch(`/console/skus/${skuId}`, off)).status, 200)
  const again = { version: 2, onSale: true }
  const late = await browser.post(`/console/products/${productId}/publication`, again)
  assert.equal(late.body.code, 'nothing_to_sell')
})

test('each role may do what the policy says, and a visitor nothing', async () => {
  await using db = await testDb()
  const { productId, skuId } = await placeProduct(db)
  await using app = await appOf(db)
  const acts: [string, string, unknown][] = [
    [`/console/products/${productId}/publication`, 'catalog.edit', { version: 9, onSale: true }],
    [`/console/skus/${skuId}/stock-changes`, 'stock.edit', { quantity: -9, reason: 'count' }],
    ['/console/brands', 'brands.edit', { nameZh: '甲' }],
  ]
  const may = async (role: string) => {
    const { browser } = await staffBrowser(app, db, role)
    const answers = await Promise.all(acts.map(([path, , body]) => browser.post(path, body)))
    return answers.map((answer) => answer.status !== 403)
  }
  assert.deepEqual(await may('owner'), [true, true, true])
  assert.deepEqual(await may('operations'), [true, true, false])
  assert.deepEqual(await may('finance'), [false, false, true])
  assert.deepEqual(await may('auditor'), [false, false, false])
  for (const [path, , body] of acts)
    assert.equal((await app.browser().post(path, body)).status, 401)
  const { browser } = await staffBrowser(app, db, 'auditor')
  assert.equal((await browser.get('/console/products')).status, 200)
})

test('staff write a product, price and stock it, sell it, take it off; all of it is audited', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const { browser, staffId } = await staffBrowser(app, db)
  const visitor = app.browser()
  const names = { nameZh: '晨光', nameEn: 'Dawn' }
  const brand = await browser.post('/console/brands', { ...names, receiver: 'R-1', feeBps: 500 })
  assert.deepEqual([brand.status, brand.body.version], [201, 1])
  const { body: category } = await browser.post('/console/categories', { ...names, slug: 'cups' })
  const draft = await browser.post('/console/products', {
    brandId: brand.body.id,
    categoryId: category.id,
    titleZh: '红色马克杯',
    titleEn: 'Red mug',
  })
  assert.deepEqual([draft.status, draft.body.status, draft.body.skus], [201, 'draft', []])
  const product = `/console/products/${draft.body.id}`
  const { body: sku } = await browser.post(`${product}/skus`, { code: 'M1', priceFen: 2000 })
  const skuPath = `/console/skus/${sku.skuId}`
  const delivery = { quantity: 10, reason: 'delivery' }
  assert.equal((await browser.post(`${skuPath}/stock-changes`, delivery)).body.available, 10)
  const damage = { quantity: -11, reason: 'damage' }
  assert.equal((await browser.post(`${skuPath}/stock-changes`, damage)).body.code, 'stock_too_low')
  const three = { quantity: -3, reason: 'damage' }
  assert.equal((await browser.post(`${skuPath}/stock-changes`, three)).body.available, 7)
  assert.equal((await visitor.get('/products')).body.items.length, 0)

  await browser.post(`${product}/publication`, { version: 1, onSale: true })
  const [card] = (await visitor.get('/products?q=mug')).body.items
  assert.deepEqual([card.titleEn, card.priceFromFen, card.available], ['Red mug', 2000, 7])
  app.now = new Date(now.getTime() + 1000)
  await browser.put(`${skuPath}/price`, { version: 1, priceFen: 1500 })
  assert.equal((await visitor.get('/products')).body.items[0].priceFromFen, 1500)
  const history = await browser.get(`${skuPath}/prices`)
  assert.deepEqual(history.body, {
    items: [
      { priceFen: 1500, validFrom: '2026-11-20T04:00:01.000Z' },
      { priceFen: 2000, validFrom: '2026-11-20T04:00:00.000Z' },
    ],
    next: null,
  })
  const older = await browser.get(`${skuPath}/prices?after=2026-11-20T04:00:01.000Z`)
  assert.equal(older.body.items.length, 1)
  await browser.patch(product, { version: 2, titleEn: 'Scarlet mug' })
  await browser.patch(`/console/brands/${brand.body.id}`, { version: 1, feeBps: 450 })
  await browser.patch(skuPath, { version: 2, name: '350 ml' })
  await browser.post(`${product}/publication`, { version: 3, onSale: false })
  assert.equal((await visitor.get('/products')).body.items.length, 0)
  assert.equal((await visitor.get(`/products/${draft.body.id}`)).status, 404)

  const acts = (await listAudit(db, { limit: 50 })).reverse()
  assert.ok(acts.every((act) => act.actorId === staffId))
  assert.deepEqual(
    acts.map(({ act, subject }) => `${act} ${subject.split(':')[0]}`),
    [
      'catalog.create_brand brand',
      'catalog.create_category category',
      'catalog.create_product product',
      'catalog.add_sku sku',
      'catalog.change_stock sku',
      'catalog.change_stock sku',
      'catalog.publish_product product',
      'catalog.set_price sku',
      'catalog.change_product product',
      'catalog.change_brand brand',
      'catalog.change_sku sku',
      'catalog.withdraw_product product',
    ],
  )
  assert.doesNotMatch(JSON.stringify(acts), /mug|杯|Dawn|晨光/)
})

test('the console finds products of every state by words, status and brand, page after page', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  const wanted = Array.from({ length: 60 }, (_, n) => ({
    titleEn: n % 2 === 0 ? 'Red mug' : 'Teapot',
    publishedAt: n % 3 === 0 ? null : now,
  }))
  await placeProducts(db, shelf, wanted)
  await placeProduct(db, { titleEn: 'Other' })
  await using app = await appOf(db)
  const { browser } = await staffBrowser(app, db)
  const titles = async (query: string) => {
    const found: string[] = []
    for (let after = ''; ;) {
      const { body } = await browser.get(`/console/products?${query}${after}`)
      found.push(...body.items.map((item: { titleEn: string }) => item.titleEn))
      if (body.next === null) return found
      after = `&after=${body.next}`
    }
  }
  assert.equal((await titles('')).length, 61)
  assert.equal((await titles(`brand=${shelf.brandId}`)).length, 60)
  assert.deepEqual(new Set(await titles('q=mugs')), new Set(['Red mug']))
  assert.equal((await titles('q=red&status=draft')).length, 10)
  assert.deepEqual(await titles('q=%F0%9F%98%80'), [])
})

test('the same key makes one product and one stock change', async () => {
  await using db = await testDb()
  const { skuId } = await placeProduct(db)
  await using app = await appOf(db)
  const { browser } = await staffBrowser(app, db)
  const key = { 'idempotency-key': 'delivery-0001' }
  const change = { quantity: 10, reason: 'delivery' }
  const path = `/console/skus/${skuId}/stock-changes`
  const answers = [await browser.post(path, change, key), await browser.post(path, change, key)]
  assert.deepEqual(
    answers.map((answer) => answer.body.available),
    [10, 10],
  )
  assert.equal((await browser.post(path, { ...change, quantity: 1 })).body.available, 11)
})
