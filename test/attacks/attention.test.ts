/** Attention: nobody speaks to a member without their yes, past the limits, or in somebody else's name. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import { mayMessage } from '#pool/attention/consent.ts'
import { unsubscribeToken } from '#pool/attention/my-attention.ts'
import { sendOutreachPiece } from '#pool/attention/outreach.ts'
import type { Client } from '../client.ts'
import { assertSound, openShop, refuseAll } from './shop.ts'
import type { AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let operations: Client

const words = {
  name: 'Autumn',
  titleZh: '秋季新品',
  titleEn: 'New for autumn',
  bodyZh: '到货了',
  bodyEn: 'They are here',
  link: '/products',
}
const marketing = { purpose: 'marketing', channel: 'inbox' }
const say = (member: Member, isGiven: boolean) =>
  member.client.put('/me/consents', { ...marketing, isGiven })
const may = async ({ memberId }: Member) =>
  (await mayMessage(shop.db, [{ memberId, channel: 'inbox' }]))[0]

suite('attention', () => {
  before(async () => {
    shop = await openShop()
    operations = await shop.staff('operations')
  })
  after(() => shop[Symbol.asyncDispose]())

  test('settings are their owner’s, and sending is for those who may', async () => {
    const member = await shop.member()
    const [visitor, support, finance] = [
      shop.visitor(),
      await shop.staff('support'),
      await shop.staff('finance'),
    ]
    const outreach = {
      templateId: member.memberId,
      segmentId: null,
      channel: 'inbox',
      membersSeen: 1,
      waits: false,
    }
    const post = (client: Client) => () => client.post('/console/outreach', outreach)
    await refuseAll(shop, [
      {
        case: 'a visitor’s consent',
        send: () => visitor.put('/me/consents', { ...marketing, isGiven: true }),
        answer: '401 not_signed_in',
      },
      {
        case: 'a visitor’s settings',
        send: () => visitor.get('/me/attention'),
        answer: '401 not_signed_in',
      },
      {
        case: 'one yes for everything',
        send: () =>
          member.client.put('/me/consents', { ...marketing, channel: 'all', isGiven: true }),
        answer: '400 invalid_input',
      },
      { case: 'a member who sends', send: post(member.client), answer: '401 not_signed_in' },
      { case: 'support sends', send: post(support), answer: '403 not_allowed' },
      {
        case: 'finance reads whom it would reach',
        send: () => finance.post('/console/outreach/reach', { segmentId: null, channel: 'inbox' }),
        answer: '403 not_allowed',
      },
      { case: 'no such words', send: post(operations), answer: '404 template_not_found' },
    ])
    const other = await shop.member()
    const inTheirName = { ...marketing, isGiven: true, memberId: other.memberId }
    await member.client.put('/me/consents', { ...inTheirName, personId: other.memberId })
    assert.deepEqual([await may(member), await may(other)], [true, false])
  })

  test('words lead nowhere but into the shop, and turn no other words around', async () => {
    const attack = (name: string, change: object) => ({
      case: name,
      send: () => operations.post('/console/templates', { ...words, ...change }),
      answer: '400 invalid_input',
    })
    await refuseAll(shop, [
      attack('another site', { link: 'https://evil.example/' }),
      attack('another site without its scheme', { link: '//evil.example/' }),
      attack('a backslash', { link: '/\\evil.example/' }),
      attack('a script', { link: 'javascript:alert(1)' }),
      attack('a line break', { link: '/products\n' }),
      attack('turned around', { titleZh: 'abc\u202edef' }),
      attack('one language only', { bodyEn: ' ' }),
      attack('too long', { bodyZh: '长'.repeat(301) }),
    ])
  })

  test('the limits have limits, and two who change them at once do not overwrite each other', async () => {
    const { body } = await operations.get('/console/attention')
    const { settings } = body
    const put = (change: object) => () =>
      operations.put('/console/attention/settings', { ...settings, ...change })
    const attack = (name: string, change: object, answer = '400 invalid_input') => {
      return { case: name, send: put(change), answer }
    }
    await refuseAll(shop, [
      attack('without end', { perDay: 1_000_000 }),
      attack('none a day', { perDay: 0 }),
      attack('a part', { perDay: 1.5 }),
      attack('a week less than a day', { perDay: 5, perWeek: 4 }),
      attack('a day of 25 hours', { quietUntil: 1_440 }),
      attack('a share that is missing', { shares: {} }),
      attack('seen long ago', { version: settings.version + 1 }, '409 stale_version'),
    ])
    const both = await Promise.all([put({ perDay: 3 })(), put({ perDay: 4 })()])
    assert.deepEqual(both.map((reply) => reply.status).toSorted(), [200, 409])
    const now = (await operations.get('/console/attention')).body.settings
    const back = await operations.put('/console/attention/settings', {
      ...settings,
      version: now.version,
    })
    assert.equal(back.status, 200)
  })

  test('the link ends what it came with by one tap, not by being looked at, and nothing else', async () => {
    const member = await shop.member()
    await say(member, true)
    const { vault } = shop.running.program.services
    const { memberId } = member
    const of = { memberId, channel: 'inbox' as const, now: shop.running.now }
    const token = unsubscribeToken(vault, of)
    const scanner = shop.visitor()
    assert.equal((await scanner.send('GET', `/unsubscribe?token=${token}`)).status, 200)
    assert.equal((await scanner.send('HEAD', `/unsubscribe?token=${token}`)).status, 200)
    const looked = await scanner.post('/unsubscribe/check', { token })
    assert.deepEqual(looked.body, { channel: 'inbox', isGiven: true })
    assert.equal(await may(member), true)

    const end = new Date(addMs(shop.running.now, dayMs))
    const wrong = [
      ['cut off', token.slice(0, -3)],
      ['written by hand', `${Buffer.from('{}').toString('base64url')}.${'a'.repeat(43)}`],
      ['another use of the key', vault.signToken('visitor', { p: memberId, c: 'inbox' }, end)],
      ['too old', unsubscribeToken(vault, { ...of, now: addMs(of.now, -401 * dayMs) })],
      ['no channel', vault.signToken('unsubscribe', { p: memberId, c: 'all' }, end)],
    ] as const
    await refuseAll(
      shop,
      wrong.map(([name, forged]) => ({
        case: name,
        send: () => scanner.post('/unsubscribe', { token: forged }),
        answer: '404 unsubscribe_link_wrong',
      })),
    )
    const taps = await Promise.all([0, 1, 2].map(() => scanner.post('/unsubscribe', { token })))
    assert.deepEqual(
      taps.map((reply) => reply.status),
      [204, 204, 204],
    )
    assert.equal(await may(member), false)
    // Withdrawn, everything else goes on as before.
    await shop.order(member)
  })

  test('forty taps at once leave one answer, and it is the last that was heard', async () => {
    const member = await shop.member()
    const taps = await Promise.all(
      Array.from({ length: 40 }, (_, index) => say(member, index % 2 === 0)),
    )
    assert.deepEqual(new Set(taps.map((reply) => reply.status)), new Set([204]))
    const open = await shop.db`
      select from pool.consent where person_id = ${member.memberId} and withdrawn_at is null`
    assert.equal(open.length, (await may(member)) ? 1 : 0)
    await say(member, false)
    assert.equal(await may(member), false)
  })

  test('a message to everybody is sent once, however often the button is pressed', async () => {
    const member = await shop.member()
    await say(member, true)
    const { body: template } = await operations.post('/console/templates', words)
    const { body: audiences } = await operations.get('/console/outreach/audiences')
    const outreach = {
      templateId: template.id,
      segmentId: null,
      channel: 'inbox',
      membersSeen: audiences.everybody,
      waits: false,
    }
    await refuseAll(shop, [
      {
        case: 'a number that was not seen',
        send: () => operations.post('/console/outreach', { ...outreach, membersSeen: 1 }),
        answer: '409 count_differs',
      },
    ])
    const key = { 'idempotency-key': 'press-the-button-twice' }
    const pressed = await Promise.all(
      [0, 1].map(() => operations.post('/console/outreach', outreach, key)),
    )
    assert.ok(pressed.some((reply) => reply.status === 201))
    const { db, program, now } = { ...shop.running, db: shop.db }
    for (let turn = 0; turn < 3; turn++) await sendOutreachPiece(db, program.services.sends, now)
    const { body: inbox } = await member.client.get('/inbox?class=marketing')
    assert.equal(inbox.items.length, 1)
    assert.equal(inbox.items[0].text.titleEn, words.titleEn)
    const { body: mine } = await member.client.get('/me/attention')
    assert.equal(mine.sentThisWeek, 1)
  })

  test('after all that the books are sound', () => assertSound(shop))
})
