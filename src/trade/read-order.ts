/** Orders as they are shown: one with everything about it, or a page of many. */
import { findFirstPictures } from '#catalog/picture.ts'
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import type { z } from 'zod'
import { afterSaleUntil, noReasonUntil } from './refund-rules.ts'
import { timelineOf } from './timeline.ts'
import type { Order, OrderSummary } from './views.ts'

type OrderView = z.input<typeof Order>
type Part<Key extends 'lines' | 'payments' | 'shipments' | 'refunds' | 'disputes'> =
  OrderView[Key][number]

type Made =
  | 'returnUntil'
  | 'afterSaleUntil'
  | 'lines'
  | 'payments'
  | 'shipments'
  | 'refunds'
  | 'disputes'
  | 'timeline'

/** Null when there is none, or it is not this member's (`memberId` null: anybody's). */
export async function readOrder(
  db: Sql,
  query: { orderId: string; memberId: string | null },
): Promise<OrderView | null> {
  const { orderId, memberId } = query
  const [order] = await db<
    Omit<OrderView, Made> & {
      paidAt: Date | null
      shippedAt: Date | null
      receivedAt: Date | null
      completedAt: Date | null
      closedAt: Date | null
    }
  >`
    select id, member_id, status, version, disputed, goods_fen, discount_fen, total_fen, refunded_fen,
      coupon_id, placed_at, pay_by, due_at, paid_at, shipped_at, received_at, completed_at, closed_at
    from trade."order"
    where id = ${orderId} and (${memberId}::uuid is null or member_id = ${memberId})`
  if (!order) return null
  const [lines, payments, shipments, refunds, refundLines, disputes] = await Promise.all([
    db<Omit<Part<'lines'>, 'picture'>>`
      select line_no, sku_id, product_id, brand_id, title_zh, title_en, quantity, unit_price_fen,
        discount_fen, total_fen, flash_sale_id, refunded_quantity, refunded_fen, shipment_id
      from trade.order_line where order_id = ${orderId} order by line_no`,
    db<Part<'payments'>>`
      select number, method, status, amount_fen, cashier_url, reason, created_at, (
        select max(finished_at) from trade.instruction
        where order_id = ${orderId} and about = 'payment:' || payment.number
          and kind = 'refund' and status = 'done') as returned_at
      from trade.payment where order_id = ${orderId} order by created_at`,
    db<Part<'shipments'>>`
      select id, brand_id, carrier, tracking_no, status, shipped_at, received_at
      from trade.shipment where order_id = ${orderId} order by id`,
    db<Omit<Part<'refunds'>, 'lines'>>`
      select id, order_id, kind, status, amount_fen, reason, after_release, requested_at, due_at,
        decided_at, done_at
      from trade.refund where order_id = ${orderId} order by id`,
    db<{ refundId: string; lineNo: number; quantity: number; amountFen: number }>`
      select refund_id, line_no, quantity, refund_line.amount_fen from trade.refund_line
      join trade.refund on refund.id = refund_id
      where refund.order_id = ${orderId} order by refund_id, line_no`,
    db<Part<'disputes'>>`
      select id, order_id, status, reason, opened_at, due_at, decided_at, refund_fen
      from trade.dispute where order_id = ${orderId} order by id`,
  ])
  const pictures = await findFirstPictures(
    db,
    lines.map((line) => line.productId),
  )
  const linesOf = Map.groupBy(refundLines, (line) => line.refundId)
  const { receivedAt } = order
  const whole = {
    ...order,
    returnUntil: receivedAt && noReasonUntil(receivedAt),
    afterSaleUntil: receivedAt && afterSaleUntil(receivedAt),
    lines: lines.map((line) => ({ ...line, picture: pictures.get(line.productId) ?? null })),
    payments,
    shipments,
    disputes,
    refunds: refunds.map((refund) => ({ ...refund, lines: linesOf.get(refund.id) ?? [] })),
  }
  return { ...whole, timeline: timelineOf(whole) }
}

/** Newest first, by key: those that fit a condition on rows of trade.order. */
export async function listOrders(
  db: Sql,
  query: { where: Fragment; beforeId: string | null; limit: number },
): Promise<z.input<typeof OrderSummary>[]> {
  const { where, beforeId, limit } = query
  return db`
    select "order".id, member_id, status, disputed, total_fen, refunded_fen, placed_at, pay_by,
      line.count as line_count, line.title_zh as first_title_zh, line.title_en as first_title_en
    from (
      select * from trade."order"
      where ${where} and ${beforeId === null ? sql`true` : sql`id < ${beforeId}`}
      order by id desc limit ${limit}
    ) as "order"
    cross join lateral (
      select count(*), (array_agg(title_zh order by line_no))[1] as title_zh,
        (array_agg(title_en order by line_no))[1] as title_en
      from trade.order_line where order_id = "order".id) as line
    order by "order".id desc`
}
