/** Prices: one per SKU at any time, every one kept (rules C-01, C-12). */
import type { Sql, Tx } from '#platform/db.ts'
import { priceSet } from './events.ts'
import { lockSku, lockSkus } from './locks.ts'

export type NewPrice = { skuId: string; priceFen: number; validFrom: Date }

/**
 * Sets the price of one SKU as somebody saw it at `version`, and answers its new version.
 * Errors: skuNotFound, staleVersion.
 */
export async function setPrice(tx: Tx, price: NewPrice & { version: number }): Promise<number> {
  await lockSku(tx, price)
  return (await setPrices(tx, [price])).get(price.skuId) ?? price.version
}

/**
 * Sets prices from their moment on, any number in the same few statements, and records
 * `catalog.price_set` for the last of each SKU. A price that is no other than the one before writes
 * nothing. History only grows: a moment before a SKU's latest one counts as just after it. Answers
 * the new versions of the SKUs that changed. Errors: skuNotFound.
 */
export async function setPrices(tx: Tx, prices: NewPrice[]): Promise<Map<string, number>> {
  const skus = await lockSkus(tx, [...new Set(prices.map((price) => price.skuId))])
  const rows = newEntries(prices, skus)
  if (rows.length === 0) return new Map()
  await tx`
    insert into catalog.price (sku_id, valid_from, price_fen)
    select * from unnest(${rows.map((row) => row.skuId)}::uuid[],
      ${rows.map((row) => row.validFrom)}::timestamptz[],
      ${rows.map((row) => row.priceFen)}::bigint[])`

  const last = [...new Map(rows.map((row) => [row.skuId, row])).values()]
  const changed = await tx<{ skuId: string; priceFen: number; version: number }>`
    update catalog.sku set price_fen = last.price_fen, price_from = last.valid_from,
      version = sku.version + 1
    from unnest(${last.map((row) => row.skuId)}::uuid[],
      ${last.map((row) => row.validFrom)}::timestamptz[],
      ${last.map((row) => row.priceFen)}::bigint[]) as last (id, valid_from, price_fen)
    where sku.id = last.id
    returning sku.id as sku_id, sku.price_fen, sku.version`
  await refreshPriceFrom(tx, [...new Set(last.map((row) => skus.get(row.skuId)!.productId))])
  await priceSet.recordAll(tx, changed)
  return new Map(changed.map((row) => [row.skuId, row.version]))
}

/** What the history gets, in its order. */
function newEntries(
  prices: NewPrice[],
  skus: ReadonlyMap<string, { priceFen: number; priceFrom: Date }>,
): NewPrice[] {
  const latest = new Map(skus)
  const byTime = prices.toSorted((a, b) => a.validFrom.getTime() - b.validFrom.getTime())
  return byTime.flatMap(({ skuId, priceFen, validFrom: wanted }) => {
    const before = latest.get(skuId)!
    if (before.priceFen === priceFen) return []
    const validFrom = new Date(Math.max(wanted.getTime(), before.priceFrom.getTime() + 1))
    latest.set(skuId, { priceFen, priceFrom: validFrom })
    return [{ skuId, priceFen, validFrom }]
  })
}

/** The lowest price that lists sort by. Call it under the products' locks. */
export async function refreshPriceFrom(tx: Tx, productIds: readonly string[]): Promise<void> {
  await tx`
    update catalog.product set price_from_fen = lowest.price_fen
    from (
      select product.id, min(sku.price_fen) as price_fen from catalog.product
      left join catalog.sku on sku.product_id = product.id and sku.status = 'on_sale'
      where product.id = any(${productIds}::uuid[]) group by product.id
    ) as lowest
    where product.id = lowest.id and product.price_from_fen is distinct from lowest.price_fen`
}

export type PriceEntry = { priceFen: number; validFrom: Date }

/** The prices of a SKU, newest first, from before `before`. */
export async function listPrices(
  db: Sql,
  query: { skuId: string; before?: Date | undefined; limit: number },
): Promise<PriceEntry[]> {
  const { skuId, before = null, limit } = query
  return db<PriceEntry>`
    select price_fen, valid_from from catalog.price
    where sku_id = ${skuId} and (${before}::timestamptz is null or valid_from < ${before})
    order by valid_from desc limit ${limit}`
}
