/** What whoever counts orders has to know of them besides an event. */
import type { Sql } from '#platform/db.ts'
import type { OrderStatus } from './transitions.ts'

export type OrderFacts = {
  orderId: string
  status: OrderStatus
  placedAt: Date
  shippedAt: Date | null
  receivedAt: Date | null
  completedAt: Date | null
}

/** As they are now, which is at least as new as any event of theirs that can be read. */
export async function readOrderFacts(db: Sql, orderIds: string[]): Promise<OrderFacts[]> {
  return db<OrderFacts>`
    select id as order_id, status, placed_at, shipped_at, received_at, completed_at
    from trade."order" where id = any(${orderIds}::uuid[])`
}

/** What of each order's money was not given back, in fen; orders that do not exist are missing. */
export async function readKeptFen(db: Sql, orderIds: string[]): Promise<Map<string, number>> {
  const rows = await db<{ id: string; keptFen: number }>`
    select id, (total_fen - refunded_fen)::bigint as kept_fen
    from trade."order" where id = any(${orderIds}::uuid[])`
  return new Map(rows.map((row) => [row.id, row.keptFen]))
}
