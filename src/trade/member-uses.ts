/** How much of its limits a member has used, to say so before an order. The ledger decides. */
import type { Sql } from '#platform/db.ts'

/**
 * Uses of each coupon and units bought in each flash sale by a member's orders, by coupon or sale
 * id; orders that were closed unpaid do not count.
 */
export async function findUses(
  db: Sql,
  query: { memberId: string; couponIds: string[]; saleIds: string[] },
): Promise<Map<string, number>> {
  const { memberId, couponIds, saleIds } = query
  if (couponIds.length + saleIds.length === 0) return new Map()
  const rows = await db<{ id: string; uses: number }>`
    select coupon_id as id, count(*) as uses from trade."order"
    where member_id = ${memberId} and coupon_id = any(${couponIds}::uuid[]) and status <> 'closed'
    group by coupon_id
    union all
    select line.flash_sale_id, sum(line.quantity)::bigint from trade."order"
    join trade.order_line as line on line.order_id = "order".id
    where "order".member_id = ${memberId} and line.flash_sale_id = any(${saleIds}::uuid[])
      and "order".status <> 'closed'
    group by line.flash_sale_id`
  return new Map(rows.map(({ id, uses }) => [id, uses]))
}
