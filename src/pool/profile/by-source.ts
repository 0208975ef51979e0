/** What people add up to by where they came from first. */
import type { Sql } from '#platform/db.ts'

export type BySource = {
  /** Of a channel or a campaign. */
  id: string
  people: number
  members: number
  buyers: number
  /** Bought at least twice. */
  repeatBuyers: number
  paidFen: number
  refundedFen: number
}

/** People who were first here in this time, by the channel or campaign of their first touch. */
export async function sumBySource(
  db: Sql,
  of: { by: 'channel' | 'campaign'; from: Date; to: Date },
): Promise<BySource[]> {
  const { by, from, to } = of
  return db<BySource>`
    select id, count(*) as people, count(*) filter (where kind = 'member') as members,
      count(*) filter (where orders > 0) as buyers,
      count(*) filter (where orders > 1) as repeat_buyers,
      coalesce(sum(paid_fen), 0)::bigint as paid_fen,
      coalesce(sum(refunded_fen), 0)::bigint as refunded_fen
    from (
      select case ${by} when 'channel' then channel_id else campaign_id end as id, kind, orders,
        paid_fen, refunded_fen
      from pool.profile where first_at >= ${from} and first_at < ${to}) as known
    where id is not null
    group by id`
}
