/**
 * A marked person does everything a member can do, over HTTP, and meets staff; then every table and
 * every line of the log is searched. What was said in their own words stands in one place only, what is
 * theirs is sealed, and when they are gone nothing is left.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minuteMs, addMs } from '#platform/clock.ts'
import { closeAccount } from '#pool/member.ts'
import { readOrderAddress } from '#pool/order-address.ts'
import { retention } from '#pool/rights/retention.ts'
import { openShop } from './attacks/shop.ts'
import type { AttackedShop } from './attacks/shop.ts'
import type { Client } from './client.ts'
import { settle } from './identity/compare.ts'
import { findInDatabase } from './marked-person.ts'

const phone = '13977788899'
const person = {
  name: '标记某某Zebrafish',
  phone: '13966655544',
  province: 'Markedprovince省',
  city: 'Markedcity市',
  district: 'Markeddistrict区',
  street: 'Quokkastreet 4711 号',
}
/** What else they are known by, and told of themselves. */
const known = {
  email: 'capybara.marked@example.org',
  card: 'MARKEDCARD4242',
  birthday: '1987-03-29',
}
const otherPhone = '13955577799'
const moved = { ...person, name: '标记改名Wombat', street: 'Dugongstreet 42 号' }
const secrets = [
  phone,
  otherPhone,
  ...Object.values(known),
  ...Object.values(person),
  moved.name,
  moved.street,
]
const words = {
  refund: 'Axolotl 送来就是坏的，请打 13955544433',
  dispute: 'Narwhal 没有收到，我住在 Quollstreet 7 号',
  staff: 'Pangolin 已电话联系本人',
  verdict: 'Okapi 双方同意',
  nickname: '袋熊Numbat',
}
/** One word of each text: what else is in it must not be anywhere either. */
const said = {
  remarks: ['Axolotl', '13955544433', 'Narwhal', 'Quollstreet', 'Pangolin', 'Okapi'],
  nickname: ['Numbat'],
}

test('what is personal stands nowhere in plain, and is gone when its person is', async () => {
  await using shop = await openShop()
  const member = shop.visitor()
  const memberId = await signIn(shop, member)
  const orderIds = await live(shop, member)
  const otherId = await beKnown(shop, member)
  await misbehave(shop, member)
  await work(shop)

  assert.deepEqual(await findInDatabase(shop.db, secrets), [], 'in plain')
  await assertOnlyIn(shop, said.remarks, 'trade.remark')
  await assertOnlyIn(shop, said.nickname, 'pool.member')
  assertNotLogged(shop, [...secrets, ...said.remarks, ...said.nickname])
  // Sealed and not lost: whoever sends the parcel can read where to.
  const { services } = shop.running.program
  const address = await readOrderAddress(shop.db, services.vault, orderIds[0]!)
  assert.equal(address?.street, person.street)
  // Its buyer sees it as it stood then, though the address book has moved on.
  const own = await member.get(`/orders/${orderIds[0]}/address`)
  const wasSent = { ...person, phone: `+86${person.phone}` }
  assert.deepEqual([own.status, own.body.address], [200, wasSent])

  const seen = await member.get('/me/data')
  for (const secret of [...Object.values(known), person.street])
    assert.ok(seen.text.includes(secret), `${secret} is shown to whose it is`)
  await close(shop, member)
  await work(shop)
  for (const id of [memberId, otherId]) await assertKeptOnlyByLaw(shop, id)
  const all = [...secrets, ...said.remarks, ...said.nickname]
  assert.deepEqual(await findInDatabase(shop.db, all), [], 'after the account was closed')
  assertNotLogged(shop, all)
  assert.equal((await member.get('/me')).status, 401)
  // What they bought stays, under an id that is nobody's.
  const staff = await shop.staff('support')
  const kept = await staff.get(`/console/orders/${orderIds[0]}`)
  assert.equal(kept.body.memberId, memberId)
})

test('an account that was closed is closed for orders that were placed at the same time', async () => {
  await using shop = await openShop()
  const member = shop.visitor()
  const memberId = await signIn(shop, member)
  const { addressId } = (await member.post('/addresses', person)).body
  const wanted = shop.wanted({ memberId, addressId, client: member })
  const closing = shop.db.begin((tx) => closeAccount(tx, { memberId, now: shop.running.now }))
  const orders = await Promise.all(Array.from({ length: 10 }, () => member.post('/orders', wanted)))
  await closing
  for (const { status, body } of orders)
    assert.ok(
      status === 201 || ['not_signed_in', 'address_not_found'].includes(body.code),
      body.code,
    )
  assert.equal((await member.post('/orders', wanted)).status, 401)
  assert.deepEqual(await findInDatabase(shop.db, secrets), [])
})

/** Is known by more, tells a birthday, has a tag, is profiled, and is one with another account. */
async function beKnown(shop: AttackedShop, member: Client): Promise<string> {
  const [support, { memberId }] = [await shop.staff('support'), (await member.get('/me')).body]
  const at = `/console/members/${memberId}`
  for (const [kind, value] of [
    ['email', known.email],
    ['store_card', known.card],
  ])
    assert.equal((await support.post(`${at}/identities`, { kind, value })).status, 201)
  const found = await support.post('/console/person-searches', {
    kind: 'email',
    value: known.email,
  })
  assert.equal(found.body.items[0].personId, memberId)
  await support.post('/console/person-searches', { kind: 'phone', value: otherPhone })
  assert.equal((await member.patch('/me/fields', { birthday: known.birthday })).status, 204)
  await member.put('/me/consents', { purpose: 'profiling', channel: 'all', isGiven: true })
  const other = shop.visitor()
  const otherId = await signIn(shop, other, otherPhone)
  const merged = await support.post('/console/merges', { a: memberId, b: otherId })
  assert.equal(merged.status, 201, merged.text)
  return otherId
}

/** With the code that came to the phone, as in the app. */
async function close(shop: AttackedShop, member: Client): Promise<void> {
  shop.running.now = addMs(shop.running.now, minuteMs)
  assert.equal((await member.post('/me/closing/codes')).status, 200)
  const code = shop.running.codes.get(`+86${phone}`)
  assert.equal((await member.post('/me/closing', { code })).status, 204)
}

async function work({ running }: AttackedShop): Promise<void> {
  await running.work()
  await settle(running.program.db, running.now)
}

/** An id that is nobody's stands where the law asks for it, and nowhere else. */
async function assertKeptOnlyByLaw({ db }: AttackedShop, id: string): Promise<void> {
  const kept = retention.flatMap(({ where }) => where)
  const found = (await findInDatabase(db, [id])).map(({ table }) => table.replaceAll('"', ''))
  const wrong = found.filter(
    (table) => !kept.includes(table) && !kept.includes(table.split('.')[0]!),
  )
  assert.deepEqual(wrong, [], 'tables that the list of what is kept does not have')
}

async function signIn(shop: AttackedShop, member: Client, as = phone): Promise<string> {
  await member.post('/sign-in/codes', { phone: as })
  const code = shop.running.codes.get(`+86${as}`)
  return (await member.post('/sign-in', { phone: as, code })).body.memberId
}

/** Buys by both ways, returns, disputes and moves house; staff send, read and decide. */
async function live(shop: AttackedShop, member: Client): Promise<string[]> {
  const [operations, support] = [await shop.staff('operations'), await shop.staff('support')]
  const { memberId } = (await member.get('/me')).body
  assert.equal((await member.patch('/me', { nickname: words.nickname })).status, 204)
  const { addressId } = (await member.post('/addresses', person)).body
  const as = { memberId, addressId, client: member }
  const orders = [
    await shop.order(as, { quantity: 3 }),
    await shop.order(as, { quantity: 3, payment: 'cashier' }),
  ]
  const [bought, waiting] = orders as [(typeof orders)[0], (typeof orders)[0]]
  await fetch(waiting.payment.cashierUrl, {
    method: 'POST',
    body: new URLSearchParams({ act: 'pay' }),
    redirect: 'manual',
  })
  await shop.running.work()
  assert.equal((await member.put(`/addresses/${addressId}`, moved)).status, 204)
  await member.put(`/cart/lines/${shop.goods[1]!.skuId}`, { quantity: 1 })

  for (const { id } of orders) {
    const { body } = await member.get(`/orders/${id}`)
    const parcel = { brandId: body.lines[0].brandId, carrier: 'SF', trackingNo: 'SF1' }
    assert.equal((await operations.post(`/console/orders/${id}/shipments`, parcel)).status, 201)
    const reading = await operations.post(`/console/orders/${id}/address-readings`)
    assert.equal(reading.body.address.name, person.name)
  }
  assert.equal((await member.post(`/orders/${bought.id}/receipt`)).status, 200)
  await shop.running.work()
  const refund = await member.post(`/orders/${bought.id}/refunds`, {
    kind: 'return',
    reason: 'damaged',
    remark: words.refund,
    lines: [{ lineNo: 1, quantity: 1 }],
  })
  const decided = await support.post(`/console/refunds/${refund.body.id}/decision`, {
    decision: 'approve',
    remark: words.staff,
  })
  assert.equal(decided.status, 200, decided.text)
  const dispute = await member.post(`/orders/${waiting.id}/disputes`, {
    reason: 'not_received',
    remark: words.dispute,
  })
  const verdict = await support.post(`/console/disputes/${dispute.body.id}/decision`, {
    refundFen: 100,
    grounds: 'agreed',
    remark: words.verdict,
  })
  assert.equal(verdict.status, 200, verdict.text)
  const { body: seen } = await support.get('/console/disputes')
  assert.ok(JSON.stringify(seen).includes('Narwhal'), 'whoever decides reads what was said')
  return orders.map(({ id }) => id)
}

/** Says who they are where nobody asked: in wrong requests, searches, headers and keys. */
async function misbehave(shop: AttackedShop, member: Client): Promise<void> {
  const { name, street } = person
  const key = { 'idempotency-key': `for-${phone}-1` }
  await member.post('/addresses', { ...person, phone: 'none', street: '' })
  await member.post('/orders', { name, lines: [], addressId: street }, key)
  await member.get(`/products?q=${encodeURIComponent(name)}`)
  await member.get(`/orders/${encodeURIComponent(name)}?phone=${phone}`)
  await member.get('/me', {
    'user-agent': encodeURIComponent(street),
    referer: `https://x/${phone}`,
  })
  await member.send('POST', `/api/sign-in?phone=${phone}`, { raw: `{"phone":"${phone}"` })
  await member.send('GET', `/${encodeURIComponent(street)}`)
  shop.running.now = addMs(shop.running.now, minuteMs)
  await member.post('/sign-in/codes', { phone })
  await member.post('/sign-in', { phone, code: '000000' })
}

/** Each is found, and nowhere else than where it may be. */
async function assertOnlyIn(shop: AttackedShop, markers: string[], table: string): Promise<void> {
  const findings = await findInDatabase(shop.db, markers)
  assert.deepEqual(
    findings.map((finding) => `${finding.marker} in ${finding.table}`).toSorted(),
    markers.map((marker) => `${marker} in ${table}`).toSorted(),
  )
}

function assertNotLogged({ running }: AttackedShop, markers: string[]): void {
  assert.ok(running.logged.length > 0, 'something was logged')
  const logged = running.logged.join('')
  for (const marker of markers) {
    assert.ok(!logged.includes(marker), `${marker} is in the log`)
    assert.ok(!logged.includes(encodeURIComponent(marker)), `${marker} is in the log`)
  }
}
