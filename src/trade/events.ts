/** What happens in trade, for whoever wants to know. `version` is the order's, taken under its lock. */
import { z } from 'zod'
import { defineEvent } from '#platform/events.ts'

const order = { orderId: z.uuid(), memberId: z.uuid(), version: z.int() }
const at = z.iso.datetime()

export const orderPlaced = defineEvent('trade.order_placed', { ...order, totalFen: z.int(), at })
export const orderPaid = defineEvent('trade.order_paid', { ...order, totalFen: z.int(), at })
export const orderClosed = defineEvent('trade.order_closed', { ...order, why: z.string(), at })
export const orderShipped = defineEvent('trade.order_shipped', { ...order, at })
export const orderReceived = defineEvent('trade.order_received', { ...order, at })
/** The buyer has the goods and the money was released to the brands. */
export const orderCompleted = defineEvent('trade.order_completed', {
  ...order,
  totalFen: z.int(),
  at,
})
export const paymentFailed = defineEvent('trade.payment_failed', {
  ...order,
  number: z.string(),
  at,
})
/** Money that came too late or twice is on its way back. */
export const paymentReturned = defineEvent('trade.payment_returned', {
  ...order,
  number: z.string(),
  at,
})
const refund = { ...order, refundId: z.uuid(), amountFen: z.int(), at }
export const refundRequested = defineEvent('trade.refund_requested', refund)
export const refundDecided = defineEvent('trade.refund_decided', {
  ...refund,
  decision: z.enum(['approved', 'refused', 'withdrawn', 'stuck']),
})
export const orderRefunded = defineEvent('trade.order_refunded', {
  ...refund,
  afterRelease: z.boolean(),
})
export const disputeOpened = defineEvent('trade.dispute_opened', {
  ...order,
  disputeId: z.uuid(),
  at,
})
export const disputeDecided = defineEvent('trade.dispute_decided', {
  ...order,
  disputeId: z.uuid(),
  refundFen: z.int(),
  at,
})
export const disputeWithdrawn = defineEvent('trade.dispute_withdrawn', {
  ...order,
  disputeId: z.uuid(),
  at,
})
export const payoutDone = defineEvent('trade.payout_done', {
  payoutId: z.uuid(),
  brandId: z.uuid(),
  amountFen: z.int(),
  at,
})
