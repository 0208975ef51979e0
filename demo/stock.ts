/**
 * Opening stock. The data has none, so it is made: enough that no SKU is ever sold below zero, plus a
 * margin drawn from a hash of the SKU; about one in twenty ends sold out and one in twenty nearly so.
 *
 * Goods cancelled before shipment go back to stock. Goods that come back from a customer do not: the
 * file does not say in what state they came.
 */
import { dayOf } from './calendar.ts'
import { between, fraction } from './chance.ts'
import type { PlannedOrder } from './orders.ts'
import type { ScheduledRefund } from './schedule.ts'
import { daysUntilRestocked } from './steps.ts'

/** Pieces at the opening by SKU. Holds whatever the order in which a day's orders are placed. */
export function planOpeningStock(
  orders: PlannedOrder[],
  refunds: ScheduledRefund[],
): Map<string, number> {
  const opening = new Map<string, number>()
  for (const [skuId, peak] of peakDemand(orders, refunds)) {
    opening.set(skuId, peak + marginFor(skuId, peak))
  }
  return opening
}

/** The most pieces of each SKU that are out at once, while those that come back wait to be restocked. */
function peakDemand(orders: PlannedOrder[], refunds: ScheduledRefund[]): Map<string, number> {
  const days = new Map<string, { sold: PlannedOrder[]; returned: ScheduledRefund[] }>()
  const onDay = (at: Date): { sold: PlannedOrder[]; returned: ScheduledRefund[] } => {
    const key = dayOf(at)
    const day = days.get(key) ?? { sold: [], returned: [] }
    days.set(key, day)
    return day
  }
  for (const order of orders) onDay(order.placedAt).sold.push(order)
  for (const refund of refunds) if (refund.returnsStock) onDay(refund.at).returned.push(refund)

  const out = new Map<string, number>()
  const peak = new Map<string, number>()
  const inOrder = [...days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day)
  inOrder.forEach(({ sold }, i) => {
    for (const { skuId, quantity } of inOrder[i - daysUntilRestocked]?.returned.flatMap(linesOf) ??
      [])
      out.set(skuId, (out.get(skuId) ?? 0) - quantity)
    for (const { skuId, quantity } of sold.flatMap(linesOf)) {
      const now = (out.get(skuId) ?? 0) + quantity
      out.set(skuId, now)
      peak.set(skuId, Math.max(now, peak.get(skuId) ?? 0))
    }
  })
  return peak
}

const linesOf = ({
  lines,
}: PlannedOrder | ScheduledRefund): { skuId: string; quantity: number }[] => lines

function marginFor(skuId: string, peak: number): number {
  const lot = fraction(`stock:${skuId}`)
  if (lot < 0.05) return 0
  if (lot < 0.1) return between(`few:${skuId}`, 1, 5)
  return 6 + Math.round(Math.min(peak, 2000) * (0.05 + 0.4 * fraction(`margin:${skuId}`)))
}
