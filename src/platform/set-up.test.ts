import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { testApp } from '#test/app.ts'
import type { Browser, TestAppOptions } from '#test/app.ts'
import { overlap, testDb } from '#test/db.ts'
import { policy, rolesWithTotp } from '../policy.ts'
import { addMs, dayMs, hourMs } from './clock.ts'
import type { Db } from './db.ts'
import { hashPassword } from './password.ts'
import { routesOf } from './route.ts'
import * as setUpRoutes from './set-up-routes.ts'
import { offerSetUp, writeSetUp } from './set-up.ts'
import * as shopRoutes from './shop-routes.ts'
import * as staffRoutes from './staff-routes.ts'
import { addStaff } from './staff.ts'
import { totpCode } from './totp.ts'
import { createVault } from './vault.ts'

const vault = createVault(randomBytes(32))
const now = new Date('2026-11-20T04:00:00Z')
const owner = { login: 'ming', name: '王小明', password: 'nine grey geese' }
const shop = { nameZh: '青石小铺', nameEn: 'Bluestone', accent: 'indigo' as const }
const passwordPhc = await hashPassword(owner.password)

function setUpApp(options: Pick<TestAppOptions, 'db' | 'config' | 'log'>) {
  const routes = { ...routesOf(setUpRoutes), ...routesOf(shopRoutes), ...routesOf(staffRoutes) }
  return testApp({ ...options, routes, now, services: { vault, policy, rolesWithTotp } })
}

const offer = async (db: Db, at = now) => (await db.begin((tx) => offerSetUp(tx, at)))!

/** As the page does it: the owner, then a code of the app. */
async function proveApp(browser: Browser, token: string, at: Date): Promise<string> {
  const begun = await browser.post('/set-up/owner', { token, ...owner })
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  const { enrolmentToken, secret } = begun.body
  const code = totpCode(secret, at)
  const proven = await browser.post('/set-up/second-factor', { token, enrolmentToken, code })
  assert.equal(proven.status, 200, JSON.stringify(proven.body))
  return proven.body.secondFactor
}

/** Nobody was made, nothing was opened, and the link still stands. */
async function assertUntouched(db: Db): Promise<void> {
  const [counts] = await db`
    select (select count(*) from platform.staff) as staff,
      (select count(*) from platform.shop) as shops,
      (select count(*) from platform.session) as sessions,
      (select count(*) from platform.audit) as acts,
      (select count(*) from platform.set_up_token) as links`
  assert.deepEqual(counts, { staff: 0, shops: 0, sessions: 0, acts: 0, links: 1 })
}

test('a wrong, a cut-off and a former link make no owner', async () => {
  await using db = await testDb()
  await using app = await setUpApp({ db })
  const browser = app.browser()
  const former = await offer(db)
  const token = await offer(db)
  const secondFactor = await proveApp(browser, token, now)
  const guesses = [
    randomBytes(32).toString('base64url'),
    token.slice(0, -1),
    former,
    '',
    `${token} `,
  ]
  for (const guess of guesses) {
    const answer = await browser.post('/set-up', { token: guess, owner, secondFactor, shop })
    assert.deepEqual([answer.status, answer.body.code], [403, 'set_up_link_wrong'], guess)
    const begun = await browser.post('/set-up/owner', { token: guess, ...owner })
    assert.equal(begun.body.code, 'set_up_link_wrong')
  }
  assert.equal((await browser.post('/set-up', { owner, secondFactor, shop })).status, 400)
  await assertUntouched(db)
})

test('a link is over after 24 hours, and what an app proved after one', async () => {
  await using db = await testDb()
  await using app = await setUpApp({ db })
  const browser = app.browser()
  const token = await offer(db)
  app.now = addMs(now, dayMs - 1)
  const secondFactor = await proveApp(browser, token, app.now)
  const finish = () => browser.post('/set-up', { token, owner, secondFactor, shop })
  app.now = addMs(now, dayMs)
  assert.equal((await finish()).body.code, 'set_up_link_wrong')
  app.now = addMs(now, dayMs + hourMs)
  await db`update platform.set_up_token set expires_at = expires_at + interval '1 day'`
  assert.equal((await finish()).body.code, 'second_factor_missing')
  await assertUntouched(db)
})

test('a weak password is refused at once, and again at the end', async () => {
  await using db = await testDb()
  await using app = await setUpApp({ db })
  const browser = app.browser()
  const token = await offer(db)
  const secondFactor = await proveApp(browser, token, now)
  for (const password of ['short', 'password1234', 'aaaaaaaaaaaaaaaa', 'ming-ming-ming']) {
    const weak = { ...owner, password }
    const begun = await browser.post('/set-up/owner', { token, ...weak })
    assert.equal(begun.body.code, 'password_too_weak', password)
    const ended = await browser.post('/set-up', { token, owner: weak, secondFactor, shop })
    assert.equal(ended.body.code, 'password_too_weak', password)
  }
  await assertUntouched(db)
})

test('an owner needs an app: a wrong code, another link’s proof and none make no owner', async () => {
  await using db = await testDb()
  await using app = await setUpApp({ db })
  const browser = app.browser()
  const other = await proveApp(browser, await offer(db), now)
  const token = await offer(db)
  const { enrolmentToken } = (await browser.post('/set-up/owner', { token, ...owner })).body
  const prove = (part: object) =>
    browser.post('/set-up/second-factor', { token, enrolmentToken, code: '000000', ...part })
  assert.equal((await prove({})).body.code, 'totp_wrong')
  assert.equal((await prove({ enrolmentToken: other })).body.code, 'second_factor_missing')
  for (const secondFactor of [undefined, '', 'nonsense', other, enrolmentToken]) {
    const answer = await browser.post('/set-up', { token, owner, secondFactor, shop })
    assert.deepEqual([answer.status, answer.body.code], [409, 'second_factor_missing'])
  }
  await assertUntouched(db)
})

test('of two that finish at the same time one becomes the owner, and the other is told so', async () => {
  await using db = await testDb()
  const token = await offer(db)
  const finish = (login: string) => (tx: Parameters<typeof writeSetUp>[0]) =>
    writeSetUp(tx, vault, {
      token,
      owner: { ...owner, login },
      passwordPhc,
      needsSecondFactor: false,
      shop: { ...shop, announcementZh: '', announcementEn: '' },
      now,
    })
  const [first, second] = await overlap(db, finish('ming'), finish('other'))
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.code, 'set_up_over')
  assert.deepEqual(await db`select login from platform.staff`, [{ login: 'ming' }])
})

test('a link is no way in while somebody makes the owner by the command line', async () => {
  await using db = await testDb()
  const token = await offer(db)
  const added = { login: 'boss', name: 'Boss', roles: ['owner' as const], passwordPhc }
  const by = { kind: 'system', id: 'test' }
  const [, second] = await overlap(
    db,
    (tx) => addStaff(tx, vault, { ...added, by, now }),
    (tx) =>
      writeSetUp(tx, vault, {
        token,
        owner,
        passwordPhc,
        needsSecondFactor: false,
        shop: { ...shop, announcementZh: '', announcementEn: '' },
        now,
      }),
  )
  assert.equal(second.status === 'rejected' && second.reason.code, 'set_up_over')
})

test('guesses are limited for each address', async () => {
  await using db = await testDb()
  await using app = await setUpApp({ db, config: { rateSignIn: 20 } })
  const token = await offer(db)
  const browser = app.browser()
  const statuses: number[] = []
  for (let count = 0; count < 25; count++) {
    const guess = randomBytes(32).toString('base64url')
    statuses.push((await browser.post('/set-up', { token: guess, owner, shop })).status)
  }
  assert.deepEqual(statuses, [...Array(20).fill(403), ...Array(5).fill(429)])
  assert.equal((await browser.post('/set-up', { token, owner, shop })).status, 429)
})

test('the link makes one owner, who is signed in with their app, and a shop; then never again', async () => {
  await using db = await testDb()
  await using app = await setUpApp({ db })
  const browser = app.browser()
  const token = await offer(db)
  assert.deepEqual((await browser.get('/shop')).body, { mode: 'test', shop: null })
  const wanted = { isNeeded: true, needsSecondFactor: true }
  assert.deepEqual((await browser.get('/set-up')).body, wanted)
  const secondFactor = await proveApp(browser, token, now)
  const given = { token, owner, secondFactor, shop }
  assert.equal((await browser.post('/set-up', given)).status, 201)

  const me = (await browser.get('/console/me')).body
  assert.deepEqual([me.login, me.roles, me.hasTotp], ['ming', ['owner'], true])
  assert.deepEqual((await browser.get('/shop')).body.shop, {
    ...shop,
    announcementZh: '',
    announcementEn: '',
    madeUp: false,
  })
  const acts = await db<{ act: string }>`select act from platform.audit order by id`
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['platform.add_staff', 'platform.open_shop', 'platform.sign_in'],
  )

  const again = await app.browser().post('/set-up', given)
  assert.deepEqual([again.status, again.body.code], [409, 'set_up_over'])
  assert.equal((await app.browser().get('/set-up')).body.isNeeded, false)
  assert.equal(await db.begin((tx) => offerSetUp(tx, now)), null, 'no new link either')
  // Not even for somebody who takes the owner away by hand.
  await db`update platform.staff set roles = '{support}'`
  assert.equal(await db.begin((tx) => offerSetUp(tx, now)), null)
})

test('the code that proved the app does not sign in a second time', async () => {
  await using db = await testDb()
  await using app = await setUpApp({ db })
  const browser = app.browser()
  const token = await offer(db)
  const { enrolmentToken, secret } = (await browser.post('/set-up/owner', { token, ...owner })).body
  const code = totpCode(secret, now)
  const { body } = await browser.post('/set-up/second-factor', { token, enrolmentToken, code })
  await browser.post('/set-up', { token, owner, ...body, shop })
  const { login, password } = owner
  const enter = () => app.browser().post('/console/sign-in', { login, password, code })
  assert.equal((await enter()).status, 401)
})

test('neither the token, the password nor the name is kept in plain or logged', async () => {
  await using db = await testDb()
  await using app = await setUpApp({ db })
  const browser = app.browser()
  const token = await offer(db)
  const before = await everything(db)
  const secondFactor = await proveApp(browser, token, now)
  await browser.post('/set-up', { token, owner, secondFactor, shop })
  const kept = `${before}${await everything(db)}`
  for (const secret of [token, owner.password]) assert.ok(!kept.includes(secret))
  const audited = await db<{ text: string }>`select audit::text as text from platform.audit`
  for (const { text } of audited) assert.ok(!/王小明|青石小铺|Bluestone/.test(text), text)
})

async function everything(db: Db): Promise<string> {
  const rows = await db<{ text: string }>`
    select staff::text as text from platform.staff
    union all select audit::text from platform.audit
    union all select set_up_token::text from platform.set_up_token
    union all select idempotency::text from platform.idempotency
    union all select event::text from platform.event`
  return rows.map(({ text }) => text).join('\n')
}
