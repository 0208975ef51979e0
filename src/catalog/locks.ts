/** One order of locks for every change: products by id, then their SKUs by id, then the ledger. */
import type { Tx } from '#platform/db.ts'
import { productNotFound, skuNotFound, staleVersion } from './errors.ts'
import type { ProductStatus, SkuStatus } from './product.ts'

export type LockedProduct = {
  id: string
  brandId: string
  status: ProductStatus
  version: number
  publishedAt: Date | null
  priceFromFen: number | null
}

export async function lockProducts(
  tx: Tx,
  productIds: readonly string[],
): Promise<LockedProduct[]> {
  return tx<LockedProduct>`
    select id, brand_id, status, version, published_at, price_from_fen from catalog.product
    where id = any(${productIds}::uuid[]) order by id for no key update`
}

/** The product as it is now, locked. Errors: productNotFound, staleVersion. */
export async function lockProduct(
  tx: Tx,
  seen: { productId: string; version?: number | undefined },
): Promise<LockedProduct> {
  const [product] = await lockProducts(tx, [seen.productId])
  if (!product) throw productNotFound({ productId: seen.productId })
  assertFresh(product, seen.version)
  return product
}

export type LockedSku = {
  id: string
  productId: string
  status: SkuStatus
  version: number
  priceFen: number
  priceFrom: Date
}

/** SKUs as they are now, with their products, all locked. Errors: skuNotFound. */
export async function lockSkus(tx: Tx, skuIds: readonly string[]): Promise<Map<string, LockedSku>> {
  // A SKU stays with its product for ever, so this may be read before the locks.
  const products = await tx<{ productId: string }>`
    select distinct product_id from catalog.sku where id = any(${skuIds}::uuid[])`
  await lockProducts(
    tx,
    products.map((row) => row.productId),
  )
  const rows = await tx<LockedSku>`
    select id, product_id, status, version, price_fen, price_from from catalog.sku
    where id = any(${skuIds}::uuid[]) order by id for no key update`
  const skus = new Map(rows.map((row) => [row.id, row]))
  const missing = skuIds.find((skuId) => !skus.has(skuId))
  if (missing !== undefined) throw skuNotFound({ skuId: missing })
  return skus
}

/** Errors: skuNotFound, staleVersion. */
export async function lockSku(
  tx: Tx,
  seen: { skuId: string; version: number },
): Promise<LockedSku> {
  const sku = (await lockSkus(tx, [seen.skuId])).get(seen.skuId)!
  assertFresh(sku, seen.version)
  return sku
}

export function assertFresh(thing: { version: number }, seen: number | undefined): void {
  if (seen !== undefined && seen !== thing.version) throw staleVersion({ version: thing.version })
}
