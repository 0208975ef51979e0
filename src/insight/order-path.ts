/**
 * How far the orders placed on a day have come, and where the others stopped. A step is counted by its
 * event, under the day the order was placed; whether an order stopped is read from the order itself,
 * because a closed one may still be paid, and only the last of several refunds ends an order.
 */
import { dayOf } from '#platform/clock.ts'
import type { StoredEvent } from '#platform/consumers.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { payloadsOf } from '#platform/events.ts'
import {
  orderClosed,
  orderCompleted,
  orderPaid,
  orderPlaced,
  orderReceived,
  orderRefunded,
  orderShipped,
} from '#trade/events.ts'
import { readOrderFacts } from '#trade/order-facts.ts'
import type { OrderFacts } from '#trade/order-facts.ts'

export const steps = ['placed', 'paid', 'shipped', 'received', 'completed'] as const
export type Step = (typeof steps)[number]
type Day = Record<Step, number>

const stepEvents = {
  placed: orderPlaced,
  paid: orderPaid,
  shipped: orderShipped,
  received: orderReceived,
  completed: orderCompleted,
}

export async function followPaths(tx: Tx, events: StoredEvent[]): Promise<void> {
  const idsOf = (type: Parameters<typeof payloadsOf<{ orderId: string }>>[1]) =>
    payloadsOf(events, type).map((one) => one.orderId)
  const reached = steps.map((step) => ({ step, orderIds: idsOf(stepEvents[step]) }))
  const mayHaveStopped = [orderClosed, orderPaid, orderRefunded].flatMap((type) => idsOf(type))
  const ids = [...reached.flatMap((one) => one.orderIds), ...mayHaveStopped]
  const found = await readOrderFacts(tx, [...new Set(ids)])
  const facts = new Map(found.map((one) => [one.orderId, one]))

  const days = new Map<string, Day>()
  for (const { step, orderIds } of reached)
    for (const orderId of orderIds) {
      const order = facts.get(orderId)
      if (order) dayIn(days, dayOf(order.placedAt))[step] += 1
    }
  await addTo(tx, days)
  await noteStopped(
    tx,
    [...new Set(mayHaveStopped)].flatMap((id) => facts.get(id) ?? []),
  )
}

function dayIn(days: Map<string, Day>, day: string): Day {
  const known = days.get(day)
  if (known) return known
  const fresh = { placed: 0, paid: 0, shipped: 0, received: 0, completed: 0 }
  days.set(day, fresh)
  return fresh
}

async function addTo(tx: Tx, days: Map<string, Day>): Promise<void> {
  const sums = [...days.values()]
  await tx`
    insert into insight.placed_day as known (day, placed, paid, shipped, received, completed)
    select * from unnest(${[...days.keys()]}::date[],
      ${sums.map((one) => one.placed)}::integer[], ${sums.map((one) => one.paid)}::integer[],
      ${sums.map((one) => one.shipped)}::integer[], ${sums.map((one) => one.received)}::integer[],
      ${sums.map((one) => one.completed)}::integer[])
    on conflict (day) do update set placed = known.placed + excluded.placed,
      paid = known.paid + excluded.paid, shipped = known.shipped + excluded.shipped,
      received = known.received + excluded.received,
      completed = known.completed + excluded.completed`
}

/** Every change of what is read here records an event, so the last one taken sees how it ended. */
async function noteStopped(tx: Tx, orders: OrderFacts[]): Promise<void> {
  if (orders.length === 0) return
  const stopped = orders.filter((one) => one.status === 'closed' || one.status === 'refunded')
  const goOn = orders.filter((one) => !stopped.includes(one))
  await tx`
    delete from insight.dropped_order
    where order_id = any(${goOn.map((one) => one.orderId)}::uuid[])`
  await tx`
    insert into insight.dropped_order (order_id, placed_on, last_step)
    select * from unnest(${stopped.map((one) => one.orderId)}::uuid[],
      ${stopped.map((one) => dayOf(one.placedAt))}::date[], ${stopped.map(lastStepOf)}::text[])
    on conflict (order_id) do update set last_step = excluded.last_step`
}

function lastStepOf(order: OrderFacts): Step {
  if (order.status === 'closed') return 'placed'
  if (order.completedAt) return 'completed'
  if (order.receivedAt) return 'received'
  return order.shippedAt ? 'shipped' : 'paid'
}

/** `orders` came this far; of them `dropped` went no further and never will, `waiting` may. */
export type PathStep = { step: Step; orders: number; dropped: number; waiting: number }

/** Of the orders placed in the period. Each step's orders are the next one's, dropped and waiting. */
export async function readPath(db: Sql, period: { from: string; to: string }): Promise<PathStep[]> {
  const { from, to } = period
  // One statement, so that sums and drop-outs are of one moment.
  const [read] = await db<{ reached: number[]; dropped: Partial<Day> | null }>`
    select array[coalesce(sum(placed), 0), coalesce(sum(paid), 0), coalesce(sum(shipped), 0),
        coalesce(sum(received), 0), coalesce(sum(completed), 0)]::int[] as reached,
      (select jsonb_object_agg(last_step, count) from (
        select last_step, count(*) from insight.dropped_order
        where placed_on between ${from} and ${to} group by last_step) as by_step) as dropped
    from insight.placed_day where day between ${from} and ${to}`
  const { reached, dropped } = read!
  return steps.map((step, at) => {
    const stopped = dropped?.[step] ?? 0
    const waiting = at === steps.length - 1 ? 0 : reached[at]! - reached[at + 1]! - stopped
    return { step, orders: reached[at]!, dropped: stopped, waiting }
  })
}
