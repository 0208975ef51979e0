import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { factKinds } from '../facts/fact.ts'
import type { NewFact } from '../facts/fact.ts'
import { merge, undoMerge } from '../identity/merge.ts'
import { representativesOf } from '../identity/representative.ts'
import { forgetAllProfiles, forgetProfiles } from './keep-profiles.ts'
import { lapsedAfterMs } from './milestone.ts'
import { aFact, tellProfiles } from './profile.fixture.ts'
import { setSource } from './set-source.ts'

const start = new Date('2026-05-01T04:00:00Z')
const onDay = (day: number) => addMs(start, day * dayMs)

type Kept = { profiles: unknown[]; stages: unknown[] }
async function readAll(db: Db): Promise<Kept> {
  return {
    profiles: await db`select * from pool.profile order by member_id`,
    stages: await db`select * from pool.stage_change order by member_id, at`,
  }
}

const stageOf = async (db: Db, memberId: string) =>
  (await db<{ stage: string }>`select stage from pool.profile where member_id = ${memberId}`)[0]
    ?.stage

test('who has bought lapses by time alone, at the instant that was told, and is back with the next deed', async () => {
  await using db = await testDb()
  const personId = randomUUID()
  const paid = aFact({ personId, kind: 'paid', happenedAt: start, amountFen: 100 })
  const due = (await tellProfiles(db, { facts: [paid] }, start)).get(personId)!
  assert.deepEqual(due, addMs(start, lapsedAfterMs))

  await tellProfiles(db, { persons: [personId] }, addMs(due, -1))
  assert.equal(await stageOf(db, personId), 'buyer')
  assert.equal((await tellProfiles(db, { persons: [personId] }, due)).size, 0)
  assert.equal(await stageOf(db, personId), 'lapsed')

  const back = aFact({ personId, kind: 'viewed', happenedAt: addMs(due, dayMs) })
  await tellProfiles(db, { facts: [back] }, addMs(due, dayMs))
  assert.equal(await stageOf(db, personId), 'buyer')
  const stages = await db`select stage, was from pool.stage_change order by at`
  assert.deepEqual(stages, [
    { stage: 'buyer', was: null },
    { stage: 'lapsed', was: 'buyer' },
    { stage: 'buyer', was: 'lapsed' },
  ])
})

test('a fact that comes late takes back a lapse that never was', async () => {
  await using db = await testDb()
  const personId = randomUUID()
  const paid = aFact({ personId, kind: 'paid', happenedAt: start, amountFen: 100 })
  await tellProfiles(db, { facts: [paid] }, onDay(95))
  assert.equal(await stageOf(db, personId), 'lapsed')
  const late = aFact({ personId, kind: 'viewed', happenedAt: onDay(80) })
  await tellProfiles(db, { facts: [late] }, onDay(96))
  assert.deepEqual(await db`select stage from pool.stage_change`, [{ stage: 'buyer' }])
})

test('a whole refund takes a buyer back, in two parts and told before the payment too', async () => {
  await using db = await testDb()
  const personId = randomUUID()
  const objectId = randomUUID()
  const of = { personId, objectId }
  const facts = [
    aFact({ ...of, kind: 'refunded', happenedAt: onDay(3), amountFen: 60 }),
    aFact({ ...of, kind: 'paid', happenedAt: onDay(1), amountFen: 100 }),
    aFact({ ...of, kind: 'signed_up', happenedAt: onDay(0) }),
  ]
  for (const fact of facts) await tellProfiles(db, { facts: [fact] }, onDay(9))
  assert.equal(await stageOf(db, personId), 'buyer')
  const rest = aFact({ ...of, kind: 'refunded', happenedAt: onDay(2), amountFen: 40 })
  await tellProfiles(db, { facts: [rest] }, onDay(9))
  const [profile] = await db`
    select stage, stage_since, orders, paid_fen, refunded_fen, last_paid_at from pool.profile`
  assert.deepEqual(profile, {
    stage: 'member',
    stageSince: onDay(3),
    orders: 0,
    paidFen: 100,
    refundedFen: 100,
    lastPaidAt: null,
  })
})

test('the first touch is the source, whichever is told first, also of who is joined', async () => {
  await using db = await testDb()
  const [visitor, member] = [randomUUID(), randomUUID()]
  const [first, second] = [randomUUID(), randomUUID()]
  await db.begin((tx) =>
    setSource(tx, { personId: member, channelId: second, campaignId: null, at: onDay(2) }),
  )
  await db.begin((tx) =>
    setSource(tx, { personId: visitor, channelId: first, campaignId: null, at: onDay(1) }),
  )
  await db.begin((tx) =>
    setSource(tx, { personId: visitor, channelId: second, campaignId: null, at: onDay(3) }),
  )
  const facts = [
    aFact({ personId: visitor, kind: 'viewed', happenedAt: onDay(1) }),
    aFact({ personId: member, kind: 'signed_up', happenedAt: onDay(2) }),
  ]
  await enrol(db, [member])
  await tellProfiles(db, { facts }, onDay(4))
  const sourceOf = async () => {
    const rows = await db<{ memberId: string; channelId: string }>`
      select member_id, channel_id from pool.profile`
    return new Map(rows.map((row) => [row.memberId, row.channelId]))
  }
  assert.deepEqual(
    await sourceOf(),
    new Map([
      [visitor, first],
      [member, second],
    ]),
  )
  await join(db, visitor, member)
  await tellProfiles(db, { persons: [visitor, member] }, onDay(5))
  assert.deepEqual(await sourceOf(), new Map([[member, first]]))
})

test('of who is forgotten nothing is left', async () => {
  await using db = await testDb()
  const personId = randomUUID()
  const paid = aFact({ personId, kind: 'paid', happenedAt: start, amountFen: 100 })
  await tellProfiles(db, { facts: [paid] }, start)
  await db.begin((tx) => forgetProfiles(tx, [personId]))
  await tellProfiles(db, { persons: [personId] }, start)
  assert.deepEqual(await readAll(db), { profiles: [], stages: [] })
  const [rest] = await db`
    select (select count(*) from pool.milestone) + (select count(*) from pool.bought) as count`
  assert.deepEqual(rest, { count: 0 })
})

const enrol = (db: Db, ids: string[]) =>
  db`insert into pool.member (id, created_at)
    select id, ${start}::timestamptz + n * interval '1 second'
    from unnest(${ids}::uuid[]) with ordinality as new (id, n)`

const join = (db: Db, a: string, b: string) =>
  db.begin((tx) => merge(tx, { a, b, evidence: { reason: 'staff' }, by: 'test', now: start }))

type Step =
  | { tell: { person: number; day: number; kind: number; order: number; fen: number }[] }
  | { join: [number, number] }
  | { part: number }
  | { wait: number }

const people = 6
const anyFact = fc.record({
  person: fc.nat(people - 1),
  // Half of it of the last weeks, in which most people only go on.
  day: fc.oneof(fc.nat(400), fc.integer({ min: 340, max: 400 })),
  kind: fc.nat(factKinds.length - 1),
  order: fc.nat(3),
  fen: fc.constantFrom(0, 50, 100),
})
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ tell: fc.array(anyFact, { minLength: 1, maxLength: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ join: fc.tuple(fc.nat(people - 1), fc.nat(people - 1)) }) },
  { weight: 1, arbitrary: fc.record({ part: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 120 }) }) },
)

test('profiles and stages kept step by step are those made from nothing: late facts, merges, undos, time', async () => {
  await using db = await testDb()
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 2, maxLength: 25 }), async (steps) => {
      await db`truncate pool.merge, pool.alias, pool.member, pool.stale_person, pool.profile,
        pool.milestone, pool.bought, pool.stage_change cascade`
      const ids = Array.from({ length: people }, () => randomUUID())
      const orders = ids.map(() => Array.from({ length: 4 }, () => randomUUID()))
      await enrol(db, ids.slice(0, 3))
      const facts: NewFact[] = []
      const merges: string[] = []
      const dues = new Map<string, Date>()
      let now = onDay(0)
      // As the pipeline does it: whoever is looked at says when to look again.
      const look = async (told: { facts?: NewFact[]; persons?: string[] }) => {
        const next = await tellProfiles(db, told, now)
        const persons = told.persons ?? []
        // After facts alone what was due before stays due.
        if (told.persons)
          for (const id of (await representativesOf(db, persons)).values()) dues.delete(id)
        for (const [id, at] of next) dues.set(id, at)
      }
      for (const step of steps) {
        if ('tell' in step) {
          const new_ = step.tell.map(({ person, day, kind, order, fen }) =>
            aFact({
              personId: ids[person]!,
              kind: factKinds[kind]!,
              happenedAt: addMs(now, (day - 400) * dayMs),
              objectId: orders[person]![order]!,
              amountFen: fen,
            }),
          )
          facts.push(...new_)
          await look({ facts: new_ })
        } else if ('join' in step) {
          const [a, b] = step.join
          if (a === b) continue
          const merged = await join(db, ids[a]!, ids[b]!)
          if ('mergeId' in merged) merges.push(merged.mergeId)
          await look({ persons: ids })
        } else if ('part' in step) {
          const [mergeId] = merges.splice(step.part % Math.max(1, merges.length), 1)
          if (!mergeId) continue
          await db.begin((tx) => undoMerge(tx, { mergeId, by: 'test', now: start })).catch(() => 0)
          await look({ persons: ids })
        } else {
          now = addMs(now, step.wait * dayMs)
          const due = [...dues].filter(([, at]) => at <= now).map(([id]) => id)
          if (due.length > 0) await look({ persons: due })
        }
      }
      const kept = await readAll(db)
      await db.begin(forgetAllProfiles)
      await tellProfiles(db, { facts: facts.toReversed() }, now)
      assert.deepEqual(kept, await readAll(db))
    }),
    { numRuns: 40 },
  )
})
