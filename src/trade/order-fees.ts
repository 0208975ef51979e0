/** What the platform keeps of orders, by the shares agreed when they were bought. */
import type { Sql } from '#platform/db.ts'
import { feeFen } from './order.ts'

/** In fen, by order; rounded for each brand and share as the release does. */
export async function feesOfOrders(db: Sql, orderIds: string[]): Promise<Map<string, number>> {
  const shares = await db<{ orderId: string; feeBps: number; totalFen: number }>`
    select order_id, fee_bps, sum(total_fen)::bigint as total_fen from trade.order_line
    where order_id = any(${orderIds}::uuid[])
    group by order_id, brand_id, fee_bps`
  const fees = new Map<string, number>()
  for (const { orderId, feeBps, totalFen } of shares)
    fees.set(orderId, (fees.get(orderId) ?? 0) + feeFen(totalFen, feeBps))
  return fees
}
