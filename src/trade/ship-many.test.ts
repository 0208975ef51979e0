import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { listAudit } from '#platform/audit.ts'
import { DomainError } from '#platform/errors.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { overlap, testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import { startTrading } from '#test/trading.ts'
import type { TradedOrder } from '#test/trading.ts'
import * as orderRoutes from './order-console-routes.ts'
import { shipEach, shipOrders } from './ship.ts'

const now = new Date('2026-11-20T04:00:00Z')
const one = { lines: [{ brand: 0, quantity: 1 }] }
const appOf = (db: Db) => testApp({ db, routes: routesOf(orderRoutes), now })

const parcelOf = ({ orderId, lines }: TradedOrder, trackingNo = 'SF1', brand = 0) => {
  return { orderId, brandId: lines[brand]!.brandId, trackingNo }
}
const parcelsIn = (db: Db) =>
  db<{ orderId: string; carrier: string; trackingNo: string }>`
    select order_id, carrier, tracking_no from trade.shipment order by tracking_no`
const answers = (body: { items: { shipmentId: string | null; refusal: string | null }[] }) =>
  body.items.map(({ shipmentId, refusal }) => refusal ?? typeof shipmentId)

test('only who may ship ships many, and a call of the wrong shape ships nothing', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using app = await appOf(db)
  const [order] = await trading.place([one])
  await trading.pay([order!])
  const body = { carrier: 'SF', parcels: [parcelOf(order!)] }
  assert.equal((await app.browser().post('/console/shipments', body)).status, 401)
  for (const role of ['support', 'finance', 'auditor']) {
    const browser = await staffBrowser(app, db, role)
    assert.equal((await browser.post('/console/shipments', body)).status, 403, role)
  }
  const browser = await staffBrowser(app, db, 'operations')
  const [parcel] = body.parcels
  for (const wrong of [
    { ...body, parcels: [] },
    { ...body, parcels: Array.from({ length: 101 }, () => parcel) },
    { ...body, carrier: ' ' },
    { ...body, parcels: [parcel, { ...parcel, trackingNo: '' }] },
    { ...body, parcels: [parcel, { ...parcel, trackingNo: 'x'.repeat(41) }] },
    { ...body, parcels: [parcel, { ...parcel, orderId: '1' }] },
  ]) {
    const { status, body: answer } = await browser.post('/console/shipments', wrong)
    assert.deepEqual([status, answer.code], [400, 'invalid_input'])
  }
  assert.deepEqual(await parcelsIn(db), [])
  assert.deepEqual(await listAudit(db, { limit: 9 }), [])
})

test('each parcel is shipped or refused by itself, audited, and a repeated call changes nothing', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using app = await appOf(db)
  const both = { lines: [...one.lines, { brand: 1, quantity: 2 }] }
  const [plain, unpaid, sent, split] = await trading.place([one, one, one, both])
  await trading.pay([plain!, sent!, split!])
  await trading.ship([sent!])
  const browser = await staffBrowser(app, db, 'operations')
  const body = {
    carrier: 'ZTO',
    parcels: [
      parcelOf(unpaid!, 'A1'),
      parcelOf(plain!, 'A2'),
      parcelOf(sent!, 'A3'),
      { ...parcelOf(plain!, 'A4'), orderId: randomUUIDv7() },
      parcelOf(split!, 'A5', 1),
      parcelOf(plain!, 'A6'),
      { ...parcelOf(plain!, 'A7'), brandId: randomUUIDv7() },
    ],
  }
  const key = { 'idempotency-key': 'a-key-of-this-test' }
  const first = await browser.post('/console/shipments', body, key)
  assert.equal(first.status, 200)
  const refused = 'order_state'
  assert.deepEqual(answers(first.body), [
    refused,
    'string',
    refused,
    'order_not_found',
    'string',
    refused,
    refused,
  ])
  assert.deepEqual((await browser.post('/console/shipments', body, key)).body, first.body)
  const again = await browser.post('/console/shipments', body)
  assert.ok(again.body.items.every((item: { shipmentId: unknown }) => item.shipmentId === null))

  const made = (await parcelsIn(db)).filter(({ carrier }) => carrier === 'ZTO')
  assert.deepEqual(made, [
    { orderId: plain!.orderId, carrier: 'ZTO', trackingNo: 'A2' },
    { orderId: split!.orderId, carrier: 'ZTO', trackingNo: 'A5' },
  ])
  const states = await db<{ id: string; status: string }>`select id, status from trade."order"`
  const stateOf = (order?: TradedOrder) => states.find(({ id }) => id === order!.orderId)!.status
  // The other brand of the last one has still to send.
  assert.deepEqual([plain, unpaid, split].map(stateOf), ['shipped', 'placed', 'paid'])
  const audited = await listAudit(db, { limit: 9 })
  assert.deepEqual(
    audited.map(({ actorId, act, subject }) => [actorId, act, subject]).toSorted(),
    [plain, split]
      .map((order) => [browser.staffId, 'trade.ship_order', `order:${order!.orderId}`])
      .toSorted(),
  )
})

test('a hundred parcels go at once', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using app = await appOf(db)
  const orders = await trading.place(Array.from({ length: 100 }, () => one))
  await trading.pay(orders)
  const browser = await staffBrowser(app, db, 'owner')
  const parcels = orders.map((order, at) => parcelOf(order, `SF${at}`))
  const { status, body } = await browser.post('/console/shipments', { carrier: 'SF', parcels })
  assert.equal(status, 200)
  assert.deepEqual(new Set(answers(body)), new Set(['string']))
  assert.equal((await listAudit(db, { limit: 200 })).length, 100)
})

test('a parcel that is shipped singly meanwhile is refused here, and the others go', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  const [raced, other] = await trading.place([one, one])
  await trading.pay([raced!, other!])
  const going = { carrier: 'SF', shippedAt: now }
  const [single, many] = await overlap(
    db,
    (tx) => shipOrders(tx, [{ ...parcelOf(raced!, 'S1'), ...going }]),
    (tx) =>
      shipEach(tx, [
        { ...parcelOf(raced!, 'M1'), ...going },
        { ...parcelOf(other!, 'M2'), ...going },
      ]),
  )
  assert.ok(single.status === 'fulfilled' && many.status === 'fulfilled')
  const [late, shipped] = many.value
  assert.ok(late instanceof DomainError && late.code === 'order_state')
  assert.equal(typeof shipped, 'string')
  assert.deepEqual(
    (await parcelsIn(db)).map((parcel) => parcel.trackingNo),
    ['M2', 'S1'],
  )
})
