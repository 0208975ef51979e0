/** An order as refunds and disputes see it: read after its lock was taken, so it cannot change. */
import type { Sql, Tx } from '#platform/db.ts'
import { lockOrders } from './outcome.ts'
import type { OrderStatus } from './transitions.ts'

export type AfterSaleLine = {
  lineNo: number
  skuId: string
  brandId: string
  quantity: number
  totalFen: number
  flashSaleId: string | null
  /** It is on its way to the buyer, or was. */
  sent: boolean
  refundedQuantity: number
  refundedFen: number
  /**
   * In requests that may still be approved: set aside for them, so that no two ask for the same.
   */
  openQuantity: number
  openFen: number
}

export type AfterSaleOrder = {
  orderId: string
  memberId: string
  status: OrderStatus
  disputed: boolean
  totalFen: number
  refundedFen: number
  couponId: string | null
  receivedAt: Date | null
  lines: AfterSaleLine[]
}

/** Takes the locks, then reads; by id, those that exist. */
export async function lockForAfterSale(
  tx: Tx,
  orderIds: string[],
): Promise<Map<string, AfterSaleOrder>> {
  await lockOrders(tx, orderIds)
  const ids = [...new Set(orderIds)]
  const orders = await tx<Omit<AfterSaleOrder, 'lines'>>`
    select "order".id as order_id, member_id, status, disputed, total_fen, refunded_fen, coupon_id,
      received_at
    from unnest(${ids}::uuid[]) as wanted (id)
    cross join lateral (select * from trade."order" where id = wanted.id offset 0) as "order"`
  const lines = await loadLines(tx, ids)
  return new Map(
    orders.map((order) => [order.orderId, { ...order, lines: lines.get(order.orderId) ?? [] }]),
  )
}

async function loadLines(db: Sql, orderIds: string[]): Promise<Map<string, AfterSaleLine[]>> {
  const lines = await db<AfterSaleLine & { orderId: string }>`
    select order_id, line_no, sku_id, brand_id, quantity, total_fen, flash_sale_id,
      shipment_id is not null as sent, refunded_quantity, refunded_fen,
      0 as open_quantity, 0 as open_fen
    from unnest(${orderIds}::uuid[]) as wanted (id)
    cross join lateral (
      select * from trade.order_line where order_id = wanted.id order by line_no offset 0) as line`
  const open = await db<{ orderId: string; lineNo: number; quantity: number; amountFen: number }>`
    select refund.order_id, line.line_no, line.quantity, line.amount_fen
    from unnest(${orderIds}::uuid[]) as wanted (id)
    cross join lateral (
      select id, order_id from trade.refund
      where order_id = wanted.id and status in ('requested', 'stuck') offset 0) as refund
    cross join lateral (
      select * from trade.refund_line where refund_id = refund.id offset 0) as line`
  const byPlace = new Map(lines.map((line) => [`${line.orderId} ${line.lineNo}`, line]))
  for (const { orderId, lineNo, quantity, amountFen } of open) {
    const line = byPlace.get(`${orderId} ${lineNo}`)!
    line.openQuantity += quantity
    line.openFen += amountFen
  }
  return Map.groupBy(lines, (line) => line.orderId)
}

export type Raised = { orderId: string; memberId: string; version: number }

/**
 * Raises the version of an order by one for each time it is named; answers, in order, the version
 * that each of them is. The caller holds the orders' locks.
 */
export async function raiseVersions(tx: Tx, orderIds: string[]): Promise<Raised[]> {
  if (orderIds.length === 0) return []
  const counts = new Map<string, number>()
  for (const id of orderIds) counts.set(id, (counts.get(id) ?? 0) + 1)
  const rows = await tx<Raised>`
    update trade."order" set version = version + new.count
    from unnest(${[...counts.keys()]}::uuid[], ${[...counts.values()]}::integer[])
      as new (id, count)
    where "order".id = new.id
    returning "order".id as order_id, member_id, version`
  const raised = new Map(rows.map((row) => [row.orderId, row]))
  const seen = new Map<string, number>()
  return orderIds.map((id) => {
    const { memberId, version } = raised.get(id)!
    const nth = (seen.get(id) ?? 0) + 1
    seen.set(id, nth)
    return { orderId: id, memberId, version: version - counts.get(id)! + nth }
  })
}

/**
 * Lets received orders go on to their release, each at its time, which a dispute or a refund under
 * way had stopped. An order whose split was given already keeps still: money is never told to move
 * twice.
 */
export async function letReleaseGoOn(tx: Tx, ats: Map<string, Date>): Promise<void> {
  await tx`
    update trade."order" set due_at = new.at
    from unnest(${[...ats.keys()]}::uuid[], ${[...ats.values()]}::timestamptz[]) as new (id, at)
    where "order".id = new.id and status = 'received' and not disputed
      and refunded_fen < total_fen and due_at is null
      and not exists (select from trade.instruction
        where instruction.order_id = new.id and instruction.kind = 'split')`
}
