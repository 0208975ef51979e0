import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import { consume, lagOf } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import type { Services } from '#platform/route.ts'
import { removeStock } from '#catalog/stock.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import { startTrading } from '#test/trading.ts'
import type { TradedOrder } from '#test/trading.ts'
import { openCases } from '#trade/case.ts'
import { openDispute } from '#trade/dispute.ts'
import { reconcile } from '#trade/reconcile.ts'
import { requestRefund } from '#trade/refund-request.ts'
import { policy } from '../policy.ts'
import { byUrgency } from './needs.ts'
import { orderFigures } from './order-figures.ts'
import * as insightRoutes from './routes.ts'
import { salesByDay } from './sales-by-day.ts'

const now = new Date('2026-11-20T04:00:00Z')
const routes = routesOf(insightRoutes)

async function catchUp(db: Db): Promise<void> {
  for (const consumer of [salesByDay, orderFigures])
    do await consume(db, consumer, new Date())
    while ((await lagOf(db, consumer.name)).waiting > 0)
}
const services = { policy } as Partial<Services>

const figures = ['today', 'sales-by-day', 'orders-by-hour', 'order-path', 'cohorts']

test('only those who may read reports do, and all staff see what waits', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, services, now })
  for (const [role, status] of [
    ['support', 403],
    ['operations', 200],
    ['finance', 200],
    ['auditor', 200],
  ] as const) {
    const browser = await staffBrowser(app, db, role)
    for (const path of figures)
      assert.equal((await browser.get(`/console/${path}`)).status, status, `${role} ${path}`)
    assert.equal((await browser.get('/console/needs')).status, 200, role)
  }
  for (const path of [...figures, 'needs', 'live/orders'])
    assert.equal((await app.browser().get(`/console/${path}`)).status, 401, path)
})

test('a period that ends before it begins, is too long or no period at all is refused', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, services, now })
  const browser = await staffBrowser(app, db, 'auditor')
  const status = async (query: string) => {
    const paths = ['sales-by-day', 'order-path'].map((path) => `/console/${path}?${query}`)
    const [one, other] = await Promise.all(paths.map((path) => browser.get(path)))
    assert.equal(one!.status, other!.status)
    return one!.status
  }
  for (const query of [
    'from=2026-11-21&to=2026-11-20',
    'from=2025-10-16&to=2026-11-20',
    'from=2026-11-21',
    'from=1999-12-31&to=2000-01-02',
    'from=2026-02-30',
    'to=today',
  ])
    assert.equal(await status(query), 400, query)
  assert.equal(await status('from=2025-10-17&to=2026-11-20'), 200)
  const { from, to, items } = (await browser.get('/console/sales-by-day')).body
  assert.deepEqual([from, to, items.length], ['2026-10-22', '2026-11-20', 30])
  assert.deepEqual(items[29], {
    day: to,
    orders: 0,
    paidFen: 0,
    refundedFen: 0,
    completedFen: 0,
    newBuyers: 0,
  })
})

test('an empty shop is new, has nothing waiting, and every chart of it is empty', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, services, now })
  const browser = await staffBrowser(app, db, 'owner')
  const read = async (path: string) => (await browser.get(`/console/${path}`)).body
  const asOf = now.toISOString()
  const zero = { value: 0, asOf }
  assert.deepEqual(await read('needs'), { asOf, isNew: true, items: [] })
  assert.deepEqual(await read('today'), {
    day: '2026-11-20',
    orders: zero,
    paidFen: zero,
    weekBefore: { day: '2026-11-13', until: '2026-11-13T04:00:00.000Z', orders: 0, paidFen: 0 },
    heldInEscrowFen: zero,
    soldOutSkus: zero,
    lastReconciliation: null,
    eventsBehind: zero,
  })
  const { hours, hoursBefore, hourNow } = await read('orders-by-hour')
  assert.deepEqual([hours.length, hoursBefore.length, hourNow], [24, 24, 12])
  assert.deepEqual((await read('cohorts')).months, [])
  const { steps } = await read('order-path')
  assert.deepEqual(
    steps.map((one: { orders: number }) => one.orders),
    [0, 0, 0, 0, 0],
  )
})

test('what waits comes by urgency, and each role reads its own part of it', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using app = await testApp({ db, routes, services, now })
  const one = { lines: [{ brand: 0, quantity: 1 }] }
  const [sent, disputed, paid] = (await trading.place([one, one, one])) as [
    TradedOrder,
    TradedOrder,
    TradedOrder,
  ]
  await trading.pay([sent, disputed, paid])
  await trading.ship([sent, disputed])
  await askBack(db, sent)
  await dispute(db, disputed)
  await db.begin((tx) =>
    openCases(tx, [{ kind: 'long_in_flight', subject: 'x:1', facts: {} }], now),
  )
  const since = now.toISOString()
  const dueIn = (days: number) => addMs(now, days * dayMs).toISOString()
  const refund = { what: 'refund', count: 1, dueAt: dueIn(2), since: null }
  const claim = { what: 'dispute', count: 1, dueAt: dueIn(5), since: null }
  const shipment = { what: 'shipment', count: 1, dueAt: null, since }
  const open = { what: 'case', count: 1, dueAt: null, since }
  const read = async (role: string) => {
    const browser = await staffBrowser(app, db, role)
    const { isNew, items } = (await browser.get('/console/needs')).body
    assert.equal(isNew, false)
    return items
  }
  const mine = { isMine: true }
  const others = { isMine: false }
  assert.deepEqual(
    await read('owner'),
    [refund, claim, shipment, open].map((need) => ({ ...need, ...mine })),
  )
  const toSupport = [
    { ...refund, ...mine },
    { ...claim, ...mine },
    { ...shipment, ...others },
  ]
  assert.deepEqual(await read('support'), toSupport)
  assert.deepEqual(await read('operations'), [
    { ...refund, ...others },
    { ...claim, ...others },
    { ...shipment, ...mine },
  ])
  assert.deepEqual(
    (await read('auditor')).map((need: { isMine: boolean }) => need.isMine),
    [false, false, false, false],
  )
})

test('money nobody can explain is the most urgent, then the nearest deadline, then who waits longest', () => {
  const none = { count: 1, dueAt: null, since: null, isMine: true }
  const at = (hours: number) => addMs(now, hours * 60 * minuteMs)
  const sorted = [
    { ...none, what: 'difference' as const, since: at(5) },
    { ...none, what: 'refund' as const, dueAt: at(-1), isMine: false },
    { ...none, what: 'dispute' as const, dueAt: at(2) },
    { ...none, what: 'shipment' as const, since: at(-9) },
    { ...none, what: 'case' as const, since: at(-3) },
  ]
  assert.deepEqual(sorted.toReversed().toSorted(byUrgency), sorted)
  assert.deepEqual(sorted.toSorted(byUrgency), sorted)
})

test('today shows what was sold beside last week, and what is held; each figure with its age', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: addMs(now, -7 * dayMs) })
  await using app = await testApp({ db, routes, services, now })
  const browser = await staffBrowser(app, db, 'owner')
  const one = { lines: [{ brand: 0, quantity: 1 }] }
  // A week ago: one in the minute before this time of day, one at it, one in the last hour of the day.
  for (const ms of [-minuteMs, 0, 11 * 60 * minuteMs]) {
    trading.now = addMs(now, ms - 7 * dayMs)
    await trading.pay(await trading.place([one]))
  }
  trading.now = now
  await trading.pay(await trading.place([one, one]))
  const { skuId } = trading.brands[1]!
  const all = { changeId: randomUUIDv7(), skuId, quantity: 1_000_000, reason: 'damage' as const }
  await db.begin((tx) => removeStock(tx, all, now))
  const id = await reconcile(db, trading.adapter, { dueOn: '2026-11-19', now })

  const read = async () => (await browser.get('/console/today')).body
  const behind = await read()
  const [waits] = await db<{ count: number; at: Date }>`
    select count(*), min(recorded_at) as at from platform.event`
  assert.deepEqual([behind.orders.value, behind.eventsBehind.value], [0, waits!.count])
  assert.equal(behind.orders.asOf, (waits!.at < now ? waits!.at : now).toISOString())
  await catchUp(db)
  const asOf = now.toISOString()
  const fen = trading.brands[0]!.priceFen
  const reconciled = { id, dueOn: '2026-11-19', runAt: asOf }
  const whole = { day: '2026-11-13', until: '2026-11-13T04:00:00.000Z' }
  assert.deepEqual(await read(), {
    day: '2026-11-20',
    orders: { value: 2, asOf },
    paidFen: { value: 2 * fen, asOf },
    weekBefore: { ...whole, orders: 1, paidFen: fen },
    heldInEscrowFen: { value: 5 * fen, asOf },
    soldOutSkus: { value: 1, asOf },
    lastReconciliation: { ...reconciled, inFlightCount: 0, unexplainedCount: 0 },
    eventsBehind: { value: 0, asOf },
  })
  const { hours, hoursBefore } = (await browser.get('/console/orders-by-hour')).body
  const some = (list: { hour: number; orders: number }[]) =>
    list.filter((hour) => hour.orders > 0).map((hour) => [hour.hour, hour.orders])
  assert.deepEqual(some(hours), [[12, 2]])
  assert.deepEqual(some(hoursBefore), [
    [11, 1],
    [12, 1],
    [23, 1],
  ])

  // What is dear to compute stays a moment, and says so.
  await trading.pay(await trading.place([one]))
  app.now = addMs(now, 5_000)
  assert.deepEqual((await read()).heldInEscrowFen, { value: 5 * fen, asOf })
  app.now = addMs(now, minuteMs)
  const fresh = { value: 6 * fen, asOf: app.now.toISOString() }
  assert.deepEqual((await read()).heldInEscrowFen, fresh)
})

async function askBack(db: Db, { orderId, memberId }: TradedOrder): Promise<void> {
  const by = { memberId, requestedBy: 'member' as const, requestedAt: now }
  const lines = [{ lineNo: 1, quantity: 1 }]
  const refund = { refundId: randomUUIDv7(), orderId, kind: 'return' as const, lines }
  await db.begin((tx) => requestRefund(tx, { ...refund, reason: 'damaged', ...by }))
}

async function dispute(db: Db, { orderId, memberId }: TradedOrder): Promise<void> {
  const opened = { disputeId: randomUUIDv7(), orderId, memberId, remark: '没收到', now }
  await db.begin((tx) => openDispute(tx, { ...opened, reason: 'not_received' }))
}
