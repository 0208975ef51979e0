/** Brands: who supplies goods, who gets their money, and the platform's share of it. */
import type { Sql, Tx } from '#platform/db.ts'
import { brandNotFound } from './errors.ts'
import { insertBrands } from './import.ts'
import type { NewBrand } from './import.ts'
import { indexProducts } from './index-products.ts'
import { assertFresh, lockProducts } from './locks.ts'

export type BrandRow = NewBrand & { version: number }

/** By id, from after `afterId`. */
export async function listBrands(
  db: Sql,
  query: { afterId?: string | undefined; limit: number },
): Promise<BrandRow[]> {
  const { afterId = null, limit } = query
  return db<BrandRow>`
    select id, name_zh, name_en, receiver, fee_bps, made_up, version, created_at
    from catalog.brand where ${afterId}::uuid is null or id > ${afterId}
    order by id limit ${limit}`
}

export async function createBrand(tx: Tx, brand: NewBrand): Promise<BrandRow> {
  await insertBrands(tx, [brand])
  return { ...brand, version: 1 }
}

/** Errors: brandNotFound. */
export async function assertBrand(db: Sql, brandId: string): Promise<void> {
  const [brand] = await db`select from catalog.brand where id = ${brandId}`
  if (!brand) throw brandNotFound({ brandId })
}

export type BrandChange = {
  brandId: string
  version: number
  nameZh?: string | undefined
  nameEn?: string | undefined
  feeBps?: number | undefined
}

/**
 * Changes what is given. Orders that are placed keep the fee they were placed with. The receiver
 * stays for ever: money that was released to it can only be taken back from it.
 * Errors: brandNotFound, staleVersion.
 */
export async function changeBrand(tx: Tx, change: BrandChange): Promise<BrandRow> {
  const { brandId, nameZh = null, nameEn = null, feeBps = null } = change
  const [before] = await tx<{ version: number; nameZh: string; nameEn: string }>`
    select version, name_zh, name_en from catalog.brand where id = ${brandId}
    for no key update`
  if (!before) throw brandNotFound({ brandId })
  assertFresh(before, change.version)
  const [brand] = await tx<BrandRow>`
    update catalog.brand set version = version + 1, name_zh = coalesce(${nameZh}, name_zh),
      name_en = coalesce(${nameEn}, name_en),
      fee_bps = coalesce(${feeBps}, fee_bps)
    where id = ${brandId}
    returning id, name_zh, name_en, receiver, fee_bps, made_up, version, created_at`
  if (brand!.nameZh !== before.nameZh || brand!.nameEn !== before.nameEn)
    await indexProductsOf(tx, brandId)
  return brand!
}

/** Its products are found by its name too. */
async function indexProductsOf(tx: Tx, brandId: string): Promise<void> {
  const products = await tx<{ id: string }>`
    select id from catalog.product where brand_id = ${brandId}`
  const ids = products.map((product) => product.id)
  await lockProducts(tx, ids)
  await indexProducts(tx, ids)
}

/** Who gets each brand's money, at the payment institution. */
export async function findBrandReceivers(
  db: Sql,
  brandIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db<{ id: string; receiver: string }>`
    select id, receiver from catalog.brand where id = any(${brandIds}::uuid[])`
  return new Map(rows.map((row) => [row.id, row.receiver]))
}
