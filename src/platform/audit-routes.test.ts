import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import type { TestDb } from '#test/db.ts'
import * as routes from './audit-routes.ts'
import { audit, auditLog } from './audit.ts'
import { routesOf } from './route.ts'
import { sealLog } from './seal.ts'
import { openSession } from './sessions.ts'
import { addStaff } from './staff.ts'
import type { Role } from './staff.ts'
import { createVault } from './vault.ts'

const now = new Date('2026-11-20T04:00:00Z')
const by = { kind: 'system', id: 'test' }

async function auditApp(db: TestDb) {
  const services = { sealedLogs: [auditLog] }
  const app = await testApp({ db, routes: routesOf(routes), services })
  /** A browser that is signed in with this role. */
  const as = async (role: Role) => {
    const browser = app.browser()
    const added = { login: role, name: role, roles: [role], passwordPhc: 'not used', by, now }
    const vault = createVault(Buffer.alloc(32, 7))
    const { token } = await db.begin(async (tx) => {
      const { staffId } = await addStaff(tx, vault, added)
      return openSession(tx, { kind: 'staff', actorId: staffId, now })
    })
    browser.cookies.set('tessera_staff', token)
    return browser
  }
  return Object.assign(app, { as })
}

const act = (db: TestDb, name: string, subject = 'order:1') =>
  db.begin((tx) => audit(tx, { at: now, actor: by, act: name, subject }))

/** Sealing stops where any transaction of the server still runs, of other tests too. */
async function sealAll(db: TestDb) {
  for (let open = 1; open > 0;) {
    await sealLog(db, auditLog, now)
    const [left] = await db<{ open: number }>`
      select count(*) as open from platform.audit
      where txid >= coalesce((select max(upto_txid) from platform.seal), '0'::xid8)`
    open = left!.open
  }
}

test('only those who may read the audit log read or verify it', async () => {
  await using db = await testDb()
  await using app = await auditApp(db)
  for (const role of ['operations', 'support', 'finance'] as const) {
    const browser = await app.as(role)
    assert.equal((await browser.get('/console/audit')).status, 403)
    assert.equal((await browser.post('/console/audit/verification', {})).status, 403)
  }
  assert.equal((await app.browser().get('/console/audit')).status, 401)
  assert.equal((await (await app.as('auditor')).get('/console/audit')).status, 200)
})

test('the log is paged newest first, and of one thing when asked', async () => {
  await using db = await testDb()
  await using app = await auditApp(db)
  const browser = await app.as('auditor')
  for (const name of ['t.one', 't.two', 't.three']) await act(db, name)
  await act(db, 't.other', 'order:2')
  const read = async (query: string) => {
    const { items, next } = (await browser.get(`/console/audit?${query}`)).body
    return { acts: items.map((one: { act: string }) => one.act), next }
  }
  const first = await read('subject=order:1&limit=2')
  assert.deepEqual(first.acts, ['t.three', 't.two'])
  const second = await read(`subject=order:1&limit=2&after=${first.next}`)
  assert.deepEqual(second, { acts: ['t.one'], next: null })
  const all = await read('')
  assert.deepEqual(all.acts, ['t.other', 't.three', 't.two', 't.one', 'platform.add_staff'])
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'after=1'])
    assert.equal((await browser.get(`/console/audit?${query}`)).status, 400, query)
})

test('a verification names a log that was changed, and finds an untouched one sound', async () => {
  await using db = await testDb()
  await using app = await auditApp(db)
  const browser = await app.as('auditor')
  await act(db, 't.one')
  await sealAll(db)
  const verify = async () => (await browser.post('/console/audit/verification', {})).body.items[0]
  const { log, seals, rows, problems: none } = await verify()
  assert.deepEqual([log, seals >= 1, rows, none], ['audit', true, 2, []])

  await db`alter table platform.audit disable trigger user`
  await db`update platform.audit set facts = '{"changed": true}' where act = 't.one'`
  const { problems } = await verify()
  assert.equal(problems.length, 1)
  assert.match(problems[0].problem, /changed after they were sealed/)
  const verified = await db<{ facts: unknown }>`
    select facts from platform.audit where act = 'platform.verify_logs' order by id`
  assert.deepEqual(
    verified.map((one) => one.facts),
    [{ problems: 0 }, { problems: 1 }],
  )
})
