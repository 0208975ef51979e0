/** Links, visits and invitations under attack: nobody is led elsewhere, credited twice or paid for nothing. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { addMs, dayMs, hourMs, minuteMs } from '#platform/clock.ts'
import { claimVisits } from '#traffic/claim.ts'
import { rewardInvites } from '#traffic/invite-reward.ts'
import { judgeVisits } from '#traffic/judge-visits.ts'
import { createClient } from '../client.ts'
import type { Client, Reply } from '../client.ts'
import { assertSound, openShop } from './shop.ts'
import type { AttackedShop, Member } from './shop.ts'

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1'

let shop: AttackedShop
let desk: Client
let channelId: string
let homes = 0

suite('traffic', () => {
  before(async () => {
    shop = await openShop({ config: { trustProxy: true, ratePerAddress: 1_500 } })
    desk = await shop.staff('operations')
    channelId = (await made(desk.post('/console/channels', { name: '甲', kind: 'own' }))).id
    const terms = { rewardPoints: 100, monthMax: 2, realisedMinFen: 100, returnDays: 7 }
    await made(desk.put('/console/invites/terms', { ...terms, coolingDays: 1, levels: 1 }))
  })
  after(() => shop[Symbol.asyncDispose]())

  test('a link leads into the own shop only, and what is edited, closed or over leads home', async () => {
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/l/abcdefgh',
      '/api/me',
      '/a b',
      'javascript:alert(1)',
      '/\u0000',
    ])
      assert.equal(
        (await desk.post('/console/links', { title: 'x', channelId, path })).status,
        400,
        path,
      )
    const link = await aLink({ path: '/products?sort=new' })
    assert.equal((await click(browser(), link.code)).headers.location, '/products?sort=new')
    assert.equal(
      (await click(browser(), link.code.toUpperCase())).headers.location,
      '/products?sort=new',
    )
    const before = await countVisits()
    const other = link.code.slice(0, 7) + (link.code.endsWith('z') ? 'y' : 'z')
    for (const code of [other, '', 'x', `${link.code}/more`, '..%2f..%2fevil', '%20', '%27;drop'])
      assert.equal((await click(browser(), code)).headers.location, '/', code)
    await made(desk.post(`/console/links/${link.id}/closing`, { closed: true }))
    assert.equal((await click(browser(), link.code)).headers.location, '/')
    const brief = await aLink({ expiresAt: addMs(shop.running.now, hourMs).toISOString() })
    shop.running.now = addMs(shop.running.now, 2 * hourMs)
    assert.equal((await click(browser(), brief.code)).headers.location, '/')
    assert.equal(await countVisits(), before, 'nobody is credited')
  })

  test('an answer to a link is kept by nobody, and a look ahead is no visit', async () => {
    const { code } = await aLink()
    const before = await countVisits()
    const looks = [
      click(browser(), code, {}, 'HEAD'),
      click(browser(), code, { 'user-agent': 'facebookexternalhit/1.1' }),
      click(browser(), code, { 'sec-purpose': 'prefetch;prerender' }),
      click(browser(), code, { 'sec-gpc': '1' }),
    ]
    for (const look of await Promise.all(looks)) {
      assert.equal(look.status, 302)
      assert.equal(look.headers['set-cookie'], undefined)
    }
    assert.equal(await countVisits(), before)
    const reply = await click(browser(), code)
    assert.equal(reply.headers['cache-control'], 'no-store')
    assert.equal(await countVisits(), before + 1)
  })

  test('an edited source token and a forged visitor credit nobody else', async () => {
    const { code, id } = await aLink()
    const [one, other] = [browser(), browser()]
    await click(one, code)
    await click(other, code)
    const mine = one.cookies.get('tessera_source')!
    const before = await countVisits()
    // The token of somebody else, and one whose claims were edited, confirm no visit.
    const [text = '', signature] = mine.split('.')
    const claims = JSON.parse(Buffer.from(text, 'base64url').toString())
    const edited = Buffer.from(JSON.stringify({ ...claims, until: 9e15 })).toString('base64url')
    for (const token of [other.cookies.get('tessera_source')!, `${edited}.${signature}`, 'x.y']) {
      one.cookies.set('tessera_source', token)
      assert.equal((await arrive(one)).status, 200)
    }
    assert.equal(await confirmed(id), 0)
    assert.equal(await countVisits(), before + 1, 'it came by itself, once')
    one.cookies.set('tessera_source', mine)
    await arrive(one)
    assert.equal(await confirmed(id), 1)
    // Whoever forges a visitor is a new one.
    const [visitor] = await shop.db<{ personId: string }>`
      select person_id from traffic.visit where link_id = ${id} limit 1`
    const forged = Buffer.from(JSON.stringify({ claims: visitor!.personId, until: 9e15 }))
    const thief = browser()
    thief.cookies.set('tessera_visitor', `${forged.toString('base64url')}.${signature}`)
    await click(thief, code)
    const [persons] = await shop.db<{ count: number }>`
      select count(distinct person_id) from traffic.visit where link_id = ${id}`
    assert.equal(persons!.count, 3)
  })

  test('a robot that clicks ten thousand times is counted as nobody', async () => {
    const { code, id } = await aLink()
    const robot = { 'user-agent': 'python-requests/2.32', 'x-forwarded-for': '203.0.113.9' }
    for (let round = 0; round < 100; round++)
      await Promise.all(Array.from({ length: 100 }, () => click(browser(), code, robot)))
    await click(browser(), code)
    for (let n = 0; n < 5; n++) {
      const person = browser()
      await click(person, code)
      await arrive(person)
    }
    await judge()
    const rows = await shop.db<{ verdict: string; count: number }>`
      select verdict, count(*) from traffic.visit where link_id = ${id} group by 1 order by 1`
    const counts = Object.fromEntries(rows.map(({ verdict, count }) => [verdict, count]))
    assert.equal(counts['real'], 5)
    assert.equal(counts['suspect'], 1, 'whoever left before the page ran')
    assert.ok(counts['fake']! > 0)
    const { items } = (await desk.get(`/console/links?channelId=${channelId}`)).body
    assert.equal(items.find((one: { id: string }) => one.id === id).figures.visits, 5)
  })

  test('words of a stranger name no channel, carry no telephone number and fill no page', async () => {
    const guest = browser()
    const words = { source: '13800138000', medium: 'a@b.c', name: '<script>x</script>' }
    assert.equal((await arrive(guest, words)).status, 200)
    assert.equal((await arrive(browser(), { source: 'Xiao Hong'.repeat(20) })).status, 200)
    assert.equal((await arrive(browser(), { source: 'x'.repeat(201) })).status, 400)
    assert.equal((await arrive(browser(), {}, '//evil.example')).status, 400)
    const rows = await shop.db<{ source: string; medium: string; channelId: string | null }>`
      select source, medium, channel_id from traffic.visit where link_id is null order by at, id`
    assert.ok(rows.every((row) => row.channelId === null))
    assert.ok(rows.every(({ source }) => !/\d{6}/.test(source) && source.length <= 60))
    assert.ok(rows.every(({ medium }) => medium === ''))
  })

  test('visits are claimed once, by whoever signs in next, and never rewritten', async () => {
    const { code } = await aLink()
    const guest = browser()
    await click(guest, code)
    const [visit] = await shop.db<{ personId: string; at: Date }>`
      select person_id, at from traffic.visit order by at desc, id desc limit 1`
    const [first, second] = [await shop.member(), await shop.member()]
    const claim = (member: Member, minutes: number, isNew = false) => ({
      visitorId: visit!.personId,
      memberId: member.memberId,
      at: addMs(visit!.at, minutes * minuteMs),
      isNew,
    })
    await shop.db.begin((tx) => claimVisits(tx, [claim(second, 9)]))
    await shop.db.begin((tx) => claimVisits(tx, [claim(first, 5, true), claim(first, 5, true)]))
    await shop.db.begin((tx) => claimVisits(tx, [claim(first, 60), claim(second, 1_000)]))
    const claims = await shop.db<{ memberId: string; at: Date; isNew: boolean }>`
      select member_id, at, is_new from traffic.claim where visitor_id = ${visit!.personId} order by at`
    assert.deepEqual(claims, [
      { memberId: first.memberId, at: addMs(visit!.at, 5 * minuteMs), isNew: true },
      { memberId: second.memberId, at: addMs(visit!.at, 9 * minuteMs), isNew: false },
    ])
    await shop.db`update traffic.visit set verdict = 'real' where person_id = ${visit!.personId}`
    const touches = await shop.db<{ personId: string; ownerId: string }>`
      select person_id, owner_id from traffic.touch where person_id = ${visit!.personId}`
    assert.deepEqual(touches, [{ personId: visit!.personId, ownerId: first.memberId }])
  })

  test('inviting oneself, by another phone in the same browser or beside it, is worth nothing', async () => {
    const { member, code } = await anInviter()
    // On the same browser, signed in before.
    const own = browser('198.51.100.7')
    await click(own, await codeOfLink())
    await shop.db.begin(async (tx) => {
      const visitorId = await lastVisitor()
      await claimVisits(tx, [
        { visitorId, memberId: member.memberId, at: shop.running.now, isNew: false },
      ])
    })
    await click(own, code)
    assert.equal((await signUp(own)).reason, 'same_device')
    // Another profile of the same phone at the same place.
    const beside = browser('198.51.100.7')
    await click(beside, code)
    assert.equal((await signUp(beside)).reason, 'same_device')
    // Already a member: nobody's newcomer.
    const old = await shop.member()
    await click(old.client, code)
    assert.equal(await inviteOf(old.memberId), undefined)
  })

  test('one inviter for a newcomer, one reward, after the window, for real people, and no more than the cap', async () => {
    const { member: inviter, code } = await anInviter()
    const rival = await anInviter()
    const newcomers: Member[] = []
    for (let n = 0; n < 3; n++) {
      const guest = browser()
      await click(guest, rival.code)
      shop.running.now = addMs(shop.running.now, minuteMs)
      await click(guest, code)
      await arrive(guest)
      const { memberId } = await signUp(guest)
      assert.equal((await inviteOf(memberId))!.inviterId, inviter.memberId)
      newcomers.push(await withAddress(guest, memberId))
    }
    await judge()
    for (const newcomer of newcomers) await shop.received(newcomer)
    await shop.running.work()
    assert.deepEqual(await statesOf(newcomers), ['waiting', 'waiting', 'waiting'])
    const [fact] = await shop.db<{ count: number }>`
      select count(*) from pool.fact where person_id = ${inviter.memberId} and kind = 'invited'`
    assert.equal(fact!.count, 3)

    await rewardInvites(shop.db, addMs(shop.running.now, 7 * dayMs))
    assert.equal(await pointsOf(inviter), 0, 'not before the window and the days after it')
    const due = addMs(shop.running.now, 8 * dayMs + minuteMs)
    await Promise.all([rewardInvites(shop.db, due), rewardInvites(shop.db, due)])
    await rewardInvites(shop.db, due)
    assert.deepEqual((await statesOf(newcomers)).toSorted(), ['refused', 'rewarded', 'rewarded'])
    assert.equal(await pointsOf(inviter), 200)
    assert.equal(await pointsOf(rival.member), 0)
    await assertSound(shop)
  })

  test('in a chain everybody is paid for their own newcomer only, and a ring closes nowhere', async () => {
    const { member: first, code } = await anInviter()
    const second = await invited(code)
    const secondCode = await codeOf(second)
    const third = await invited(secondCode)
    const thirdCode = await codeOf(third)
    // The first follows the link of the third: they are no newcomer.
    await click(first.client, thirdCode)
    assert.equal(await inviteOf(first.memberId), undefined)
    await judge()
    for (const one of [second, third]) await shop.received(one)
    await shop.running.work()
    await rewardInvites(shop.db, later())
    assert.deepEqual(await Promise.all([first, second, third].map(pointsOf)), [100, 100, 0])
    const deeper = {
      rewardPoints: 1,
      monthMax: 1,
      realisedMinFen: 0,
      returnDays: 7,
      coolingDays: 0,
    }
    const reply = await desk.put('/console/invites/terms', { ...deeper, levels: 2 })
    assert.equal(`${reply.status} ${reply.body.code}`, '422 levels_limited')
  })

  test('a refund before the reward stops it, and one after takes it back, once', async () => {
    const { member: inviter, code } = await anInviter()
    const [before, after] = [await invited(code), await invited(code)]
    await judge()
    const [stopped, paid] = [await shop.received(before), await shop.received(after)]
    await shop.running.work()
    await giveBack(before, stopped.id)
    assert.equal((await inviteOf(before.memberId))!.state, 'bought')
    await rewardInvites(shop.db, later())
    assert.equal(await pointsOf(inviter), 100)
    await shop.db`update trade."order" set refunded_fen = total_fen where id = ${paid.id}`
    const { noteRefunded } = await import('#traffic/invite-reward.ts')
    for (let n = 0; n < 2; n++)
      await shop.db.begin((tx) => noteRefunded(tx, [paid.id, paid.id], shop.running.now))
    assert.equal(await pointsOf(inviter), 0)
    assert.equal((await inviteOf(after.memberId))!.state, 'reversed')
    await assertSound(shop)
  })

  test('a newcomer whose visit was no person’s is worth nothing until staff look', async () => {
    const { member: inviter, code } = await anInviter()
    const guest = browser()
    await click(guest, code, { 'user-agent': 'HeadlessChrome/130' })
    const { memberId } = await signUp(guest)
    const newcomer = await withAddress(guest, memberId)
    await judge()
    await shop.received(newcomer)
    await shop.running.work()
    await rewardInvites(shop.db, later())
    assert.equal((await inviteOf(memberId))!.reason, 'not_real')
    const support = await shop.staff('support')
    assert.equal((await support.post(`/console/invites/${memberId}/acceptance`)).status, 403)
    await made(desk.post(`/console/invites/${memberId}/acceptance`))
    const again = await desk.post(`/console/invites/${memberId}/acceptance`)
    assert.equal(again.body.code, 'invite_not_refused')
    await rewardInvites(shop.db, later())
    assert.equal(await pointsOf(inviter), 100)
  })

  test('members and support neither read nor edit traffic, and read only their own invitations', async () => {
    const member = await shop.member()
    const support = await shop.staff('support')
    const finance = await shop.staff('finance')
    const term = 'from=2026-11-01&to=2026-11-30'
    for (const path of [
      `/console/channels?${term}`,
      `/console/campaigns?${term}`,
      '/console/links',
      '/console/invites',
      '/console/invites/newcomers',
      '/console/sources',
      `/console/costs?${term}`,
    ]) {
      assert.equal((await member.client.get(path)).status, 401, path)
      assert.equal((await support.get(path)).status, 403, path)
      assert.equal((await finance.get(path)).status, 200, path)
    }
    assert.equal((await finance.post('/console/channels', { name: '乙', kind: 'own' })).status, 403)
    assert.equal((await browser().get('/me/invites')).status, 401)
    const { mine } = (await member.client.get('/me/invites')).body
    assert.deepEqual(mine, {
      joined: 0,
      bought: 0,
      waiting: 0,
      rewarded: 0,
      points: 0,
      rewards: [],
    })
  })
})

async function made(sent: Promise<Reply>) {
  const reply = await sent
  assert.ok(reply.status < 300, reply.text)
  return reply.body
}

const aLink = async (of: object = {}): Promise<{ id: string; code: string }> =>
  made(desk.post('/console/links', { title: '海报', channelId, ...of }))
const codeOfLink = async () => (await aLink()).code

/** Somebody at home with a phone of their own. */
function browser(address = `192.0.${(homes >> 8) & 255}.${homes++ & 255}`): Client {
  const client = createClient(shop.running.url, () => undefined)
  const send: Client['send'] = (method, path, sending = {}) =>
    client.send(method, path, {
      ...sending,
      headers: {
        'user-agent': `${phone} Version/${homes % 97}`,
        'x-forwarded-for': address,
        ...sending.headers,
      },
    })
  return { ...client, send }
}

const click = (of: Client, code: string, headers: Record<string, string> = {}, method = 'GET') =>
  of.send(method, `/l/${code}`, { headers })

const arrive = (of: Client, words: object = {}, landing = '/') =>
  of.send('POST', '/api/visits', { body: { landing, ...words } })

async function countVisits(): Promise<number> {
  const [row] = await shop.db<{ count: number }>`select count(*) from traffic.visit`
  return row!.count
}

async function confirmed(linkId: string): Promise<number> {
  const [row] = await shop.db<{ count: number }>`
    select count(*) from traffic.visit where link_id = ${linkId} and confirmed_at is not null`
  return row!.count
}

async function lastVisitor(): Promise<string> {
  const [row] = await shop.db<{ personId: string }>`
    select person_id from traffic.visit order by at desc, id desc limit 1`
  return row!.personId
}

/** When whatever was completed by now is due. */
const later = () => addMs(shop.running.now, 9 * dayMs)

/** Everything settles, then the rules look. */
async function judge(): Promise<void> {
  shop.running.now = addMs(shop.running.now, 5 * minuteMs)
  while ((await judgeVisits(shop.db, shop.running.now)) > 0);
}

let phones = 0

/** With a phone number of their own; answers whom they became and what became of the invitation. */
async function signUp(of: Client): Promise<{ memberId: string; reason: string | null }> {
  const number = `139${String(40_000_000 + phones++).padStart(8, '0')}`
  await made(of.send('POST', '/api/sign-in/codes', { body: { phone: number } }))
  const code = shop.running.codes.get(`+86${number}`)
  const { memberId } = await made(
    of.send('POST', '/api/sign-in', { body: { phone: number, code } }),
  )
  await shop.running.work()
  return { memberId, reason: (await inviteOf(memberId))?.reason ?? null }
}

async function inviteOf(memberId: string) {
  const [invite] = await shop.db<{ inviterId: string; state: string; reason: string | null }>`
    select inviter_id, state, reason from traffic.invite where newcomer_id = ${memberId}`
  return invite
}

const codeOf = async (member: Member): Promise<string> =>
  (await made(member.client.post('/me/invites/link'))).url.split('/l/')[1]

async function anInviter(): Promise<{ member: Member; code: string }> {
  const member = await shop.member()
  return { member, code: await codeOf(member) }
}

async function withAddress(client: Client, memberId: string): Promise<Member> {
  const place = { province: '上海市', city: '上海市', district: '徐汇区', street: '一路 1 号' }
  const contents = { name: '甲', phone: '13800138000', ...place }
  const { addressId } = await made(client.post('/addresses', contents))
  return { memberId, addressId, client }
}

/** Somebody who came by the link, looked, and signed up. */
async function invited(code: string): Promise<Member> {
  const guest = browser()
  await click(guest, code)
  await arrive(guest)
  const { memberId } = await signUp(guest)
  return withAddress(guest, memberId)
}

const statesOf = (members: Member[]) =>
  Promise.all(members.map(async ({ memberId }) => (await inviteOf(memberId))!.state))

const pointsOf = async ({ client }: Member): Promise<number> =>
  (await made(client.get('/me/invites'))).mine.points

/** Everything of an order, as the institution tells it in the end. */
async function giveBack({ client }: Member, orderId: string): Promise<void> {
  const { body } = await client.get(`/orders/${orderId}`)
  const lines = body.lines.map((line: { lineNo: number; quantity: number }) => ({
    lineNo: line.lineNo,
    quantity: line.quantity,
  }))
  const asked = { lines, kind: 'return', reason: 'damaged' }
  const { id } = await made(
    client.post(`/orders/${orderId}/refunds`, { refundId: randomUUIDv7(), ...asked }),
  )
  const finance = await shop.staff('finance', 'support')
  await made(finance.post(`/console/refunds/${id}/decision`, { decision: 'approve' }))
  await shop.running.work()
}
