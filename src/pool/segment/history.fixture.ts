/** A made-up history of people and segments, after each step of which both ways to ask are compared. */
import { addMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { giveConsent, withdrawConsent } from '../attention/consent.ts'
import { merge, undoMerge } from '../identity/merge.ts'
import { computeRfm } from '../profile/compute-rfm.ts'
import { setSource } from '../profile/set-source.ts'
import { setTags } from '../profile/tags.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { findMembers } from './count.ts'
import { refillByBounds } from './follow-time.ts'
import { catchUp } from './rebuild.ts'
import { changeSegment, createSegment, readWholeRule } from './segment.ts'
import { channelIds, randomOf, someFact, someRule, someStep, tagNames } from './segment.fixture.ts'
import type { Random } from './segment.fixture.ts'

/** Everything that has been written is in the sums and segments, whatever else goes on in the cluster. */
export async function caughtUp(db: Db, now: Date): Promise<void> {
  await horizonPassed(db)
  await catchUp(db, now)
}

export type Difference = { rule: string; now: Date; live: string[]; sql: string[] }
export type History = {
  rules: number
  comparisons: number
  found: number
  differences: Difference[]
}

type World = {
  db: Db
  random: Random
  now: Date
  persons: string[]
  segments: { id: string; version: number }[]
  merges: string[]
  rules: number
}

const by = '00000000-0000-7000-8000-000000000001'

/** Of the same seed the same, but for the ids the database gives. */
export async function runHistory(
  db: Db,
  options: { seed: number; steps: number; rules: number; people: number; from: Date },
): Promise<History> {
  const random = randomOf(options.seed)
  const persons = Array.from({ length: options.people }, () => random.uuid())
  const start = { db, random, now: options.from, persons, rules: options.rules }
  const world: World = { ...start, segments: [], merges: [] }
  const history: History = { rules: 0, comparisons: 0, found: 0, differences: [] }
  for (let step = 0; step < options.steps; step++) {
    await takeStep(world)
    if (random.chance(60)) world.now = someStep(random, world.now)
    await caughtUp(db, world.now)
    await compareAll(world, history)
    if (history.differences.length > 0) break // the first says most
  }
  history.rules = options.rules - world.rules
  return history
}

async function takeStep(world: World): Promise<void> {
  const { db, random, now, persons } = world
  const act = random.below(10)
  if (world.rules > 0 && (world.segments.length < 3 || random.chance(40))) await addRule(world)
  if (act < 5) {
    const facts = Array.from({ length: 1 + random.below(20) }, () => someFact(random, persons, now))
    await db.begin((tx) => writeFacts(tx, facts, now))
  } else if (act < 6) await tag(world)
  else if (act < 7) await consent(world)
  else if (act < 9) await joinOrPart(world)
  else if (random.chance(50))
    await db.begin((tx) =>
      setSource(tx, {
        personId: random.one(persons),
        channelId: random.one(channelIds),
        campaignId: null,
        at: addMs(now, -random.below(1e3)),
      }),
    )
  else if (await computeRfm(db, now)) await refillByBounds(db)
}

async function addRule(world: World): Promise<void> {
  const { db, random, now, segments } = world
  const rule = someRule(
    random,
    1 + random.below(8),
    segments.map((one) => one.id),
  )
  world.rules -= 1
  const old = random.chance(20) && segments.length > 0 ? segments[0]! : null
  if (old && !JSON.stringify(rule).includes('segmentId')) {
    const change = { ...old, name: random.uuid(), rule, by, now }
    await db.begin((tx) => changeSegment(tx, change))
    old.version += 1
    return
  }
  const name = random.uuid()
  const id = await db.begin((tx) => createSegment(tx, { name, rule, by, now }))
  segments.push({ id, version: 1 })
}

async function tag({ db, random, now, persons }: World): Promise<void> {
  const expiresAt = random.chance(50) ? addMs(now, 1 + random.below(5 * 86_400_000)) : null
  const [personId, name] = [random.one(persons), random.one(tagNames)]
  const one = { personId, tag: name, origin: 'hand' as const, confidenceBps: 10_000, setBy: 'x' }
  await db.begin((tx) => setTags(tx, [{ ...one, expiresAt }], now))
}

async function consent({ db, random, now, persons }: World): Promise<void> {
  const which = random.chance(50)
    ? ({ purpose: 'marketing', channel: random.one(['inbox', 'sms'] as const) } as const)
    : ({ purpose: 'profiling', channel: 'all' } as const)
  const of = { personId: random.one(persons), ...which, how: 'app', now }
  await db.begin((tx) => (random.chance(65) ? giveConsent(tx, of) : withdrawConsent(tx, of)))
}

async function joinOrPart({ db, random, now, persons, merges }: World): Promise<void> {
  if (merges.length > 0 && random.chance(40)) {
    const [mergeId] = merges.splice(random.below(merges.length), 1)
    await db.begin((tx) => undoMerge(tx, { mergeId: mergeId!, by: 'staff:1', now }))
    return
  }
  const [a, b] = [random.one(persons), random.one(persons)]
  const evidence = { reason: 'staff' as const }
  const merged = await db.begin((tx) => merge(tx, { a, b, evidence, by: 'staff:1', now }))
  if ('mergeId' in merged && merged.isNew) merges.push(merged.mergeId)
}

async function compareAll(world: World, history: History): Promise<void> {
  const { db, now, segments } = world
  for (const { id } of segments) {
    const whole = await readWholeRule(db, id)
    const [sql, live] = [await findMembers(db, whole, now), await membersOf(db, id)]
    history.comparisons += 1
    history.found += sql.length
    if (sql.join() !== live.join())
      history.differences.push({ rule: JSON.stringify(whole), now, live, sql })
  }
}

export async function membersOf(db: Db, segmentId: string): Promise<string[]> {
  const rows = await db<{ memberId: string }>`
    select member_id from pool.segment_member where segment_id = ${segmentId} order by member_id`
  return rows.map((row) => row.memberId)
}
