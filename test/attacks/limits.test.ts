/** Limits: whoever asks too often is told to wait, and cannot get around it by looking like another. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Config } from '#platform/config.ts'
import type { Client, Reply } from '../client.ts'
import { openShop } from './shop.ts'
import type { Member } from './shop.ts'

test('an address has so many requests a minute, over all routes together', async () => {
  await using shop = await openShop({ config: { ratePerAddress: 20 } })
  const client = shop.visitor()
  const paths = ['/shop', '/products', '/brands', '/categories', '/me', '/nothing/here']
  const replies = await sendMany(25, (index) => client.get(paths[index % 5]!))
  const refused = replies.filter(({ status }) => status === 429)
  assert.equal(refused.length, 5)
  for (const reply of refused) assertTellsToWait(reply)
  // HEAD is no way around it, nor another spelling or a claim to be somebody else.
  for (const headers of [{ 'x-forwarded-for': '203.0.113.9' }, { 'x-real-ip': '203.0.113.9' }])
    assert.equal((await client.get('/shop', headers)).status, 429)
  const head = await client.send('HEAD', '/api/shop?x=1')
  assert.equal(head.status, 429)
  // Pages and the institution’s notices still come through.
  assert.equal((await client.send('GET', '/')).status, 200)
  assert.equal((await client.post('/payments/notices', {})).body.code, 'notice_refused')
})

test('behind a proxy the address is the one the proxy saw, whatever stands before it', async () => {
  await using shop = await openShop({ config: { ratePerAddress: 5, trustProxy: true } })
  const client = shop.visitor()
  const from = (address: string) => client.get('/shop', { 'x-forwarded-for': address })
  const seen = '203.0.113.9'
  const spoofed = await sendMany(8, (index) => from(`10.0.0.${index}, ${seen}`))
  assert.equal(spoofed.filter(({ status }) => status === 429).length, 3)
  assert.equal((await from('203.0.113.10')).status, 200)
  // A home has a whole network of IPv6.
  const home = await sendMany(8, (index) => from(`2001:db8:1:2:${index}::${index}`))
  assert.equal(home.filter(({ status }) => status === 429).length, 3)
  assert.equal((await from('2001:db8:1:3::1')).status, 200)
})

test('an address may try to sign in so often, whichever door it tries', async () => {
  await using shop = await openShop({ config: { rateSignIn: 6 } })
  const client = shop.visitor()
  const tries: (() => Promise<Reply>)[] = [
    () => client.post('/sign-in', { phone: '13800138000', code: '000000' }),
    () => client.post('/sign-in/codes', { phone: `138${randomDigits(8)}` }),
    () => client.post('/console/sign-in/totp-enrolments', { enrolmentToken: 'x', code: '000000' }),
  ]
  const replies = await sendMany(9, (index) => tries[index % 3]!())
  const refused = replies.filter(({ body }) => body.code === 'too_many_requests')
  assert.equal(refused.length, 3)
  for (const reply of refused) assertTellsToWait(reply)
  assert.equal((await client.get('/shop')).status, 200)
})

test('a member has so many orders a minute, in whatever session and with whatever cookies', async () => {
  await using shop = await openShop({ config: { rateOrders: 5 } })
  const member = await shop.member()
  const place = (client: Client, of: Member) =>
    client.post('/orders', shop.wanted(of, { quantity: 1, payment: 'cashier' }))
  const replies = await sendMany(8, (index) => {
    member.client.cookies.set(`junk${index}`, randomUUID())
    return place(member.client, member)
  })
  const refused = replies.filter(({ status }) => status === 429)
  assert.equal(refused.length, 3)
  for (const reply of refused) assertTellsToWait(reply)
  // Paying is counted with it; another member behind the same address is not.
  const [first] = replies
  const pay = await member.client.post(`/orders/${first!.body.id}/payments`, { method: 'balance' })
  assert.equal(pay.status, 429)
  const other = await shop.member()
  assert.equal((await place(other.client, other)).status, 201)
  assert.equal((await member.client.get('/orders')).status, 200)
})

test('guessed sessions are counted by address, though each looks like somebody else', async () => {
  await using shop = await openShop({ config: { ratePerAddress: 10 } })
  const replies = await sendMany(14, () => {
    const client = shop.visitor()
    client.cookies.set('tessera_member', randomUUID().padEnd(43, 'x'))
    return client.post('/orders', {})
  })
  assert.equal(replies.filter(({ status }) => status === 401).length, 10)
  assert.equal(replies.filter(({ status }) => status === 429).length, 4)
})

test('figures of the program are for this machine only, and not through a proxy on it', async () => {
  const production: Partial<Config> = { mode: 'production' }
  for (const config of [production, { ...production, trustProxy: true }]) {
    await using shop = await openShop({ config })
    const client = shop.visitor()
    const metrics = (headers = {}) => client.send('GET', '/metrics', { headers })
    assert.equal((await metrics()).status, 200)
    for (const headers of [
      { 'x-forwarded-for': '203.0.113.9' },
      { 'x-forwarded-for': '127.0.0.1' },
      { 'x-forwarded-for': '127.0.0.1, 203.0.113.9' },
      { forwarded: 'for=127.0.0.1' },
    ])
      assert.equal((await metrics(headers)).body.code, 'not_found', JSON.stringify(headers))
  }
})

test('outside the demo no answer shows a sign-in code, and no member reaches figures or books', async () => {
  await using shop = await openShop({ config: { mode: 'production' } })
  const { client } = await shop.member()
  const asked = await client.post('/sign-in/codes', { phone: '13800138000' })
  assert.deepEqual(Object.keys(asked.body), ['expiresAt'])
  for (const path of [
    'ledger/accounts',
    'ledger/entries?account=x',
    'ledger/check',
    'audit',
    'staff',
    'cases',
  ])
    assert.equal((await client.get(`/console/${path}`)).body.code, 'not_signed_in', path)
  const code = shop.running.codes.get('+8613800138000')!
  assert.ok(!shop.running.logged.some((line) => line.includes(code)))
})

/** One after the other. */
async function sendMany(count: number, send: (index: number) => Promise<Reply>): Promise<Reply[]> {
  const replies: Reply[] = []
  for (let index = 0; index < count; index++) replies.push(await send(index))
  return replies
}

function assertTellsToWait({ status, headers, body }: Reply): void {
  assert.deepEqual([status, body.code], [429, 'too_many_requests'])
  const waitS = Number(headers['retry-after'])
  assert.ok(waitS > 0 && waitS <= 60, `retry-after ${headers['retry-after']}`)
  assert.equal(waitS, Math.ceil(body.retryAfterMs / 1_000))
}

const randomDigits = (count: number) =>
  Array.from({ length: count }, () => Math.floor(Math.random() * 10)).join('')
