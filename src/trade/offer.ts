/** What SKUs cost and how many of them there are, just now: for the cart and for quotes. */
import { findSellable } from '#catalog/sellable.ts'
import type { SellableSku } from '#catalog/sellable.ts'
import { stockOf } from '#catalog/stock.ts'
import type { Sql } from '#platform/db.ts'
import { findRunningSales } from './flash-sale.ts'
import { priceNow } from './price-order.ts'
import type { RunningSale } from './price-order.ts'

export type Offer = {
  sku: SellableSku
  /** The sale that makes the price, if one does. */
  sale: RunningSale | null
  unitPriceFen: number
  /** To be had at this price. */
  available: number
}

/** The offers of SKUs that exist, by SKU, in a fixed number of statements. */
export async function findOffers(
  db: Sql,
  skuIds: readonly string[],
  now: Date,
): Promise<Map<string, Offer>> {
  if (skuIds.length === 0) return new Map()
  const skus = await findSellable(db, skuIds)
  const stock = await stockOf(db, skuIds, now)
  const sales = await findRunningSales(db, skuIds, now)
  return new Map(
    skus.map((sku) => {
      const running = sales.find((sale) => sale.skuId === sku.skuId)
      const { unitPriceFen, flashSaleId } = priceNow(sku, running)
      const sale = flashSaleId ? running! : null
      const available = sale ? sale.left : (stock.get(sku.skuId) ?? 0)
      return [sku.skuId, { sku, sale, unitPriceFen, available }]
    }),
  )
}
