/** How many people a rule is about, asked of the database as it is now. */
import { addMs } from '#platform/clock.ts'
import { askOnce, sql, sqlState } from '#platform/db.ts'
import type { Db, Fragment } from '#platform/db.ts'
import type { Rule } from './rule.ts'
import { toSql } from './to-sql.ts'

/** Null: it takes longer than `waitMs`. */
export async function countMembers(
  db: Db,
  ask: { rule: Rule; now: Date; waitMs: number },
): Promise<number | null> {
  const rows = await inTime<{ count: number }>(
    db,
    sql`select count(*) as count from (${toSql(ask.rule, ask.now)}) as matched`,
    ask.waitMs,
  )
  return rows && rows[0]!.count
}

/** Everybody the rule is about: for tests and checks, which compare one by one. */
export async function findMembers(db: Db, rule: Rule, now: Date): Promise<string[]> {
  const query = sql`select member_id from (${toSql(rule, now)}) as matched order by member_id`
  const rows = await askOnce<{ memberId: string }>(db, query, 600_000)
  return rows.map((row) => row.memberId)
}

export type Counted = {
  everybody: number
  count: number
  /** Some of them, to see whether they are who was meant. */
  sample: string[]
  overlaps: { segmentId: string; members: number; both: number }[]
}

type Ask = { rule: Rule; segmentIds: string[]; now: Date; waitMs: number }

/** The count with a sample, and how many of them are in each of these segments; null: it takes too long. */
export async function countWhileTyping(db: Db, ask: Ask): Promise<Counted | null> {
  const { rule, segmentIds, now, waitMs } = ask
  const query = sql`
    with matched as materialized (${toSql(rule, now)})
    select (select count(*) from matched) as count,
      (select count(*) from pool.profile) as everybody,
      array(select member_id from matched order by member_id limit 6) as sample,
      array(select (select count(*) from pool.segment_member where segment_id = one.id)
        from unnest(${segmentIds}::uuid[]) with ordinality as one (id, n) order by n)::int[] as members,
      array(select (select count(*) from matched join pool.segment_member using (member_id)
          where segment_id = one.id)
        from unnest(${segmentIds}::uuid[]) with ordinality as one (id, n) order by n)::int[] as both`
  const rows = await inTime<Pick<Counted, 'count' | 'everybody' | 'sample'> & Sizes>(
    db,
    query,
    waitMs,
  )
  if (!rows) return null
  const { count, everybody, sample, members, both } = rows[0]!
  const overlaps = segmentIds.map((segmentId, n) => {
    return { segmentId, members: members[n]!, both: both[n]! }
  })
  return { count, everybody, sample, overlaps }
}
type Sizes = { members: number[]; both: number[] }

async function inTime<Row>(db: Db, query: Fragment, waitMs: number): Promise<Row[] | null> {
  try {
    return await askOnce<Row>(db, query, waitMs)
  } catch (error) {
    if (sqlState(error) === '57014') return null
    throw error
  }
}

export type Region = { segmentIds: string[]; members: number }

/** How many people are in exactly these of the segments, for every combination that somebody is in. */
export async function readOverlap(db: Db, segmentIds: string[]): Promise<Region[] | null> {
  return inTime<Region>(
    db,
    sql`select segment_ids, count(*) as members from (
        select array_agg(segment_id order by segment_id) as segment_ids from pool.segment_member
        where segment_id = any(${segmentIds}::uuid[]) group by member_id) as member
      group by segment_ids order by count(*) desc`,
    5_000,
  )
}

/** The same question within seconds has the same answer: many look at once, and each types on. */
export function rememberAnswers<Answer>(forMs: number, most = 200) {
  const kept = new Map<string, { until: Date; answer: Promise<Answer> }>()
  return (key: string, now: Date, ask: () => Promise<Answer>): Promise<Answer> => {
    const known = kept.get(key)
    if (known && known.until > now) return known.answer
    const answer = ask()
    kept.delete(key)
    kept.set(key, { until: addMs(now, forMs), answer })
    if (kept.size > most) kept.delete(kept.keys().next().value!)
    answer.catch(() => kept.delete(key))
    return answer
  }
}
