import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { findSellable } from '#catalog/sellable.ts'
import { routesOf } from '#platform/route.ts'
import { openSession } from '#platform/sessions.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import * as routes from './bought-routes.ts'
import { now, place, someArticles } from './shop.fixture.ts'

test('a member sees what they paid for and kept, the last first, each once, and nobody else does', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes: routesOf(routes), now })
  const skuIds = await someArticles(
    db,
    Array.from({ length: 6 }, (_, at) => ({ priceFen: 10_00 + at, stock: 50 })),
  )
  const [cup, pot, unpaid, returned, withdrawn, others] = skuIds as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const productOf = new Map(
    (await findSellable(db, skuIds)).map((sku) => [sku.skuId, sku.productId]),
  )
  const [memberId, otherId] = [randomUUIDv7(), randomUUIDv7()]
  const order = async (buyerId: string, bought: string[], status = 'paid') => {
    const lines = bought.map((skuId) => {
      return { skuId, quantity: 1, unitPriceFen: 10_00 + skuIds.indexOf(skuId) }
    })
    const { orderId } = await db.begin((tx) => place(tx, { memberId: buyerId, lines }))
    if (status !== 'placed')
      await db`update trade."order" set status = ${status}, paid_at = ${now} where id = ${orderId}`
    return orderId
  }
  await order(memberId, [cup, withdrawn])
  await order(memberId, [pot])
  const part = await order(memberId, [cup, returned])
  await db`
    update trade.order_line set refunded_quantity = 1, refunded_fen = total_fen
    where order_id = ${part} and sku_id = ${returned}`
  await order(memberId, [returned], 'refunded')
  await order(memberId, [unpaid], 'placed')
  await order(otherId, [others])
  await db`
    update catalog.product set status = 'off_sale' where id = ${productOf.get(withdrawn)!}`

  const boughtBy = async (actorId: string) => {
    const browser = app.browser()
    const { token } = await db.begin((tx) => openSession(tx, { kind: 'member', actorId, now }))
    browser.cookies.set('tessera_member', token)
    const { status, body } = await browser.get('/bought')
    assert.equal(status, 200)
    return body.items.map((item: { id: string }) => item.id)
  }
  const productsOf = (...bought: string[]) => bought.map((skuId) => productOf.get(skuId))
  assert.deepEqual(await boughtBy(memberId), productsOf(cup, pot))
  assert.deepEqual(await boughtBy(otherId), productsOf(others))
  assert.deepEqual(await boughtBy(randomUUIDv7()), [])
  const { status, body } = await app.browser().get('/bought')
  assert.deepEqual([status, body.items], [200, []])
})
