/** Invitations under attack: nobody is paid for themselves, a robot, twice, or for others' newcomers. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import { claimVisits } from '#traffic/claim.ts'
import { noteRefunded, rewardInvites } from '#traffic/invite-reward.ts'
import type { Client } from '../client.ts'
import { assertSound } from './shop.ts'
import type { AttackedShop, Member } from './shop.ts'
import { arrive, click, made, openTraffic } from './traffic-shop.ts'
import type { AttackedTraffic } from './traffic-shop.ts'

let traffic: AttackedTraffic
let shop: AttackedShop
let desk: Client

suite('invitations', () => {
  before(async () => {
    traffic = await openTraffic()
    ;({ shop, desk } = traffic)
    const terms = { rewardPoints: 100, monthMax: 2, realisedMinFen: 100, returnDays: 7 }
    await made(desk.put('/console/invites/terms', { ...terms, coolingDays: 1, levels: 1 }))
  })
  after(() => traffic[Symbol.asyncDispose]())

  test('inviting oneself, by another phone in the same browser or beside it, is worth nothing', async () => {
    const { member, code } = await anInviter()
    // On the same browser, signed in before.
    const own = traffic.browser('198.51.100.7')
    await click(own, (await traffic.aLink()).code)
    await shop.db.begin(async (tx) => {
      const visitorId = await lastVisitor()
      await claimVisits(tx, [
        { visitorId, memberId: member.memberId, at: shop.running.now, isNew: false },
      ])
    })
    await click(own, code)
    assert.equal((await signUp(own)).reason, 'same_device')
    // Another profile of the same phone at the same place.
    const beside = traffic.browser('198.51.100.7')
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
      const guest = traffic.browser()
      await click(guest, rival.code)
      shop.running.now = addMs(shop.running.now, minuteMs)
      await click(guest, code)
      await arrive(guest)
      const { memberId } = await signUp(guest)
      assert.equal((await inviteOf(memberId))!.inviterId, inviter.memberId)
      newcomers.push(await withAddress(guest, memberId))
    }
    await traffic.judge()
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
    await traffic.judge()
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
    await traffic.judge()
    const [stopped, paid] = [await shop.received(before), await shop.received(after)]
    await shop.running.work()
    await giveBack(before, stopped.id)
    assert.equal((await inviteOf(before.memberId))!.state, 'bought')
    await rewardInvites(shop.db, later())
    assert.equal(await pointsOf(inviter), 100)
    await shop.db`update trade."order" set refunded_fen = total_fen where id = ${paid.id}`
    for (let n = 0; n < 2; n++)
      await shop.db.begin((tx) => noteRefunded(tx, [paid.id, paid.id], shop.running.now))
    assert.equal(await pointsOf(inviter), 0)
    assert.equal((await inviteOf(after.memberId))!.state, 'reversed')
    await assertSound(shop)
  })

  test('who was refused for the device and bought is paid for once staff have looked', async () => {
    const { member: inviter, code } = await anInviter()
    const [first, beside] = ['198.51.100.8', '198.51.100.8'].map((at) => traffic.browser(at))
    await click(first!, code)
    await arrive(first!)
    await signUp(first!)
    await click(beside!, code)
    await arrive(beside!)
    const { memberId, reason } = await signUp(beside!)
    assert.equal(reason, 'same_device')
    await traffic.judge()
    await shop.received(await withAddress(beside!, memberId))
    await shop.running.work()
    await rewardInvites(shop.db, later())
    assert.deepEqual([(await inviteOf(memberId))!.state, await pointsOf(inviter)], ['refused', 0])
    await made(desk.post(`/console/invites/${memberId}/acceptance`))
    await rewardInvites(shop.db, later())
    assert.deepEqual(
      [(await inviteOf(memberId))!.state, await pointsOf(inviter)],
      ['rewarded', 100],
    )
  })

  test('a newcomer whose visit was no person’s is worth nothing until staff look', async () => {
    const { member: inviter, code } = await anInviter()
    const guest = traffic.browser()
    await click(guest, code, { 'user-agent': 'HeadlessChrome/130' })
    const { memberId } = await signUp(guest)
    const newcomer = await withAddress(guest, memberId)
    await traffic.judge()
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
})

async function lastVisitor(): Promise<string> {
  const [row] = await shop.db<{ personId: string }>`
    select person_id from traffic.visit order by at desc, id desc limit 1`
  return row!.personId
}

/** When whatever was completed by now is due. */
const later = () => addMs(shop.running.now, 9 * dayMs)

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
  const guest = traffic.browser()
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
