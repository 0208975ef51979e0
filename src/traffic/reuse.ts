/** Orders that no paid channel led to: what the pool brings by itself. */
import type { Sql } from '#platform/db.ts'

export type ReuseMonth = { month: string; orders: number; ownOrders: number }

/**
 * Orders that stand, by the month they were paid (in China), and those of them with no touch in the
 * thirty days before by a channel that ever cost something.
 */
export async function readReuse(db: Sql, now: Date): Promise<ReuseMonth[]> {
  return db<ReuseMonth>`
    select to_char(ended_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, count(*) as orders,
      count(*) filter (where not channels && array(
        select distinct channel_id from traffic.cost where replaced_at is null and cost_fen > 0))
        as own_orders
    from traffic.path
    where window_days = 30 and order_id is not null and ended_at <= ${now}
      and ended_at >= (date_trunc('month', ${now}::timestamptz at time zone 'Asia/Shanghai')
        - interval '11 months') at time zone 'Asia/Shanghai'
    group by month order by month`
}
