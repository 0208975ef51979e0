/** Every product for those who look after it, whatever its state, the last written first. */
import { sql } from '#platform/db.ts'
import type { Sql } from '#platform/db.ts'
import { findFirstPictures } from './picture.ts'
import type { ConsoleCard, ProductStatus } from './product.ts'
import { parseQuery } from './search-text.ts'
import { matchAll } from './search.ts'
import { stockOf } from './stock.ts'

export type ConsoleQuery = {
  q?: string | undefined
  status?: ProductStatus | undefined
  brandId?: string | undefined
  beforeId?: string | undefined
  limit: number
}

type Row = Omit<ConsoleCard, 'brand' | 'available' | 'picture'> & {
  brandId: string
  brandNameZh: string
  brandNameEn: string
  brandMadeUp: boolean
  skuIds: string[]
}

/** Pages by id. Words without a letter or digit find nothing. */
export async function listProductsForStaff(
  db: Sql,
  query: ConsoleQuery,
  now: Date,
): Promise<ConsoleCard[]> {
  const { q, status, brandId, beforeId, limit } = query
  const words = q === undefined ? null : parseQuery(q)
  if (words?.length === 0) return []
  const rows = await db<Row>`
    select product.id, product.title_zh, product.title_en, product.status, product.version,
      product.price_from_fen, product.created_at, brand.id as brand_id,
      brand.name_zh as brand_name_zh, brand.name_en as brand_name_en,
      brand.made_up as brand_made_up,
      array(select id from catalog.sku where sku.product_id = product.id) as sku_ids
    from catalog.product
    join catalog.brand on brand.id = product.brand_id
    where ${words ? matchAll(words).where : sql`true`}
      and ${status === undefined ? sql`true` : sql`product.status = ${status}`}
      and ${brandId === undefined ? sql`true` : sql`product.brand_id = ${brandId}`}
      and ${beforeId === undefined ? sql`true` : sql`product.id < ${beforeId}`}
    order by product.id desc limit ${limit}`
  const skuIds = rows.flatMap((row) => row.skuIds)
  const [stock, pictures] = await Promise.all([
    stockOf(db, skuIds, now),
    findFirstPictures(
      db,
      rows.map((row) => row.id),
    ),
  ])
  return rows.map((row) => ({
    id: row.id,
    titleZh: row.titleZh,
    titleEn: row.titleEn,
    brand: {
      id: row.brandId,
      nameZh: row.brandNameZh,
      nameEn: row.brandNameEn,
      madeUp: row.brandMadeUp,
    },
    status: row.status,
    version: row.version,
    priceFromFen: row.priceFromFen,
    available: row.skuIds.reduce((sum, skuId) => sum + stock.get(skuId)!, 0),
    picture: pictures.get(row.id) ?? null,
    createdAt: row.createdAt,
  }))
}
