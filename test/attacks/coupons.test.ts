/** Coupons: the right time, the right member, the right code, and never one more than there are. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import type { Reply } from '../client.ts'
import { assertSound, openShop, refuseAll } from './shop.ts'
import type { Attack, AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let made = 0

suite('coupons', () => {
  before(async () => {
    shop = await openShop()
  })
  after(() => shop[Symbol.asyncDispose]())

  test('two tabs at once use the last coupon once, whoever they belong to', async () => {
    for (const same of [true, false])
      for (let round = 0; round < 3; round++) {
        const couponCode = await coupon({ total: 1, perMemberMax: 9 })
        const one = await shop.member()
        const other = same ? one : await shop.member()
        const answers = await Promise.all([
          order(one, couponCode),
          order(other, couponCode),
          order(one, couponCode),
          order(other, couponCode),
        ])
        assert.deepEqual(outcomes(answers), { '201': 1, '409 coupon_gone': 3 })
        assert.deepEqual(await usesOf(couponCode), { left: 0, used: 1 })
      }
  })

  test('a member uses no more than their share, in as many tabs as they like', async () => {
    const couponCode = await coupon({ total: 100, perMemberMax: 2 })
    const member = await shop.member()
    const answers = await Promise.all(Array.from({ length: 20 }, () => order(member, couponCode)))
    assert.deepEqual(outcomes(answers), { '201': 2, '409 member_limit': 18 })
    assert.deepEqual(await usesOf(couponCode), { left: 98, used: 2 })
  })

  test('a coupon of an order that was given up can be used again, once', async () => {
    const couponCode = await coupon({ total: 1 })
    const member = await shop.member()
    const waiting = await order(member, couponCode, 'cashier')
    assert.equal(outcomeOf(await order(member, couponCode)), '409 coupon_gone')
    assert.equal((await member.client.post(`/orders/${waiting.body.id}/cancellation`)).status, 200)
    const answers = await Promise.all([order(member, couponCode), order(member, couponCode)])
    assert.deepEqual(outcomes(answers), { '201': 1, '409 coupon_gone': 1 })
  })

  test('a coupon takes off what it says, of the member’s whole order, once', async () => {
    const couponCode = await coupon({ offFen: 50, minSpendFen: 200 })
    const member = await shop.member()
    const placed = await order(member, couponCode)
    const { goodsFen, discountFen, totalFen } = placed.body
    assert.deepEqual([discountFen, totalFen], [50, goodsFen - 50])
  })

  test('a coupon that is not for this order, this time or this world is refused', async () => {
    const member = await shop.member()
    const { now } = shop.running
    const later = await coupon({ startsAt: addMs(now, hourMs) })
    const ends = await coupon({ endsAt: addMs(now, 1) })
    const rich = await coupon({ minSpendFen: 999_999_900 })
    const usedUp = await coupon({ total: 1 })
    assert.equal((await order(await shop.member(), usedUp)).status, 201)
    // The first try of a member opens their account of it.
    assert.equal(outcomeOf(await order(member, usedUp)), '409 coupon_gone')
    shop.running.now = addMs(now, 1) // the first instant at which it is over
    const spring = await coupon({ code: 'SPRING-KISS' })
    const attack = (name: string, couponCode: unknown, answer: string): Attack => {
      const body = { ...shop.wanted(member), couponCode }
      return { case: name, send: () => member.client.post('/orders', body), answer }
    }
    await refuseAll(shop, [
      attack('not yet', later, '409 coupon_not_usable'),
      attack('over', ends, '409 coupon_not_usable'),
      attack('too small an order', rich, '409 coupon_not_usable'),
      attack('used up', usedUp, '409 coupon_gone'),
      attack('none', 'NEVER', '404 coupon_not_found'),
      attack('a longer code', `${spring}S`, '404 coupon_not_found'),
      attack('a pattern', 'SPRING%', '404 coupon_not_found'),
      attack('SQL', `' or code is not null --`, '404 coupon_not_found'),
      attack('a long s', 'ſPRING-KISS', '404 coupon_not_found'),
      attack('a sharp s', 'SPRING-KIß', '404 coupon_not_found'),
      attack('a dotless i', 'SPRıNG-KISS', '404 coupon_not_found'),
      attack('a dotted I', 'SPRİNG-KISS', '404 coupon_not_found'),
      attack('full width', 'ＳＰＲＩＮＧ-ＫＩＳＳ', '404 coupon_not_found'),
      attack('a Cyrillic letter', 'SРRING-KISS', '404 coupon_not_found'),
      attack('the sign for Kelvin', 'SPRING-\u212aISS', '404 coupon_not_found'),
      attack('a space of no width', 'SPRING\u200b-KISS', '404 coupon_not_found'),
      attack('an en dash', 'SPRING–KISS', '404 coupon_not_found'),
      attack('half a character', 'SPRING-\ud800', '400 invalid_input'),
      attack('a NUL', `${spring}\0`, '400 invalid_input'),
      attack('nothing', '', '400 invalid_input'),
      attack('blanks', '   ', '400 invalid_input'),
      attack('41 characters', 'X'.repeat(41), '400 invalid_input'),
      attack('two', [spring, spring], '400 invalid_input'),
      attack('a number', 7, '400 invalid_input'),
      attack('null', null, '400 invalid_input'),
    ])
  })

  test('letters may be small and blanks around', async () => {
    for (const spelled of ['spring', 'Spring', '  sPRING  ', '\tspring\n']) {
      const code = `${spelled.trim()}${(made += 1)}`
      await coupon({ code: code.toUpperCase() })
      const member = await shop.member()
      assert.equal(outcomeOf(await order(member, spelled.replace(spelled.trim(), code))), '201')
    }
  })

  test('a coupon that would leave nothing to pay cannot be made, nor one from yesterday or for ever gone', async () => {
    const operations = await shop.staff('operations')
    const terms = await termsOf({})
    const make = (change: object) => () =>
      operations.post('/console/coupons', { ...terms, ...change })
    const { now } = shop.running
    await refuseAll(shop, [
      {
        case: 'all of it',
        send: make({ offFen: 100, minSpendFen: 100 }),
        answer: '400 coupon_too_generous',
      },
      {
        case: 'more than all',
        send: make({ offFen: 101, minSpendFen: 100 }),
        answer: '400 coupon_too_generous',
      },
      { case: 'a negative', send: make({ offFen: -1 }), answer: '400 invalid_input' },
      { case: 'none of them', send: make({ total: 0 }), answer: '400 invalid_input' },
      { case: 'yesterday', send: make({ startsAt: addMs(now, -dayMs) }), answer: '400 wrong_term' },
      { case: 'backwards', send: make({ endsAt: addMs(now, -1) }), answer: '400 wrong_term' },
      { case: 'no time', send: make({ endsAt: 'tomorrow' }), answer: '400 invalid_input' },
      { case: 'a long s', send: make({ code: 'ſPRING' }), answer: '400 invalid_input' },
    ])
    assert.equal((await operations.post('/console/coupons', terms)).status, 201)
    await refuseAll(shop, [{ case: 'taken', send: make({}), answer: '409 code_taken' }])
  })

  test('after all that the books are sound', () => assertSound(shop))
})

type Terms = Partial<{
  code: string
  offFen: number
  minSpendFen: number
  total: number
  perMemberMax: number
  startsAt: Date
  endsAt: Date
}>

async function termsOf(change: Terms) {
  made += 1
  const { now } = shop.running
  const titles = { titleZh: '券', titleEn: 'Coupon' }
  const amounts = { offFen: 50, minSpendFen: 60, total: 10, perMemberMax: 1 }
  return { code: `C-${made}`, ...titles, ...amounts, endsAt: addMs(now, dayMs), ...change }
}

async function coupon(change: Terms): Promise<string> {
  const operations = await shop.staff('operations')
  const reply = await operations.post('/console/coupons', await termsOf(change))
  assert.equal(reply.status, 201, reply.text)
  return reply.body.code
}

const order = ({ client, ...member }: Member, couponCode: string, payment = 'balance') =>
  client.post('/orders', { ...shop.wanted({ client, ...member }), couponCode, payment })

const outcomeOf = ({ status, body }: Reply) => (status === 201 ? '201' : `${status} ${body.code}`)
const outcomes = (replies: Reply[]) =>
  Object.fromEntries(
    [...Map.groupBy(replies, outcomeOf)].toSorted().map(([name, list]) => [name, list.length]),
  )

async function usesOf(code: string) {
  const operations = await shop.staff('operations')
  const { items } = (await operations.get('/console/coupons')).body
  const { left, used } = items.find((one: { code: string }) => one.code === code)
  return { left, used }
}
