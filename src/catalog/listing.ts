/** The public lists of products: by filter and order, paged by key, with or without words. */
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { Position } from './cursor.ts'
import type { ProductCard } from './product.ts'
import { parseQuery } from './search-text.ts'
import { matchAll, matchNear } from './search.ts'
import type { Match } from './search.ts'
import { stockOf } from './stock.ts'

export const sorts = ['relevance', 'newest', 'price_up', 'price_down'] as const
export type Sort = (typeof sorts)[number]

export type ProductQuery = {
  /** A category with those below it. */
  categoryId?: string | undefined
  brandId?: string | undefined
  /** What somebody typed; relevance is the order unless another is asked for. */
  q?: string | undefined
  sort?: Sort | undefined
  after?: string | undefined
  /** At most 24. */
  limit: number
}

export type ProductPage = {
  items: ProductCard[]
  /** The cursor of the page after this one. */
  next: string | null
  /** False when nothing has the words: then these are the nearest, or else the newest, products. */
  exact: boolean
}

/**
 * Products on sale, a page at a time. A search is never a dead end: see `exact`.
 *
 * Errors: invalidInput (a cursor that is not of this list).
 */
export async function listProducts(db: Sql, query: ProductQuery, now: Date): Promise<ProductPage> {
  const { categoryId, brandId, q, limit } = query
  const words = q === undefined ? null : parseQuery(q)
  const sort = query.sort ?? (words ? 'relevance' : 'newest')
  const list = [categoryId, brandId, words?.map((word) => word.whole), sort]
  const position = query.after === undefined ? null : readCursor(list, query.after)

  const all = { categoryId, brandId, match: words && matchAll(words), sort, position }
  const rows = words?.length === 0 ? [] : await findRows(db, all)
  if (rows.length > 0 || !words || position) {
    const page = rows.slice(0, limit)
    const next = rows.length > limit ? writeCursor(list, positionOf(page.at(-1)!)) : null
    return { items: await cardsOf(db, page, now), next, exact: true }
  }
  const near = { categoryId, brandId, sort: 'relevance' as const, position: null }
  for (const match of [...(await matchNear(db, words)), null]) {
    const nearest = (await findRows(db, { ...near, match })).slice(0, limit)
    if (nearest.length > 0)
      return { items: await cardsOf(db, nearest, now), next: null, exact: false }
  }
  return { items: [], next: null, exact: false }
}

type Row = Omit<ProductCard, 'brand' | 'picture' | 'available'> & {
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

type RowsWanted = {
  categoryId: string | undefined
  brandId: string | undefined
  match: Match | null
  sort: Sort
  position: Position | null
}

/**
 * One more than the largest page. That number is part of the text: PostgreSQL would not keep its
 * plan for a limit that may be any, and planning takes as long as running it.
 */
async function findRows(db: Sql, wanted: RowsWanted): Promise<Row[]> {
  const { categoryId, brandId, match, sort, position } = wanted
  const { order, beyond } = orders[sort]
  const category = categoryId === undefined ? anyCategory : inCategory(categoryId, match)
  return db<Row>`
    with page as (
      select found.* from ${category.among}
      cross join lateral (
        select * from (
          select product.id, product.published_at, product.price_from_fen,
            ${match ? match.score : sql`0`} as score
          from catalog.product
          where product.status = 'on_sale' and ${category.where}
            and ${brandId === undefined ? sql`true` : sql`product.brand_id = ${brandId}`}
            and ${match ? match.where : sql`true`}
        ) as fitting
        where ${position ? beyond(position) : sql`true`}
        order by ${order} limit 25
      ) as found
      order by ${order} limit 25
    )
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
}

const anyCategory = { among: sql`(values (true)) as once`, where: sql`true` }

/** Without words each category's index gives its first rows in order, and those are merged. */
function inCategory(categoryId: string, match: Match | null) {
  const ids = sql`array(
    select id from catalog.category where id = ${categoryId} or parent_id = ${categoryId})`
  if (match) return { among: anyCategory.among, where: sql`product.category_id = any(${ids})` }
  return {
    among: sql`unnest(${ids}) as among (category_id)`,
    where: sql`product.category_id = among.category_id`,
  }
}

/** Column names without a table: the order is the same inside and outside of the page. */
const orders: Record<Sort, { order: Fragment; beyond: (position: Position) => Fragment }> = {
  relevance: {
    order: sql`score desc, published_at desc, id desc`,
    beyond: ({ score, publishedAt, id }) =>
      sql`(score, published_at, id) < (${score}::float8, ${publishedAt}::timestamptz, ${id}::uuid)`,
  },
  newest: {
    order: sql`published_at desc, id desc`,
    beyond: ({ publishedAt, id }) =>
      sql`(published_at, id) < (${publishedAt}::timestamptz, ${id}::uuid)`,
  },
  price_up: {
    order: sql`price_from_fen, id`,
    beyond: ({ priceFen, id }) => sql`(price_from_fen, id) > (${priceFen}::bigint, ${id}::uuid)`,
  },
  price_down: {
    order: sql`price_from_fen desc, id desc`,
    beyond: ({ priceFen, id }) => sql`(price_from_fen, id) < (${priceFen}::bigint, ${id}::uuid)`,
  },
}

const positionOf = ({ score, publishedAt, priceFromFen, id }: Row): Position => {
  return { score, publishedAt, priceFen: priceFromFen, id }
}

async function cardsOf(db: Sql, rows: Row[], now: Date): Promise<ProductCard[]> {
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
