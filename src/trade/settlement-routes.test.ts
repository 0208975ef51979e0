import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { listAudit } from '#platform/audit.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import { netFen, startTrading } from '#test/trading.ts'
import type { Trading } from '#test/trading.ts'
import * as caseRoutes from './case-routes.ts'
import { openCases } from './case.ts'
import type { PaymentAdapter } from './payment-adapter.ts'
import { InstitutionUnreachable } from './payment-adapter.ts'
import * as settlementRoutes from './settlement-routes.ts'

const now = new Date('2026-11-20T04:00:00Z')
const routes = { ...routesOf(settlementRoutes), ...routesOf(caseRoutes) }
const appOf = (db: Db, payments?: PaymentAdapter) =>
  testApp({ db, routes, now, ...(payments && { services: { payments } }) })
const acts = async (db: Db) =>
  (await listAudit(db, { limit: 20 })).map(({ act, subject, facts }) => ({ act, subject, facts }))
const id = randomUUIDv7()

test('money is read by those who settle or audit, and moved and closed only by those who settle', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const reads = [`brands/${id}/statement`, 'payouts', 'reconciliations', 'cases']
  const writes: [string, object][] = [
    ['payouts', {}],
    ['reconciliations', { dueOn: '2026-11-21' }],
    [`cases/${id}/closing`, { outcome: 'explained' }],
  ]
  for (const [role, reading, writing] of [
    ['operations', [403, 403, 403, 403], [403, 403, 403]],
    ['support', [403, 403, 403, 403], [403, 403, 403]],
    ['auditor', [404, 200, 200, 200], [403, 403, 403]],
    ['finance', [404, 200, 200, 200], [409, 400, 404]],
  ] as const) {
    const browser = await staffBrowser(app, db, role)
    for (const [index, path] of reads.entries())
      assert.equal((await browser.get(`/console/${path}`)).status, reading[index], role + path)
    for (const [index, [path, body]] of writes.entries())
      assert.equal(
        (await browser.post(`/console/${path}`, body)).status,
        writing[index],
        role + path,
      )
  }
  assert.deepEqual(await acts(db), [])
})

test('brands are paid what is due, each once a day, whoever asks however often', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now, brands: 3 })
  await using app = await appOf(db, trading.adapter)
  const [first, second, third] = trading.brands as [Brand, Brand, Brand]
  await trading.complete([{ lines: [0, 1].map((brand) => ({ brand, quantity: 1 })) }])
  const browser = await staffBrowser(app, db, 'finance')

  const nobody = await browser.post('/console/payouts', { brandIds: [third.brandId] })
  assert.deepEqual([nobody.status, nobody.body.code], [409, 'nothing_to_pay_out'])
  const key = { 'idempotency-key': 'pay-the-first' }
  const asked = { brandIds: [first.brandId, first.brandId] }
  const paid = await browser.post('/console/payouts', asked, key)
  assert.equal(paid.status, 201)
  const [{ payoutId }] = paid.body.items
  const amountFen = netFen(first.priceFen)
  assert.deepEqual(paid.body, {
    items: [{ payoutId, brandId: first.brandId, amountFen }],
    more: false,
  })
  assert.deepEqual((await browser.post('/console/payouts', asked, key)).body, paid.body)
  assert.equal((await browser.post('/console/payouts', asked)).status, 409)
  const all = await browser.post('/console/payouts')
  assert.deepEqual(
    all.body.items.map((one: { brandId: string }) => one.brandId),
    [second.brandId],
  )
  assert.equal((await browser.post('/console/payouts')).status, 409)

  await trading.settle()
  const listed = async (query = '') => (await browser.get(`/console/payouts${query}`)).body.items
  const [row] = await listed(`?brandId=${first.brandId}`)
  const at = now.toISOString()
  const done = { status: 'done', runOn: '2026-11-20', createdAt: at, doneAt: at }
  assert.deepEqual(row, { id: payoutId, brandId: first.brandId, amountFen, ...done })
  assert.equal((await listed()).length, 2)
  assert.deepEqual((await acts(db)).at(-1), {
    act: 'trade.pay_out',
    subject: `payout:${payoutId}`,
    facts: { brandId: first.brandId, amountFen },
  })
  assert.equal((await acts(db)).length, 2)
})

type Brand = Trading['brands'][0]

test('a statement is paged, of the days asked for, and of this month when none are', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: addMs(now, -30 * dayMs) })
  await using app = await appOf(db)
  const [{ brandId, priceFen }] = trading.brands as [Brand]
  const one = { lines: [{ brand: 0, quantity: 1 }] }
  await trading.complete([one])
  trading.now = now
  await trading.complete(Array.from({ length: 51 }, () => one))
  const browser = await staffBrowser(app, db, 'auditor')
  const read = async (query = '') =>
    (await browser.get(`/console/brands/${brandId}/statement${query}`)).body

  const { items, next, ...first } = await read()
  const net = netFen(priceFen)
  const sold = { grossFen: 51 * priceFen, feeFen: 51 * (priceFen - net), netFen: 51 * net }
  const nothing = { grossFen: 0, feeFen: 0, netFen: 0 }
  assert.deepEqual(first, {
    brandId,
    from: '2026-11-01',
    to: '2026-11-20',
    openingFen: net,
    closingFen: 52 * net,
    totals: { release: sold, refund: nothing, payout: nothing, other: nothing },
  })
  assert.equal(items.length, 50)
  const second = await read(`?after=${encodeURIComponent(next)}`)
  assert.deepEqual([second.items.length, second.next], [1, null])
  const orderIds = [...items, ...second.items].map((line: { orderId: string }) => line.orderId)
  assert.equal(new Set(orderIds).size, 51)
  const october = await read('?from=2026-10-01&to=2026-10-31')
  assert.deepEqual([october.openingFen, october.closingFen, october.items.length], [0, net, 1])
  const backwards = await read('?from=2026-11-20&to=2026-11-19')
  assert.equal(backwards.code, 'invalid_input')
  assert.equal((await read('?after=x')).code, 'invalid_input')
})

test('a reconciliation is stored, audited and shown; a silent institution is said so, and nothing is stored', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now })
  let isSilent = true
  const payments: PaymentAdapter = {
    ...trading.adapter,
    bill: async (day) => {
      if (isSilent) throw new InstitutionUnreachable('away')
      return (await trading.adapter.bill(day)).slice(1)
    },
  }
  await using app = await appOf(db, payments)
  const [order] = await trading.complete([{ lines: [{ brand: 0, quantity: 1 }] }])
  app.now = addMs(now, dayMs)
  trading.now = app.now
  const browser = await staffBrowser(app, db, 'finance')
  const run = (dueOn: string) => browser.post('/console/reconciliations', { dueOn })

  const silent = await run('2026-11-20')
  assert.deepEqual([silent.status, silent.body.code], [503, 'institution_unreachable'])
  assert.deepEqual((await browser.get('/console/reconciliations')).body, { items: [], next: null })
  isSilent = false
  assert.equal((await run('2026-11-22')).body.code, 'day_to_come')
  for (const dueOn of ['1999-12-31', '2026-02-30', '']) assert.equal((await run(dueOn)).status, 400)

  const ran = await run('2026-11-20')
  assert.equal(ran.status, 201)
  const { unexplained, accounts, inFlight, ...summary } = ran.body
  assert.deepEqual([summary.lineCount, summary.matched, inFlight], [1, 1, []])
  const subject = `payment:${order!.payment.number}`
  const { totalFen: oursFen } = order!
  assert.deepEqual(unexplained, [{ what: 'missing_there', subject, oursFen, theirsFen: null }])
  assert.equal(accounts[0].account, 'frozen')
  const shown = await browser.get(`/console/reconciliations/${summary.id}`)
  assert.deepEqual(shown.body, ran.body)
  assert.deepEqual((await browser.get('/console/reconciliations')).body.items, [summary])
  assert.equal((await browser.get(`/console/reconciliations/${id}`)).status, 404)
  const facts = { reconciliationId: summary.id, matched: 1, inFlight: 0, unexplained: 1 }
  assert.deepEqual(await acts(db), [{ act: 'trade.reconcile', subject: 'day:2026-11-20', facts }])
})

test('a case is closed once, with how it ended; open ones stand with the oldest first', async () => {
  await using db = await testDb()
  await using app = await appOf(db)
  const browser = await staffBrowser(app, db, 'finance')
  const subjects = Array.from({ length: 51 }, (_, index) => `payment:${index}`)
  for (const subject of subjects)
    await db.begin((tx) => openCases(tx, [{ kind: 'long_in_flight', subject, facts: {} }], now))
  const list = async (query = '') => (await browser.get(`/console/cases${query}`)).body
  const first = await list()
  const [oldest, newer] = first.items
  assert.deepEqual([first.items.length, oldest.subject, oldest.outcome], [50, 'payment:0', null])
  assert.equal((await list(`?after=${first.next}`)).items[0].subject, 'payment:50')
  assert.deepEqual(await list('?open=false'), { items: [], next: null })

  const close = (caseId: string, outcome: string) =>
    browser.post(`/console/cases/${caseId}/closing`, { outcome })
  assert.equal((await close(oldest.id, 'because')).status, 400)
  const closed = await close(oldest.id, 'corrected_there')
  const closedAt = now.toISOString()
  assert.deepEqual(closed.body, { ...oldest, closedAt, outcome: 'corrected_there' })
  const again = await close(oldest.id, 'explained')
  assert.deepEqual([again.status, again.body.code], [404, 'case_not_found'])
  await close(newer.id, 'written_off')
  const gone = (await list('?open=false')).items.map((one: { id: string }) => one.id)
  assert.deepEqual(gone, [newer.id, oldest.id])
  assert.deepEqual((await list()).items[0].subject, 'payment:2')
  assert.deepEqual((await acts(db)).at(-1), {
    act: 'trade.close_case',
    subject: `case:${oldest.id}`,
    facts: { outcome: 'corrected_there', kind: 'long_in_flight', about: 'payment:0' },
  })
})
