/**
 * The daily run over all buyers: the bounds of their fifths, and what buyers like them spent next.
 *
 * What is expected of a buyer in the next ninety days is what the buyers who stood in the same cell
 * of recency and frequency ninety days ago have spent since, on average: what Hughes ("Strategic
 * Database Marketing") does with response rates by cell. Nothing is assumed about how people buy
 * but that the next ninety days are like the last. The interval is that of a mean, by the normal
 * approximation.
 */
import { addMs, dayMs, dayOf, minuteMs } from '#platform/clock.ts'
import { sql } from '#platform/db.ts'
import type { Db, Fragment, Tx } from '#platform/db.ts'
import { countBuyers } from './read-purchases.ts'

/** How far ahead a value looks, and how far back it learns. */
export const valueDays = 90
/** A cell with fewer buyers to learn from tells nothing. */
export const watchedMin = 30

/** A shop that brings its past in is not told by the few it had this morning. */
const anewAfter = { ms: 10 * minuteMs, growth: 1.2 }

/** Computes what is not of today yet, or of far fewer buyers; answers whether it did. */
export async function computeRfm(db: Db, now: Date): Promise<boolean> {
  const [last] = await db<{ asOf: Date; buyers: number }>`
    select as_of, buyers from pool.rfm_bound order by as_of desc limit 1`
  if (last && dayOf(last.asOf) >= dayOf(now)) {
    if (addMs(last.asOf, anewAfter.ms) > now) return false
    if ((await countBuyers(db)) < anewAfter.growth * last.buyers) return false
  }
  return db.beginPatiently(10 * 60_000, (tx) => computeNow(tx, now))
}

async function computeNow(tx: Tx, now: Date): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(hashtextextended('pool.rfm_bound', 0))`
  const [computed] = await tx`
    with buyer as materialized (
      select last_paid_at, orders, paid_fen - refunded_fen as spent_fen from pool.profile
      where orders > 0)
    insert into pool.rfm_bound (as_of, buyers, recency, frequency, money)
    select ${now}::timestamptz, count(*),
      percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by last_paid_at),
      percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by orders),
      percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by spent_fen)
    from buyer having count(*) > 0
    on conflict (as_of) do nothing
    returning 1`
  if (!computed) return false
  await computeCells(tx, now)
  await tx`delete from pool.rfm_cell where as_of < ${now}`
  await tx`delete from pool.rfm_bound where as_of < ${now}::timestamptz - interval '400 days'`
  return true
}

/** Each cell: how many stand in it now, and what those spent who stood in it ninety days ago. */
async function computeCells(tx: Tx, now: Date): Promise<void> {
  const then = addMs(now, -valueDays * dayMs)
  await tx`
    with bought as materialized (
      select coalesce(representative_id, person_id) as member_id, paid_at,
        paid_fen - refunded_fen as kept_fen,
        case when refunds > 0 and refunded_fen >= paid_fen
          then greatest(paid_at, refunded_at) end as gone_at
      from pool.bought left join pool.alias using (person_id)
      where paid_at is not null),
    stood as (
      select member_id, max(paid_at) as last_paid_at, count(*) as orders
      from bought where paid_at <= ${then} and (gone_at is null or gone_at > ${then})
      group by member_id),
    bound_then as (
      select percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by last_paid_at) as r,
        percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by orders) as f
      from stood),
    spent as (
      select member_id, sum(kept_fen) as fen from bought
      where paid_at > ${then} and paid_at <= ${now} group by member_id),
    watched as (
      select ${fifthOf(sql`last_paid_at`, sql`bound.r`)} as r,
        ${fifthOf(sql`orders`, sql`bound.f`)} as f,
        count(*) as watched, avg(coalesce(fen, 0)) as mean, stddev_samp(coalesce(fen, 0)) as sd
      from stood cross join bound_then as bound left join spent using (member_id)
      group by 1, 2),
    standing as (
      select ${fifthOf(sql`last_paid_at`, sql`bound.recency`)} as r,
        ${fifthOf(sql`orders`, sql`bound.frequency`)} as f,
        count(*) as buyers
      from pool.profile
      cross join (select recency, frequency from pool.rfm_bound where as_of = ${now}) as bound
      where orders > 0
      group by 1, 2)
    insert into pool.rfm_cell (as_of, r, f, buyers, watched, mean_fen, sd_fen)
    select ${now}::timestamptz, r, f, coalesce(buyers, 0), coalesce(watched, 0),
      round(mean)::bigint, round(sd)::bigint
    from standing full join watched using (r, f)`
}

/** 1 to 5 by how many of the four bounds a value is above. */
const fifthOf = (value: Fragment, bounds: Fragment) => sql`
  1 + (${value} > (${bounds})[1])::int + (${value} > (${bounds})[2])::int
    + (${value} > (${bounds})[3])::int + (${value} > (${bounds})[4])::int`
