/** Products as cards of a list, with the prices and the stock of the moment. */
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import type { ProductCard } from './product.ts'
import { stockOf } from './stock.ts'

export type CardRow = Omit<ProductCard, 'brand' | 'picture' | 'available'> & {
  score: number
  publishedAt: Date
  brandId: string
  brandNameZh: string
  brandNameEn: string
  brandMadeUp: boolean
  skuIds: string[]
  pictureUrl: string | null
  pictureAltZh: string | null
  pictureAltEn: string | null
}

/** What a card shows of the rows of `page`: id, score, published_at and price_from_fen. */
export const cardColumns = (order: Fragment) => sql`
  select page.id, page.score, page.published_at, page.price_from_fen, skus.price_to_fen,
    skus.ids as sku_ids, product.title_zh, product.title_en, product.title_zh_made_by,
    product.category_id, product.brand_id, brand.name_zh as brand_name_zh,
    brand.name_en as brand_name_en, brand.made_up as brand_made_up, media.url as picture_url,
    media.alt_zh as picture_alt_zh, media.alt_en as picture_alt_en
  from page
  join catalog.product on product.id = page.id
  join catalog.brand on brand.id = product.brand_id
  cross join lateral (
    select array_agg(sku.id) as ids, max(sku.price_fen) as price_to_fen
    from catalog.sku where sku.product_id = page.id and sku.status = 'on_sale'
  ) as skus
  left join catalog.media on media.product_id = page.id and media.place = 0
  order by ${order}`

/** Those of these products that are on sale, in the order they are named. At most fifty are. */
export async function findCards(
  db: Sql,
  productIds: readonly string[],
  now: Date,
): Promise<ProductCard[]> {
  if (productIds.length === 0) return []
  const rows = await db<CardRow>`
    with page as (
      select id, 0 as score, published_at, price_from_fen from catalog.product
      where id = any(${productIds}::uuid[]) and status = 'on_sale'
    )
    ${cardColumns(sql`array_position(${productIds}::uuid[], page.id)`)} limit 50`
  return cardsOf(db, rows, now)
}

export async function cardsOf(db: Sql, rows: CardRow[], now: Date): Promise<ProductCard[]> {
  const skuIds = rows.flatMap((row) => row.skuIds)
  const stock = await stockOf(db, skuIds, now)
  return rows.map((row) => ({
    id: row.id,
    titleZh: row.titleZh,
    titleEn: row.titleEn,
    titleZhMadeBy: row.titleZhMadeBy,
    brand: {
      id: row.brandId,
      nameZh: row.brandNameZh,
      nameEn: row.brandNameEn,
      madeUp: row.brandMadeUp,
    },
    categoryId: row.categoryId,
    priceFromFen: row.priceFromFen,
    priceToFen: row.priceToFen,
    available: row.skuIds.reduce((sum, skuId) => sum + stock.get(skuId)!, 0),
    picture:
      row.pictureUrl === null
        ? null
        : { url: row.pictureUrl, altZh: row.pictureAltZh!, altEn: row.pictureAltEn! },
  }))
}
