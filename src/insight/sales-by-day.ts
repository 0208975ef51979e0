/** Sales by day (in China), kept by a consumer of trade's events. Whatever their order, the sums agree. */
import { dayOf } from '#platform/clock.ts'
import { consume, rewind } from '#platform/consumers.ts'
import type { Consumer } from '#platform/consumers.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { payloadsOf } from '#platform/events.ts'
import { orderCompleted, orderPaid, orderRefunded } from '#trade/events.ts'
import { ageOf } from './age.ts'

export type SalesDay = {
  day: string
  /** Paid on that day. */
  orders: number
  paidFen: number
  refundedFen: number
  /** Released to the brands. */
  completedFen: number
  /** Members who paid for the first time. */
  newBuyers: number
}

export const salesByDay: Consumer = {
  name: 'insight.sales_by_day',
  wants: [orderPaid.name, orderRefunded.name, orderCompleted.name],
  async take(tx, events) {
    const days = new Map<string, SalesDay>()
    const paid = payloadsOf(events, orderPaid)
    for (const { at, totalFen } of paid) {
      const day = dayIn(days, dayOf(new Date(at)))
      day.orders += 1
      day.paidFen += totalFen
    }
    for (const { at, amountFen } of payloadsOf(events, orderRefunded))
      dayIn(days, dayOf(new Date(at))).refundedFen += amountFen
    for (const { at, totalFen } of payloadsOf(events, orderCompleted))
      dayIn(days, dayOf(new Date(at))).completedFen += totalFen
    for (const { isOn, wasOn } of await meetBuyers(tx, paid)) {
      dayIn(days, isOn).newBuyers += 1
      if (wasOn) dayIn(days, wasOn).newBuyers -= 1
    }
    await addTo(tx, [...days.values()])
  },
}

function dayIn(days: Map<string, SalesDay>, day: string): SalesDay {
  const known = days.get(day)
  if (known) return known
  const fresh = { day, orders: 0, paidFen: 0, refundedFen: 0, completedFen: 0, newBuyers: 0 }
  days.set(day, fresh)
  return fresh
}

type Met = { isOn: string; wasOn: string | null }

/** Remembers each buyer's first day; answers those whose first day is new, or earlier than was known. */
async function meetBuyers(tx: Tx, paid: { memberId: string; at: string }[]): Promise<Met[]> {
  const first = new Map<string, string>()
  for (const { memberId, at } of paid) {
    const day = dayOf(new Date(at))
    const known = first.get(memberId)
    if (!known || day < known) first.set(memberId, day)
  }
  if (first.size === 0) return []
  return tx<Met>`
    insert into insight.buyer (member_id, first_paid_on)
    select * from unnest(${[...first.keys()]}::uuid[], ${[...first.values()]}::date[])
    on conflict (member_id) do update set first_paid_on = excluded.first_paid_on
      where excluded.first_paid_on < buyer.first_paid_on
    returning new.first_paid_on as is_on, old.first_paid_on as was_on`
}

async function addTo(tx: Tx, days: SalesDay[]): Promise<void> {
  await tx`
    insert into insight.sales_day as known
      (day, orders, paid_fen, refunded_fen, completed_fen, new_buyers)
    select * from unnest(${days.map((one) => one.day)}::date[],
      ${days.map((one) => one.orders)}::integer[], ${days.map((one) => one.paidFen)}::bigint[],
      ${days.map((one) => one.refundedFen)}::bigint[],
      ${days.map((one) => one.completedFen)}::bigint[],
      ${days.map((one) => one.newBuyers)}::integer[])
    on conflict (day) do update set orders = known.orders + excluded.orders,
      paid_fen = known.paid_fen + excluded.paid_fen,
      refunded_fen = known.refunded_fen + excluded.refunded_fen,
      completed_fen = known.completed_fen + excluded.completed_fen,
      new_buyers = known.new_buyers + excluded.new_buyers`
}

/** Every day from the first to the last, also those without a sale. */
export async function readSales(
  db: Sql,
  period: { from: string; to: string },
): Promise<SalesDay[]> {
  const { from, to } = period
  return db<SalesDay>`
    select every.day::date as day, coalesce(orders, 0) as orders, coalesce(paid_fen, 0) as paid_fen,
      coalesce(refunded_fen, 0) as refunded_fen, coalesce(completed_fen, 0) as completed_fen,
      coalesce(new_buyers, 0) as new_buyers
    from generate_series(${from}::date::timestamp, ${to}::date::timestamp, interval '1 day')
      as every (day)
    left join insight.sales_day on sales_day.day = every.day::date
    order by every.day`
}

/** How far the sums are behind: complete up to `asOf`, with so many events to come. */
export const ageOfSales = (db: Db, now: Date) => ageOf(db, salesByDay.name, now)

/**
 * Forgets all sums and makes them anew from the first event on, in small transactions. Until it is
 * through they are incomplete, and say so: they are behind.
 */
export async function rebuildSales(db: Db, now: Date): Promise<void> {
  await db.begin(async (tx) => {
    await rewind(tx, salesByDay.name)
    await tx`truncate insight.sales_day, insight.buyer`
  })
  while ((await consume(db, salesByDay, now)) > 0);
}
