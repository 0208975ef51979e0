/** What products are about, for whoever counts interests. */
import type { Sql } from '#platform/db.ts'

/** The code of each one's category; those that were never published are missing. */
export async function findTopics(
  db: Sql,
  productIds: string[],
): Promise<{ productId: string; topic: string }[]> {
  return db<{ productId: string; topic: string }>`
    select product.id as product_id, category.slug as topic
    from unnest(${productIds}::uuid[]) as wanted (id)
    join catalog.product on product.id = wanted.id and status <> 'draft'
    join catalog.category on category.id = product.category_id`
}
