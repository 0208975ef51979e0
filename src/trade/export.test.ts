import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { listAudit } from '#platform/audit.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import { readCsv } from '#platform/csv.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import type { Browser, TestApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import { netFen, startTrading } from '#test/trading.ts'
import { orderCsv } from './export.ts'
import * as orderRoutes from './order-console-routes.ts'
import * as settlementRoutes from './settlement-routes.ts'

const now = new Date('2026-11-20T04:00:00Z')
const routes = { ...routesOf(orderRoutes), ...routesOf(settlementRoutes) }
const appOf = (db: Db) => testApp({ db, routes, now })
const one = { lines: [{ brand: 0, quantity: 1 }] }
const some = (count: number) => Array.from({ length: count }, () => one)

async function download(app: TestApp, browser: Browser, path: string) {
  const cookies = Object.fromEntries(browser.cookies)
  const { statusCode, headers, body } = await app.server.inject({ url: `/api${path}`, cookies })
  return { status: statusCode, headers, body }
}

/** The rows below the titles. */
async function rowsOf(text: string): Promise<string[][]> {
  assert.ok(text.startsWith('\uFEFF'), 'Excel would show no Chinese')
  const rows = await Array.fromAsync(readCsv(text.slice(1), ','))
  return rows.slice(1).map((row) => row.cells)
}

test('nobody takes out what they may not read, and what is refused leaves no file and no entry', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const statement = `/console/brands/${randomUUIDv7()}/statement.csv`
  const stranger = app.browser()
  for (const path of ['/console/orders.csv', statement])
    assert.equal((await download(app, stranger, path)).status, 401)
  const support = await staffBrowser(app, db, 'support')
  assert.equal((await download(app, support, statement)).status, 403)
  const finance = await staffBrowser(app, db, 'finance')
  const none = await download(app, finance, statement)
  assert.deepEqual(
    [none.status, none.headers['content-type'], JSON.parse(none.body).code],
    [404, 'application/problem+json; charset=utf-8', 'brand_not_found'],
  )
  assert.equal((await download(app, finance, '/console/orders.csv?status=x')).status, 400)
  assert.deepEqual(await listAudit(db, { limit: 9 }), [])
})

test('orders leave as the list shows them: filtered, newest first, in yuan and Shanghai’s time, audited', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now, members: 2 })
  await using app = await appOf(db)
  const { priceFen } = trading.brands[0]!
  const [old, paid] = await trading.place([one, { ...one, member: 1 }])
  await trading.pay([paid!])
  await db`update trade.order_line set title_zh = '=HYPERLINK("x")' where order_id = ${old!.orderId}`
  const browser = await staffBrowser(app, db, 'auditor')
  const all = await download(app, browser, '/console/orders.csv')
  assert.deepEqual(
    [all.headers['content-type'], all.headers['content-disposition']],
    ['text/csv; charset=utf-8', 'attachment; filename="orders-2026-11-20.csv"'],
  )
  assert.match(all.body, /,"'=HYPERLINK\(""x""\)",/)
  const yuan = (priceFen / 100).toFixed(2)
  const rows = await rowsOf(all.body)
  assert.equal(rows.length, 2)
  const first = rows.find(([id]) => id === paid!.orderId)!
  assert.deepEqual(
    [first.slice(1, 4), first.slice(5)],
    [
      ['2026-11-20T12:00:00+08:00', '待发货', '否'],
      ['1', yuan, '0.00', 'CNY'],
    ],
  )
  assert.ok(!all.body.includes(trading.members[0]!), 'who bought is not in it')
  const some = await download(
    app,
    browser,
    `/console/orders.csv?status=placed&memberId=${trading.members[0]}&language=en`,
  )
  assert.deepEqual(
    (await rowsOf(some.body)).map(([id, , status]) => [id, status]),
    [[old!.orderId, 'To be paid']],
  )
  const entries = (await listAudit(db, { limit: 9 })).toReversed()
  assert.deepEqual(
    entries.map(({ act, subject, actorId, facts }) => [act, subject, actorId, facts]),
    [
      ['trade.export_orders', 'orders:all', browser.staffId, { status: null }],
      [
        'trade.export_orders',
        `member:${trading.members[0]}`,
        browser.staffId,
        { status: 'placed' },
      ],
    ],
  )
})

test('an export while orders come and change has each order once, and none that came later', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  const before = await trading.place(some(1_100))
  const pieces = orderCsv(db, { language: 'zh' })
  let text = ''
  for (const turn of [1, 2, 3, 4, 5]) {
    const { done, value } = await pieces.next()
    if (done) break
    text += value
    if (turn < 4) {
      await trading.pay(before.slice(turn * 100, turn * 100 + 50))
      await trading.place(some(20))
    }
  }
  // The title row, then pages: what changed before the last page was read stands there as it is now.
  const ids = (await rowsOf(text)).map(([id]) => id!)
  const known = new Set(before.map((order) => order.orderId))
  assert.equal(new Set(ids).size, ids.length)
  assert.equal(ids.filter((id) => known.has(id)).length, 1_100)
  assert.equal(ids.length, 1_120, 'only what came before the first page was read')
})

test('a statement leaves whole: its lines take the opening to the closing, below zero too', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: addMs(now, -30 * dayMs) })
  await using app = await appOf(db)
  const { brandId, priceFen } = trading.brands[0]!
  await trading.complete([one])
  trading.now = now
  const orders = await trading.complete(some(510))
  const refundId = await trading.refund(orders[0]!, { lineNo: 1, quantity: 1 })
  await trading.settle()
  const browser = await staffBrowser(app, db, 'auditor')
  const path = `/console/brands/${brandId}/statement`
  const { body, headers } = await download(app, browser, `${path}.csv`)
  assert.equal(headers['content-disposition'], 'attachment; filename="statement-2026-11-20.csv"')
  const rows = await rowsOf(body)
  const fen = (cell: string) => Number(cell.replace('.', ''))
  assert.equal(rows.length, 513)
  const [opening, closing] = [rows[0]!, rows.at(-1)!]
  const net = netFen(priceFen)
  assert.deepEqual([opening[1], fen(opening[9]!), opening[10]], ['期初应付', net, 'CNY'])
  const page = (await browser.get(path)).body
  assert.deepEqual([closing[1], fen(closing[9]!)], ['期末应付', page.closingFen])
  assert.equal(closing[0], '2026-11-20T23:59:59+08:00')
  let dueFen = fen(opening[9]!)
  for (const [, , , , , , gross, fee, own, due] of rows.slice(1, -1)) {
    assert.equal(fen(gross!), fen(fee!) + fen(own!))
    dueFen += fen(own!)
    assert.equal(fen(due!), dueFen)
  }
  const refunded = rows.filter((row) => row[1] === '释放后退款')
  assert.deepEqual(
    refunded.map((row) => [row[2], row[3], fen(row[8]!)]),
    [[orders[0]!.orderId, refundId, -net]],
  )
  const [entry] = await listAudit(db, { limit: 1 })
  assert.deepEqual(
    [entry!.act, entry!.subject, entry!.facts],
    ['trade.export_statement', `brand:${brandId}`, { from: '2026-11-01', to: '2026-11-20' }],
  )
})
