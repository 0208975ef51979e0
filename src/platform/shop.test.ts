import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#test/app.ts'
import { overlap, testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import type { Db } from './db.ts'
import { routesOf } from './route.ts'
import * as routes from './shop-routes.ts'
import { changeShop, openShop } from './shop.ts'

const now = new Date('2026-11-20T04:00:00Z')
const by = { kind: 'system', id: 'test' }
const texts = {
  nameZh: '青石小铺',
  nameEn: 'Bluestone',
  accent: 'plum' as const,
  announcementZh: '',
  announcementEn: '',
}

const shopApp = (db: Db) => testApp({ db, routes: routesOf(routes), now })
const open = (db: Db) => db.begin((tx) => openShop(tx, { ...texts, madeUp: true, by, now }))

test('a name that is empty, too long, or turns the writing round is refused', async () => {
  await using db = await testDb()
  await using app = await shopApp(db)
  const owner = await staffBrowser(app, db, 'owner')
  const wrong = ['', '   ', 'x'.repeat(41), 'two\nlines', '‮kcehC', '⁦x', 1]
  for (const nameEn of wrong)
    assert.equal((await owner.put('/console/shop', { ...texts, nameEn, version: 0 })).status, 400)
  for (const accent of ['red', '', '#ff0000', '"]{}'])
    assert.equal((await owner.put('/console/shop', { ...texts, accent, version: 0 })).status, 400)
  assert.equal((await owner.get('/console/shop')).body.shop, null)
})

test('only an owner changes the shop', async () => {
  await using db = await testDb()
  await using app = await shopApp(db)
  for (const role of ['operations', 'support', 'finance', 'auditor']) {
    const staff = await staffBrowser(app, db, role)
    assert.equal((await staff.put('/console/shop', { ...texts, version: 0 })).status, 403)
    assert.equal((await staff.get('/console/shop')).status, 403)
  }
})

test('a change of what somebody else changed meanwhile is refused, with the version it has', async () => {
  await using db = await testDb()
  await using app = await shopApp(db)
  const owner = await staffBrowser(app, db, 'owner')
  const put = (part: object) => owner.put('/console/shop', { ...texts, ...part })
  assert.equal((await put({ version: 1 })).body.code, 'stale_version', 'there is none yet')
  assert.equal((await put({ version: 0 })).body.version, 1)
  assert.equal((await put({ version: 0 })).body.code, 'stale_version')
  assert.equal((await put({ version: 1, accent: 'ink' })).body.version, 2)
  const late = await put({ version: 1 })
  assert.deepEqual([late.status, late.body.code, late.body.version], [409, 'stale_version', 2])
  assert.equal((await owner.get('/console/shop')).body.shop.accent, 'ink')
})

test('of two changes at the same time the second is refused', async () => {
  await using db = await testDb()
  await open(db)
  const change = (nameEn: string) => (tx: Parameters<typeof changeShop>[0]) =>
    changeShop(tx, { ...texts, nameEn, version: 1, by, now })
  const [first, second] = await overlap(db, change('One'), change('Two'))
  assert.equal(first.status === 'fulfilled' && first.value.version, 2)
  assert.equal(second.status === 'rejected' && second.reason.code, 'stale_version')
})

test('everybody sees the name and the look; a made name is one until somebody gives another', async () => {
  await using db = await testDb()
  await using app = await shopApp(db)
  await open(db)
  const visitor = app.browser()
  const seen = { mode: 'test', shop: { ...texts, madeUp: true } }
  assert.deepEqual((await visitor.get('/shop')).body, seen)
  const owner = await staffBrowser(app, db, 'owner')
  const announced = { announcementZh: '周五停发', announcementEn: 'Nothing is sent on Friday' }
  await owner.put('/console/shop', { ...texts, ...announced, version: 1 })
  const changed = { mode: 'test', shop: { ...texts, ...announced, madeUp: false } }
  assert.deepEqual((await visitor.get('/shop')).body, changed)
  const [, entry] = await db`select act, subject, facts, actor_id from platform.audit order by id`
  assert.deepEqual(entry, {
    act: 'platform.change_shop',
    subject: 'shop',
    facts: { version: 2, accent: 'plum' },
    actorId: owner.staffId,
  })
})
