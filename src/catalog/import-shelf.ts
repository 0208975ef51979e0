/** Brands and categories as people name them in a file. */
import type { Sql } from '#platform/db.ts'
import { listBrands } from './brand.ts'
import type { BrandRow } from './brand.ts'
import { listCategories } from './category.ts'
import type { CategoryRow } from './category.ts'
import type { FaultReason } from './product-columns.ts'
import { normalise } from './search-text.ts'

type Found = { id: string } | { reason: FaultReason }
export type Names = {
  /** By its id or its name in either language. */
  brandOf(text: string): Found
  /** By its id, slug or name; "parent/child" tells two of one name apart. */
  categoryOf(text: string): Found
}

export async function readNames(db: Sql): Promise<Names> {
  const [brands, categories] = [await readBrands(db), await listCategories(db)]
  const byBrand = index(brands, (brand) => [brand.id, brand.nameZh, brand.nameEn])
  const byId = new Map(categories.map((one) => [one.id, one]))
  const byCategory = index(categories, (one) => {
    const parent = one.parentId === null ? undefined : byId.get(one.parentId)
    const names = [one.nameZh, one.nameEn]
    return [one.id, one.slug, ...names, ...(parent ? pathsOf(parent, names) : [])]
  })
  return {
    brandOf: remembering((text) => find(byBrand, text, 'unknown_brand')),
    categoryOf: remembering((text) => find(byCategory, text, 'unknown_category')),
  }
}

/** A long file says the same few names again and again. */
function remembering(find: (text: string) => Found): (text: string) => Found {
  const known = new Map<string, Found>()
  return (text) => {
    const found = known.get(text) ?? find(text)
    known.set(text, found)
    return found
  }
}

const pathsOf = (parent: CategoryRow, names: string[]) =>
  [parent.nameZh, parent.nameEn].flatMap((first) => names.map((name) => `${first}/${name}`))

const pageSize = 1_000

async function readBrands(db: Sql): Promise<BrandRow[]> {
  const brands: BrandRow[] = []
  for (;;) {
    const page = await listBrands(db, { afterId: brands.at(-1)?.id, limit: pageSize })
    brands.push(...page)
    if (page.length < pageSize) return brands
  }
}

const plain = (text: string) =>
  normalise(text)
    .replaceAll(/\s*([/>])\s*/g, '/')
    .trim()

function index<Item extends { id: string }>(items: Item[], namesOf: (item: Item) => string[]) {
  const byName = new Map<string, Set<string>>()
  for (const item of items)
    for (const name of namesOf(item)) {
      const key = plain(name)
      byName.set(key, (byName.get(key) ?? new Set()).add(item.id))
    }
  return byName
}

function find(byName: Map<string, Set<string>>, text: string, unknown: FaultReason): Found {
  const [id, ...others] = byName.get(plain(text)) ?? []
  if (id === undefined) return { reason: unknown }
  return others.length > 0 ? { reason: 'more_than_one' } : { id }
}
