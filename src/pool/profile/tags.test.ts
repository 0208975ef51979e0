import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { isRefusal } from '#platform/errors.ts'
import { overlap, testDb } from '#test/db.ts'
import { merge, undoMerge } from '../identity/merge.ts'
import type { Rule } from '../segment/rule.ts'
import { createSegment } from '../segment/segment.ts'
import { keepRuleTags, createTagRule, endTagRule, tagRuleCircle } from './tag-rule.ts'
import { refuseTag, setTags, sweepTags, TagName, tagsOf } from './tags.ts'
import type { NewTag } from './tags.ts'
import { wilsonLower } from './interest-tags.ts'

const now = new Date('2026-11-20T04:00:00Z')
const aTag = (tag: Partial<NewTag> & { personId: string }): NewTag => ({
  tag: 'tea',
  origin: 'hand',
  confidenceBps: 10_000,
  setBy: 'staff:1',
  expiresAt: null,
  ...tag,
})
const set = (db: Db, ...tags: NewTag[]) => db.begin((tx) => setTags(tx, tags, now))
const names = async (db: Db, personIds: string[], at = now) =>
  (await tagsOf(db, personIds, at)).map(({ tag }) => tag)

test('a tag counts until its end and not a millisecond longer, whether or not it was swept', async () => {
  await using db = await testDb()
  const personId = randomUUID()
  const end = addMs(now, dayMs)
  await set(db, aTag({ personId, expiresAt: end }), aTag({ personId, tag: 'milk' }))
  assert.deepEqual(await names(db, [personId], addMs(end, -1)), ['milk', 'tea'])
  assert.deepEqual(await names(db, [personId], end), ['milk'])
  assert.equal(await db.begin((tx) => sweepTags(tx, addMs(end, -1))), 0)
  assert.equal(await db.begin((tx) => sweepTags(tx, end)), 1)
})

test('a tag that a member took away is not set again by anybody, while they are that human', async () => {
  await using db = await testDb()
  const [member, visitor] = [randomUUID(), randomUUID()]
  await set(db, aTag({ personId: member }))
  await db.begin((tx) => refuseTag(tx, { memberId: member, personIds: [member], tag: 'tea' }, now))
  for (const origin of ['hand', 'rule', 'computed', 'import'] as const)
    assert.deepEqual(await set(db, aTag({ personId: member, origin })), [], origin)
  assert.deepEqual(await names(db, [member]), [])

  const joined = await db.begin((tx) =>
    merge(tx, { a: visitor, b: member, evidence: { reason: 'signed_in' }, by: 'test', now }),
  )
  assert.deepEqual(await set(db, aTag({ personId: visitor })), [])
  assert.ok('mergeId' in joined)
  await db.begin((tx) => undoMerge(tx, { mergeId: joined.mergeId, by: 'test', now }))
  assert.deepEqual(await set(db, aTag({ personId: visitor })), [visitor])
})

test('a tag that is set while the member is taking it away stays away', async () => {
  await using db = await testDb()
  const memberId = randomUUID()
  await set(db, aTag({ personId: memberId }))
  const refusal = { memberId, personIds: [memberId], tag: 'tea' }
  const [refusing, setting] = await overlap(
    db,
    (tx) => refuseTag(tx, refusal, now),
    (tx) => setTags(tx, [aTag({ personId: memberId, origin: 'rule' })], now),
  )
  assert.equal(refusing.status, 'fulfilled')
  assert.deepEqual(setting.status === 'fulfilled' && setting.value, [])
  assert.deepEqual(await names(db, [memberId]), [])
})

test('a name of a tag is a word: nothing to reach somebody by, and nothing hidden', () => {
  for (const wrong of ['', ' ', '13912345678', '139 1234 5678', '+86-139-1234-5678', 'a@b.cn'])
    assert.equal(TagName.safeParse(wrong).success, false, wrong)
  for (const wrong of ['a\u202eb', 'a\nb', 'x'.repeat(41)])
    assert.equal(TagName.safeParse(wrong).success, false, JSON.stringify(wrong))
  for (const right of ['茶友', 'VIP 2026', '50% off', 'likes:mugs', 'a/b', ' tea '])
    assert.equal(TagName.safeParse(right).success, true, right)
})

const aSegment = (db: Db, name: string, rule: Rule) =>
  db.begin((tx) => createSegment(tx, { name, rule, by: randomUUID(), now }))
const buyers: Rule = { is: 'stage', in: ['buyer'] }
const tagged = (tag: string, has = true): Rule => ({ is: 'tag', has, tag })

test('a rule gives its tag to who is in the segment, takes it from who left, and ends with all of it', async () => {
  await using db = await testDb()
  const segmentId = await aSegment(db, 'buyers', buyers)
  const [inside, byHand, refused] = [randomUUID(), randomUUID(), randomUUID()]
  for (const id of [inside, byHand, refused])
    await db`insert into pool.segment_member (segment_id, member_id, since)
      values (${segmentId}, ${id}, ${now})`
  await set(db, aTag({ personId: byHand }), aTag({ personId: refused }))
  await db.begin((tx) =>
    refuseTag(tx, { memberId: refused, personIds: [refused], tag: 'tea' }, now),
  )
  const rule = { tag: 'tea', segmentId, confidenceBps: 9_000, staffId: randomUUID(), now }
  const ruleId = await db.begin((tx) => createTagRule(tx, rule))

  assert.equal(await keepRuleTags(db, now), 1)
  assert.equal(await keepRuleTags(db, now), 0)
  const [made] = await tagsOf(db, [inside], now)
  assert.deepEqual(
    { origin: made!.origin, setBy: made!.setBy, confidenceBps: made!.confidenceBps },
    { origin: 'rule', setBy: `rule:${ruleId}`, confidenceBps: 9_000 },
  )
  assert.equal((await tagsOf(db, [byHand], now))[0]!.origin, 'hand')
  assert.deepEqual(await names(db, [refused]), [])

  await db`delete from pool.segment_member where member_id = ${inside}`
  assert.equal(await keepRuleTags(db, now), 1)
  assert.deepEqual(await names(db, [inside]), [])

  await db`insert into pool.segment_member (segment_id, member_id, since)
    values (${segmentId}, ${inside}, ${now})`
  await keepRuleTags(db, now)
  await db.begin((tx) => endTagRule(tx, { ruleId, now }))
  await keepRuleTags(db, now)
  assert.deepEqual(await names(db, [inside]), [])
  assert.deepEqual(await names(db, [byHand]), ['tea'])
})

test('a rule that asks for its own tag is refused, also around a corner, and gives nothing once changed into one', async () => {
  await using db = await testDb()
  const own = await aSegment(db, 'own', tagged('tea', false))
  const b = await aSegment(db, 'asks for milk', { is: 'any', of: [tagged('milk'), buyers] })
  const a = await aSegment(db, 'in the one that asks for tea', {
    is: 'in',
    in: true,
    segmentId: await aSegment(db, 'asks for tea', tagged('tea')),
  })
  const make = (tag: string, segmentId: string) =>
    db.begin((tx) =>
      createTagRule(tx, { tag, segmentId, confidenceBps: 1, staffId: randomUUID(), now }),
    )
  const isCircle = (error: unknown) => isRefusal(error, tagRuleCircle)
  await assert.rejects(make('tea', own), isCircle)
  await make('tea', b)
  await assert.rejects(make('milk', a), isCircle)

  await db`
    update pool.segment set rule = ${JSON.stringify(tagged('tea', false))}::jsonb where id = ${b}`
  await db`insert into pool.segment_member (segment_id, member_id, since)
    values (${b}, ${randomUUID()}, ${now})`
  assert.equal(await keepRuleTags(db, now), 0)
})

test('the confidence of a liking is the lower end of Wilson’s interval', () => {
  assert.equal(Math.floor(wilsonLower(10, 10) * 10_000), 7224) // 0.7225 in Wilson's table
  assert.equal(Math.floor(wilsonLower(5, 10) * 10_000), 2365)
})
