/** What the console reads of the index. */
import type { Sql } from '#platform/db.ts'
import type { HeldBack } from './held-back.ts'
import type { Logistic } from './logistic.ts'

export type LastRun = {
  state: 'telling' | 'done' | 'too_few'
  beganAt: Date
  endedAt: Date | null
  buyers: number
  model: { model: Logistic } | null
  heldBack: HeldBack | null
}

/** The last one that ended, else the one that runs. */
export async function readLastRun(db: Sql): Promise<LastRun | null> {
  const [run] = await db<LastRun>`
    select state, began_at, ended_at, buyers, model, held_back from insight.anchor_run
    order by ended_at is null, began_at desc limit 1`
  return run ?? null
}

export type Tenth = { fromBps: number; members: number; heads: number }

/** How many members stand in each tenth of the index, and what the heads are worth. */
export async function readSpread(db: Sql) {
  const [sums] = await db<{
    members: number
    heads: number
    headsPaidFen: number
    paidFen: number
    meanBps: number | null
  }>`
    select count(*) as members, count(*) filter (where is_head) as heads,
      coalesce(sum(paid_fen) filter (where is_head), 0)::bigint as heads_paid_fen,
      coalesce(sum(paid_fen), 0)::bigint as paid_fen, round(avg(index_bps))::int as mean_bps
    from insight.anchor`
  const tenths = await db<Tenth>`
    select least(index_bps / 1000, 9) * 1000 as from_bps, count(*) as members,
      count(*) filter (where is_head) as heads
    from insight.anchor group by 1 order by 1`
  return { ...sums!, tenths }
}

export type AnchoredMember = {
  memberId: string
  indexBps: number
  beforeBps: number | null
  parts: number[]
  beforeParts: number[] | null
  paidFen: number
  isHead: boolean
}

export const lists = ['heads', 'up', 'down'] as const
export type List = (typeof lists)[number]

/** Heads by worth; movers by how far they moved. At most `limit`. */
export async function readMembers(db: Sql, list: List, limit: number): Promise<AnchoredMember[]> {
  if (list === 'heads')
    return db<AnchoredMember>`
      select member_id, index_bps, before_bps, parts, before_parts, paid_fen, is_head
      from insight.anchor where is_head
      order by (index_bps * paid_fen) desc, member_id limit ${limit}`
  const sign = list === 'up' ? -1 : 1
  return db<AnchoredMember>`
    select member_id, index_bps, before_bps, parts, before_parts, paid_fen, is_head
    from insight.anchor
    where before_bps is not null and (index_bps - before_bps) * ${sign}::integer < 0
    order by (index_bps - before_bps) * ${sign}::integer, member_id limit ${limit}`
}

/** One member's index over time, the oldest first. */
export async function readHistoryOf(db: Sql, memberId: string) {
  return db<{ day: string; indexBps: number; isHead: boolean }>`
    select day::text, index_bps, is_head from insight.anchor_history
    where member_id = ${memberId} order by day limit 400`
}
