/** Asking for a refund, and taking the request back. Nothing moves here; a decision moves it. */
import type { Tx } from '#platform/db.ts'
import { addMs } from '#platform/clock.ts'
import { DomainError } from '#platform/errors.ts'
import { lockForAfterSale, raiseVersions } from './after-sale-order.ts'
import type { AfterSaleOrder } from './after-sale-order.ts'
import { orderNotFound, refundExceeds, refundNotFound, refundState } from './errors.ts'
import { refundDecided, refundRequested } from './events.ts'
import { decideRefundWithinMs } from './order.ts'
import { lockOrders } from './outcome.ts'
import { approveRefunds } from './refund-decision.ts'
import { whyNotRequestRefund, worthOf } from './refund-rules.ts'
import type { AskedRefund, RefundLine } from './refund-rules.ts'
import { writeRemarks } from './remark.ts'
import { mayBecome, refundTransitions } from './transitions.ts'
import type { RefundStatus } from './transitions.ts'

export type NewRefund = AskedRefund & {
  refundId: string
  orderId: string
  /** Whose order it must be; null: anybody's, for staff and for a history that is loaded. */
  memberId: string | null
  remark?: string | undefined
}

type Requested = NewRefund & { memberId: string; amountFen: number; worth: RefundLine[] }

/**
 * Writes requests, set-wise; one result each, in order: null, or the refusal. What is asked for is
 * set aside for the request until it ends, so that all requests together never ask for more than
 * was paid.
 *
 * Errors: orderNotFound, orderState, disputeOpen, returnWindowClosed, afterSaleOver, tooManyLines,
 * refundExceeds.
 */
export async function requestRefunds(
  tx: Tx,
  refunds: NewRefund[],
): Promise<(DomainError | null)[]> {
  if (refunds.length === 0) return []
  const orders = await lockForAfterSale(
    tx,
    refunds.map((refund) => refund.orderId),
  )
  const results = refunds.map((refund) => consider(orders.get(refund.orderId), refund))
  await writeRequests(
    tx,
    results.filter((result): result is Requested => !(result instanceof DomainError)),
  )
  return results.map((result) => (result instanceof DomainError ? result : null))
}

/**
 * A member's or a staff's request; a cancellation needs nobody's approval, so it is approved here.
 */
export async function requestRefund(tx: Tx, refund: NewRefund): Promise<void> {
  const [refusal] = await requestRefunds(tx, [refund])
  if (refusal) throw refusal
  if (refund.kind !== 'cancel') return
  const { refundId, requestedAt } = refund
  const [result] = await approveRefunds(tx, [{ refundId, decidedAt: requestedAt }], requestedAt)
  if (result instanceof DomainError) throw result
}

function consider(order: AfterSaleOrder | undefined, refund: NewRefund): DomainError | Requested {
  const { orderId } = refund
  if (!order || (refund.memberId !== null && refund.memberId !== order.memberId))
    return orderNotFound({ orderId })
  const refusal = whyNotRequestRefund(order, refund)
  if (refusal) return refusal
  const worth = worthOf(order, refund.lines)
  const amountFen = worth.reduce((sum, line) => sum + line.amountFen, 0)
  if (amountFen === 0) return refundExceeds({ leftFen: 0 })
  // The next one of the same call sees what this one set aside.
  for (const { lineNo, quantity, amountFen } of worth) {
    const line = order.lines.find((one) => one.lineNo === lineNo)!
    line.openQuantity += quantity
    line.openFen += amountFen
  }
  return { ...refund, memberId: order.memberId, amountFen, worth }
}

async function writeRequests(tx: Tx, refunds: Requested[]): Promise<void> {
  if (refunds.length === 0) return
  await tx`
    insert into trade.refund (id, order_id, kind, status, amount_fen, reason, restock, requested_by,
      requested_at, due_at)
    select id, order_id, kind, 'requested', amount_fen, reason, restock, requested_by, requested_at,
      due_at
    from unnest(
      ${refunds.map((one) => one.refundId)}::uuid[], ${refunds.map((one) => one.orderId)}::uuid[],
      ${refunds.map((one) => one.kind)}::text[], ${refunds.map((one) => one.amountFen)}::bigint[],
      ${refunds.map((one) => one.reason)}::text[],
      ${refunds.map((one) => one.kind === 'cancel')}::boolean[],
      ${refunds.map((one) => one.requestedBy)}::text[],
      ${refunds.map((one) => one.requestedAt)}::timestamptz[],
      ${refunds.map((one) => addMs(one.requestedAt, decideRefundWithinMs))}::timestamptz[]
    ) as new (id, order_id, kind, amount_fen, reason, restock, requested_by, requested_at, due_at)`
  const lines = refunds.flatMap(({ refundId, orderId, worth }) =>
    worth.map((line) => ({ refundId, orderId, ...line })),
  )
  await tx`
    insert into trade.refund_line (refund_id, order_id, line_no, quantity, amount_fen)
    select * from unnest(
      ${lines.map((line) => line.refundId)}::uuid[], ${lines.map((line) => line.orderId)}::uuid[],
      ${lines.map((line) => line.lineNo)}::smallint[],
      ${lines.map((line) => line.quantity)}::integer[],
      ${lines.map((line) => line.amountFen)}::bigint[])`
  await writeRemarks(tx, refunds.flatMap(remarkOf))
  const raised = await raiseVersions(
    tx,
    refunds.map((refund) => refund.orderId),
  )
  await refundRequested.recordAll(
    tx,
    refunds.map(({ refundId, amountFen, requestedAt }, index) => {
      return { ...raised[index]!, refundId, amountFen, at: requestedAt.toISOString() }
    }),
  )
}

const remarkOf = ({ refundId, memberId, requestedBy, remark, requestedAt }: Requested) => {
  if (!remark) return []
  const author = requestedBy === 'member' ? ('member' as const) : ('staff' as const)
  return [{ subject: `refund:${refundId}`, author, memberId, text: remark, writtenAt: requestedAt }]
}

/**
 * The member takes a request back that nobody decided yet. Errors: orderNotFound, refundNotFound,
 * refundState.
 */
export async function withdrawRefund(
  tx: Tx,
  input: { orderId: string; refundId: string; memberId: string; now: Date },
): Promise<void> {
  const { orderId, refundId, memberId, now } = input
  await lockOrders(tx, [orderId])
  const [refund] = await tx<{ memberId: string; status: RefundStatus; amountFen: number }>`
    select "order".member_id, refund.status, refund.amount_fen from trade.refund
    join trade."order" on "order".id = refund.order_id
    where refund.id = ${refundId} and refund.order_id = ${orderId}`
  if (!refund || refund.memberId !== memberId) throw refundNotFound({ refundId })
  if (!mayBecome(refundTransitions, refund.status, 'withdrawn'))
    throw refundState({ refundStatus: refund.status })
  await tx`
    update trade.refund set status = 'withdrawn', decided_at = ${now}, due_at = null
    where id = ${refundId}`
  const [raised] = await raiseVersions(tx, [orderId])
  const { amountFen } = refund
  const at = now.toISOString()
  await refundDecided.record(tx, { ...raised!, refundId, amountFen, decision: 'withdrawn', at })
}
