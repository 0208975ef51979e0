/**
 * When each order is paid, shipped and received. The file has only the times of orders and of
 * cancellations; the rest is made: paid within 12 minutes, shipped on the next working day, received
 * and thereby released two to five days after that, or by itself when nobody confirmed. A cancellation
 * keeps its own time; how many confirm is chosen so that about half come after the release.
 */
import { addMs } from '#platform/clock.ts'
import { receiveWithinMs } from '#trade/order.ts'
import { addDays, dayOf, dayStart, nextWorkingDay } from './calendar.ts'
import { between, fraction } from './chance.ts'
import type { PlannedRefund } from './cancellations.ts'
import type { PlannedOrder } from './orders.ts'

/** Where an order stands when money is given back: paid, on its way, or released to the brand. */
export type RefundStage = 'paid' | 'shipped' | 'released'
export type ScheduledRefund = PlannedRefund & { stage: RefundStage; returnsStock: boolean }
export type Schedule = {
  order: PlannedOrder
  paidAt: Date
  /** Null when the order was cancelled whole before it. */
  shippedAt: Date | null
  receivedAt: Date | null
  /** In order of time. */
  refunds: ScheduledRefund[]
}

const minuteMs = 60_000

export function scheduleOrders(orders: PlannedOrder[], refunds: PlannedRefund[]): Schedule[] {
  const byOrder = Map.groupBy(refunds, (refund) => refund.orderId)
  return orders.map((order) => schedule(order, byOrder.get(order.id) ?? []))
}

function schedule(order: PlannedOrder, refunds: PlannedRefund[]): Schedule {
  const inTime = refunds.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const shipsAt = atOfficeHours(nextWorkingDay(dayOf(order.placedAt)), `ship:${order.id}`, 17)
  const receivesAt = receivedAfter(shipsAt, order)
  const stageAt = (at: Date): RefundStage =>
    at < shipsAt ? 'paid' : at < receivesAt ? 'shipped' : 'released'
  const staged = inTime.map((refund): ScheduledRefund => {
    const stage = stageAt(refund.at)
    return { ...refund, stage, returnsStock: stage === 'paid' }
  })
  const goneBy = (at: Date): boolean => {
    const back = inTime.filter((refund) => refund.at < at)
    return back.reduce((sum, refund) => sum + refund.amountFen, 0) === order.totalFen
  }
  const shippedAt = goneBy(shipsAt) ? null : shipsAt
  const receivedAt = shippedAt === null || goneBy(receivesAt) ? null : receivesAt
  return { order, paidAt: paidAt(order, inTime[0]), shippedAt, receivedAt, refunds: staged }
}

/** One in five confirms when the parcel has come; for the others the shop's own time limit does it. */
function receivedAfter(shipsAt: Date, { id }: PlannedOrder): Date {
  if (fraction(`confirm:${id}`) >= 0.2) return addMs(shipsAt, receiveWithinMs)
  const receivedOn = addDays(dayOf(shipsAt), between(`travel:${id}`, 2, 5))
  return atOfficeHours(receivedOn, `receive:${id}`, 21)
}

/** Made times give way to real ones: an order cancelled within minutes was paid before that. */
function paidAt(order: PlannedOrder, firstRefund: PlannedRefund | undefined): Date {
  const placed = order.placedAt.getTime()
  const waitMs = between(`pay:${order.id}`, 1, 12) * minuteMs
  const room = firstRefund ? Math.floor((firstRefund.at.getTime() - placed) / 2) : waitMs
  return new Date(placed + Math.min(waitMs, room))
}

/** Some minute from nine o'clock until the closing hour. */
function atOfficeHours(day: string, key: string, closingHour: number): Date {
  const minute = between(key, 9 * 60, closingHour * 60 - 1)
  return new Date(dayStart(day).getTime() + minute * minuteMs)
}
