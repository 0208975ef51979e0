import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { openSession } from '#platform/sessions.ts'
import { testApp } from '#test/app.ts'
import type { Browser, TestApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { findInDatabase } from '#test/marked-person.ts'
import * as made from '#test/orders.ts'
import * as consoleRoutes from './after-sale-console-routes.ts'
import * as memberRoutes from './after-sale-routes.ts'

const now = addMs(made.placedAt, 2 * dayMs)

async function afterSaleApp(db: Db): Promise<TestApp> {
  const routes = { ...routesOf(memberRoutes), ...routesOf(consoleRoutes) }
  return testApp({ db, routes, now })
}

async function signedIn(app: TestApp, db: Db, kind: 'member' | 'staff', actorId: string) {
  const browser = app.browser()
  const { token } = await db.begin((tx) => openSession(tx, { kind, actorId, now: app.now }))
  browser.cookies.set(`tessera_${kind}`, token)
  return browser
}
const asMember = (app: TestApp, db: Db, memberId: string) => signedIn(app, db, 'member', memberId)

async function asStaff(app: TestApp, db: Db, role: string): Promise<Browser> {
  const id = randomUUIDv7()
  await db`
    insert into platform.staff (id, login, name, roles, password_phc, created_at)
    values (${id}, ${id}, 'S', ${[role]}, '-', ${now})`
  return signedIn(app, db, 'staff', id)
}

const wanted = { kind: 'return', reason: 'damaged', lines: [{ lineNo: 1, quantity: 1 }] }

test('a member asks, takes back and asks again; staff see the words and decide', async () => {
  await using db = await testDb()
  await using app = await afterSaleApp(db)
  const order = await made.aShippedOrder(db)
  const refunds = `/orders/${order.orderId}/refunds`
  const member = await asMember(app, db, order.memberId)
  const asked = await member.post(refunds, wanted)
  assert.deepEqual(
    [asked.status, asked.body.status, asked.body.amountFen],
    [201, 'requested', 100_00],
  )
  assert.deepEqual(asked.body.lines, [{ lineNo: 1, quantity: 1, amountFen: 100_00 }])
  assert.equal(asked.body.dueAt, addMs(now, 2 * dayMs).toISOString())
  const withdrawn = await member.post(`${refunds}/${asked.body.id}/withdrawal`)
  assert.deepEqual([withdrawn.status, withdrawn.body.status], [200, 'withdrawn'])
  const again = await member.post(refunds, { ...wanted, remark: '杯子碎了' })

  const staff = await asStaff(app, db, 'support')
  const list = await staff.get('/console/refunds?status=requested')
  assert.equal(list.body.items.length, 1)
  const [item] = list.body.items
  assert.deepEqual(
    [item.id, item.orderStatus, item.requestedBy, item.remarks[0].text],
    [again.body.id, 'shipped', 'member', '杯子碎了'],
  )
  const decision = { decision: 'approve', restock: true, remark: '同意' }
  const decided = await staff.post(`/console/refunds/${again.body.id}/decision`, decision)
  assert.deepEqual([decided.status, decided.body.status], [200, 'approved'])
  const repeated = await staff.post(`/console/refunds/${again.body.id}/decision`, decision)
  assert.deepEqual([repeated.status, repeated.body.code], [409, 'refund_state'])
  const audit = await db<{ act: string; facts: unknown }>`select act, facts from platform.audit`
  assert.deepEqual(audit, [
    {
      act: 'trade.decide_refund',
      facts: { decision: 'approve', restock: true, status: 'approved', amountFen: 100_00 },
    },
  ])
})

test('bad input is refused as such, and another’s order is not there', async () => {
  await using db = await testDb()
  await using app = await afterSaleApp(db)
  const order = await made.aShippedOrder(db)
  const refunds = `/orders/${order.orderId}/refunds`
  const member = await asMember(app, db, order.memberId)
  const quantities = [0, -1, 1.5, 2 ** 53, '1', null, undefined]
  for (const quantity of quantities) {
    const answer = await member.post(refunds, { ...wanted, lines: [{ lineNo: 1, quantity }] })
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_input'], String(quantity))
  }
  for (const bad of [{ kind: 'all' }, { reason: 'x' }, { lines: [] }, { remark: 'a\0b' }]) {
    const answer = await member.post(refunds, { ...wanted, ...bad })
    assert.equal(answer.status, 400, JSON.stringify(bad))
  }
  const tooMany = await member.post(refunds, { ...wanted, lines: [{ lineNo: 1, quantity: 4 }] })
  assert.deepEqual([tooMany.status, tooMany.body.code], [409, 'refund_exceeds'])
  assert.equal(tooMany.body.leftQuantity, 3)

  const stranger = await asMember(app, db, (await made.aShippedOrder(db)).memberId)
  const refund = (await member.post(refunds, wanted)).body.id as string
  const dispute = { reason: 'damaged', remark: '坏了' }
  const tries: [string, object?][] = [
    [refunds, wanted],
    [`${refunds}/${refund}/withdrawal`],
    [`/orders/${order.orderId}/disputes`, dispute],
    [`/orders/${order.orderId}/disputes/${randomUUIDv7()}/withdrawal`],
  ]
  for (const [path, body] of tries) {
    assert.equal((await stranger.post(path, body)).status, 404, path)
    assert.equal((await app.browser().post(path, body)).status, 401, path)
  }
})

test('staff open a refund whatever the time, also of an amount; only who may decide can', async () => {
  await using db = await testDb()
  await using app = await afterSaleApp(db)
  const order = await made.aCompletedOrder(db)
  app.now = addMs(now, 300 * dayMs)
  const support = await asStaff(app, db, 'support')
  const path = `/console/orders/${order.orderId}/refunds`
  const lines = [{ lineNo: 1, quantity: 0, amountFen: 5_00 }]
  const opened = await support.post(path, { kind: 'money_only', reason: 'late', lines })
  assert.deepEqual([opened.status, opened.body.amountFen], [201, 5_00])
  const both = [{ lineNo: 1, quantity: 1, amountFen: 5_00 }]
  assert.equal((await support.post(path, { ...wanted, lines: both })).status, 400)
  const auditor = await asStaff(app, db, 'auditor')
  assert.equal((await auditor.get('/console/refunds')).status, 200)
  assert.equal((await auditor.post(path, wanted)).status, 403)
  const decision = `/console/refunds/${opened.body.id}/decision`
  assert.equal((await auditor.post(decision, { decision: 'refuse' })).status, 403)
  const refused = await support.post(decision, { decision: 'refuse', remark: '不符合' })
  assert.deepEqual([refused.status, refused.body.status], [200, 'refused'])
  const acts = await db<{ act: string }>`select act from platform.audit order by id`
  assert.deepEqual(acts, [{ act: 'trade.open_refund' }, { act: 'trade.decide_refund' }])
})

test('a dispute is opened, withdrawn, opened again and decided', async () => {
  await using db = await testDb()
  await using app = await afterSaleApp(db)
  const order = await made.aShippedOrder(db)
  const disputes = `/orders/${order.orderId}/disputes`
  const member = await asMember(app, db, order.memberId)
  const words = { reason: 'not_received', remark: '没有收到' }
  const first = await member.post(disputes, words)
  assert.deepEqual([first.status, first.body.status], [201, 'opened'])
  assert.equal((await member.post(disputes, words)).body.code, 'dispute_open')
  const back = await member.post(`${disputes}/${first.body.id}/withdrawal`)
  assert.deepEqual([back.status, back.body.status], [200, 'withdrawn'])
  const second = (await member.post(disputes, words)).body.id as string

  const staff = await asStaff(app, db, 'support')
  const [item] = (await staff.get('/console/disputes?status=opened')).body.items
  assert.deepEqual(
    [item.id, item.leftFen, item.orderStatus, item.remarks[0].text],
    [second, 300_00, 'shipped', '没有收到'],
  )
  const path = `/console/disputes/${second}/decision`
  const tooMuch = await staff.post(path, { refundFen: 300_01, grounds: 'not_received' })
  assert.deepEqual([tooMuch.status, tooMuch.body.leftFen], [409, 300_00])
  const verdict = { refundFen: 120_00, grounds: 'shared_fault', remark: '各担一部分' }
  const decided = await staff.post(path, verdict)
  assert.deepEqual([decided.body.status, decided.body.refundFen], ['decided', 120_00])
  const audit = await db<{ facts: unknown }>`select facts from platform.audit`
  assert.deepEqual(audit, [{ facts: { refundFen: 120_00, grounds: 'shared_fault' } }])
  const listed = (await staff.get('/console/disputes')).body.items
  assert.deepEqual(
    listed.map((one: { id: string; status: string }) => [one.id, one.status]),
    [
      [second, 'decided'],
      [first.body.id, 'withdrawn'],
    ],
  )
})

test('what people write is in one erasable table and nowhere else', async () => {
  await using db = await testDb()
  await using app = await afterSaleApp(db)
  const markers = ['MarkedWordsOfTheMember', 'MarkedWordsOfTheStaff']
  const [words, answer] = markers
  const one = await made.aShippedOrder(db)
  const member = await asMember(app, db, one.memberId)
  const staff = await asStaff(app, db, 'owner')
  const refund = await member.post(`/orders/${one.orderId}/refunds`, { ...wanted, remark: words })
  const decision = { decision: 'refuse', remark: answer }
  await staff.post(`/console/refunds/${refund.body.id}/decision`, decision)
  await staff.post(`/console/orders/${one.orderId}/refunds`, { ...wanted, remark: answer })
  const dispute = await member.post(`/orders/${one.orderId}/disputes`, {
    reason: 'refund_refused',
    remark: words,
  })
  const verdict = { refundFen: 1, grounds: 'agreed', remark: answer }
  const decided = await staff.post(`/console/disputes/${dispute.body.id}/decision`, verdict)
  assert.equal(decided.status, 200)
  const found = await findInDatabase(db, markers)
  assert.deepEqual(
    found.map((one) => one.table),
    ['trade.remark', 'trade.remark'],
  )
  const [kept] = await db<{ count: number }>`
    select count(*) from trade.remark where member_id = ${one.memberId}`
  assert.equal(kept!.count, 5)
})
