/** Writes a piece of an import, set-wise: what it means is decided again under the locks. */
import { isUniqueViolation, Outdated } from '#platform/db.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { DomainError } from '#platform/errors.ts'
import { codeTaken } from './errors.ts'
import { productPublished, productWithdrawn } from './events.ts'
import { importCatalog, insertSkus } from './import.ts'
import { planProduct, together } from './import-plan.ts'
import type { Known, Plan, Row } from './import-plan.ts'
import { indexProducts } from './index-products.ts'
import { lockProducts } from './locks.ts'
import { refreshPriceFrom, setPrices } from './set-price.ts'
import { addStocks } from './stock.ts'

/** The rows of some whole products, planned for what is there now. */
export async function planPiece(db: Sql, products: Row[][], now: Date): Promise<Plan> {
  const known = await findKnown(db, products.flat())
  const plans = products.map((rows) =>
    planProduct(
      rows,
      rows.map((row) => known.get(keyOf(row))),
      now,
    ),
  )
  return together(plans)
}

/**
 * The same, written. Imports take turns, so two of the same file do not meet; one that meets a form
 * runs again and finds what the form made.
 */
export async function writePiece(tx: Tx, products: Row[][], now: Date): Promise<Plan> {
  await tx`select pg_advisory_xact_lock(hashtextextended('catalog.import', 1))`
  const before = await findKnown(tx, products.flat())
  await lockProducts(tx, [...new Set([...before.values()].map((one) => one.productId))])
  const plan = await planPiece(tx, products, now)
  await write(tx, plan, now).catch((error: unknown) => {
    const isTaken = error instanceof DomainError && error.code === codeTaken.code
    throw isTaken || isUniqueViolation(error) ? new Outdated('a code was taken meanwhile') : error
  })
  return plan
}

async function write(tx: Tx, plan: Plan, now: Date): Promise<void> {
  if (plan.products.length > 0) await importCatalog(tx, { products: plan.products })
  if (plan.skus.length > 0) await insertSkus(tx, plan.skus)
  if (plan.prices.length > 0) await setPrices(tx, plan.prices)
  await rename(tx, plan.names)
  await refreshPriceFrom(tx, [...new Set(plan.skus.map((sku) => sku.productId))])
  await change(tx, plan.changed, now)
  await indexProducts(tx, await productsToIndex(tx, plan))
  if (plan.stocks.length === 0) return
  // The change carries the article's name: whoever asks twice for its first stock gets it once.
  const changes = plan.stocks.map(({ skuId, quantity }) => {
    return { changeId: `import:${skuId}`, skuId, quantity, reason: 'opening' as const }
  })
  await addStocks(tx, changes, now)
}

async function rename(tx: Tx, names: Plan['names']): Promise<void> {
  if (names.length === 0) return
  await tx`
    update catalog.sku set name = new.name, version = version + 1
    from unnest(${names.map((one) => one.skuId)}::uuid[], ${names.map((one) => one.name)}::text[])
      as new (id, name)
    where sku.id = new.id`
}

async function change(tx: Tx, changed: Plan['changed'], now: Date): Promise<void> {
  if (changed.length === 0) return
  const rows = await tx<{ id: string; version: number }>`
    update catalog.product set version = version + 1, category_id = new.category_id,
      title_zh = new.title_zh, title_en = new.title_en,
      title_zh_made_by = case when product.title_zh <> new.title_zh then 'person'
        else title_zh_made_by end,
      description_zh = new.description_zh, description_en = new.description_en,
      status = new.status,
      published_at = case when new.status = 'on_sale' then coalesce(published_at, ${now})
        else published_at end
    from unnest(${changed.map((one) => one.productId)}::uuid[],
      ${changed.map((one) => one.categoryId)}::uuid[],
      ${changed.map((one) => one.titleZh)}::text[], ${changed.map((one) => one.titleEn)}::text[],
      ${changed.map((one) => one.descriptionZh)}::text[],
      ${changed.map((one) => one.descriptionEn)}::text[],
      ${changed.map((one) => one.status)}::text[])
      as new (id, category_id, title_zh, title_en, description_zh, description_en, status)
    where product.id = new.id
    returning product.id, product.version`
  const versions = new Map(rows.map((row) => [row.id, row.version]))
  const tell = (one: Plan['changed'][number]) => {
    return { productId: one.productId, version: versions.get(one.productId)! }
  }
  const moved = changed.filter((one) => one.was !== one.status)
  await productPublished.recordAll(tx, moved.filter((one) => one.status === 'on_sale').map(tell))
  await productWithdrawn.recordAll(tx, moved.filter((one) => one.status === 'off_sale').map(tell))
}

/** New products are indexed as they are written. */
async function productsToIndex(tx: Tx, plan: Plan): Promise<string[]> {
  const renamed = await tx<{ productId: string }>`
    select distinct product_id from catalog.sku
    where id = any(${plan.names.map((one) => one.skuId)}::uuid[])`
  const touched = [...plan.changed, ...plan.skus, ...renamed]
  return [...new Set(touched.map((one) => one.productId))].toSorted()
}

const keyOf = ({ brandId, code }: { brandId: string; code: string }) => `${brandId} ${code}`

/** What is there under the same brand and code; nothing is of a brand that was not found. */
export async function findKnown(
  db: Sql,
  rows: readonly { brandId: string; code: string }[],
): Promise<Map<string, Known>> {
  const sought = rows.filter((row) => row.brandId !== '')
  const found = await db<Known>`
    select sku.*, product.category_id, product.title_zh, product.title_en, product.description_zh,
      product.description_en, product.status, product.price_from_fen
    from unnest(${sought.map((row) => row.brandId)}::uuid[],
      ${sought.map((row) => row.code)}::text[])
      as wanted (brand_id, code)
    cross join lateral (
      select id as sku_id, product_id, brand_id, code, name, sold_by, price_fen, stock_version
      from catalog.sku
      where brand_id = wanted.brand_id and code = wanted.code offset 0) as sku
    cross join lateral (
      select category_id, title_zh, title_en, description_zh, description_en, status, price_from_fen
      from catalog.product where id = sku.product_id offset 0) as product`
  return new Map(found.map((one) => [keyOf(one), one]))
}
