/** Which refunds may be asked for, until when, and what they are worth. Pure. */
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import type { DomainError } from '#platform/errors.ts'
import type { AfterSaleLine, AfterSaleOrder } from './after-sale-order.ts'
import {
  afterSaleOver,
  disputeOpen,
  orderState,
  refundExceeds,
  returnWindowClosed,
  tooManyLines,
} from './errors.ts'
import { refundWorth } from './order.ts'

export type RefundKind = 'cancel' | 'return' | 'money_only'
export type RefundBy = 'member' | 'staff' | 'dispute'

/** Of a line: so many pieces; or none, and a part of what was paid (not for members). */
export type AskedLine = { lineNo: number; quantity: number; amountFen?: number | undefined }
export type RefundLine = { lineNo: number; quantity: number; amountFen: number }

export type AskedRefund = {
  kind: RefundKind
  reason: string
  lines: AskedLine[]
  requestedBy: RefundBy
  requestedAt: Date
}

/**
 * Rule R-02: seven days for a return without a reason, counted from the day after receipt (the last
 * parcel's) to 24:00 of the seventh, in China. From this instant on it is too late.
 */
export const noReasonUntil = (receivedAt: Date) => endOfDayAfter(receivedAt, 7)

/**
 * With a reason a member has 175 days, counted alike: institutions take money back from receivers
 * for 180 days after they split it, and we need up to five of them to decide.
 */
export const afterSaleDays = 175
export const afterSaleUntil = (receivedAt: Date) => endOfDayAfter(receivedAt, afterSaleDays)

const endOfDayAfter = (instant: Date, days: number) =>
  addMs(startOfDay(dayOf(instant)), (days + 1) * dayMs)

/**
 * Why this refund may not be asked for now, or null when it may. What was not sent is cancelled,
 * what was sent is returned; before receipt no clock runs. Times bind members: staff may ask later
 * for them.
 */
export function whyNotRequestRefund(order: AfterSaleOrder, asked: AskedRefund): DomainError | null {
  if (!['paid', 'shipped', 'received', 'completed'].includes(order.status))
    return orderState({ orderStatus: order.status })
  if (order.disputed) return disputeOpen({ orderId: order.orderId })
  const tooLate = asked.requestedBy === 'member' ? whyTooLate(order, asked) : null
  if (tooLate) return tooLate
  const seen = new Set<number>()
  for (const wanted of asked.lines) {
    if (seen.has(wanted.lineNo)) return tooManyLines({ lineNo: wanted.lineNo })
    seen.add(wanted.lineNo)
    const line = order.lines.find((one) => one.lineNo === wanted.lineNo)
    if (!line) return refundExceeds({ lineNo: wanted.lineNo })
    const refusal = whyNotLine(order, line, asked, wanted)
    if (refusal) return refusal
  }
  return null
}

function whyTooLate({ receivedAt }: AfterSaleOrder, asked: AskedRefund): DomainError | null {
  if (!receivedAt) return null
  if (asked.requestedAt >= afterSaleUntil(receivedAt)) return afterSaleOver()
  if (asked.reason !== 'no_reason' || asked.requestedAt < noReasonUntil(receivedAt)) return null
  return returnWindowClosed({ until: noReasonUntil(receivedAt).toISOString() })
}

function whyNotLine(
  order: AfterSaleOrder,
  line: AfterSaleLine,
  asked: AskedRefund,
  wanted: AskedLine,
): DomainError | null {
  const { lineNo, quantity, amountFen = 0 } = wanted
  const fitsKind =
    asked.kind === 'cancel'
      ? order.status === 'paid' && !line.sent
      : line.sent || (asked.kind === 'money_only' && asked.requestedBy !== 'member')
  if (!fitsKind) return orderState({ orderStatus: order.status, lineNo, sent: line.sent })
  const leftQuantity = line.quantity - line.refundedQuantity - line.openQuantity
  const leftFen = leftOf(line)
  const isMoney = quantity === 0 && amountFen > 0 && asked.requestedBy !== 'member'
  const fits = isMoney ? amountFen <= leftFen : quantity > 0 && quantity <= leftQuantity
  return fits ? null : refundExceeds({ lineNo, leftQuantity, leftFen })
}

/** What a line is still worth: paid, not gone back, and not in a request. */
export const leftOf = (line: AfterSaleLine) => line.totalFen - line.refundedFen - line.openFen

/**
 * What the lines are worth. Parts that are asked for one after the other add up to the line's total
 * exactly; whoever takes the last piece gets what is left, whatever came between.
 */
export function worthOf(order: AfterSaleOrder, asked: AskedLine[]): RefundLine[] {
  return asked.map(({ lineNo, quantity, amountFen = 0 }) => {
    const line = order.lines.find((one) => one.lineNo === lineNo)!
    return { lineNo, quantity, amountFen: quantity === 0 ? amountFen : piecesWorth(line, quantity) }
  })
}

function piecesWorth(line: AfterSaleLine, quantity: number): number {
  const refundedQuantity = line.refundedQuantity + line.openQuantity
  if (refundedQuantity + quantity === line.quantity) return leftOf(line)
  const refundedFen = line.refundedFen + line.openFen
  return refundWorth({ ...line, refundedQuantity, refundedFen }, quantity)
}
