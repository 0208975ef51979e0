import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, minuteMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { createVault } from '#platform/vault.ts'
import { testApp } from '#test/app.ts'
import type { Browser } from '#test/app.ts'
import { overlap, testDb } from '#test/db.ts'
import { giveConsent } from '../attention/consent.ts'
import { enrolMembers } from '../enrol.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { merge } from '../identity/merge.ts'
import { closeAccount } from '../member.ts'
import * as poolRoutes from '../routes.ts'
import { forgetClosed } from './forget-closed.ts'
import { poolData } from './pool-data.ts'
import { forgetConsents, threeYearsMs } from './retention.ts'
import * as routes from './routes.ts'

const vault = createVault(Buffer.alloc(32, 3))
const [phone, other] = ['13800138000', '13900139000']

async function rightsApp(db: Db) {
  const codes = new Map<string, string>()
  const codeSender = { send: async (to: string, code: string) => void codes.set(to, code) }
  const services = { vault, codeSender, dataOf: [poolData] }
  const all = { ...routesOf(routes), ...routesOf(poolRoutes) }
  const app = await testApp({ db, routes: all, services })
  const codeFor = async (browser: Browser, to: string) => {
    app.now = addMs(app.now, minuteMs)
    await browser.post('/sign-in/codes', { phone: to })
    return codes.get(`+86${to}`)
  }
  const signIn = async (to: string) => {
    const browser = app.browser()
    const { body } = await browser.post('/sign-in', { phone: to, code: await codeFor(browser, to) })
    return { browser, memberId: body.memberId as string }
  }
  return Object.assign(app, { codes, codeFor, signIn })
}

test('a member sees all of it by kind, of both accounts that are theirs, and nobody else does', async () => {
  await using db = await testDb()
  await using app = await rightsApp(db)
  const [mine, also] = [await app.signIn(phone), await app.signIn(other)]
  const fields = { birthday: '1990-02-28', city: '上海' }
  assert.equal((await mine.browser.patch('/me/fields', fields)).status, 204)
  const before = await also.browser.get('/me/data')
  assert.equal(JSON.stringify(before.body).includes('1990-02-28'), false)
  const pair = { a: mine.memberId, b: also.memberId, evidence: { reason: 'staff' as const } }
  await db.begin((tx) => merge(tx, { ...pair, by: 'staff:1', now: app.now }))

  const { body } = await also.browser.get('/me/data')
  const kinds = Object.fromEntries(
    body.sections.map((one: { kind: string; count: number }) => [one.kind, one.count]),
  )
  assert.deepEqual(kinds, { account: 2, identities: 2, fields: 2, merges: 1 })
  const known = body.sections.find(({ kind }: { kind: string }) => kind === 'identities')
  assert.deepEqual([known.source, known.why, known.until], ['you', 'service', 'closing'])
  const file = await also.browser.get('/me/data.json')
  assert.match(String(file.headers['content-disposition']), /attachment/)
  assert.deepEqual(file.body.sections, body.sections)
  assert.equal((await app.browser().get('/me/data')).status, 401)
  await mine.browser.patch('/me/fields', { birthday: null })
  const after = await mine.browser.get('/me/data')
  assert.equal(JSON.stringify(after.body).includes('1990-02-28'), false)
})

test('a phone is added with its code only, is removed while another is left, and one of another account is not taken', async () => {
  await using db = await testDb()
  await using app = await rightsApp(db)
  const { browser } = await app.signIn(phone)
  const wrong = await browser.post('/me/phones', { phone: other, code: '000000' })
  assert.equal(wrong.status, 401)
  const code = await app.codeFor(browser, other)
  const added = await browser.post('/me/phones', { phone: other, code })
  assert.deepEqual([added.status, added.body], [201, { isAnothers: false }])
  const { body } = await browser.get('/me/identities')
  assert.deepEqual(
    body.items.map((one: { value: string; mayRemove: boolean }) => [one.value, one.mayRemove]),
    [
      [`+86${phone}`, true],
      [`+86${other}`, true],
    ],
  )
  const stranger = await app.signIn('13700137000')
  const gone = await stranger.browser.delete(`/me/identities/${body.items[0].id}`)
  assert.equal(gone.body.code, 'identity_not_found')
  assert.equal((await browser.delete(`/me/identities/${body.items[0].id}`)).status, 204)
  const last = await browser.delete(`/me/identities/${body.items[1].id}`)
  assert.equal(last.body.code, 'last_phone')
  const theirs = await browser.post('/me/phones', {
    phone: '13700137000',
    code: await app.codeFor(browser, '13700137000'),
  })
  assert.deepEqual(theirs.body, { isAnothers: true })
  assert.equal((await browser.get('/me/identities')).body.items.length, 1)
})

test('an account is closed by the code to its phone, at once, with all that is the same human', async () => {
  await using db = await testDb()
  await using app = await rightsApp(db)
  const [mine, also] = [await app.signIn(phone), await app.signIn(other)]
  const pair = { a: mine.memberId, b: also.memberId, evidence: { reason: 'staff' as const } }
  await db.begin((tx) => merge(tx, { ...pair, by: 'staff:1', now: app.now }))
  app.now = addMs(app.now, minuteMs)
  const asked = await mine.browser.post('/me/closing/codes')
  assert.deepEqual([asked.status, asked.body.phoneMasked], [200, '138****8000'])
  const right = app.codes.get(`+86${phone}`)!
  const wrong = right === '000000' ? '000001' : '000000'
  for (let left = 4; left >= 0; left--) {
    const refused = await mine.browser.post('/me/closing', { code: wrong })
    assert.deepEqual([refused.body.code, refused.body.attemptsLeft], ['code_wrong', left])
  }
  const tooLate = await mine.browser.post('/me/closing', { code: right })
  assert.equal(tooLate.body.code, 'code_over', 'guessing uses the code up')
  assert.equal((await mine.browser.get('/me')).status, 200)

  app.now = addMs(app.now, minuteMs)
  await mine.browser.post('/me/closing/codes')
  const code = app.codes.get(`+86${phone}`)
  assert.equal((await mine.browser.post('/me/closing', { code })).status, 204)
  assert.equal((await mine.browser.get('/me')).status, 401)
  assert.equal((await also.browser.get('/me')).status, 401)
  const again = await app.signIn(phone)
  assert.notEqual(again.memberId, mine.memberId, 'whoever comes with the phone is somebody new')
})

test('what was written of somebody while the account was being closed does not outlive it', async () => {
  await using db = await testDb()
  const now = new Date('2026-11-20T04:00:00Z')
  const memberId = randomUUIDv7()
  await db.begin((tx) =>
    enrolMembers(tx, vault, [{ memberId, phone: `+86${phone}`, createdAt: now }]),
  )
  const fact = { personId: memberId, happenedAt: now, kind: 'viewed' as const, topic: '' }
  const more = { objectId: null, amountFen: null, quantity: null }
  const write = (tx: Tx) => writeFacts(tx, [{ ...fact, ...more, id: randomUUIDv7() }], now)
  const close = (tx: Tx) => closeAccount(tx, { memberId, now })
  await db.begin(write)
  await overlap(db, write, close)
  assert.equal(await db.begin(write), 0, 'nothing is kept of whoever is gone')
  await forgetClosed(db, addMs(now, minuteMs))
  assert.deepEqual(await db`select from pool.fact`, [])
})

test('what was agreed to is proof for three years after the account was closed, to the second', async () => {
  await using db = await testDb()
  const now = new Date('2026-11-20T04:00:00Z')
  const memberId = randomUUIDv7()
  await db.begin(async (tx) => {
    await enrolMembers(tx, vault, [{ memberId, createdAt: now }])
    await giveConsent(tx, {
      personId: memberId,
      purpose: 'marketing',
      channel: 'sms',
      how: 'shop',
      now,
    })
    await closeAccount(tx, { memberId, now })
  })
  const [kept] = await db`select withdrawn_at from pool.consent`
  assert.deepEqual(kept, { withdrawnAt: now })
  assert.equal(await forgetConsents(db, addMs(now, threeYearsMs - 1_000)), 0)
  assert.equal(await forgetConsents(db, addMs(now, threeYearsMs)), 1)
  assert.equal(await forgetConsents(db, addMs(now, threeYearsMs + 1_000)), 0)
})
