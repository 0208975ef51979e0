/** The public lists of products: by filter and order, paged by key, with or without words. */
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import { cardColumns, cardsOf } from './cards.ts'
import type { CardRow } from './cards.ts'
import { correctQuery } from './correct.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { Position } from './cursor.ts'
import type { ProductCard } from './product.ts'
import { parseQuery } from './search-text.ts'
import { matchAll, matchNear } from './search.ts'
import type { Match } from './search.ts'

export const sorts = ['relevance', 'newest', 'price_up', 'price_down'] as const
export type Sort = (typeof sorts)[number]

export type ProductQuery = {
  /** A category with those below it. */
  categoryId?: string | undefined
  brandId?: string | undefined
  /** What somebody typed; relevance is the order unless another is asked for. */
  q?: string | undefined
  /** Only what has all the words as they are written, be it nothing. */
  exactly?: boolean | undefined
  /** Only what can be bought now. A page of it may be short though there is one behind. */
  inStock?: boolean | undefined
  sort?: Sort | undefined
  after?: string | undefined
  /** At most 24. */
  limit: number
}

export type ProductPage = {
  items: ProductCard[]
  /** The cursor of the page after this one. */
  next: string | null
  /** False when nothing has the words: then these are other products. */
  exact: boolean
  /** The words that were searched instead, when it seems that others were meant. */
  corrected: string | null
  /** False when nothing even comes near the words: then these are the newest products. */
  near: boolean
}

/**
 * Products on sale, a page at a time. A search is no dead end unless `exactly` asks for one: see
 * `exact`, `corrected` and `near`.
 *
 * Errors: invalidInput (a cursor that is not of this list).
 */
export async function listProducts(db: Sql, query: ProductQuery, now: Date): Promise<ProductPage> {
  const { categoryId, brandId, q, inStock = false } = query
  const words = q === undefined ? null : parseQuery(q)
  const sort = query.sort ?? (words ? 'relevance' : 'newest')
  const list = [categoryId, brandId, words?.map((word) => word.whole), sort, inStock]
  const position = query.after === undefined ? null : readCursor(list, query.after)
  const { limit } = query
  const pageOf = (match: Match | null) =>
    readPage(db, { categoryId, brandId, match, sort, position }, { list, limit, inStock, now })

  const found = words?.length === 0 ? nothing : await pageOf(words && matchAll(words))
  const asAsked = { ...found, exact: true, corrected: null, near: true }
  if (!words || query.exactly || !isEmpty(found)) return asAsked

  const corrected = await correctQuery(db, q!)
  const meant = corrected === null ? nothing : await pageOf(matchAll(parseQuery(corrected)))
  if (!isEmpty(meant)) return { ...meant, exact: false, corrected, near: true }
  if (position) return asAsked

  const rest = { categoryId, brandId, sort: 'relevance' as const, position: null }
  for (const match of [...(await matchNear(db, words)), null]) {
    const wanted = { list, limit, inStock, now }
    const { items } = await readPage(db, { ...rest, match }, wanted)
    const instead = { items, next: null, exact: false, corrected: null, near: match !== null }
    if (items.length > 0 || match === null) return instead
  }
  throw new Error('the newest come last')
}

type Part = Pick<ProductPage, 'items' | 'next'>
const nothing: Part = { items: [], next: null }
const isEmpty = ({ items, next }: Part) => items.length === 0 && next === null

/** How often a page of what is in stock looks further behind what is sold out. */
const readsMax = 8

async function readPage(
  db: Sql,
  from: RowsWanted,
  wanted: { list: unknown; limit: number; inStock: boolean; now: Date },
): Promise<Part> {
  const { list, limit, inStock, now } = wanted
  const items: ProductCard[] = []
  let { position } = from
  for (let reads = 1; ; reads++) {
    const all = await findRows(db, { ...from, position })
    const rows = inStock ? all : all.slice(0, limit + 1)
    for (const [index, card] of (await cardsOf(db, rows, now)).entries()) {
      if (!inStock || card.available > 0) {
        if (items.length === limit) return { items, next: writeCursor(list, position!) }
        items.push(card)
      }
      position = positionOf(rows[index]!)
    }
    if (!inStock || rows.length < rowsMax) return { items, next: null }
    if (reads === readsMax) return { items, next: writeCursor(list, position!) }
  }
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
const rowsMax = 25

async function findRows(db: Sql, wanted: RowsWanted): Promise<CardRow[]> {
  const { categoryId, brandId, match, sort, position } = wanted
  const { order, beyond } = orders[sort]
  const category = categoryId === undefined ? anyCategory : inCategory(categoryId, match)
  return db<CardRow>`
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
    ${cardColumns(order)}`
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

const positionOf = ({ score, publishedAt, priceFromFen, id }: CardRow): Position => {
  return { score, publishedAt, priceFen: priceFromFen, id }
}
