/** Categories, on two levels. */
import type { Sql, Tx } from '#platform/db.ts'
import { categoryNotFound, categoryTooDeep } from './errors.ts'
import { insertCategories } from './import.ts'
import type { NewCategory } from './import.ts'
import type { PictureShown } from './picture.ts'

export type CategoryRow = Omit<NewCategory, 'createdAt'> & {
  /** Of its newest product that has one, else of the categories below it. */
  picture: PictureShown | null
  /** Whether anything in it, or below it, is on sale. */
  hasProducts: boolean
}

/** A shop has some dozens; more than this many are a mistake. */
const categoriesMax = 1_000

/** All of them, those at the top first. A picture is looked for among the newest eight products. */
export async function listCategories(db: Sql): Promise<CategoryRow[]> {
  const rows = await db<Omit<CategoryRow, 'picture'> & Nullable<PictureShown>>`
    select id, slug, name_zh, name_en, parent_id, newest.some as has_products, newest.url,
      newest.alt_zh, newest.alt_en
    from catalog.category
    cross join lateral (
      select count(*) > 0 as some, (array_agg(url order by nth) filter (where url <> ''))[1] as url,
        (array_agg(alt_zh order by nth) filter (where url <> ''))[1] as alt_zh,
        (array_agg(alt_en order by nth) filter (where url <> ''))[1] as alt_en
      from (
        select id, row_number() over (order by published_at desc, id desc) as nth
        from catalog.product
        where product.category_id = category.id and status = 'on_sale'
        order by published_at desc, id desc limit 8
      ) as recent
      left join catalog.media on media.product_id = recent.id and media.place = 0
    ) as newest
    order by parent_id nulls first, slug limit ${categoriesMax}`
  const below = Map.groupBy(rows, (row) => row.parentId)
  return rows.map(({ url, altZh, altEn, ...row }) => {
    const family = [{ ...row, url, altZh, altEn }, ...(below.get(row.id) ?? [])]
    const shown = family.find((one) => one.url !== null)
    return {
      ...row,
      hasProducts: family.some((one) => one.hasProducts),
      picture: shown ? { url: shown.url!, altZh: shown.altZh!, altEn: shown.altEn! } : null,
    }
  })
}

type Nullable<T> = { [K in keyof T]: T[K] | null }

/** Errors: categoryNotFound. */
export async function assertCategory(db: Sql, categoryId: string): Promise<void> {
  const [category] = await db`select from catalog.category where id = ${categoryId}`
  if (!category) throw categoryNotFound({ categoryId })
}

/** Errors: categoryNotFound (the parent), categoryTooDeep, slugTaken. */
export async function createCategory(tx: Tx, category: NewCategory): Promise<void> {
  const { parentId } = category
  if (parentId !== null) {
    // A category's parent never changes, so nothing needs a lock.
    const [parent] = await tx<{ parentId: string | null }>`
      select parent_id from catalog.category where id = ${parentId}`
    if (!parent) throw categoryNotFound({ categoryId: parentId })
    if (parent.parentId !== null) throw categoryTooDeep({ parentId })
  }
  await insertCategories(tx, [category])
}
