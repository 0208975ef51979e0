/** Getting in as somebody else: guessing, planting, keeping and asking who is there. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { TOTP } from 'otpauth'
import { addMs, dayMs, hourMs, minuteMs } from '#platform/clock.ts'
import { hashPassword } from '#platform/password.ts'
import { addStaff } from '#platform/staff.ts'
import type { Role } from '#platform/staff.ts'
import { testApp, testConfig } from '../app.ts'
import type { Client, Reply } from '../client.ts'
import { testDb } from '../db.ts'
import { routes } from '../../src/routes.ts'
import { openShop } from './shop.ts'
import type { AttackedShop } from './shop.ts'

const phone = '+8613800138000'

test('a code is guessed five times at most, however many guess at once, and then it is dead', async () => {
  await using shop = await openShop()
  const client = shop.visitor()
  const code = await askCode(shop, client)
  const wrong = Array.from({ length: 20 }, (_, index) => String(index).padStart(6, '0'))
  const guesses = await Promise.all(
    wrong.filter((one) => one !== code).map((one) => client.post('/sign-in', { phone, code: one })),
  )
  const codes = Map.groupBy(guesses, ({ body }) => body.code)
  assert.equal(codes.get('code_wrong')?.length, 5)
  assert.equal(codes.get('code_over')?.length, guesses.length - 5)
  assert.equal((await client.post('/sign-in', { phone, code })).body.code, 'code_over')
  assert.deepEqual(await shop.db`select 1 from pool.member`, [])
})

test('a code works once, for its phone, in its time, and only the last one', async () => {
  await using shop = await openShop()
  const client = shop.visitor()
  const signIn = (of: string, code: string) => client.post('/sign-in', { phone: of, code })
  const first = await askCode(shop, client)
  assert.equal((await signIn('+8613800138001', first)).body.code, 'code_over')
  shop.running.now = addMs(shop.running.now, minuteMs)
  const second = await askCode(shop, client)
  if (first !== second) assert.equal((await signIn(phone, first)).body.code, 'code_wrong')
  const both = await Promise.all([signIn(phone, second), signIn(phone, second)])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 401])
  assert.equal((await signIn(phone, second)).body.code, 'code_over')
  shop.running.now = addMs(shop.running.now, minuteMs)
  const late = await askCode(shop, client)
  shop.running.now = addMs(shop.running.now, 5 * minuteMs)
  assert.equal((await signIn(phone, late)).body.code, 'code_over')
})

test('a phone gets one code a minute, five an hour and ten a day, whoever asks', async () => {
  await using shop = await openShop()
  const ask = () => shop.visitor().post('/sign-in/codes', { phone })
  const startedAt = shop.running.now
  const sentAfter: number[] = []
  for (let minute = 0; minute < 26 * 60; minute += 1) {
    shop.running.now = addMs(startedAt, minute * minuteMs)
    if (minute % 30 > 2) continue
    const reply = await ask()
    if (reply.status === 200) sentAfter.push(minute)
    else {
      assert.equal(reply.body.code, 'too_many_codes')
      assert.equal(Number(reply.headers['retry-after']), Math.ceil(reply.body.retryAfterMs / 1_000))
    }
  }
  const within = (spanMs: number) =>
    Math.max(
      ...sentAfter.map(
        (from) => sentAfter.filter((at) => at >= from && at < from + spanMs / minuteMs).length,
      ),
    )
  assert.deepEqual([within(minuteMs), within(hourMs), within(dayMs)], [1, 5, 10])
  const parallel = await Promise.all(
    Array.from({ length: 10 }, () =>
      shop.visitor().post('/sign-in/codes', { phone: '+8613900139000' }),
    ),
  )
  assert.equal(parallel.filter(({ status }) => status === 200).length, 1)
})

test('nobody learns from an answer whether a phone is a member’s', async () => {
  await using shop = await openShop()
  await signIn(shop, shop.visitor())
  shop.running.now = addMs(shop.running.now, minuteMs)
  const [known, unknown] = await Promise.all(
    [phone, '+8613900139000'].map((of) => shop.visitor().post('/sign-in/codes', { phone: of })),
  )
  assert.deepEqual(shapeOf(known!), shapeOf(unknown!))
  const [wrong, wrongToo] = await Promise.all(
    [phone, '+8613900139000'].map((of) => {
      const code = shop.running.codes.get(of) === '000000' ? '000001' : '000000'
      return shop.visitor().post('/sign-in', { phone: of, code })
    }),
  )
  assert.deepEqual(shapeOf(wrong!), shapeOf(wrongToo!))
})

test('nobody learns whether a login is staff’s: same answer, same hash to compute', async () => {
  await using shop = await openShop()
  await aStaff(shop, 'wang', ['operations'])
  await aStaff(shop, 'gone', ['operations'])
  await shop.db`update platform.staff set disabled_at = now() where login = 'gone'`
  const client = shop.visitor()
  const attempt = async (login: string) => {
    const startedAt = performance.now()
    const reply = await client.post('/console/sign-in', {
      login,
      password: 'wrong and long enough',
    })
    return { shape: shapeOf(reply), ms: performance.now() - startedAt }
  }
  const logins = ['wang', 'gone', 'nobody']
  const times = new Map<string, number[]>(logins.map((login) => [login, []]))
  const shapes = new Set<string>()
  for (let round = 0; round < 5; round++)
    for (const login of logins) {
      const { shape, ms } = await attempt(login)
      shapes.add(JSON.stringify(shape))
      times.get(login)!.push(ms)
    }
  assert.equal(shapes.size, 1, [...shapes].join('\n'))
  const fastest = logins.map((login) => Math.min(...times.get(login)!))
  // Without the hash an answer takes a tenth of the time.
  assert.ok(Math.min(...fastest) > Math.max(...fastest) / 4, fastest.join(' '))
})

test('ten wrong passwords rest a login for a quarter of an hour, and the right one is no way around', async () => {
  await using shop = await openShop()
  const password = await aStaff(shop, 'wang', ['operations'])
  const client = shop.visitor()
  const attempt = (given: string) =>
    client.post('/console/sign-in', { login: 'wang', password: given })
  const wrong = await Promise.all(
    Array.from({ length: 12 }, () => attempt('wrong and long enough')),
  )
  assert.deepEqual(new Set(wrong.map(({ body }) => body.code)), new Set(['sign_in_refused']))
  assert.equal((await attempt(password)).body.code, 'sign_in_refused')
  shop.running.now = addMs(shop.running.now, 15 * minuteMs)
  assert.equal((await attempt(password)).status, 200)
})

test('a role that touches money does not come in with a password alone, or with a code twice', async () => {
  await using shop = await openShop()
  const password = await aStaff(shop, 'fin', ['finance'])
  const client = shop.visitor()
  const begun = await client.post('/console/sign-in', { login: 'fin', password })
  assert.equal(begun.body.outcome, 'totp_enrolment_needed')
  assert.equal(begun.headers['set-cookie'], undefined)
  assert.equal((await client.get('/console/me')).status, 401)
  const totp = new TOTP({ secret: begun.body.secret, algorithm: 'SHA1', digits: 6, period: 30 })
  const code = () => totp.generate({ timestamp: shop.running.now.getTime() })
  const { enrolmentToken } = begun.body
  const other = `${enrolmentToken.slice(0, -4)}AAAA`
  const enrol = (token: string, given: string) =>
    shop.visitor().post('/console/sign-in/totp-enrolments', { enrolmentToken: token, code: given })
  assert.equal((await enrol(other, code())).body.code, 'enrolment_over')
  assert.equal((await enrol(enrolmentToken, '000000')).body.code, 'totp_wrong')
  assert.equal((await enrol(enrolmentToken, code())).status, 201)
  assert.equal((await enrol(enrolmentToken, code())).body.code, 'enrolment_over')
  const attempt = (given?: string) =>
    shop
      .visitor()
      .post('/console/sign-in', { login: 'fin', password, ...(given && { code: given }) })
  assert.equal((await attempt()).body.outcome, 'totp_needed')
  assert.equal((await attempt(code())).body.code, 'sign_in_refused') // used to enrol
  shop.running.now = addMs(shop.running.now, 30_000)
  const both = await Promise.all([attempt(code()), attempt(code())])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 401])
})

test('a token that was planted before signing in is nobody’s afterwards', async () => {
  await using shop = await openShop()
  const planted = randomBytes(32).toString('base64url')
  const victim = shop.visitor()
  victim.cookies.set('tessera_member', planted)
  await signIn(shop, victim)
  const own = victim.cookies.get('tessera_member')
  assert.notEqual(own, planted)
  const attacker = shop.visitor()
  attacker.cookies.set('tessera_member', planted)
  assert.equal((await attacker.get('/me')).status, 401)

  // Also when the planted one is a session that is alive: it ends, and stays its owner's at most.
  const mallory = await shop.member()
  const hers = mallory.client.cookies.get('tessera_member')!
  const second = shop.visitor()
  second.cookies.set('tessera_member', hers)
  await signIn(shop, second, '+8613900139000')
  assert.notEqual(second.cookies.get('tessera_member'), hers)
  assert.equal((await mallory.client.get('/me')).status, 401)
})

test('each sign-in has a token of its own, and none is kept as it is', async () => {
  await using shop = await openShop()
  const [one, two] = [shop.visitor(), shop.visitor()]
  await signIn(shop, one)
  shop.running.now = addMs(shop.running.now, minuteMs)
  await signIn(shop, two)
  const tokens = [one, two].map((client) => client.cookies.get('tessera_member')!)
  assert.notEqual(tokens[0], tokens[1])
  const kept = await shop.db<{ text: string }>`select session::text as text from platform.session`
  const secret = [
    ...tokens,
    ...tokens.map((token) => Buffer.from(token, 'base64url').toString('hex')),
  ]
  for (const { text } of kept) for (const token of secret) assert.ok(!text.includes(token))
  const logged = shop.running.logged.join('')
  for (const token of secret) assert.ok(!logged.includes(token))
})

test('an ended session is over at once, here or everywhere', async () => {
  await using shop = await openShop()
  const [one, two] = [shop.visitor(), shop.visitor()]
  for (const client of [one, two]) {
    await signIn(shop, client)
    shop.running.now = addMs(shop.running.now, minuteMs)
  }
  const token = one.cookies.get('tessera_member')!
  await one.post('/sign-out', {})
  assert.equal(one.cookies.get('tessera_member'), undefined)
  one.cookies.set('tessera_member', token)
  assert.equal((await one.get('/me')).status, 401)
  assert.equal((await two.get('/me')).status, 200)

  const three = shop.visitor()
  await signIn(shop, three)
  await three.post('/sign-out', { everywhere: true })
  assert.equal((await two.get('/me')).status, 401)

  const password = await aStaff(shop, 'wang', ['operations'])
  const staff = [shop.visitor(), shop.visitor()]
  for (const client of staff)
    assert.equal((await client.post('/console/sign-in', { login: 'wang', password })).status, 200)
  const newPassword = 'another correct horse battery'
  const changed = await staff[0]!.put('/console/me/password', { password, newPassword })
  assert.equal(changed.status, 204, changed.text)
  assert.equal((await staff[0]!.get('/console/me')).status, 200)
  assert.equal((await staff[1]!.get('/console/me')).status, 401)
})

test('over https a session is a __Host- cookie, and one that a neighbour could set is none', async () => {
  await using db = await testDb()
  await using shop = await openShop()
  const { services } = shop.running.program
  const config = { ...testConfig(), publicUrl: 'https://shop.example' }
  await using app = await testApp({ db, routes, services: { ...services, config }, config })
  const browser = app.browser()
  await browser.post('/sign-in/codes', { phone })
  const signedIn = await app.server.inject({
    method: 'POST',
    url: '/api/sign-in',
    payload: { phone, code: shop.running.codes.get(phone)! },
  })
  const [cookie] = signedIn.cookies
  const { name, secure, httpOnly, path, domain, sameSite } = cookie!
  assert.deepEqual(
    { name, secure, httpOnly, path, domain, sameSite },
    {
      name: '__Host-tessera_member',
      secure: true,
      httpOnly: true,
      path: '/',
      domain: undefined,
      sameSite: 'Lax',
    },
  )
  assert.match(signedIn.headers['strict-transport-security']?.toString() ?? '', /max-age=6/)
  const asked = (cookies: Record<string, string>) =>
    app.server.inject({ method: 'GET', url: '/api/me', cookies })
  assert.equal((await asked({ '__Host-tessera_member': cookie!.value })).statusCode, 200)
  assert.equal((await asked({ tessera_member: cookie!.value })).statusCode, 401)
  const elsewhere = ['http://shop.example', 'https://shop.example:8443', 'https://x.shop.example']
  for (const origin of elsewhere) {
    const refused = await browser.post('/sign-out', {}, { origin })
    assert.equal(refused.body.code, 'cross_site', origin)
  }
  assert.equal(
    (await browser.post('/sign-out', {}, { origin: 'https://shop.example' })).status,
    204,
  )
})

async function askCode(shop: AttackedShop, client: Client, of = phone): Promise<string> {
  const reply = await client.post('/sign-in/codes', { phone: of })
  assert.equal(reply.status, 200, reply.text)
  return shop.running.codes.get(of)!
}

async function signIn(shop: AttackedShop, client: Client, of = phone): Promise<void> {
  const code = await askCode(shop, client, of)
  assert.equal((await client.post('/sign-in', { phone: of, code })).status, 200)
}

/** Answers the password. */
async function aStaff(shop: AttackedShop, login: string, roles: Role[]): Promise<string> {
  const password = `correct horse ${randomUUIDv7()}`
  const { program, now } = shop.running
  const passwordPhc = await hashPassword(password)
  const by = { kind: 'system', id: 'test' }
  await program.db.begin((tx) =>
    addStaff(tx, program.services.vault, { login, name: login, roles, passwordPhc, by, now }),
  )
  return password
}

/** Everything of an answer but what is new each time. */
function shapeOf({ status, headers, body }: Reply) {
  const { traceId: _, ...said } = (body ?? {}) as Record<string, unknown>
  return { status, said, headers: Object.keys(headers).toSorted() }
}
