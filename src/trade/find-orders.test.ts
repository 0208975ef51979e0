import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAudit } from '#platform/audit.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import { startTrading } from '#test/trading.ts'
import type { TradedOrder } from '#test/trading.ts'
import * as orderRoutes from './order-console-routes.ts'

const now = new Date('2026-11-20T04:00:00Z')
const one = { lines: [{ brand: 0, quantity: 1 }] }
const other = { lines: [{ brand: 1, quantity: 1 }] }

async function openDesk(db: Db) {
  const app = await testApp({ db, routes: routesOf(orderRoutes), now })
  const browser = await staffBrowser(app, db, 'support')
  const ask = async (query: Record<string, string>) => {
    const { status, body } = await browser.get(
      `/console/orders?${new URLSearchParams(query).toString()}`,
    )
    assert.equal(status, 200, JSON.stringify(body))
    return body.items
  }
  const ids = async (query: Record<string, string>): Promise<string[]> =>
    (await ask(query)).map((order: { id: string }) => order.id)
  return { app, browser, ask, ids, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

test('an order is found by its number, its last digits, its parcel and the words of its goods', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using desk = await openDesk(db)
  const [mug, bowl] = (await trading.place([one, other])) as [TradedOrder, TradedOrder]
  await trading.pay([mug, bowl])
  await trading.ship([mug])
  await db`update trade.shipment set tracking_no = 'Sf-7001x' where order_id = ${mug.orderId}`

  const { orderId: id } = mug
  for (const q of [id, id.toUpperCase(), `…${id.slice(-8)}`, id.slice(-12), id.slice(0, 18)])
    assert.ok((await desk.ids({ q })).includes(id), q)
  assert.deepEqual(await desk.ids({ q: id.slice(-8) }), [id])
  for (const q of ['SF-7001X', 'sf-70']) assert.deepEqual(await desk.ids({ q }), [id], q)
  assert.deepEqual(await desk.ids({ q: 'sf-70', status: 'paid' }), [], 'both must hold')
  for (const q of ['SF-7002', '%', "'; drop table trade.order --", '…', '🙂', 'ffffffff'])
    assert.deepEqual(await desk.ids({ q }), [], q)

  // Traded orders are not made of the catalogue's goods; this one is now.
  const [sku] = await db<{ code: string; productId: string }>`
    select code, product_id from catalog.sku where id = ${bowl.lines[0]!.skuId}`
  await db`update trade.order_line set product_id = ${sku!.productId}
    where order_id = ${bowl.orderId}`
  assert.deepEqual(await desk.ids({ q: sku!.code }), [bowl.orderId])
})

test('a day is China’s, from its first moment to its last', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using desk = await openDesk(db)
  const orders = await trading.place([one, one, one, one])
  const at = ['2026-11-19T15:59:59.999Z', '2026-11-19T16:00Z', '2026-11-20T15:59:59.999Z']
  const times = [...at, '2026-11-20T16:00Z'].map((text) => new Date(text))
  for (const [index, { orderId }] of orders.entries())
    await db`update trade."order" set placed_at = ${times[index]} where id = ${orderId}`
  const found = await desk.ids({ day: '2026-11-20' })
  assert.deepEqual(new Set(found), new Set([orders[1]!.orderId, orders[2]!.orderId]))
  const counted = await desk.browser.get('/console/order-counts?day=2026-11-20')
  const { items, countMax } = counted.body
  assert.ok(countMax > 2)
  assert.deepEqual(
    items.filter((item: { count: number }) => item.count > 0),
    [{ status: 'placed', count: 2 }],
  )
  for (const day of ['2026-02-30', '0000-01-01', '2026-11', 'today'])
    for (const path of ['/console/orders', '/console/order-counts', '/console/orders.csv'])
      assert.equal((await desk.browser.get(`${path}?day=${day}`)).status, 400, `${path} ${day}`)
})

test('a list tells what waits to be sent, whose turn it is, and goes on by key', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using desk = await openDesk(db)
  const both = { lines: [...one.lines, { brand: 1, quantity: 3 }] }
  const orders = await trading.place([both, ...Array.from({ length: 60 }, () => one)])
  const [split] = orders
  await trading.pay([split!])
  const [shown] = await desk.ask({ status: 'paid' })
  assert.deepEqual(
    shown.waiting.map(({ pieces }: { pieces: number }) => pieces),
    [1, 3],
  )
  assert.deepEqual([shown.id, shown.paidAt], [split!.orderId, now.toISOString()])
  await trading.ship([split!])
  const [sent] = await desk.ask({ status: 'shipped' })
  assert.deepEqual([sent.waiting, sent.dueAt], [[], addMs(now, 10 * dayMs).toISOString()])

  const { body: page } = await desk.browser.get('/console/orders?status=placed')
  assert.equal(page.items.length, 50)
  const { body: rest } = await desk.browser.get(`/console/orders?status=placed&after=${page.next}`)
  assert.deepEqual([rest.items.length, rest.next], [10, null])
})

test('what was looked for leaves with the export, and is not written into the audit log', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using desk = await openDesk(db)
  const [wanted] = await trading.place([one, one])
  const query = new URLSearchParams({ q: wanted!.orderId, day: '2026-11-20', language: 'en' })
  const { payload } = await desk.app.server.inject({
    url: `/api/console/orders.csv?${query.toString()}`,
    cookies: Object.fromEntries(desk.browser.cookies),
  })
  const rows = payload.trim().split('\r\n').slice(1)
  assert.equal(rows.length, 1, payload)
  assert.ok(rows[0]!.includes(wanted!.orderId))
  const [entry] = await listAudit(db, { limit: 1 })
  assert.deepEqual(entry!.facts, { status: null, day: '2026-11-20', searched: true })
})
