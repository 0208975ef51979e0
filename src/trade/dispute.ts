/** Disputes: while one is open, nothing is released or refunded. Staff decide what goes back. */
import { randomUUIDv7 } from 'node:crypto'
import type { Tx } from '#platform/db.ts'
import { addMs } from '#platform/clock.ts'
import { DomainError } from '#platform/errors.ts'
import { z } from 'zod'
import { letReleaseGoOn, lockForAfterSale, raiseVersions } from './after-sale-order.ts'
import type { AfterSaleOrder } from './after-sale-order.ts'
import {
  afterSaleOver,
  disputeNotFound,
  disputeOpen,
  disputeState,
  orderNotFound,
  orderState,
  refundExceeds,
} from './errors.ts'
import { disputeDecided, disputeOpened, disputeWithdrawn } from './events.ts'
import { decideDisputeWithinMs, share } from './order.ts'
import { approveRefunds } from './refund-decision.ts'
import { requestRefunds } from './refund-request.ts'
import { afterSaleUntil, leftOf } from './refund-rules.ts'
import type { AskedLine } from './refund-rules.ts'
import { writeRemarks } from './remark.ts'
import { disputeTransitions, mayBecome } from './transitions.ts'
import type { DisputeStatus } from './transitions.ts'

export const DisputeReason = z.enum([
  'not_received',
  'not_as_described',
  'damaged',
  'wrong_article',
  'refund_refused',
  'other',
])

/** Why a verdict is as it is. */
export const DisputeGrounds = z.enum([
  'not_received',
  'not_as_described',
  'damaged',
  'wrong_article',
  'agreed', // between buyer and brand
  'shared_fault',
  'not_shown', // what was claimed
  'other',
])

export type NewDispute = {
  disputeId: string
  orderId: string
  memberId: string
  reason: z.infer<typeof DisputeReason>
  remark: string
  now: Date
}

/**
 * The member disputes an order: it is frozen until the dispute ends. A split that was given to the
 * institution before cannot be called back; then the verdict takes from the receivers.
 *
 * Errors: orderNotFound, orderState, disputeOpen, afterSaleOver.
 */
export async function openDispute(tx: Tx, dispute: NewDispute): Promise<void> {
  const { disputeId, orderId, memberId, reason, remark, now } = dispute
  const order = (await lockForAfterSale(tx, [orderId])).get(orderId)
  if (order?.memberId !== memberId) throw orderNotFound({ orderId })
  const refusal = whyNotDispute(order, now)
  if (refusal) throw refusal
  await tx`
    insert into trade.dispute (id, order_id, status, reason, opened_at, due_at)
    values (${disputeId}, ${orderId}, 'opened', ${reason}, ${now},
      ${addMs(now, decideDisputeWithinMs)})`
  await tx`update trade."order" set disputed = true where id = ${orderId}`
  const subject = `dispute:${disputeId}`
  await writeRemarks(tx, [{ subject, author: 'member', memberId, text: remark, writtenAt: now }])
  const [raised] = await raiseVersions(tx, [orderId])
  await disputeOpened.record(tx, { ...raised!, disputeId, at: now.toISOString() })
}

/** Why this order may not be disputed now, or null when it may. */
export function whyNotDispute(
  order: Pick<AfterSaleOrder, 'status' | 'disputed' | 'receivedAt'>,
  now: Date,
): DomainError | null {
  const { status, disputed, receivedAt } = order
  if (!['paid', 'shipped', 'received', 'completed'].includes(status))
    return orderState({ orderStatus: status })
  if (disputed) return disputeOpen()
  return receivedAt && now >= afterSaleUntil(receivedAt) ? afterSaleOver() : null
}

/** Errors: disputeNotFound, disputeState. */
export async function withdrawDispute(
  tx: Tx,
  input: { orderId: string; disputeId: string; memberId: string; now: Date },
): Promise<void> {
  const { orderId, disputeId, memberId, now } = input
  const [mine] = await tx`
    select from trade."order" where id = ${orderId} and member_id = ${memberId}`
  if (!mine) throw disputeNotFound({ disputeId })
  await lockDisputed(tx, { disputeId, orderId }, 'withdrawn')
  await tx`
    update trade.dispute set status = 'withdrawn', decided_at = ${now} where id = ${disputeId}`
  await unfreeze(tx, orderId, now)
  const [raised] = await raiseVersions(tx, [orderId])
  await disputeWithdrawn.record(tx, { ...raised!, disputeId, at: now.toISOString() })
}

export type Verdict = {
  disputeId: string
  /** From 0 to what is left of the order: paid, not gone back, and not in an open request. */
  refundFen: number
  grounds: z.infer<typeof DisputeGrounds>
  remark?: string | undefined
  now: Date
}

/**
 * Staff decide a dispute, once. Money that goes back is approved at once, from wherever it is; when
 * its receiver cannot give it now that refund is stuck, and the verdict stands. The rest of a
 * received order goes on to its release by its timer.
 *
 * Errors: disputeNotFound, disputeState, refundExceeds, releaseUnderWay.
 */
export async function decideDispute(tx: Tx, verdict: Verdict): Promise<void> {
  const { disputeId, refundFen, grounds, remark, now } = verdict
  const order = await lockDisputed(tx, { disputeId }, 'decided')
  const { orderId, memberId } = order
  const refundId = refundFen > 0 ? randomUUIDv7() : null
  const refund = verdictRefund(order, refundFen)
  await tx`
    update trade.dispute set status = 'decided', decided_at = ${now}, refund_fen = ${refundFen},
      grounds = ${grounds}
    where id = ${disputeId}`
  await unfreeze(tx, orderId, now)
  if (remark) {
    const subject = `dispute:${disputeId}`
    await writeRemarks(tx, [{ subject, author: 'staff', memberId, text: remark, writtenAt: now }])
  }
  const [raised] = await raiseVersions(tx, [orderId])
  await disputeDecided.record(tx, { ...raised!, disputeId, refundFen, at: now.toISOString() })
  if (!refundId) return
  await grant(tx, { refundId, orderId, grounds, ...refund, now })
  await tx`update trade.dispute set refund_id = ${refundId} where id = ${disputeId}`
}

type VerdictRefund = { kind: 'cancel' | 'money_only'; lines: AskedLine[] }

/**
 * What a verdict gives back. When all of an order goes back of which nothing was sent, it is cancelled,
 * and its goods are on sale again. Else it is money alone, shared over the lines by what they are still
 * worth.
 */
export function verdictRefund(order: AfterSaleOrder, refundFen: number): VerdictRefund {
  const worth = order.lines.map(leftOf)
  const leftFen = worth.reduce((sum, one) => sum + one, 0)
  if (refundFen > leftFen) throw refundExceeds({ leftFen })
  if (refundFen === leftFen && order.lines.every((line) => !line.sent)) {
    const lines = order.lines.map(({ lineNo, quantity, refundedQuantity, openQuantity }) => {
      return { lineNo, quantity: quantity - refundedQuantity - openQuantity }
    })
    return { kind: 'cancel', lines: lines.filter((line) => line.quantity > 0) }
  }
  const lines = share(refundFen, worth)
    .map((amountFen, index) => ({ lineNo: order.lines[index]!.lineNo, quantity: 0, amountFen }))
    .filter((line) => line.amountFen > 0)
  return { kind: 'money_only', lines }
}

async function grant(
  tx: Tx,
  granted: VerdictRefund & { refundId: string; orderId: string; grounds: string; now: Date },
): Promise<void> {
  const { refundId, orderId, grounds, kind, lines, now } = granted
  const asked = { kind, reason: grounds, requestedBy: 'dispute' as const }
  const request = { refundId, orderId, memberId: null, lines, requestedAt: now, ...asked }
  const [refusal] = await requestRefunds(tx, [request])
  if (refusal) throw refusal
  const [result] = await approveRefunds(tx, [{ refundId, decidedAt: now }], now)
  if (result instanceof DomainError) throw result
}

/** Locks the disputed order, then looks whether the dispute may still become `next`. */
async function lockDisputed(
  tx: Tx,
  which: { disputeId: string; orderId?: string },
  next: DisputeStatus,
): Promise<AfterSaleOrder> {
  const { disputeId, orderId = null } = which
  const [found] = await tx<{ orderId: string }>`
    select order_id from trade.dispute
    where id = ${disputeId} and (${orderId}::uuid is null or order_id = ${orderId})`
  if (!found) throw disputeNotFound({ disputeId })
  const order = (await lockForAfterSale(tx, [found.orderId])).get(found.orderId)!
  const [dispute] = await tx<{ status: DisputeStatus }>`
    select status from trade.dispute where id = ${disputeId}`
  const { status } = dispute!
  if (!mayBecome(disputeTransitions, status, next)) throw disputeState({ disputeStatus: status })
  return order
}

async function unfreeze(tx: Tx, orderId: string, now: Date): Promise<void> {
  await tx`update trade."order" set disputed = false where id = ${orderId}`
  await letReleaseGoOn(tx, new Map([[orderId, now]]))
}
