/**
 * One consumer keeps what is told of orders over time: paid by the minute, how far those of a day came,
 * and in which months a member bought. Whatever the order of events, the sums agree.
 */
import { consume, rewind } from '#platform/consumers.ts'
import type { Consumer } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
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
import { addBuyerMonths } from './cohorts.ts'
import { addPaidMinutes } from './paid-minutes.ts'
import { followPaths } from './order-path.ts'

export const orderFigures: Consumer = {
  name: 'insight.order_figures',
  wants: [
    orderPlaced.name,
    orderPaid.name,
    orderShipped.name,
    orderReceived.name,
    orderCompleted.name,
    orderClosed.name,
    orderRefunded.name,
  ],
  async take(tx, events) {
    const paid = payloadsOf(events, orderPaid)
    await addPaidMinutes(tx, paid)
    await addBuyerMonths(tx, paid)
    await followPaths(tx, events)
  },
}

/** Forgets all of it and makes it anew, as `rebuildSales` does. */
export async function rebuildOrderFigures(db: Db, now: Date): Promise<void> {
  await db.begin(async (tx) => {
    await rewind(tx, orderFigures.name)
    await tx`
      truncate insight.paid_minute, insight.placed_day, insight.dropped_order, insight.buyer_month`
  })
  while ((await consume(db, orderFigures, now)) > 0);
}
