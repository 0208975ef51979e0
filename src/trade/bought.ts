/** What a member has bought before, as it is sold now. */
import { findCards } from '#catalog/cards.ts'
import type { ProductCard } from '#catalog/product.ts'
import type { Sql } from '#platform/db.ts'

const ordersMax = 100

/**
 * The distinct products of a member's newest hundred paid orders, the last bought first, with the
 * price and stock of the moment. What is no longer on sale, or went back, is left out.
 */
export async function listBought(
  db: Sql,
  query: { memberId: string; limit: number; now: Date },
): Promise<ProductCard[]> {
  const { memberId, limit, now } = query
  const rows = await db<{ productId: string }>`
    select product_id from (
      select id, row_number() over (order by id) as nth from trade."order"
      where member_id = ${memberId} and paid_at is not null and status not in ('closed', 'refunded')
      order by id desc limit ${ordersMax}
    ) as own
    join trade.order_line on order_id = own.id and refunded_quantity < quantity
    group by product_id
    order by max(own.nth) desc, min(line_no)
    limit ${limit}`
  return findCards(
    db,
    rows.map((row) => row.productId),
    now,
  )
}
