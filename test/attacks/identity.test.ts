/** Who is one human with whom is decided by staff and proof only, and opens what is theirs alone. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { addMs, minuteMs } from '#platform/clock.ts'
import type { Client } from '../client.ts'
import { assertSound, openShop } from './shop.ts'
import type { AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let alice: Member
let again: Member
let mallory: Member
let support: Client

suite('merges and rights under attack', () => {
  before(async () => {
    shop = await openShop()
    ;[alice, again, mallory] = [await shop.member(), await shop.member(), await shop.member()]
    support = await shop.staff('support')
  })
  after(async () => {
    await assertSound(shop)
    await shop[Symbol.asyncDispose]()
  })

  test('one human acts on the orders of both accounts while the merge stands, and nobody else does', async () => {
    const { id } = await shop.shipped(alice)
    const at = `/orders/${id}`
    assert.equal((await again.client.get(at)).status, 404)
    const merged = await support.post('/console/merges', { a: alice.memberId, b: again.memberId })
    const { mergeId } = merged.body
    for (const path of [at, `${at}/address`])
      assert.equal((await again.client.get(path)).status, 200)
    const { body: mine } = await again.client.get('/orders')
    assert.deepEqual(
      mine.items.map((order: { id: string }) => order.id),
      [id],
    )
    assert.equal((await mallory.client.get(at)).status, 404)
    assert.equal((await mallory.client.post(`${at}/receipt`)).status, 404)
    const staffSee = await support.get(`/console/orders?memberId=${again.memberId}`)
    assert.equal(staffSee.body.items.length, 1)
    const dispute = { reason: 'not_received', remark: 'Nothing came.' }
    const opened = await again.client.post(`${at}/disputes`, dispute)
    assert.equal(opened.status, 201)
    const withdrawal = `${at}/disputes/${opened.body.id}/withdrawal`
    assert.equal((await mallory.client.post(withdrawal)).status, 404)
    assert.equal((await again.client.post(withdrawal)).status, 200)

    const undone = await support.post(`/console/merges/${mergeId}/undoing`)
    assert.deepEqual(undone.body, { areStillJoined: false })
    assert.equal((await again.client.get(at)).status, 404)
    assert.deepEqual((await again.client.get('/orders')).body.items, [])
    assert.equal((await alice.client.post(`${at}/receipt`)).status, 200)
  })

  test('only who may merge merges; members, visitors and other staff do not, whatever they send', async () => {
    const body = { a: alice.memberId, b: mallory.memberId }
    const others = [mallory.client, shop.visitor()]
    for (const client of others) {
      assert.equal((await client.post('/console/merges', body)).status, 401)
      assert.equal((await client.post('/console/person-searches', {})).status, 401)
    }
    for (const role of ['operations', 'finance', 'auditor'] as const)
      assert.equal((await (await shop.staff(role)).post('/console/merges', body)).status, 403)
    const self = { a: alice.memberId, b: alice.memberId }
    assert.equal((await support.post('/console/merges', self)).body.code, 'merge_refused')
    const nobody = { a: alice.memberId, b: randomUUID() }
    assert.equal((await support.post('/console/merges', nobody)).body.code, 'member_not_found')
    const gone = `/console/merges/${randomUUID()}/undoing`
    assert.equal((await support.post(gone)).body.code, 'merge_not_found')
  })

  test('the same merge fifty times at once, from both sides, is one edge', async () => {
    const both = [alice.memberId, again.memberId]
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        support.post('/console/merges', { a: both[n % 2], b: both[1 - (n % 2)] }),
      ),
    )
    const ids = new Set(answers.map((answer) => answer.body.mergeId))
    assert.equal(ids.size, 1, JSON.stringify(answers.map(({ status }) => status)))
    const [mergeId] = [...ids]
    const undone = await Promise.all(
      Array.from({ length: 10 }, () => support.post(`/console/merges/${mergeId}/undoing`)),
    )
    assert.equal(undone.filter(({ status }) => status === 200).length, 1)
  })

  test('what a stranger is known by is taken by nobody: not by staff, not without the code', async () => {
    const card = { kind: 'store_card', value: 'ALICE-0001' }
    const at = (member: Member) => `/console/members/${member.memberId}/identities`
    assert.equal((await support.post(at(alice), card)).body.proposalId, null)
    const taken = await support.post(at(mallory), card)
    assert.ok(taken.body.proposalId)
    const found = await support.post('/console/person-searches', card)
    assert.equal(found.body.items[0].personId, alice.memberId)
    const { memberId, client } = await signIn('13911110001')
    const phone = { kind: 'phone', value: '13911112222' }
    const further = await support.post(`/console/members/${memberId}/identities`, phone)
    assert.equal(
      further.body.code,
      'identity_refused',
      'a phone signs in: staff cannot give one more',
    )
    const guess = { phone: '13911112222', code: '123456' }
    assert.equal((await client.post('/me/phones', guess)).status, 401)
    const formula = { kind: 'store_card', value: '=HYPERLINK("x")' }
    assert.equal((await support.post(at(mallory), formula)).body.code, 'identity_refused')
  })

  test('an account is closed by its own code only, once, and its session ends with it', async () => {
    const [victim, own] = [await signIn('13911110002'), await signIn('13911110003')]
    assert.equal((await own.client.post('/me/closing', { code: '000000' })).status, 401)
    shop.running.now = addMs(shop.running.now, minuteMs)
    assert.equal((await own.client.post('/me/closing/codes')).status, 200)
    const code = shop.running.codes.get('+8613911110003')!
    const crossed = await victim.client.post('/me/closing', { code })
    assert.ok(['code_wrong', 'code_over'].includes(crossed.body.code), 'another’s code')
    const twice = await Promise.all([
      own.client.post('/me/closing', { code }),
      own.client.post('/me/closing', { code }),
    ])
    assert.equal(twice.filter(({ status }) => status === 204).length, 1)
    assert.equal((await own.client.get('/me/data')).status, 401)
    assert.equal((await victim.client.get('/me')).status, 200)
  })
})

async function signIn(phone: string): Promise<{ client: Client; memberId: string }> {
  const client = shop.visitor()
  await client.post('/sign-in/codes', { phone })
  const code = shop.running.codes.get(`+86${phone}`)
  const { body } = await client.post('/sign-in', { phone, code })
  return { client, memberId: body.memberId }
}
