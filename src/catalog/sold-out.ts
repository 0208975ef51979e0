/** How much of what is on sale cannot be bought. */
import type { Sql } from '#platform/db.ts'
import { stockOf } from './stock.ts'

const pieceMax = 2_000

/** SKUs on sale of which nothing is left at `now`. It looks through all of them. */
export async function countSoldOut(db: Sql, now: Date): Promise<number> {
  let count = 0
  let afterId: string | null = null
  for (;;) {
    const rows: { id: string }[] = await db<{ id: string }>`
      select sku.id from catalog.sku join catalog.product on product.id = sku.product_id
      where sku.status = 'on_sale' and product.status = 'on_sale'
        and (${afterId}::uuid is null or sku.id > ${afterId})
      order by sku.id limit ${pieceMax}`
    const ids = rows.map((row) => row.id)
    for (const left of (await stockOf(db, ids, now)).values()) if (left <= 0) count++
    if (ids.length < pieceMax) return count
    afterId = ids.at(-1)!
  }
}
