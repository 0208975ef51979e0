/** What somebody is interested in, as far as their facts tell: computed, never asked. */
import { addMs, dayMs, dayOf } from '#platform/clock.ts'
import type { Sql } from '#platform/db.ts'

/** Older interest says little about today's. */
export const interestDays = 365
const interestsMax = 8

export type Interest = {
  /** A category of goods by its code. */
  topic: string
  viewed: number
  added: number
  /** Orders that held something of it. */
  bought: number
  /** Of all they looked at, put into the cart and bought, what part was of this, in millionths. */
  sharePpm: number
}

/** A purchase says more than a look: what one counts for in the share. */
export const weights = { viewed: 1, added: 3, bought: 10 }

export async function readInterests(db: Sql, personIds: string[], now: Date): Promise<Interest[]> {
  const since = dayOf(addMs(now, -(interestDays - 1) * dayMs))
  const rows = await db<Omit<Interest, 'sharePpm'>>`
    select topic, coalesce(sum(count) filter (where kind = 'viewed'), 0)::int as viewed,
      coalesce(sum(count) filter (where kind = 'added'), 0)::int as added,
      coalesce(sum(count) filter (where kind = 'bought'), 0)::int as bought
    from pool.activity_day
    where person_id = any(${personIds}::uuid[]) and kind in ('viewed', 'added', 'bought')
      and topic <> '' and day >= ${since}::date
    group by topic`
  const pointsOf = (one: Omit<Interest, 'sharePpm'>) =>
    one.viewed * weights.viewed + one.added * weights.added + one.bought * weights.bought
  const total = rows.reduce((sum, one) => sum + pointsOf(one), 0)
  return rows
    .map((one) => ({ ...one, sharePpm: Math.round((pointsOf(one) / total) * 1_000_000) }))
    .toSorted((a, b) => b.sharePpm - a.sharePpm || (a.topic < b.topic ? -1 : 1))
    .slice(0, interestsMax)
}
