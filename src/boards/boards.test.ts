import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, hourMs } from '#platform/clock.ts'
import { consume } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { giveConsent } from '#pool/attention/consent.ts'
import { createSends } from '#pool/attention/send.ts'
import { enrolMembers } from '#pool/enrol.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { closeAccount } from '#pool/member.ts'
import { followFacts } from '#pool/segment/follow-facts.ts'
import type { Rule } from '#pool/segment/rule.ts'
import { overlap, testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { changeBoard, createBoard, listBoards } from './board.ts'
import { leaveBoards } from './consumers.ts'
import { joinBoard, leaveBoard, listMyBoards } from './membership.ts'
import { createPush, listPushes, sendPushes } from './push.ts'

const now = new Date('2026-11-20T04:00:00Z')
const vault = createVault(randomBytes(32))
const text = {
  code: 'tea',
  nameZh: '茶友',
  nameEn: 'Tea friends',
  offerZh: '品茶',
  offerEn: 'Tastings',
  link: null,
  status: 'open' as const,
}
const buyers: Rule = { is: 'sum', of: 'orders', compare: 'at_least', value: 1 }

async function aMember(db: Db, isBuyer = false): Promise<string> {
  const memberId = randomUUIDv7()
  await db.begin(async (tx) => {
    await enrolMembers(tx, vault, [{ memberId, createdAt: now }])
    const purpose = { purpose: 'marketing', channel: 'inbox', how: 'shop' } as const
    await giveConsent(tx, { personId: memberId, ...purpose, now })
    const fact = { personId: memberId, happenedAt: now, topic: '', quantity: null }
    const visited = { ...fact, id: randomUUIDv7(), kind: 'visited' as const }
    const paid = { ...fact, id: randomUUIDv7(), kind: 'paid' as const }
    await writeFacts(tx, [{ ...visited, objectId: null, amountFen: null }], now)
    if (isBuyer) await writeFacts(tx, [{ ...paid, objectId: paid.id, amountFen: 100 }], now)
  })
  await horizonPassed(db)
  await followFacts(db, now)
  return memberId
}

const board = (db: Db, rule: Rule | null) =>
  db.begin((tx) => createBoard(tx, { ...text, rule, now }))
const join = (db: Db, memberId: string) =>
  db.begin((tx) => joinBoard(tx, { code: 'tea', memberId, now }))

test('a member joins in one step; who lacks something is told what', async () => {
  await using db = await testDb()
  await board(db, { is: 'all', of: [buyers, { is: 'tag', has: true, tag: 'vip' }] })
  const [stranger, buyer] = [await aMember(db), await aMember(db, true)]
  await assert.rejects(join(db, stranger), {
    code: 'board_conditions',
    facts: { code: 'tea', missing: [{ is: 'orders', least: 1 }, { is: 'other' }] },
  })
  await assert.rejects(join(db, buyer), { facts: { code: 'tea', missing: [{ is: 'other' }] } })
  const changed = { ...text, rule: buyers, edition: 1, now }
  await db.begin((tx) => changeBoard(tx, changed))
  await assert.rejects(
    db.begin((tx) => changeBoard(tx, changed)),
    { code: 'stale_version' },
  )
  await join(db, buyer)
  await join(db, buyer)
  const [mine] = await listMyBoards(db, { memberId: buyer, now })
  assert.deepEqual([mine!.joinedAt, mine!.missing], [now, []])
  const facts = await db`select person_id, topic from pool.fact where kind = 'joined'`
  assert.deepEqual(facts, [{ personId: buyer, topic: 'tea' }])
  await assert.rejects(
    db.begin((tx) => joinBoard(tx, { code: 'none', memberId: buyer, now })),
    { code: 'board_not_found' },
  )
})

test('two taps at once join once; leaving and joining again leaves both times on record', async () => {
  await using db = await testDb()
  await board(db, null)
  const memberId = await aMember(db)
  const of = { code: 'tea', memberId, now }
  const both = await overlap(
    db,
    (tx) => joinBoard(tx, of),
    (tx) => joinBoard(tx, of),
  )
  assert.ok(both.every((one) => one.status === 'fulfilled'))
  assert.equal((await db`select from boards.membership`).length, 1)
  await db.begin((tx) => leaveBoard(tx, { ...of, now: addMs(now, hourMs) }))
  await assert.rejects(
    db.begin((tx) => leaveBoard(tx, of)),
    { code: 'not_in_board' },
  )
  await join(db, memberId)
  const [shown] = await listBoards(db, now)
  assert.deepEqual([shown!.members, shown!.joinedThisWeek], [1, 2])
})

test('a closed board takes nobody in and keeps those it has; a closed account is in none', async () => {
  await using db = await testDb()
  await board(db, null)
  const [early, late] = [await aMember(db), await aMember(db)]
  await join(db, early)
  const closed = { ...text, rule: null, status: 'closed' as const, edition: 1, now }
  await db.begin((tx) => changeBoard(tx, closed))
  await assert.rejects(join(db, late), { code: 'board_closed' })
  assert.equal((await listMyBoards(db, { memberId: early, now })).length, 1)
  assert.deepEqual(await listMyBoards(db, { memberId: late, now }), [])
  await db.begin((tx) => closeAccount(tx, { memberId: early, now }))
  await horizonPassed(db)
  while ((await consume(db, leaveBoards, now)) > 0);
  assert.deepEqual(await db`select from boards.membership`, [])
})

test('a board writes only to members who meet its conditions then, and to each once', async () => {
  await using db = await testDb()
  await board(db, null)
  const [buyer, other, outside] = [
    await aMember(db, true),
    await aMember(db),
    await aMember(db, true),
  ]
  for (const memberId of [buyer, other]) await join(db, memberId)
  await db.begin((tx) => changeBoard(tx, { ...text, rule: buyers, edition: 1, now }))
  const templateId = randomUUIDv7()
  await db`
    insert into pool.template (id, name, title_zh, title_en, body_zh, body_en, status, created_at,
      changed_at, created_by)
    values (${templateId}, 'x', 'x', 'x', 'x', 'x', 'live', ${now}, ${now}, ${templateId})`
  const push = { code: 'tea', templateId, channel: 'inbox' as const, staffId: templateId, now }
  await db.begin((tx) => createPush(tx, push))
  const sends = createSends(db, vault)
  await Promise.all([sendPushes(db, sends, now), sendPushes(db, sends, now)])
  await sendPushes(db, sends, now)
  const [told] = await listPushes(db, 'tea')
  const { status, looked, delivered, unmet } = told!
  assert.deepEqual([status, looked, delivered, unmet], ['done', 2, 1, 1])
  const written = await db<{ memberId: string }>`
    select member_id from pool.message where class = 'marketing'`
  assert.deepEqual(written, [{ memberId: buyer }])
  assert.notEqual(outside, buyer)
})

test('a board is not told to write words that do not exist, so that no other waits behind it', async () => {
  await using db = await testDb()
  await board(db, null)
  const unknown = randomUUIDv7()
  const push = {
    code: 'tea',
    templateId: unknown,
    channel: 'inbox' as const,
    staffId: unknown,
    now,
  }
  await assert.rejects(
    db.begin((tx) => createPush(tx, push)),
    { code: 'template_not_found' },
  )
})

test('a code is of one board only, and a transaction that hears so goes on', async () => {
  await using db = await testDb()
  await board(db, null)
  await db.begin(async (tx) => {
    await assert.rejects(createBoard(tx, { ...text, rule: null, now }), {
      code: 'board_code_taken',
    })
    await createBoard(tx, { ...text, code: 'forest', rule: null, now })
  })
  assert.equal((await listBoards(db, now)).length, 2)
})
