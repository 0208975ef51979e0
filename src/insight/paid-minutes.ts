/** Orders paid by the minute: fine enough to compare a day until now with another until the same time. */
import { addMs, dayMs, dayOf, hourMs, minuteMs, startOfDay } from '#platform/clock.ts'
import type { Sql, Tx } from '#platform/db.ts'

export type Paid = { orders: number; paidFen: number }

/** A year of minutes is half a million rows at most, however many orders there are. */
export async function addPaidMinutes(
  tx: Tx,
  paid: { at: string; totalFen: number }[],
): Promise<void> {
  if (paid.length === 0) return
  const minutes = new Map<number, Paid>()
  for (const { at, totalFen } of paid) {
    const minute = Math.floor(Date.parse(at) / minuteMs) * minuteMs
    const sums = minutes.get(minute) ?? { orders: 0, paidFen: 0 }
    minutes.set(minute, { orders: sums.orders + 1, paidFen: sums.paidFen + totalFen })
  }
  const sums = [...minutes.values()]
  await tx`
    insert into insight.paid_minute as known (minute, orders, paid_fen)
    select * from unnest(${[...minutes.keys()].map((ms) => new Date(ms))}::timestamptz[],
      ${sums.map((one) => one.orders)}::integer[], ${sums.map((one) => one.paidFen)}::bigint[])
    on conflict (minute) do update set orders = known.orders + excluded.orders,
      paid_fen = known.paid_fen + excluded.paid_fen`
}

/** Of whole minutes: those that begin in the period. */
export async function sumPaid(db: Sql, period: { from: Date; before: Date }): Promise<Paid> {
  const [sum] = await db<Paid>`
    select coalesce(sum(orders), 0)::int as orders, coalesce(sum(paid_fen), 0)::bigint as paid_fen
    from insight.paid_minute where minute >= ${period.from} and minute < ${period.before}`
  return sum!
}

export type PaidHour = Paid & { hour: number }

/** The 24 hours of a day in China, also those in which nobody paid. */
export async function readHours(db: Sql, day: string): Promise<PaidHour[]> {
  const from = startOfDay(day)
  return db<PaidHour>`
    select every.hour, coalesce(sum(orders), 0)::int as orders,
      coalesce(sum(paid_fen), 0)::bigint as paid_fen
    from generate_series(0, 23) as every (hour)
    left join insight.paid_minute on minute >= ${from}::timestamptz + every.hour * interval '1 hour'
      and minute < ${from}::timestamptz + (every.hour + 1) * interval '1 hour'
    group by every.hour order by every.hour`
}

/** The same weekday of the week before: its day, and the instant that is as late in it. */
export const weekBefore = (now: Date) => {
  const until = addMs(now, -7 * dayMs)
  return { day: dayOf(until), until: new Date(Math.floor(+until / minuteMs) * minuteMs) }
}

/** In which hour of its day in China an instant lies. */
export const hourOf = (at: Date) => Math.floor((+at - +startOfDay(dayOf(at))) / hourMs)
