/** One product with one SKU for each stock code that was really sold. */
import { categoryOf } from './categories.ts'
import { stableId } from './chance.ts'
import { skuCode } from './classify.ts'
import type { ListedProduct } from './history.ts'
import { skuIdOf } from './orders.ts'
import type { PlannedOrder } from './orders.ts'
import { brandOf } from './ranges.ts'
import type { Brand } from './ranges.ts'
import { titleEn } from './title-en.ts'
import { translateTitle } from './translate-title.ts'

export type PlannedProduct = {
  id: string
  skuId: string
  /** In capitals; see `skuCode`. */
  stockCode: string
  titleEn: string
  titleZh: string
  titleZhMadeBy: 'script'
  /** Words of the English title that the dictionary lacks and the Chinese title keeps. */
  wordsKept: string[]
  categoryId: string
  brandId: Brand['id']
  /** The unit price paid most often, one price from the first sale on; the lower of two as frequent. */
  listPriceFen: number
  firstSoldAt: Date
  soldQuantity: number
}

/** Ordered by stock code. */
export function planProducts(orders: PlannedOrder[], listed: ListedProduct[]): PlannedProduct[] {
  const sales = countSales(orders)
  const products = new Map<string, PlannedProduct>()
  for (const { stockCode, description } of preferCapitals(listed)) {
    const code = skuCode(stockCode)
    const skuId = skuIdOf(code)
    const sold = sales.get(skuId)
    if (!sold || products.has(code)) continue
    const { title, unknown } = translateTitle(description)
    products.set(code, {
      id: stableId('product', code),
      skuId,
      stockCode: code,
      titleEn: titleEn(description),
      titleZh: title,
      titleZhMadeBy: 'script',
      wordsKept: unknown,
      categoryId: categoryOf(description),
      brandId: brandOf(code).id,
      listPriceFen: mostFrequent(sold.prices),
      firstSoldAt: sold.firstAt,
      soldQuantity: sold.quantity,
    })
  }
  if (products.size !== sales.size)
    throw new Error('A SKU was sold that is not in the product list')
  return [...products.values()].toSorted((a, b) => (a.stockCode < b.stockCode ? -1 : 1))
}

/** Where the list has 15056BL and 15056bl, the first spelling gives the title. */
function preferCapitals(listed: ListedProduct[]): ListedProduct[] {
  const inCapitals = ({ stockCode }: ListedProduct): boolean => stockCode === skuCode(stockCode)
  return [...listed.filter(inCapitals), ...listed.filter((one) => !inCapitals(one))]
}

type Sales = { prices: Map<number, number>; quantity: number; firstAt: Date }

function countSales(orders: PlannedOrder[]): Map<string, Sales> {
  const sales = new Map<string, Sales>()
  for (const order of orders) {
    for (const { skuId, quantity, unitPriceFen } of order.lines) {
      const sold = sales.get(skuId) ?? { prices: new Map(), quantity: 0, firstAt: order.placedAt }
      sales.set(skuId, sold)
      sold.quantity += quantity
      sold.prices.set(unitPriceFen, (sold.prices.get(unitPriceFen) ?? 0) + 1)
      if (order.placedAt < sold.firstAt) sold.firstAt = order.placedAt
    }
  }
  return sales
}

function mostFrequent(counts: Map<number, number>): number {
  const [first] = [...counts].toSorted(([a, times], [b, others]) => others - times || a - b)
  if (!first) throw new Error('A SKU that was sold has a price')
  return first[0]
}
