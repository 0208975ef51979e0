import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { testApp } from '#test/app.ts'
import type { Browser, TestAppOptions } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { policy, rolesWithTotp } from '../policy.ts'
import { hashPassword } from './password.ts'
import { routesOf } from './route.ts'
import * as routes from './staff-routes.ts'
import { addStaff } from './staff.ts'
import type { Role } from './staff.ts'
import { newTotpSecret, totpCode } from './totp.ts'
import { createVault } from './vault.ts'

const vault = createVault(randomBytes(32))
const password = 'correct horse battery'
const passwordPhc = await hashPassword(password)
const totpSecret = newTotpSecret()

async function consoleApp(options: Pick<TestAppOptions, 'db' | 'config'>) {
  const services = { vault, policy, rolesWithTotp }
  const app = await testApp({ ...options, routes: routesOf(routes), services })
  const by = { kind: 'system', id: 'test' }
  const hire = (login: string, roles: Role[], withTotp = true) =>
    options.db.begin((tx) =>
      addStaff(tx, vault, {
        login,
        name: `Name of ${login}`,
        roles,
        passwordPhc,
        ...(withTotp && { totpSecret }),
        by,
        now: app.now,
      }),
    )
  const enter = (browser: Browser, login: string) => {
    const code = totpCode(totpSecret, app.now)
    return browser.post('/console/sign-in', { login, password, code })
  }
  return Object.assign(app, { hire, enter })
}

test('a refused sign-in says nothing of what was wrong, and gives no cookie', async () => {
  await using db = await testDb()
  await using app = await consoleApp({ db })
  await app.hire('ming', ['owner'])
  const browser = app.browser()
  const code = totpCode(newTotpSecret(), app.now)
  const tries = [
    { login: 'nobody', password },
    { login: 'ming', password: 'wrong' },
    { login: 'ming', password, code },
  ]
  const answers = await Promise.all(tries.map((one) => browser.post('/console/sign-in', one)))
  for (const { status, body } of answers) {
    assert.deepEqual({ ...body, traceId: '' }, { ...answers[0]!.body, traceId: '' })
    assert.deepEqual([status, body.code], [401, 'sign_in_refused'])
  }
  assert.equal(browser.cookies.size, 0)
  for (const body of [{}, { login: 'ming' }, { login: 'ming', password, code: '12345' }])
    assert.equal((await browser.post('/console/sign-in', body)).status, 400)
  const huge = { login: 'ming', password: 'x'.repeat(513) }
  assert.equal((await browser.post('/console/sign-in', huge)).status, 400)
})

test('an owner enrols an app at the first sign-in, and needs it from then on', async () => {
  await using db = await testDb()
  await using app = await consoleApp({ db })
  await app.hire('ming', ['owner'], false)
  const browser = app.browser()
  const step = (await browser.post('/console/sign-in', { login: 'Ming', password })).body
  assert.equal(step.outcome, 'totp_enrolment_needed')
  assert.match(step.uri, new RegExp(`^otpauth://totp/Tessera:ming.*secret=${step.secret}`))
  assert.equal((await browser.get('/console/me')).status, 401)
  const enrol = (code: string) =>
    browser.post('/console/sign-in/totp-enrolments', { enrolmentToken: step.enrolmentToken, code })
  assert.equal((await enrol('000000')).body.code, 'totp_wrong')
  assert.equal((await enrol(totpCode(step.secret, app.now))).status, 201)
  const me = (await browser.get('/console/me')).body
  assert.deepEqual([me.login, me.roles, me.hasTotp], ['ming', ['owner'], true])
  assert.deepEqual(me.permissions, Object.keys(policy))

  const again = await app.browser().post('/console/sign-in', { login: 'ming', password })
  assert.deepEqual(again.body, { outcome: 'totp_needed' })
})

test('the demo asks nobody to enrol an app', async () => {
  await using db = await testDb()
  await using app = await consoleApp({ db, config: { mode: 'demo' } })
  await app.hire('ming', ['owner'], false)
  const { body } = await app.browser().post('/console/sign-in', { login: 'ming', password })
  assert.equal(body.outcome, 'signed_in')
})

test('a staff session is strict, and ends with sign-out and with the next sign-in', async () => {
  await using db = await testDb()
  await using app = await consoleApp({ db })
  await app.hire('ming', ['auditor'], false)
  const browser = app.browser()
  const first = await app.enter(browser, 'ming')
  assert.match(String(first.headers['set-cookie']), /^tessera_staff=.*HttpOnly; SameSite=Strict/)
  const former = browser.cookies.get('tessera_staff')!
  await app.enter(browser, 'ming')
  const present = browser.cookies.get('tessera_staff')!
  assert.equal((await browser.get('/console/me')).status, 200)
  assert.equal((await browser.post('/console/sign-out', {})).status, 204)
  for (const token of [former, present]) {
    browser.cookies.set('tessera_staff', token)
    assert.equal((await browser.get('/console/me')).status, 401)
  }
})

test('a new password ends the other sessions and keeps this one under a new token', async () => {
  await using db = await testDb()
  await using app = await consoleApp({ db })
  await app.hire('ming', ['operations'], false)
  const [desk, lost] = [app.browser(), app.browser()]
  await app.enter(desk, 'ming')
  await app.enter(lost, 'ming')
  const former = desk.cookies.get('tessera_staff')
  const change = (present: string, newPassword: string) =>
    desk.put('/console/me/password', { password: present, newPassword })
  assert.equal((await change('wrong', 'another long riverbank')).body.code, 'password_wrong')
  assert.equal((await change(password, 'password1234')).body.code, 'password_too_weak')
  assert.equal((await lost.get('/console/me')).status, 200)
  assert.equal((await change(password, 'another long riverbank')).status, 204)
  assert.notEqual(desk.cookies.get('tessera_staff'), former)
  assert.equal((await desk.get('/console/me')).status, 200)
  assert.equal((await lost.get('/console/me')).status, 401)
})

test('only owners see or change staff', async () => {
  await using db = await testDb()
  await using app = await consoleApp({ db })
  const owner = await app.hire('boss', ['owner'])
  const someone = { login: 'new', name: 'New', roles: ['owner'], password: 'a long riverbank' }
  const others: Role[] = ['operations', 'support', 'finance', 'auditor']
  for (const role of others) {
    await app.hire(role, [role])
    const browser = app.browser()
    assert.equal((await app.enter(browser, role)).status, 200)
    assert.equal((await browser.get('/console/staff')).status, 403)
    assert.equal((await browser.post('/console/staff', someone)).status, 403)
    const path = `/console/staff/${owner.staffId}`
    assert.equal((await browser.patch(path, { disabled: true })).status, 403)
  }
  assert.equal((await app.browser().get('/console/staff')).status, 401)
})

test('an owner adds staff, changes roles, shuts out and lets in, and is named for each act', async () => {
  await using db = await testDb()
  await using app = await consoleApp({ db })
  const owner = await app.hire('boss', ['owner'])
  const [boss, ming] = [app.browser(), app.browser()]
  await app.enter(boss, 'boss')
  const add = (part: object) =>
    boss.post('/console/staff', {
      login: 'ming',
      name: '王小明',
      roles: ['operations'],
      password,
      ...part,
    })
  assert.equal((await add({ password: 'short' })).body.code, 'password_too_weak')
  assert.equal((await add({ password: 'ming-ming-ming' })).body.code, 'password_too_weak')
  assert.equal((await add({ roles: ['boss'] })).status, 400)
  const { status, body } = await add({})
  assert.equal(status, 201)
  assert.equal((await add({ login: 'MING' })).body.code, 'login_taken')

  const path = `/console/staff/${body.staffId}`
  await app.enter(ming, 'ming')
  assert.deepEqual((await ming.get('/console/me')).body.roles, ['operations'])
  const changed = await boss.patch(path, { roles: ['operations', 'auditor'] })
  const after = { staffId: body.staffId, roles: ['operations', 'auditor'], disabled: false }
  assert.deepEqual(changed.body, after)
  assert.equal((await ming.get('/console/me')).status, 401, 'has to sign in anew')
  await boss.patch(path, { disabled: true })
  assert.equal((await app.enter(ming, 'ming')).status, 401)
  await boss.patch(path, { disabled: false })
  assert.equal((await app.enter(ming, 'ming')).status, 200)
  const self = `/console/staff/${owner.staffId}`
  assert.equal((await boss.patch(self, { disabled: true })).body.code, 'last_owner')
  assert.equal((await boss.patch(`/console/staff/${randomUUID()}`, {})).status, 404)

  const { items, next } = (await boss.get('/console/staff?limit=1')).body
  assert.deepEqual([items[0].login, next], ['boss', 'boss'])
  const rest = (await boss.get('/console/staff?after=boss')).body
  assert.deepEqual([rest.items[0].login, rest.items[0].hasTotp, rest.next], ['ming', false, null])

  const acts = await db<{ act: string }>`
    select act from platform.audit
    where actor_id = ${owner.staffId} and subject = ${`staff:${body.staffId}`} order by id`
  assert.deepEqual(
    acts.map((one) => one.act),
    [
      'platform.add_staff',
      'platform.change_staff',
      'platform.change_staff',
      'platform.change_staff',
    ],
  )
})

test('no password, name or login is in the audit log or in a stored answer', async () => {
  await using db = await testDb()
  await using app = await consoleApp({ db })
  await app.hire('boss', ['owner'])
  const boss = app.browser()
  await app.enter(boss, 'boss')
  const marked = { login: 'zebrafish', name: 'Quokka 某某', password: 'Wombat!Wombat?Wallaby' }
  const { body } = await boss.post('/console/staff', { ...marked, roles: ['support'] })
  await boss.patch(`/console/staff/${body.staffId}`, { disabled: true })
  const rows = await db<{ text: string }>`
    select audit::text as text from platform.audit
    union all select idempotency::text from platform.idempotency
    union all select event::text from platform.event`
  const text = rows.map((row) => row.text).join('\n')
  assert.ok(text.includes('platform.add_staff') && text.includes('patchStaff'))
  for (const word of Object.values(marked)) assert.ok(!text.includes(word), word)
  // Not even the digest of a request with a password is kept: the password could be guessed from it.
  const stored = await db<{ route: string }>`select route from platform.idempotency`
  assert.deepEqual(stored, [{ route: 'patchStaff' }])
})
