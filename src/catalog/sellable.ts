/** What an order needs to know about the SKUs in it. */
import type { Sql } from '#platform/db.ts'

export type SellableSku = {
  skuId: string
  productId: string
  brandId: string
  titleZh: string
  titleEn: string
  /** Of the variant; empty when there is only one. */
  skuName: string
  priceFen: number
  /** Both the SKU and its product are. */
  onSale: boolean
  /** Who gets the brand's money, at the payment institution. */
  brandReceiver: string
  feeBps: number
}

/**
 * The SKUs that exist among those asked for, on sale or not, in no order. One statement of look-ups
 * by primary key, for the hot path of orders: no lock is taken, so the price is the one at this
 * moment.
 */
export async function findSellable(db: Sql, skuIds: readonly string[]): Promise<SellableSku[]> {
  return db<SellableSku>`
    select sku.id as sku_id, sku.product_id, sku.brand_id, product.title_zh, product.title_en,
      sku.name as sku_name, sku.price_fen,
      sku.status = 'on_sale' and product.status = 'on_sale' as on_sale,
      brand.receiver as brand_receiver, brand.fee_bps
    from catalog.sku
    join catalog.product on product.id = sku.product_id
    join catalog.brand on brand.id = sku.brand_id
    where sku.id = any(${skuIds}::uuid[])`
}
