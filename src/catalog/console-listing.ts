/** Every product for those who look after it, whatever its state, the last written first. */
import { sql } from '#platform/db.ts'
import type { Sql } from '#platform/db.ts'
import { findFirstPictures } from './picture.ts'
import type { ConsoleCard, ProductStatus, Scarcity } from './product.ts'
import { parseQuery } from './search-text.ts'
import { matchAll } from './search.ts'
import { stockOf } from './stock.ts'

/** As many units of a variant, or fewer, are low: somebody should order. */
export const lowStockMax = 10

export type ConsoleQuery = {
  q?: string | undefined
  status?: ProductStatus | undefined
  brandId?: string | undefined
  /** Of what is on sale, that of which a variant is so scarce. */
  stock?: Scarcity | undefined
  beforeId?: string | undefined
  limit: number
}

type Row = Omit<ConsoleCard, 'brand' | 'available' | 'scarce' | 'picture'> & {
  brandId: string
  brandNameZh: string
  brandNameEn: string
  brandMadeUp: boolean
  skuIds: string[]
  skuIdsOnSale: string[]
}

/** The newest products that all of these words fit. Words without a letter or digit fit none. */
export async function findProductIds(db: Sql, q: string, limit: number): Promise<string[]> {
  const words = parseQuery(q)
  if (words.length === 0) return []
  const rows = await db<{ id: string }>`
    select id from catalog.product where ${matchAll(words).where} order by id desc limit ${limit}`
  return rows.map((row) => row.id)
}

/** Pages by id. Words without a letter or digit find nothing. */
export async function listProductsForStaff(
  db: Sql,
  query: ConsoleQuery,
  now: Date,
): Promise<ConsoleCard[]> {
  const { stock } = query
  if (stock !== undefined) return listScarce(db, { ...query, stock }, now)
  const rows = await readRows(db, query)
  return cardsOf(db, rows, await stockOf(db, skuIdsOf(rows), now))
}

const pieceSize = 500

/**
 * What is left is the ledger's to say, so this looks through what is on sale, piece by piece, until
 * the page is full.
 */
async function listScarce(
  db: Sql,
  query: ConsoleQuery & { stock: Scarcity },
  now: Date,
): Promise<ConsoleCard[]> {
  const { stock, limit, status = 'on_sale' } = query
  const found: ConsoleCard[] = []
  let { beforeId } = query
  for (;;) {
    const rows = await readRows(db, { ...query, status, beforeId, limit: pieceSize })
    const left = await stockOf(db, skuIdsOf(rows), now)
    const scarce = rows.filter((row) => scarcitiesOf(row, left).has(stock))
    found.push(...(await cardsOf(db, scarce.slice(0, limit - found.length), left)))
    if (found.length === limit || rows.length < pieceSize) return found
    beforeId = rows.at(-1)!.id
  }
}

async function readRows(db: Sql, query: ConsoleQuery): Promise<Row[]> {
  const { q, status, brandId, beforeId, limit } = query
  const words = q === undefined ? null : parseQuery(q)
  if (words?.length === 0) return []
  return db<Row>`
    select product.id, product.title_zh, product.title_en, product.status, product.version,
      product.price_from_fen, product.created_at, brand.id as brand_id,
      brand.name_zh as brand_name_zh, brand.name_en as brand_name_en,
      brand.made_up as brand_made_up,
      array(select id from catalog.sku where sku.product_id = product.id) as sku_ids,
      array(select id from catalog.sku
        where sku.product_id = product.id and status = 'on_sale') as sku_ids_on_sale
    from catalog.product
    join catalog.brand on brand.id = product.brand_id
    where ${words ? matchAll(words).where : sql`true`}
      and ${status === undefined ? sql`true` : sql`product.status = ${status}`}
      and ${brandId === undefined ? sql`true` : sql`product.brand_id = ${brandId}`}
      and ${beforeId === undefined ? sql`true` : sql`product.id < ${beforeId}`}
    order by product.id desc limit ${limit}`
}

const skuIdsOf = (rows: Row[]) => rows.flatMap((row) => row.skuIds)

/** What its variants on sale are. What is not on sale itself is not missed. */
function scarcitiesOf(row: Row, left: Map<string, number>): Set<Scarcity> {
  if (row.status !== 'on_sale') return new Set()
  const counts = row.skuIdsOnSale.map((skuId) => left.get(skuId)!)
  return new Set(
    counts
      .filter((count) => count <= lowStockMax)
      .map((count) => (count <= 0 ? 'sold_out' : 'low')),
  )
}

async function cardsOf(db: Sql, rows: Row[], left: Map<string, number>): Promise<ConsoleCard[]> {
  const pictures = await findFirstPictures(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => {
    const scarcities = scarcitiesOf(row, left)
    return {
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
      available: row.skuIds.reduce((sum, skuId) => sum + left.get(skuId)!, 0),
      scarce: scarcities.has('sold_out') ? 'sold_out' : scarcities.has('low') ? 'low' : null,
      picture: pictures.get(row.id) ?? null,
      createdAt: row.createdAt,
    }
  })
}
