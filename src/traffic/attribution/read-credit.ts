/** Sums of credit, touches and cost by channel, over a period of days in China. */
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import type { PathModel } from './models.ts'
import type { Window } from './story.ts'

export type Period = {
  from: Date
  /** Not included. */
  until: Date
  /** The same as days, both included. */
  days: { from: string; to: string }
}
export type Asked = Period & { windowDays: Window; which: 'first' | 'all' }

const ppmBy: Record<PathModel, Fragment> = {
  first: sql`first_ppm`,
  last: sql`last_ppm`,
  linear: sql`linear_ppm`,
  position: sql`position_ppm`,
  decay: sql`decay_ppm`,
  shapley: sql`shapley_ppm`,
}

export type CreditSum = {
  /** Null: nothing is known that led to them. */
  channelId: string | null
  orders: Record<`${PathModel}Ppm`, number>
  /** Of the model asked for, in millionths of a fen. */
  amount: bigint
  margin: bigint
}

export async function sumCredit(db: Sql, of: Asked, model: PathModel): Promise<CreditSum[]> {
  const rows = await db<
    Record<`${PathModel}Ppm`, number> & { channelId: string | null; amount: string; margin: string }
  >`
    select channel_id, sum(first_ppm)::bigint as first_ppm, sum(last_ppm)::bigint as last_ppm,
      sum(linear_ppm)::bigint as linear_ppm, sum(position_ppm)::bigint as position_ppm,
      sum(decay_ppm)::bigint as decay_ppm, sum(shapley_ppm)::bigint as shapley_ppm,
      sum(amount_fen * ppm)::numeric::text as amount, sum(margin_fen * ppm)::numeric::text as margin
    from (
      select *, ${ppmBy[model]} as ppm
      from traffic.credit
      where window_days = ${of.windowDays} and ended_at >= ${of.from} and ended_at < ${of.until}
        and (is_first or ${of.which} = 'all')) as credit
    group by channel_id`
  return rows.map(({ channelId, amount, margin, ...orders }) => ({
    channelId,
    orders,
    amount: BigInt(amount),
    margin: BigInt(margin),
  }))
}

export type WeekSum = { channelId: string; week: string; amountFen: number; newcomersPpm: number }

/** By the Monday of each week: money of the orders asked for, and first orders. */
export async function sumCreditByWeek(db: Sql, of: Asked, model: PathModel): Promise<WeekSum[]> {
  return db<WeekSum>`
    select channel_id, date_trunc('week', ended_at at time zone 'Asia/Shanghai')::date::text as week,
      coalesce(round(sum(amount_fen * ppm) filter (where is_first or ${of.which} = 'all')
        / 1000000), 0)::bigint as amount_fen,
      coalesce(sum(ppm) filter (where is_first), 0)::bigint as newcomers_ppm
    from (
      select *, ${ppmBy[model]}::numeric as ppm
      from traffic.credit
      where window_days = ${of.windowDays} and ended_at >= ${of.from} and ended_at < ${of.until}
        and channel_id is not null) as credit
    group by channel_id, week
    order by week, channel_id`
}

export type ReachSum = { channelId: string; visits: number; people: number }

export async function sumReach(db: Sql, { days }: Period): Promise<ReachSum[]> {
  return db<ReachSum>`
    select channel_id, sum(touches)::bigint as visits, count(distinct person_id) as people
    from traffic.reached where day between ${days.from}::date and ${days.to}::date
    group by channel_id`
}

export type CostSum = { channelId: string; week: string; costFen: number }

/** Of channels with a cost that holds, by week. */
export async function sumCostByWeek(db: Sql, { days }: Period): Promise<CostSum[]> {
  return db<CostSum>`
    select channel_id, date_trunc('week', day::timestamp)::date::text as week,
      sum(cost_fen)::bigint as cost_fen
    from traffic.cost
    where replaced_at is null and day between ${days.from}::date and ${days.to}::date
    group by channel_id, week
    order by week, channel_id`
}

export type MarginDay = { channelId: string; day: number; amountFen: number; marginFen: number }

/** What those whose first order was in the period brought since, by days after it and by channel. */
export async function sumMarginByDay(db: Sql, of: Asked, model: PathModel): Promise<MarginDay[]> {
  return db<MarginDay>`
    select channel_id, day, round(sum(amount_fen * ppm) / 1000000)::bigint as amount_fen,
      round(sum(margin_fen * ppm) / 1000000)::bigint as margin_fen
    from (
      select first.channel_id,
        (extract(epoch from path.ended_at - first.ended_at) / 86400)::int as day,
        path.amount_fen, path.margin_fen,
        ${ppmBy[model]}::numeric as ppm
      from traffic.credit as first
      join traffic.path on path.person_id = first.person_id
        and path.window_days = first.window_days and path.order_id is not null
        and path.ended_at >= first.ended_at
      where first.window_days = ${of.windowDays} and first.is_first
        and first.ended_at >= ${of.from} and first.ended_at < ${of.until}
        and first.channel_id is not null) as later
    where day <= 400
    group by channel_id, day
    order by channel_id, day`
}

export type PathSum = {
  channels: string[]
  orders: number
  /** Led to nothing within the window, which is over. */
  nulls: number
  amountFen: number
}

const pathsMax = 5_000
/** Of a longer path its last touches. */
const touchesMax = 20

/** The commonest paths; those of one touch or more. */
export async function sumPaths(db: Sql, of: Asked, now: Date): Promise<PathSum[]> {
  return db<PathSum>`
    select channels, count(order_id) as orders, count(*) - count(order_id) as nulls,
      coalesce(sum(amount_fen), 0)::bigint as amount_fen
    from (
      select order_id, amount_fen,
        channels[greatest(1, cardinality(channels) - ${touchesMax - 1}::int):] as channels
      from traffic.path
      where window_days = ${of.windowDays} and ended_at >= ${of.from} and ended_at < ${of.until}
        and cardinality(channels) > 0
        and case when order_id is null
          then ended_at <= ${now}::timestamptz - make_interval(days => ${of.windowDays})
          else is_first or ${of.which} = 'all' end) as path
    group by channels
    order by count(*) desc, channels
    limit ${pathsMax}`
}
