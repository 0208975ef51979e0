/** Members by the month of their first paid order, and how many of them bought again, month by month. */
import { aged } from '#platform/aged.ts'
import { dayOf, minuteMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'

export async function addBuyerMonths(
  tx: Tx,
  paid: { memberId: string; at: string }[],
): Promise<void> {
  if (paid.length === 0) return
  await tx`
    insert into insight.buyer_month as known (member_id, month, orders)
    select member_id, month, count(*) from unnest(${paid.map((one) => one.memberId)}::uuid[],
      ${paid.map((one) => monthOf(new Date(one.at)))}::date[]) as paid (member_id, month)
    group by member_id, month
    on conflict (member_id, month) do update set orders = known.orders + excluded.orders`
}

export type Cohort = {
  /** The month of their first paid order, "2026-11". */
  month: string
  members: number
  /**
   * How many of them paid another order: [0] in that month itself, [n] in the nth month after it. The
   * last one is of the month that runs.
   */
  again: number[]
}

const cohortsMax = 12

/**
 * The last twelve months in which somebody bought for the first time, the oldest first. It reads a row
 * for each member and month with a purchase, so at most every five minutes in a process.
 */
export const readCohorts = aged(5 * minuteMs, countCohorts)

async function countCohorts(db: Db, now: Date): Promise<Cohort[]> {
  const counts = await db<{ month: string; since: number; members: number; again: number }>`
    with first as (select member_id, min(month) as month from insight.buyer_month group by member_id)
    select to_char(first.month, 'YYYY-MM') as month,
      (12 * (extract(year from bought.month) - extract(year from first.month))
        + extract(month from bought.month) - extract(month from first.month))::int as since,
      count(*) as members, count(*) filter (where orders > 1) as again
    from first join insight.buyer_month as bought using (member_id)
    group by first.month, bought.month
    order by first.month`
  const cohorts = new Map<string, Cohort>()
  for (const { month, since, members, again } of counts) {
    const known = cohorts.get(month) ?? { month, members: 0, again: [] }
    cohorts.set(month, known)
    if (since === 0) known.members = members
    known.again[since] = since === 0 ? again : members
  }
  return [...cohorts.values()].slice(-cohortsMax).map((cohort) => ({
    ...cohort,
    again: Array.from({ length: monthsUpTo(cohort.month, now) + 1 }, (_, since) => {
      return cohort.again[since] ?? 0
    }),
  }))
}

const monthOf = (at: Date) => `${dayOf(at).slice(0, 7)}-01`
const indexOf = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))
const monthsUpTo = (month: string, now: Date) => Math.max(0, indexOf(dayOf(now)) - indexOf(month))
