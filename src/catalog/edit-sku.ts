/** What staff do to a product's variants. Prices are in set-price.ts, stock in stock.ts. */
import type { Tx } from '#platform/db.ts'
import { nothingToSell } from './errors.ts'
import { insertSkus } from './import.ts'
import type { NewSku } from './import.ts'
import { indexProducts } from './index-products.ts'
import { lockProduct, lockSku } from './locks.ts'
import type { SkuStatus } from './product.ts'
import { refreshPriceFrom } from './set-price.ts'

/**
 * Adds a variant with its first price; on sale when its product is. Errors: productNotFound,
 * codeTaken.
 */
export async function addSku(
  tx: Tx,
  sku: Omit<NewSku, 'validFrom'> & { productId: string; now: Date },
): Promise<void> {
  const { productId, now } = sku
  await lockProduct(tx, { productId })
  await insertSkus(tx, [{ ...sku, validFrom: now, createdAt: now }])
  await refreshPriceFrom(tx, [productId])
  await indexProducts(tx, [productId])
}

/**
 * Changes what is given, and answers the new version.
 * Errors: skuNotFound, staleVersion, nothingToSell (the last one on sale of a product on sale).
 */
export async function changeSku(
  tx: Tx,
  input: {
    skuId: string
    version: number
    name?: string | undefined
    status?: SkuStatus | undefined
  },
): Promise<number> {
  const { skuId, name = null, status = null } = input
  const { productId } = await lockSku(tx, input)
  const [left] = await tx<{ sellable: boolean }>`
    select product.status <> 'on_sale' or ${status ?? 'on_sale'} = 'on_sale' or exists (
      select from catalog.sku as other where other.product_id = product.id
        and other.id <> ${skuId} and other.status = 'on_sale') as sellable
    from catalog.product where product.id = ${productId}`
  if (!left!.sellable) throw nothingToSell({ productId })
  const [sku] = await tx<{ version: number }>`
    update catalog.sku set version = version + 1, name = coalesce(${name}, name),
      status = coalesce(${status}, status)
    where id = ${skuId} returning version`
  await refreshPriceFrom(tx, [productId])
  await indexProducts(tx, [productId])
  return sku!.version
}
