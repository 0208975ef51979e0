import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { routesOf } from '#platform/route.ts'
import { createVault } from '#platform/vault.ts'
import { testApp } from '#test/app.ts'
import type { Browser, TestAppOptions } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import * as routes from './routes.ts'

const vault = createVault(randomBytes(32))
const phone = '138 0013 8000'
const address = {
  name: '王小明',
  phone: '13800138000',
  province: '上海市',
  city: '上海市',
  district: '徐汇区',
  street: '漕溪北路 1 号',
}

/** The pool's routes with a telephone that can be read. */
async function poolApp(options: Pick<TestAppOptions, 'db' | 'config'>) {
  const sent: { phone: string; code: string }[] = []
  const codeSender = {
    send: async (to: string, code: string) => void sent.push({ phone: to, code }),
  }
  const services = { vault, codeSender }
  const app = await testApp({ ...options, routes: routesOf(routes), services })
  const signIn = async (browser: Browser, as = phone) => {
    await browser.post('/sign-in/codes', { phone: as })
    return browser.post('/sign-in', { phone: as, code: sent.at(-1)?.code })
  }
  return Object.assign(app, { sent, signIn })
}

test('the code goes to the phone only; the demo also shows it on the page', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const answer = await app.browser().post('/sign-in/codes', { phone })
  assert.deepEqual([answer.status, answer.body], [200, { expiresAt: '2026-11-20T04:05:00.000Z' }])
  assert.equal(app.sent[0]?.phone, '+8613800138000')
  assert.match(app.sent[0].code, /^\d{6}$/)

  await using demo = await poolApp({ db, config: { mode: 'demo' } })
  const shown = await demo.browser().post('/sign-in/codes', { phone: '13900139000' })
  assert.equal(shown.body.demoCode, demo.sent[0]?.code)
})

test('asking for a code does not tell whether the phone is a member’s', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  await app.signIn(app.browser())
  app.now = new Date(app.now.getTime() + 60_000)
  const known = await app.browser().post('/sign-in/codes', { phone })
  const unknown = await app.browser().post('/sign-in/codes', { phone: '13900139000' })
  assert.deepEqual([known.status, known.body], [unknown.status, unknown.body])
  const again = await Promise.all(
    [phone, '13900139000'].map((one) => app.browser().post('/sign-in/codes', { phone: one })),
  )
  for (const { status, body } of again)
    assert.deepEqual([status, body.code, body.retryAfterMs], [429, 'too_many_codes', 60_000])
})

test('a wrong code is remembered although the request is refused', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const browser = app.browser()
  await browser.post('/sign-in/codes', { phone })
  const { code } = app.sent[0]!
  const wrong = code === '000000' ? '000001' : '000000'
  for (const attemptsLeft of [4, 3, 2, 1, 0]) {
    const { status, body } = await browser.post('/sign-in', { phone, code: wrong })
    assert.deepEqual([status, body.code, body.attemptsLeft], [401, 'code_wrong', attemptsLeft])
  }
  const late = await browser.post('/sign-in', { phone, code })
  assert.deepEqual([late.status, late.body.code], [401, 'code_over'])
  assert.equal(browser.cookies.size, 0)
})

test('what is no phone or no code is refused before it is looked at', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const browser = app.browser()
  for (const body of [undefined, {}, { phone: 1 }, { phone: '12345' }, { phone: '1'.repeat(41) }])
    assert.equal((await browser.post('/sign-in/codes', body)).status, 400, JSON.stringify(body))
  for (const code of [undefined, 123_456, '12345', '1234567', '12345a'])
    assert.equal((await browser.post('/sign-in', { phone, code })).status, 400, String(code))
  assert.equal(
    (await browser.post('/sign-in/codes', { phone }, { origin: 'https://evil.example' })).status,
    403,
  )
  assert.equal(app.sent.length, 0)
})

test('a member signs in, is greeted by a masked phone and a nickname, and signs out', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const browser = app.browser()
  assert.equal((await browser.get('/me')).status, 401)
  const { status, body, headers } = await app.signIn(browser)
  assert.deepEqual([status, body.isNew], [200, true])
  assert.match(String(headers['set-cookie']), /tessera_member=[\w-]{43};.*HttpOnly; SameSite=Lax/)
  assert.equal(headers['cache-control'], 'no-store')

  for (const nickname of ['', '   ', 'x'.repeat(25), 'a\u202eb', 'a\nb', 7])
    assert.equal((await browser.patch('/me', { nickname })).status, 400, String(nickname))
  assert.equal((await browser.patch('/me', { nickname: ' 小明 ' })).status, 204)
  assert.deepEqual((await browser.get('/me')).body, {
    memberId: body.memberId,
    nickname: '小明',
    phoneMasked: '138****8000',
    memberSince: '2026-11-20T04:00:00.000Z',
  })
  await browser.patch('/me', { nickname: null })
  assert.equal((await browser.get('/me')).body.nickname, null)

  const token = browser.cookies.get('tessera_member')!
  assert.equal((await browser.post('/sign-out', {})).status, 204)
  assert.equal(browser.cookies.size, 0)
  browser.cookies.set('tessera_member', token)
  assert.equal((await browser.get('/me')).status, 401)
  assert.equal((await browser.post('/sign-out', {})).status, 204, 'signing out twice is no fault')
})

test('signing out everywhere ends the other browsers too, and nobody else’s', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const [phoneApp, desk, other] = [app.browser(), app.browser(), app.browser()]
  await app.signIn(phoneApp)
  await app.signIn(other, '13900139000')
  app.now = new Date(app.now.getTime() + 60_000)
  await app.signIn(desk)
  assert.equal((await phoneApp.get('/me')).status, 200)
  await desk.post('/sign-out', { everywhere: true })
  assert.equal((await phoneApp.get('/me')).status, 401)
  assert.equal((await other.get('/me')).status, 200)
})

test('signing in again ends the session the browser had, and never keeps its token', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const browser = app.browser()
  await app.signIn(browser)
  const former = browser.cookies.get('tessera_member')!
  app.now = new Date(app.now.getTime() + 60_000)
  await app.signIn(browser)
  assert.notEqual(browser.cookies.get('tessera_member'), former)
  browser.cookies.set('tessera_member', former)
  assert.equal((await browser.get('/me')).status, 401)
})

test('nobody reads, changes or deletes another’s address', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const [owner, thief, visitor] = [app.browser(), app.browser(), app.browser()]
  await app.signIn(owner)
  await app.signIn(thief, '13900139000')
  const { addressId } = (await owner.post('/addresses', address)).body
  const path = `/addresses/${addressId}`

  assert.deepEqual((await thief.get('/addresses')).body.items, [])
  for (const call of [() => thief.put(path, address), () => thief.delete(path)]) {
    const { status, body } = await call()
    assert.deepEqual([status, body.code], [404, 'address_not_found'])
  }
  assert.equal((await visitor.get('/addresses')).status, 401)
  assert.equal((await visitor.delete(path)).status, 401)
  assert.equal((await owner.get('/addresses')).body.items.length, 1)
})

test('addresses are added, changed, listed last changed first, and deleted', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const browser = app.browser()
  await app.signIn(browser)
  const wrong = { name: '', phone: '010-1234', province: ' ', city: 'x'.repeat(51), street: 'a\nb' }
  for (const [field, value] of Object.entries(wrong)) {
    const answer = await browser.post('/addresses', { ...address, [field]: value })
    assert.equal(answer.body.faults[0].field, field)
  }
  const first = (await browser.post('/addresses', address)).body.addressId
  app.now = new Date(app.now.getTime() + 1_000)
  const second = (await browser.post('/addresses', { ...address, district: '' })).body.addressId
  app.now = new Date(app.now.getTime() + 1_000)
  assert.equal((await browser.put(`/addresses/${first}`, { ...address, name: '李四' })).status, 204)
  const { items } = (await browser.get('/addresses')).body
  assert.deepEqual(
    items.map((one: { addressId: string; name: string }) => [one.addressId, one.name]),
    [
      [first, '李四'],
      [second, '王小明'],
    ],
  )
  const kept = { ...address, district: '', phone: '+8613800138000' }
  assert.deepEqual(items[1], { addressId: second, ...kept, changedAt: '2026-11-20T04:00:01.000Z' })
  assert.equal((await browser.delete(`/addresses/${first}`)).status, 204)
  assert.equal((await browser.delete(`/addresses/${first}`)).status, 404)
  assert.equal((await browser.get('/addresses')).body.items.length, 1)
})

test('a member keeps at most 20 addresses, also when they are added at once', async () => {
  await using db = await testDb()
  await using app = await poolApp({ db })
  const browser = app.browser()
  await app.signIn(browser)
  const add = () => browser.post('/addresses', address)
  const answers = await Promise.all(Array.from({ length: 24 }, add))
  assert.equal(answers.filter((one) => one.status === 201).length, 20)
  const refused = answers.filter((one) => one.body.code === 'too_many_addresses')
  assert.equal(refused.length, 4)
})
