import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, minuteMs } from '#platform/clock.ts'
import { consume, lagOf } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
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
import * as insightRoutes from './routes.ts'
import { salesByDay } from './sales-by-day.ts'

const now = new Date('2026-11-20T04:00:00Z')
const routes = routesOf(insightRoutes)

async function catchUp(db: Db): Promise<void> {
  do await consume(db, salesByDay, new Date())
  while ((await lagOf(db, salesByDay.name)).waiting > 0)
}

test('only those who may read reports do', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  for (const [role, status] of [
    ['support', 403],
    ['operations', 200],
    ['finance', 200],
    ['auditor', 200],
  ] as const) {
    const browser = await staffBrowser(app, db, role)
    for (const path of ['today', 'sales-by-day'])
      assert.equal((await browser.get(`/console/${path}`)).status, status, `${role} ${path}`)
  }
  assert.equal((await app.browser().get('/console/today')).status, 401)
})

test('a period that ends before it begins, is too long or no period at all is refused', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  const browser = await staffBrowser(app, db, 'auditor')
  const status = async (query: string) =>
    (await browser.get(`/console/sales-by-day?${query}`)).status
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

test('an empty shop has nothing waiting, and no deadline', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  const browser = await staffBrowser(app, db, 'owner')
  const asOf = now.toISOString()
  const zero = { value: 0, asOf }
  const queue = { ...zero, earliestDueAt: null }
  assert.deepEqual((await browser.get('/console/today')).body, {
    day: '2026-11-20',
    orders: zero,
    paidFen: zero,
    heldInEscrowFen: zero,
    toShip: zero,
    refundsWaiting: queue,
    disputesWaiting: queue,
    soldOutSkus: zero,
    openCases: zero,
    lastReconciliation: null,
    eventsBehind: zero,
  })
})

test('today shows what was sold, what is held, and what waits until when; each figure with its age', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  await using app = await testApp({ db, routes, now })
  const browser = await staffBrowser(app, db, 'owner')
  const one = { lines: [{ brand: 0, quantity: 1 }] }
  const [sent, disputed, paid] = (await trading.place([one, one, one])) as [
    TradedOrder,
    TradedOrder,
    TradedOrder,
  ]
  await trading.pay([sent, disputed, paid])
  await trading.ship([sent, disputed])
  const by = { memberId: sent.memberId, requestedBy: 'member' as const, requestedAt: now }
  const lines = [{ lineNo: 1, quantity: 1 }]
  const refund = { refundId: randomUUIDv7(), orderId: sent.orderId, kind: 'return' as const, lines }
  await db.begin((tx) => requestRefund(tx, { ...refund, reason: 'damaged', ...by }))
  const { orderId, memberId } = disputed
  const dispute = { disputeId: randomUUIDv7(), orderId, memberId, remark: '没收到', now }
  await db.begin((tx) => openDispute(tx, { ...dispute, reason: 'not_received' }))
  const { skuId } = trading.brands[1]!
  const all = { changeId: randomUUIDv7(), skuId, quantity: 1_000_000, reason: 'damage' as const }
  await db.begin((tx) => removeStock(tx, all, now))
  await db.begin((tx) =>
    openCases(tx, [{ kind: 'long_in_flight', subject: 'x:1', facts: {} }], now),
  )
  const id = await reconcile(db, trading.adapter, { dueOn: '2026-11-19', now })

  const read = async () => (await browser.get('/console/today')).body
  const behind = await read()
  const [waits] = await db<{ count: number; at: Date }>`
    select count(*), min(recorded_at) as at from platform.event`
  assert.deepEqual([behind.orders.value, behind.eventsBehind.value], [0, waits!.count])
  assert.equal(behind.orders.asOf, (waits!.at < now ? waits!.at : now).toISOString())
  await catchUp(db)
  const asOf = now.toISOString()
  const paidFen = 3 * trading.brands[0]!.priceFen
  const reconciled = { id, dueOn: '2026-11-19', runAt: asOf }
  assert.deepEqual(await read(), {
    day: '2026-11-20',
    orders: { value: 3, asOf },
    paidFen: { value: paidFen, asOf },
    heldInEscrowFen: { value: paidFen, asOf },
    toShip: { value: 1, asOf },
    refundsWaiting: { value: 1, asOf, earliestDueAt: '2026-11-22T04:00:00.000Z' },
    disputesWaiting: { value: 1, asOf, earliestDueAt: '2026-11-25T04:00:00.000Z' },
    soldOutSkus: { value: 1, asOf },
    openCases: { value: 1, asOf },
    lastReconciliation: { ...reconciled, inFlightCount: 0, unexplainedCount: 0 },
    eventsBehind: { value: 0, asOf },
  })

  // What is dear to compute stays a moment, and says so.
  await trading.pay(await trading.place([one]))
  app.now = addMs(now, 5_000)
  assert.deepEqual((await read()).heldInEscrowFen, { value: paidFen, asOf })
  app.now = addMs(now, minuteMs)
  const fresh = { value: paidFen + trading.brands[0]!.priceFen, asOf: app.now.toISOString() }
  assert.deepEqual((await read()).heldInEscrowFen, fresh)
})
