/** Categories, on two levels. */
import type { Sql, Tx } from '#platform/db.ts'
import { categoryNotFound, categoryTooDeep } from './errors.ts'
import { insertCategories } from './import.ts'
import type { NewCategory } from './import.ts'

export type CategoryRow = Omit<NewCategory, 'createdAt'>

/** A shop has some dozens; more than this many are a mistake. */
const categoriesMax = 1_000

/** All of them, those at the top first. */
export async function listCategories(db: Sql): Promise<CategoryRow[]> {
  return db<CategoryRow>`
    select id, slug, name_zh, name_en, parent_id from catalog.category
    order by parent_id nulls first, slug limit ${categoriesMax}`
}

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
