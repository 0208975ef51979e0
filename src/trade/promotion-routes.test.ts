import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { hourMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { listAudit } from '#platform/audit.ts'
import { routesOf } from '#platform/route.ts'
import { openSession } from '#platform/sessions.ts'
import { testApp } from '#test/app.ts'
import type { TestApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import * as cartRoutes from './cart-routes.ts'
import * as promotionRoutes from './promotion-routes.ts'
import { anArticle, assertSound, later, now } from './shop.fixture.ts'

const routes = { ...routesOf(cartRoutes), ...routesOf(promotionRoutes) }
const appOf = (db: Db) => testApp({ db, routes, now })

async function signedIn(app: TestApp, db: Db, kind: 'member' | 'staff', role = 'operations') {
  const browser = app.browser()
  const actorId = randomUUIDv7()
  if (kind === 'staff')
    await db`
      insert into platform.staff (id, login, name, roles, password_phc, created_at)
      values (${actorId}, ${actorId}, 'x', ${[role]}, 'x', ${now})`
  const { token } = await db.begin((tx) => openSession(tx, { kind, actorId, now }))
  browser.cookies.set(`tessera_${kind}`, token)
  return { browser, actorId }
}

const coupon = {
  code: 'off20',
  titleZh: '券',
  titleEn: 'Coupon',
  offFen: 20_00,
  minSpendFen: 100_00,
  total: 3,
  perMemberMax: 1,
  endsAt: later(hourMs).toISOString(),
}

test('staff plan a sale and a coupon, a member sees, quotes and fills a cart; acts are audited', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const skuId = await anArticle(db)
  const staff = await signedIn(app, db, 'staff')
  const member = await signedIn(app, db, 'member')
  const sale = { skuId, priceFen: 50_00, quantity: 5, perMemberMax: 2, endsAt: coupon.endsAt }

  const planned = await staff.browser.post('/console/flash-sales', sale)
  assert.deepEqual([planned.status, planned.body.status, planned.body.left], [201, 'running', 5])
  const made = await staff.browser.post('/console/coupons', coupon)
  assert.deepEqual([made.status, made.body.code, made.body.left], [201, 'OFF20', 3])
  const sales = await staff.browser.get('/console/flash-sales')
  assert.deepEqual([sales.body.items.length, sales.body.next], [1, null])
  assert.equal((await staff.browser.get('/console/coupons')).body.items[0].used, 0)

  assert.deepEqual((await app.browser().get('/flash-sales')).body.items, [planned.body])
  assert.deepEqual((await member.browser.get('/coupons')).body.items, [made.body])
  const cart = await member.browser.put(`/cart/lines/${skuId}`, { quantity: 2 })
  assert.deepEqual([cart.status, cart.body.goodsFen], [200, 100_00])
  assert.deepEqual((await member.browser.get('/cart')).body, cart.body)
  const lines = [{ skuId, quantity: 2 }]
  const quote = await member.browser.post('/quotes', { lines, couponCode: ' off20 ' })
  assert.deepEqual([quote.status, quote.body.totalFen], [200, 80_00])
  const emptied = await member.browser.delete(`/cart/lines/${skuId}`)
  assert.deepEqual(emptied.body, { lines: [], goodsFen: 0 })

  const end = `/console/flash-sales/${planned.body.id}/end`
  assert.equal((await staff.browser.post(end)).body.status, 'ended')
  assert.equal((await staff.browser.post(end)).body.code, 'sale_state')
  const acts = (await listAudit(db, { limit: 10 })).reverse()
  assert.deepEqual(
    acts.map(({ actorId, act, subject }) => [actorId, act, subject]),
    [
      [staff.actorId, 'trade.create_flash_sale', `flash_sale:${planned.body.id}`],
      [staff.actorId, 'trade.create_coupon', `coupon:${made.body.id}`],
      [staff.actorId, 'trade.end_flash_sale', `flash_sale:${planned.body.id}`],
    ],
  )
  await assertSound(db)
})

test('the same key makes one sale, however often it is sent', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const skuId = await anArticle(db)
  const { browser } = await signedIn(app, db, 'staff')
  const sale = { skuId, priceFen: 50_00, quantity: 5, perMemberMax: 2, endsAt: coupon.endsAt }
  const key = { 'idempotency-key': 'one-sale-only' }
  const first = await browser.post('/console/flash-sales', sale, key)
  const second = await browser.post('/console/flash-sales', sale, key)
  assert.equal(first.status, 201)
  assert.deepEqual(second.body, first.body)
  assert.equal((await listAudit(db, { limit: 10 })).length, 1)
})

test('only staff whose role allows it plan anything, and only members have a cart', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const skuId = await anArticle(db)
  const support = await signedIn(app, db, 'staff', 'support')
  const member = await signedIn(app, db, 'member')
  assert.equal((await support.browser.get('/console/coupons')).status, 200)
  for (const { browser, status } of [
    { browser: support.browser, status: 403 },
    { browser: member.browser, status: 401 },
    { browser: app.browser(), status: 401 },
  ]) {
    const sale = { skuId, priceFen: 1, quantity: 1, perMemberMax: 1, endsAt: coupon.endsAt }
    assert.equal((await browser.post('/console/coupons', coupon)).status, status)
    assert.equal((await browser.post('/console/flash-sales', sale)).status, status)
    const end = `/console/flash-sales/${randomUUIDv7()}/end`
    assert.equal((await browser.post(end)).status, status)
  }
  for (const path of ['/cart', '/coupons', '/console/flash-sales'])
    assert.equal((await app.browser().get(path)).status, 401, path)
  assert.deepEqual(await listAudit(db, { limit: 10 }), [])
})

test('quantities, prices and times that make no sense are refused before anything is read', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const skuId = randomUUIDv7()
  const staff = await signedIn(app, db, 'staff')
  const member = await signedIn(app, db, 'member')
  for (const quantity of [0, -1, 1.5, 10_000, 2 ** 53, '1', null]) {
    const put = await member.browser.put(`/cart/lines/${skuId}`, { quantity })
    const quote = await member.browser.post('/quotes', { lines: [{ skuId, quantity }] })
    assert.deepEqual([put.status, quote.status], [400, 400], String(quantity))
  }
  for (const lines of [[], Array.from({ length: 201 }, () => ({ skuId, quantity: 1 }))])
    assert.equal((await member.browser.post('/quotes', { lines })).status, 400)
  for (const wrong of [{ total: 0 }, { offFen: 0.5 }, { endsAt: 'tomorrow' }, { code: 'é' }])
    assert.equal(
      (await staff.browser.post('/console/coupons', { ...coupon, ...wrong })).status,
      400,
    )
  const generous = await staff.browser.post('/console/coupons', { ...coupon, minSpendFen: 20_00 })
  assert.deepEqual([generous.status, generous.body.code], [400, 'coupon_too_generous'])
})
