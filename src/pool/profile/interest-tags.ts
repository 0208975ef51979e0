/** Computed tags: what a member likes, for those who agreed to be profiled. */
import { addMs, dayMs, dayOf } from '#platform/clock.ts'
import type { Consumer } from '#platform/consumers.ts'
import type { Db, Tx } from '#platform/db.ts'
import { mayProfile } from '../attention/consent.ts'
import { consentWithdrawn } from '../events.ts'
import { touchMembers } from '../segment/touch-members.ts'
import { interestDays, weights } from './interests.ts'
import { setTags } from './tags.ts'
import type { NewTag } from './tags.ts'

const setBy = 'interests'
/** So much of what they looked at and bought is surely of one category. */
const shareBps = 4_000
/** Fewer looks and purchases, weighed, tell nothing. */
const pointsMin = 10
/** They lapse by themselves when nobody computes them any more. */
const keptDays = 3
const piece = 1_000

/**
 * Computes the tags of today, once a day: `likes:<category>` with the lower bound of Wilson's
 * interval (95 in 100) of its share as the confidence. Answers whether it did.
 */
export async function computeInterestTags(db: Db, now: Date): Promise<boolean> {
  const name = 'pool.interest_tags'
  const [last] = await db<{ setAt: Date }>`
    select max(set_at) as set_at from pool.tag where set_by = ${setBy}`
  if (last?.setAt && dayOf(last.setAt) >= dayOf(now)) return false
  const found = await db.beginPatiently(10 * 60_000, async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`
    return findLikings(tx, now)
  })
  for (let at = 0; at < found.length; at += piece) {
    const some = found.slice(at, at + piece)
    const may = await mayProfile(
      db,
      some.map((one) => one.personId),
    )
    const tags = some.filter((one) => may.has(one.personId))
    await db.begin((tx) => setTags(tx, tags, now))
  }
  await db.begin((tx) => removeOlder(tx, now))
  return found.length > 0
}

async function findLikings(tx: Tx, now: Date): Promise<NewTag[]> {
  const since = dayOf(addMs(now, -(interestDays - 1) * dayMs))
  const rows = await tx<{ memberId: string; topic: string; points: number; total: number }>`
    with liking as (
      select coalesce(representative_id, person_id) as member_id, topic,
        sum(count * case kind when 'viewed' then ${weights.viewed}::int
          when 'added' then ${weights.added}::int else ${weights.bought}::int end)::int as points
      from pool.activity_day left join pool.alias using (person_id)
      where kind in ('viewed', 'added', 'bought') and topic <> '' and day >= ${since}::date
      group by 1, 2),
    weighed as (
      select member_id, topic, points, (sum(points) over (partition by member_id))::int as total
      from liking)
    select member_id, topic, points, total from weighed
    join pool.profile using (member_id)
    where profile.kind = 'member' and total >= ${pointsMin}
      and points::bigint * 10000 > total::bigint * ${shareBps} and length(topic) <= 34
    order by member_id, topic`
  return rows.flatMap(({ memberId, topic, points, total }) => {
    const confidenceBps = Math.floor(wilsonLower(points, total) * 10_000)
    if (confidenceBps < shareBps) return []
    const tag = `likes:${topic}`
    const expiresAt = addMs(now, keptDays * dayMs)
    return [{ personId: memberId, tag, origin: 'computed', confidenceBps, setBy, expiresAt }]
  })
}

/**
 * The lower end of the interval for a share, from Wilson, "Probable inference, the law of
 * succession, and statistical inference" (1927), with z = 1.96.
 */
export function wilsonLower(hits: number, of: number): number {
  const z2 = 1.96 ** 2
  const share = hits / of
  const middle = share + z2 / (2 * of)
  const margin = 1.96 * Math.sqrt((share * (1 - share) + z2 / (4 * of)) / of)
  return (middle - margin) / (1 + z2 / of)
}

/** What was computed before and is not any more. */
async function removeOlder(tx: Tx, now: Date): Promise<void> {
  const removed = await tx<{ personId: string }>`
    delete from pool.tag where set_by = ${setBy} and origin = 'computed' and set_at < ${now}
    returning person_id`
  await touchMembers(
    tx,
    removed.map((row) => row.personId),
  )
}

/** Who does not want to be profiled any more loses what was computed, at once. */
export const forgetComputed: Consumer = {
  name: 'pool.forget_computed',
  wants: [consentWithdrawn.name],
  async take(tx, events) {
    const persons = events
      .map((event) => consentWithdrawn.payload.parse(event.payload))
      .filter(({ purpose }) => purpose === 'profiling')
      .map(({ personId }) => personId)
    const removed = await tx<{ personId: string }>`
      delete from pool.tag where origin = 'computed' and person_id in (
        select unnest(${persons}::uuid[])
        union select joined.person_id from pool.alias as mine
        join pool.alias as joined using (representative_id)
        where mine.person_id = any(${persons}::uuid[]))
      returning person_id`
    await touchMembers(
      tx,
      removed.map((row) => row.personId),
    )
  },
}
