/** Sums of facts by day in China, and over all days, kept by the person they were written with. */
import { dayOf } from '#platform/clock.ts'
import type { Sql, Tx } from '#platform/db.ts'
import type { FactKind, NewFact } from '../facts/fact.ts'
import type { ActivityDay, ActivityTotal } from './evaluate.ts'

type Sum = {
  personId: string
  kind: string
  topic: string
  day: string
  count: number
  amountFen: number
  lastAt: Date
}

/** Adds facts that are new to the sums. Their order does not matter. */
export async function keepActivity(tx: Tx, facts: NewFact[]): Promise<void> {
  if (facts.length === 0) return
  const sums = sumByDay(facts)
  await Promise.all([addToDays(tx, sums), addToTotals(tx, sums)])
}

async function addToDays(tx: Tx, sums: Sum[]): Promise<void> {
  await tx`
    insert into pool.activity_day as known
      (person_id, kind, topic, day, count, amount_fen, last_at)
    select * from unnest(${sums.map((one) => one.personId)}::uuid[],
      ${sums.map((one) => one.kind)}::text[], ${sums.map((one) => one.topic)}::text[],
      ${sums.map((one) => one.day)}::date[], ${sums.map((one) => one.count)}::int[],
      ${sums.map((one) => one.amountFen)}::bigint[], ${sums.map((one) => one.lastAt)}::timestamptz[])
    on conflict (person_id, kind, topic, day) do update
    set count = known.count + excluded.count,
      amount_fen = known.amount_fen + excluded.amount_fen,
      last_at = greatest(known.last_at, excluded.last_at)`
}

async function addToTotals(tx: Tx, sums: Sum[]): Promise<void> {
  await tx`
    insert into pool.activity_total as known (person_id, kind, topic, count)
    select person_id, kind, topic, sum(count)
    from unnest(${sums.map((one) => one.personId)}::uuid[],
      ${sums.map((one) => one.kind)}::text[], ${sums.map((one) => one.topic)}::text[],
      ${sums.map((one) => one.count)}::int[]) as new (person_id, kind, topic, count)
    group by person_id, kind, topic order by person_id, kind, topic
    on conflict (person_id, kind, topic) do update set count = known.count + excluded.count`
}

/** In the order of their keys, which is the order of their locks. */
function sumByDay(facts: NewFact[]): Sum[] {
  const sums = new Map<string, Sum>()
  for (const { personId, kind, topic, happenedAt, amountFen } of facts) {
    const day = dayIn(happenedAt)
    const key = `${personId} ${kind} ${day} ${topic}`
    const sum = sums.get(key)
    if (!sum)
      sums.set(key, {
        personId,
        kind,
        topic,
        day,
        count: 1,
        amountFen: amountFen ?? 0,
        lastAt: happenedAt,
      })
    else {
      sum.count += 1
      sum.amountFen += amountFen ?? 0
      if (happenedAt > sum.lastAt) sum.lastAt = happenedAt
    }
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

/** A day is formatted once: most facts of a moment are of the same. */
const days = new Map<number, string>()
function dayIn(instant: Date): string {
  const hour = Math.floor(instant.getTime() / 3_600_000) // China is a whole number of hours ahead
  let day = days.get(hour)
  if (day === undefined) {
    if (days.size > 10_000) days.clear()
    day = dayOf(instant)
    days.set(hour, day)
  }
  return day
}

export type ActivityQuery = {
  personIds: string[]
  kinds: FactKind[]
  /** The first day that counts, as a number. */
  since: number
}

/** What each of these persons did, by their place in the list. */
export async function readActivity(
  db: Sql,
  { personIds, kinds, since }: ActivityQuery,
): Promise<{ place: number; kind: FactKind; day: ActivityDay }[]> {
  if (kinds.length === 0 || personIds.length === 0) return []
  const rows = await db<ActivityDay & { place: number; kind: FactKind }>`
    select (who.n - 1)::int as place, kind, topic, day - date '1970-01-01' as day, count, amount_fen,
      (extract(epoch from last_at) * 1000)::bigint as last_at
    from unnest(${personIds}::uuid[]) with ordinality as who (id, n)
    join pool.activity_day on person_id = who.id
    -- Person by person: written so, the index by kind and day is none for it.
    where kind || '' = any(${kinds}::text[])
      and day + 0 >= date '1970-01-01' + ${since}::int`
  return rows.map(({ place, kind, topic, day, count, amountFen, lastAt }) => {
    return { place, kind, day: { topic, day, count, amountFen, lastAt } }
  })
}

/** How often each of these persons ever did these, by their place in the list. */
export async function readTotals(
  db: Sql,
  { personIds, kinds }: Pick<ActivityQuery, 'personIds' | 'kinds'>,
): Promise<{ place: number; kind: FactKind; total: ActivityTotal }[]> {
  if (kinds.length === 0 || personIds.length === 0) return []
  const rows = await db<ActivityTotal & { place: number; kind: FactKind }>`
    select (who.n - 1)::int as place, kind, topic, count
    from unnest(${personIds}::uuid[]) with ordinality as who (id, n)
    join pool.activity_total on person_id = who.id
    where kind || '' = any(${kinds}::text[])`
  return rows.map(({ place, kind, topic, count }) => ({ place, kind, total: { topic, count } }))
}

/** Nothing that these persons did is known any more. */
export async function forgetActivity(tx: Tx, personIds: string[]): Promise<void> {
  await tx`delete from pool.activity_day where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.activity_total where person_id = any(${personIds}::uuid[])`
}
