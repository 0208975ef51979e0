/** Refunds and disputes as they are shown: one as an answer, or a page of them for staff. */
import type { Sql } from '#platform/db.ts'
import { sql } from '#platform/db.ts'
import { z } from 'zod'
import { findRemarks, Remark } from './remark.ts'
import { Dispute, fen, OrderStatus, Refund } from './views.ts'

type RefundView = z.input<typeof Refund>
type RefundLine = RefundView['lines'][number]

const refundColumns = sql`refund.id, refund.order_id, refund.kind, refund.status, refund.amount_fen,
  refund.reason, refund.after_release, refund.requested_at, refund.due_at, refund.decided_at,
  refund.done_at`

/** One that exists. */
export async function readRefund(db: Sql, refundId: string): Promise<RefundView> {
  const [refund] = await db<Omit<RefundView, 'lines'>>`
    select ${refundColumns} from trade.refund where id = ${refundId}`
  const lines = await linesOf(db, [refundId])
  return { ...refund!, lines: lines.get(refundId) ?? [] }
}

async function linesOf(db: Sql, refundIds: string[]): Promise<Map<string, RefundLine[]>> {
  const lines = await db<RefundLine & { refundId: string }>`
    select refund_id, line_no, quantity, amount_fen from trade.refund_line
    where refund_id = any(${refundIds}::uuid[]) order by refund_id, line_no`
  return Map.groupBy(lines, (line) => line.refundId)
}

/** A refund with what staff need to decide it. */
export const ConsoleRefund = Refund.extend({
  memberId: z.uuid(),
  requestedBy: z.enum(['member', 'staff', 'dispute']),
  restock: z.boolean(),
  orderStatus: OrderStatus,
  remarks: z.array(Remark),
})
type ConsoleRefundView = z.input<typeof ConsoleRefund>

export type Page = { status: string | null; beforeId: string | null; limit: number }

/** Newest first, by key. `status` null: all. */
export async function listRefunds(db: Sql, page: Page): Promise<ConsoleRefundView[]> {
  const { status, beforeId, limit } = page
  const refunds = await db<Omit<ConsoleRefundView, 'lines' | 'remarks'>>`
    select ${refundColumns}, refund.requested_by, refund.restock, "order".member_id,
      "order".status as order_status
    from trade.refund join trade."order" on "order".id = refund.order_id
    where (${status}::text is null or refund.status = ${status})
      and (${beforeId}::uuid is null or refund.id < ${beforeId})
    order by refund.id desc limit ${limit}`
  const ids = refunds.map((refund) => refund.id)
  const lines = await linesOf(db, ids)
  const remarks = await findRemarks(
    db,
    ids.map((id) => `refund:${id}`),
  )
  return refunds.map((refund) => ({
    ...refund,
    lines: lines.get(refund.id) ?? [],
    remarks: remarks.get(`refund:${refund.id}`) ?? [],
  }))
}

/** One that exists. */
export async function readDispute(db: Sql, disputeId: string): Promise<z.input<typeof Dispute>> {
  const [dispute] = await db<z.input<typeof Dispute>>`
    select id, order_id, status, reason, opened_at, due_at, decided_at, refund_fen
    from trade.dispute where id = ${disputeId}`
  return dispute!
}

/** A dispute with what staff need to decide it. */
export const ConsoleDispute = Dispute.extend({
  memberId: z.uuid(),
  orderStatus: OrderStatus,
  grounds: z.string().nullable(),
  refundId: z.uuid().nullable(),
  /** At most this can be granted: paid, not gone back, and not asked for in an open request. */
  leftFen: fen,
  remarks: z.array(Remark),
})
type ConsoleDisputeView = z.input<typeof ConsoleDispute>

/** Newest first, by key. `status` null: all. */
export async function listDisputes(db: Sql, page: Page): Promise<ConsoleDisputeView[]> {
  const { status, beforeId, limit } = page
  const disputes = await db<Omit<ConsoleDisputeView, 'remarks'>>`
    select dispute.id, dispute.order_id, dispute.status, dispute.reason, dispute.opened_at,
      dispute.due_at, dispute.decided_at, dispute.refund_fen, dispute.grounds, dispute.refund_id,
      "order".member_id, "order".status as order_status,
      "order".total_fen - "order".refunded_fen - coalesce((
        select sum(amount_fen) from trade.refund
        where refund.order_id = "order".id and refund.status in ('requested', 'stuck')), 0)::bigint
        as left_fen
    from trade.dispute join trade."order" on "order".id = dispute.order_id
    where (${status}::text is null or dispute.status = ${status})
      and (${beforeId}::uuid is null or dispute.id < ${beforeId})
    order by dispute.id desc limit ${limit}`
  const remarks = await findRemarks(
    db,
    disputes.map(({ id }) => `dispute:${id}`),
  )
  return disputes.map((dispute) => ({
    ...dispute,
    remarks: remarks.get(`dispute:${dispute.id}`) ?? [],
  }))
}
