import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import { consume } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { giveConsent, withdrawConsent } from '../attention/consent.ts'
import type { NewFact } from '../facts/fact.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { merge } from '../identity/merge.ts'
import { followFacts } from '../segment/follow-facts.ts'
import { computeInterestTags, forgetComputed } from './interest-tags.ts'
import { readInterests } from './interests.ts'
import { listMembers } from './list-members.ts'
import { readPerson } from './read-member.ts'
import { aFact, tellProfiles } from './profile.fixture.ts'
import { readStageCounts } from './stage-counts.ts'
import { readStory } from './story.ts'
import type { StoryItem, StoryKey } from './story.ts'
import { refuseTag, setTags, tagsOf } from './tags.ts'

const now = new Date('2026-11-20T04:00:00Z')
const ago = (days: number) => addMs(now, -days * dayMs)

const enrol = (db: Db, id: string) =>
  db`insert into pool.member (id, created_at) values (${id}, ${ago(300)})`

/** Written as facts, and followed until there is nothing left. */
async function tell(db: Db, facts: NewFact[], at = now): Promise<void> {
  await db.begin((tx) => writeFacts(tx, facts, at))
  await horizonPassed(db)
  for (let quiet = 0; quiet < 3;) quiet = (await followFacts(db, at)) === 0 ? quiet + 1 : 0
}

test('the story by key is everything once, in order, of whoever is the same human', async () => {
  await using db = await testDb()
  const [visitor, member] = [randomUUID(), randomUUID()]
  await enrol(db, member)
  const orderId = randomUUID()
  const same = ago(2) // several things at one instant
  await tell(db, [
    aFact({ personId: visitor, kind: 'visited', happenedAt: ago(9) }),
    aFact({ personId: visitor, kind: 'viewed', happenedAt: same, topic: 'mugs' }),
    aFact({ personId: visitor, kind: 'viewed', happenedAt: same, topic: 'lamps' }),
    aFact({ personId: member, kind: 'signed_up', happenedAt: same }),
    aFact({ personId: member, kind: 'paid', happenedAt: same, objectId: orderId, amountFen: 5 }),
    aFact({ personId: member, kind: 'bought', happenedAt: same, topic: 'mugs', amountFen: 5 }),
    aFact({ personId: member, kind: 'opened', happenedAt: ago(1) }),
  ])
  const edge = {
    a: visitor,
    b: member,
    evidence: { reason: 'signed_in' as const },
    by: 'test',
    now,
  }
  await db.begin((tx) => merge(tx, edge))
  await tell(db, [])
  const tag = { personId: member, tag: 'tea', origin: 'hand' as const, confidenceBps: 10_000 }
  await db.begin((tx) => setTags(tx, [{ ...tag, setBy: 'staff:1', expiresAt: null }], now))

  const person = await readPerson(db, visitor)
  assert.equal(person.memberId, member, 'by any id of theirs')
  const whole = await readStory(db, person, { before: null, group: null, limit: 100 })
  assert.deepEqual(whole.map((one) => `${one.group} ${one.what}`).toSorted(), [
    'deeds signed_up',
    'deeds viewed',
    'deeds viewed',
    'deeds visited',
    'identity merged',
    'messages opened',
    'orders paid',
    'stages buyer',
    'stages stranger',
    'tags hand',
  ])
  const paged: StoryItem[] = []
  for (let before: StoryKey | null = null; ;) {
    const some: StoryItem[] = await readStory(db, person, { before, group: null, limit: 2 })
    paged.push(...some)
    if (some.length < 2) break
    before = some.at(-1)!
  }
  assert.deepEqual(paged, whole)
  const orders = await readStory(db, person, { before: null, group: 'orders', limit: 9 })
  assert.deepEqual(
    orders.map((one) => [one.what, one.objectId, one.amountFen]),
    [['paid', orderId, 5]],
  )
})

test('the list by key has everybody once, and a tag narrows it by whoever of the human has it', async () => {
  await using db = await testDb()
  const [visitor, member] = [randomUUID(), randomUUID()]
  await enrol(db, member)
  const others = Array.from({ length: 7 }, () => randomUUID())
  await tell(
    db,
    [visitor, member, ...others].map((personId, n) =>
      aFact({ personId, kind: 'viewed', happenedAt: ago(n % 3) }),
    ),
  )
  const edge = {
    a: visitor,
    b: member,
    evidence: { reason: 'signed_in' as const },
    by: 'test',
    now,
  }
  await db.begin((tx) => merge(tx, edge))
  await tell(db, [])
  const any = { stage: null, kind: null, channelId: null, tag: null, after: null, limit: 99 }
  const whole = await listMembers(db, any, now)
  assert.equal(whole.length, 8, 'two are one')
  const paged = []
  for (let after: { lastOn: string; memberId: string } | null = null; ;) {
    const some = await listMembers(db, { ...any, after, limit: 3 }, now)
    paged.push(...some)
    after = some.at(-1) ?? null
    if (some.length < 3) break
  }
  assert.deepEqual(paged, whole)
  const tag = { personId: visitor, tag: 'tea', origin: 'hand' as const, confidenceBps: 10_000 }
  await db.begin((tx) =>
    setTags(tx, [{ ...tag, setBy: 'staff:1', expiresAt: addMs(now, dayMs) }], now),
  )
  const withTag = await listMembers(db, { ...any, tag: 'tea' }, now)
  assert.deepEqual(
    withTag.map((one) => one.memberId),
    [member],
  )
  assert.deepEqual(await listMembers(db, { ...any, tag: 'tea' }, addMs(now, dayMs)), [])
})

test('people by stage at the end of each day are those of a plain look at every stage change', async () => {
  await using db = await testDb()
  const kinds = ['visited', 'viewed', 'signed_up', 'paid', 'visited'] as const
  const facts = Array.from({ length: 120 }, (_, n) =>
    aFact({
      personId: `0000000${n % 9}-0000-4000-8000-000000000000`,
      kind: kinds[n % 5]!,
      happenedAt: ago((n * 37) % 150),
      amountFen: 100,
    }),
  )
  await tellProfiles(db, { facts }, now)
  const { value } = await readStageCounts(db, now)
  const changes = await db<{ memberId: string; at: Date; stage: string }>`
    select member_id, at, stage from pool.stage_change order by member_id, at`
  const byMember = [...Map.groupBy(changes, (one) => one.memberId).values()]
  assert.equal(value.days.at(-1), dayOf(now))
  for (const [index, day] of value.days.entries()) {
    const end = addMs(startOfDay(day), dayMs)
    const standing = byMember.map((some) => some.findLast(({ at }) => at < end)?.stage)
    for (const { stage, byDay } of value.stages)
      assert.equal(byDay[index], standing.filter((one) => one === stage).length, `${stage} ${day}`)
  }
})

test('interests weigh purchases most; their tags are for who agreed, go at once with it, and stay away when taken away', async () => {
  await using db = await testDb()
  const [agreed, silent] = [randomUUID(), randomUUID()]
  const facts: NewFact[] = []
  for (const personId of [agreed, silent]) {
    await enrol(db, personId)
    facts.push(aFact({ personId, kind: 'signed_up', happenedAt: ago(20) }))
    for (let n = 0; n < 5; n++)
      facts.push(
        aFact({ personId, kind: 'viewed', happenedAt: ago(n), topic: 'lamps' }),
        aFact({ personId, kind: 'bought', happenedAt: ago(n), topic: 'mugs', amountFen: 9 }),
      )
    facts.push(aFact({ personId, kind: 'viewed', happenedAt: ago(400), topic: 'old' }))
  }
  await tell(db, facts)
  const interests = await readInterests(db, [agreed], now)
  assert.deepEqual(
    interests.map((one) => [one.topic, one.viewed, one.bought, one.sharePpm]),
    [
      ['mugs', 0, 5, 909_091],
      ['lamps', 5, 0, 90_909],
    ],
  )
  const consent = { personId: agreed, purpose: 'profiling' as const, channel: 'all' as const }
  await db.begin((tx) => giveConsent(tx, { ...consent, how: 'shop', now }))
  await computeInterestTags(db, now)
  const [tag, ...more] = await tagsOf(db, [agreed], now)
  assert.deepEqual([tag!.tag, tag!.origin, more], ['likes:mugs', 'computed', []])
  assert.ok(tag!.confidenceBps > 8_000 && tag!.confidenceBps < 9_091)
  assert.deepEqual(await tagsOf(db, [silent], now), [])
  assert.deepEqual(await tagsOf(db, [agreed], addMs(now, 3 * dayMs)), [], 'nobody computed them')

  await db.begin((tx) => withdrawConsent(tx, { ...consent, how: 'shop', now }))
  await horizonPassed(db)
  while ((await consume(db, forgetComputed, now)) > 0);
  assert.deepEqual(await tagsOf(db, [agreed], now), [])

  const later = addMs(now, dayMs)
  await db.begin((tx) => giveConsent(tx, { ...consent, how: 'shop', now: later }))
  await computeInterestTags(db, later)
  assert.equal((await tagsOf(db, [agreed], later)).length, 1)
  const mine = { memberId: agreed, personIds: [agreed], tag: 'likes:mugs' }
  await db.begin((tx) => refuseTag(tx, mine, later))
  await computeInterestTags(db, addMs(now, 2 * dayMs))
  assert.deepEqual(await tagsOf(db, [agreed], addMs(now, 2 * dayMs)), [])
})
