/** Links and visits under attack: nobody is led elsewhere, counted twice or credited for nothing. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { addMs, hourMs, minuteMs } from '#platform/clock.ts'
import { claimVisits } from '#traffic/claim.ts'
import type { Client } from '../client.ts'
import type { AttackedShop, Member } from './shop.ts'
import { arrive, click, made, openTraffic } from './traffic-shop.ts'
import type { AttackedTraffic } from './traffic-shop.ts'

let traffic: AttackedTraffic
let shop: AttackedShop
let desk: Client
let channelId: string

suite('traffic', () => {
  before(async () => {
    traffic = await openTraffic()
    ;({ shop, desk, channelId } = traffic)
  })
  after(() => traffic[Symbol.asyncDispose]())

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
    const link = await traffic.aLink({ path: '/products?sort=new' })
    assert.equal((await click(traffic.browser(), link.code)).headers.location, '/products?sort=new')
    assert.equal(
      (await click(traffic.browser(), link.code.toUpperCase())).headers.location,
      '/products?sort=new',
    )
    const before = await countVisits()
    const other = link.code.slice(0, 7) + (link.code.endsWith('z') ? 'y' : 'z')
    for (const code of [other, '', 'x', `${link.code}/more`, '..%2f..%2fevil', '%20', '%27;drop'])
      assert.equal((await click(traffic.browser(), code)).headers.location, '/', code)
    await made(desk.post(`/console/links/${link.id}/closing`, { closed: true }))
    assert.equal((await click(traffic.browser(), link.code)).headers.location, '/')
    const brief = await traffic.aLink({ expiresAt: addMs(shop.running.now, hourMs).toISOString() })
    shop.running.now = addMs(shop.running.now, 2 * hourMs)
    assert.equal((await click(traffic.browser(), brief.code)).headers.location, '/')
    assert.equal(await countVisits(), before, 'nobody is credited')
  })

  test('an answer to a link is kept by nobody, and a look ahead is no visit', async () => {
    const { code } = await traffic.aLink()
    const before = await countVisits()
    const looks = [
      click(traffic.browser(), code, {}, 'HEAD'),
      click(traffic.browser(), code, { 'user-agent': 'facebookexternalhit/1.1' }),
      click(traffic.browser(), code, { 'sec-purpose': 'prefetch;prerender' }),
      click(traffic.browser(), code, { 'sec-gpc': '1' }),
    ]
    for (const look of await Promise.all(looks)) {
      assert.equal(look.status, 302)
      assert.equal(look.headers['set-cookie'], undefined)
    }
    assert.equal(await countVisits(), before)
    const reply = await click(traffic.browser(), code)
    assert.equal(reply.headers['cache-control'], 'no-store')
    assert.equal(await countVisits(), before + 1)
  })

  test('an edited source token and a forged visitor credit nobody else', async () => {
    const { code, id } = await traffic.aLink()
    const [one, other] = [traffic.browser(), traffic.browser()]
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
    const thief = traffic.browser()
    thief.cookies.set('tessera_visitor', `${forged.toString('base64url')}.${signature}`)
    await click(thief, code)
    const [persons] = await shop.db<{ count: number }>`
      select count(distinct person_id) from traffic.visit where link_id = ${id}`
    assert.equal(persons!.count, 3)
  })

  test('a robot that clicks ten thousand times is counted as nobody', async () => {
    const { code, id } = await traffic.aLink()
    const robot = { 'user-agent': 'python-requests/2.32', 'x-forwarded-for': '203.0.113.9' }
    for (let round = 0; round < 100; round++)
      await Promise.all(Array.from({ length: 100 }, () => click(traffic.browser(), code, robot)))
    await click(traffic.browser(), code)
    for (let n = 0; n < 5; n++) {
      const person = traffic.browser()
      await click(person, code)
      await arrive(person)
    }
    await traffic.judge()
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
    const guest = traffic.browser()
    const words = { source: '13800138000', medium: 'a@b.c', name: '<script>x</script>' }
    assert.equal((await arrive(guest, words)).status, 200)
    assert.equal((await arrive(traffic.browser(), { source: 'Xiao Hong'.repeat(20) })).status, 200)
    assert.equal((await arrive(traffic.browser(), { source: 'x'.repeat(201) })).status, 400)
    assert.equal((await arrive(traffic.browser(), {}, '//evil.example')).status, 400)
    const rows = await shop.db<{ source: string; medium: string; channelId: string | null }>`
      select source, medium, channel_id from traffic.visit where link_id is null order by at, id`
    assert.ok(rows.every((row) => row.channelId === null))
    assert.ok(rows.every(({ source }) => !/\d{6}/.test(source) && source.length <= 60))
    assert.ok(rows.every(({ medium }) => medium === ''))
  })

  test('visits are claimed once, by whoever signs in next, and never rewritten', async () => {
    const { code } = await traffic.aLink()
    const guest = traffic.browser()
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
    assert.equal((await traffic.browser().get('/me/invites')).status, 401)
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

async function countVisits(): Promise<number> {
  const [row] = await shop.db<{ count: number }>`select count(*) from traffic.visit`
  return row!.count
}

async function confirmed(linkId: string): Promise<number> {
  const [row] = await shop.db<{ count: number }>`
    select count(*) from traffic.visit where link_id = ${linkId} and confirmed_at is not null`
  return row!.count
}
