/** People, their tags and their phones: who may look, who may change, and what cannot be said. */
import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { enrolMembers } from '#pool/enrol.ts'
import { setTags } from '#pool/profile/tags.ts'
import { assertSound, openShop, refuseAll } from './shop.ts'
import type { AttackedShop, Member } from './shop.ts'

let shop: AttackedShop

suite('members', () => {
  before(async () => {
    shop = await openShop()
  })
  after(() => shop[Symbol.asyncDispose]())

  test('nobody but staff with the permission sees people, and who only reads changes nothing', async () => {
    const member = await shop.member()
    const finance = await shop.staff('finance')
    const auditor = await shop.staff('auditor')
    const operations = await shop.staff('operations')
    const path = `/console/members/${member.memberId}`
    const reads = ['', '/story'].map((rest) => path + rest)
    const lists = ['/console/members', '/console/member-stages', '/console/tags', '/console/rfm']
    await refuseAll(shop, [
      ...[...reads, ...lists].flatMap((read) => [
        {
          case: `visitor ${read}`,
          send: () => shop.visitor().get(read),
          answer: '401 not_signed_in',
        },
        {
          case: `member ${read}`,
          send: () => member.client.get(read),
          answer: '401 not_signed_in',
        },
        { case: `finance ${read}`, send: () => finance.get(read), answer: '403 not_allowed' },
      ]),
      {
        case: 'an auditor sets a tag',
        send: () => auditor.post(`${path}/tags`, { tag: 'tea' }),
        answer: '403 not_allowed',
      },
      {
        case: 'an auditor reads a phone',
        send: () => auditor.post(`${path}/phone-readings`),
        answer: '403 not_allowed',
      },
      {
        case: 'a person that is not there',
        send: () => operations.get(`/console/members/${randomUUID()}`),
        answer: '404 member_not_found',
      },
      {
        case: 'the story of nobody',
        send: () => operations.get(`/console/members/${randomUUID()}/story`),
        answer: '404 member_not_found',
      },
      ...['x', '_', '2026-13-45_fact:1', `${'9'.repeat(300)}_`].map((after) => ({
        case: `a place in the story like ${after.slice(0, 20)}`,
        send: () => operations.get(`${path}/story?after=${encodeURIComponent(after)}`),
        answer: '400 invalid_input',
      })),
      {
        case: 'a place in the list that is none',
        send: () => operations.get(`/console/members?after=2026-02-31_${member.memberId}`),
        answer: '400 invalid_input',
      },
    ])
  })

  test('a tag is a word: no phone, no address, nothing hidden, and a person has two hundred at most', async () => {
    const { memberId } = await shop.member()
    const staff = await shop.staff('support')
    const tags = `/console/members/${memberId}/tags`
    const wrong = ['', '..', '13912345678', '139-1234-5678', 'a@b.cn', 'a\u202eb', 'x'.repeat(41)]
    await refuseAll(shop, [
      ...wrong.map((tag) => ({
        case: JSON.stringify(tag),
        send: () => staff.post(tags, { tag }),
        answer: '400 invalid_input',
      })),
      {
        case: 'for a million days',
        send: () => staff.post(tags, { tag: 'tea', days: 1_000_000 }),
        answer: '400 invalid_input',
      },
      {
        case: 'taken off where it is not',
        send: () => staff.delete(`${tags}/tea`),
        answer: '404 tag_not_found',
      },
    ])
    const many = Array.from({ length: 200 }, (_, n) => ({
      personId: memberId,
      tag: `n${n}`,
      origin: 'hand' as const,
      confidenceBps: 10_000,
      setBy: 'staff:1',
      expiresAt: null,
    }))
    await shop.db.begin((tx) => setTags(tx, many, shop.running.now))
    const one = await staff.post(tags, { tag: 'more' })
    assert.equal(`${one.status} ${one.body.code}`, '409 too_many_tags')
    assert.equal((await staff.post(tags, { tag: 'n1' })).status, 201)
  })

  test('a tag with a slash or a percent is set, seen and taken off, each time told in the audit', async () => {
    const { memberId, client } = await shop.member()
    const staff = await shop.staff('support')
    for (const tag of ['a/b', '50% off', '茶友']) {
      const set = await staff.post(`/console/members/${memberId}/tags`, { tag, days: 3 })
      assert.equal(set.status, 201, set.text)
      const mine = await client.get('/me/tags')
      assert.deepEqual(
        mine.body.items.map((one: { tag: string }) => one.tag),
        [tag],
      )
      assert.equal(mine.body.items[0].setBy, undefined, 'who of the staff is not told')
      const off = await staff.delete(`/console/members/${memberId}/tags/${encodeURIComponent(tag)}`)
      assert.equal(off.status, 200, off.text)
    }
    const acts = await shop.db<{ act: string }>`
      select act from platform.audit where subject = ${`member:${memberId}`} order by id`
    assert.equal(acts.filter(({ act }) => act === 'pool.set_tag').length, 3)
    assert.equal(acts.filter(({ act }) => act === 'pool.remove_tag').length, 3)
  })

  test('a member takes their own tag away for good, and nobody else’s', async () => {
    const mine = await shop.member()
    const theirs = await shop.member()
    const staff = await shop.staff('support')
    const tagOf = (member: Member) =>
      staff.post(`/console/members/${member.memberId}/tags`, { tag: 'tea' })
    await tagOf(mine)
    const other = await theirs.client.delete('/me/tags/tea')
    assert.equal(`${other.status} ${other.body.code}`, '404 tag_not_found')
    assert.equal((await mine.client.delete('/me/tags/tea')).status, 204)
    assert.equal((await mine.client.delete('/me/tags/tea')).status, 404)
    const again = await tagOf(mine)
    assert.equal(`${again.status} ${again.body.code}`, '409 tag_refused')
    assert.equal((await tagOf(theirs)).status, 201)
  })

  test('reading a whole phone is audited, and neither it nor a birthday is in the log or the audit', async () => {
    const memberId = randomUUIDv7()
    const { services } = shop.running.program
    const enrolled = { memberId, phone: '+8613900001111', createdAt: shop.running.now }
    await shop.db.begin((tx) => enrolMembers(tx, services.vault, [enrolled]))
    const staff = await shop.staff('support')
    const path = `/console/members/${memberId}`
    const read = await staff.post(`${path}/phone-readings`)
    assert.equal(read.status, 200, read.text)
    assert.match(read.body.phones[0], /^\+86\d{11}$/)
    const born = { field: 'birthday', value: '1987-06-05' }
    assert.equal((await staff.put(`${path}/fields/birthday`, born)).status, 204)
    const wrong = await staff.put(`${path}/fields/birthday`, {
      field: 'birthday',
      value: '1987-02-30',
    })
    assert.equal(wrong.status, 400)
    const shown = await staff.get(path)
    assert.deepEqual(shown.body.fields[0].value, '06-05', 'without its year')
    const rows = await shop.db<{ text: string }>`
      select audit::text as text from platform.audit
      union all select idempotency::text from platform.idempotency`
    const written = [...rows.map(({ text }) => text), ...shop.running.logged].join('\n')
    assert.ok(written.includes('pool.read_phone'))
    assert.ok(!written.includes(read.body.phones[0]) && !written.includes('1987-06-05'))
    assert.equal((await staff.delete(`${path}/fields/birthday`)).status, 204)
    assert.deepEqual((await staff.get(path)).body.fields, [])
    await assertSound(shop)
  })
})
