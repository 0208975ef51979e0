/**
 * What an order costs: one rule for the quote a buyer sees and for the order that is placed. Pure.
 */
import type { DomainError } from '#platform/errors.ts'
import type { SellableSku } from '#catalog/sellable.ts'
import {
  couponNotFound,
  couponNotUsable,
  orderTooLarge,
  priceChanged,
  skuNotFound,
  tooManyLines,
} from './errors.ts'
import { share } from './order.ts'
import type { OrderLine } from './order.ts'

export type AskedLine = { skuId: string; quantity: number; unitPriceFen: number }

/** A flash sale in its time, as `findRunningSales` gives it. */
export type RunningSale = {
  saleId: string
  skuId: string
  priceFen: number
  perMemberMax: number
  /** Set aside for it and not held by others just now. */
  left: number
  endsAt: Date
}

export type CouponTerms = {
  couponId: string
  code: string
  offFen: number
  minSpendFen: number
  perMemberMax: number
  startsAt: Date
  endsAt: Date
}

export type OrderToPrice = {
  lines: AskedLine[]
  /** By SKU; one that is missing is not known. */
  sellable: ReadonlyMap<string, SellableSku>
  sales: ReadonlyMap<string, RunningSale>
  /** undefined: none asked for; null: asked for, but there is none of this code. */
  coupon: CouponTerms | null | undefined
  now: Date
}

export type PricedOrder =
  | { ok: true; goodsFen: number; discountFen: number; totalFen: number; lines: OrderLine[] }
  | { ok: false; error: DomainError }

/**
 * Prices an order as the buyer confirmed it, or says why not. The discount is shared over the lines
 * in proportion, exactly; total = sum of the lines > 0.
 *
 * Errors: tooManyLines, skuNotFound, priceChanged (facts: every line's present price that differs),
 * couponNotFound, couponNotUsable, orderTooLarge.
 */
export function priceOrder(order: OrderToPrice): PricedOrder {
  const { lines: asked, sellable, sales, coupon, now } = order
  const skuIds = new Set<string>()
  const changed: { skuId: string; unitPriceFen: number }[] = []
  const lines: Omit<OrderLine, 'discountFen' | 'totalFen'>[] = []
  for (const { skuId, quantity, unitPriceFen } of asked) {
    if (skuIds.has(skuId)) return refuse(tooManyLines({ skuId }))
    skuIds.add(skuId)
    const sku = sellable.get(skuId)
    if (!sku?.onSale) return refuse(skuNotFound({ skuId }))
    const price = confirmedPrice(sku, sales.get(skuId), unitPriceFen)
    if (!price) {
      changed.push({ skuId, unitPriceFen: priceNow(sku, sales.get(skuId)).unitPriceFen })
      continue
    }
    const { productId, brandId, titleZh, titleEn, feeBps } = sku
    const lineNo = lines.length + 1
    lines.push({ lineNo, skuId, productId, brandId, titleZh, titleEn, quantity, feeBps, ...price })
  }
  if (changed.length > 0) return refuse(priceChanged({ lines: changed }))

  const goods = lines.map((line) => line.unitPriceFen * line.quantity)
  const goodsFen = goods.reduce((sum, one) => sum + one, 0)
  // A sum beyond 2^53-1 cannot round down to a safe one, so asking the last sum is enough.
  if (!Number.isSafeInteger(goodsFen)) return refuse(orderTooLarge())
  const refusal = coupon === undefined ? null : whyNotCoupon(coupon, goodsFen, now)
  if (refusal) return refuse(refusal)

  const discountFen = coupon?.offFen ?? 0
  const discounts = share(discountFen, goods)
  const priced = lines.map((line, index) => ({
    ...line,
    discountFen: discounts[index]!,
    totalFen: goods[index]! - discounts[index]!,
  }))
  return { ok: true, goodsFen, discountFen, totalFen: goodsFen - discountFen, lines: priced }
}

type UnitPrice = { unitPriceFen: number; flashSaleId: string | null }

/**
 * What an article costs just now, the same for everybody (C-10): the sale's price while a sale runs
 * and has units left, else the regular one. A sale that no longer undercuts the regular price
 * (which fell meanwhile) is none: nobody pays more because of a sale.
 */
export function priceNow(sku: SellableSku, sale: RunningSale | undefined): UnitPrice {
  if (sale && sale.left > 0 && sale.priceFen < sku.priceFen)
    return { unitPriceFen: sale.priceFen, flashSaleId: sale.saleId }
  return { unitPriceFen: sku.priceFen, flashSaleId: null }
}

/**
 * The price a buyer confirmed, or null when it is another one by now. `left` was read without a
 * lock, so a buyer who confirms the price of a sale that looks sold out still gets a line of the
 * sale: the ledger says sold out, or that somebody's hold was freed in time.
 */
function confirmedPrice(
  sku: SellableSku,
  sale: RunningSale | undefined,
  unitPriceFen: number,
): UnitPrice | null {
  const present = priceNow(sku, sale)
  if (present.unitPriceFen === unitPriceFen) return present
  if (sale && sale.priceFen === unitPriceFen && sale.priceFen < sku.priceFen)
    return { unitPriceFen, flashSaleId: sale.saleId }
  return null
}

/** Why goods of this worth get nothing off by this coupon now, or null when they do. */
export function whyNotCoupon(
  coupon: CouponTerms | null,
  goodsFen: number,
  now: Date,
): DomainError | null {
  if (!coupon) return couponNotFound()
  const { couponId, startsAt, endsAt, minSpendFen } = coupon
  if (now < startsAt) return couponNotUsable({ couponId, why: 'not_started', startsAt })
  if (now >= endsAt) return couponNotUsable({ couponId, why: 'ended', endsAt })
  if (goodsFen < minSpendFen) return couponNotUsable({ couponId, why: 'min_spend', minSpendFen })
  // Terms ask for more than they give off; said here too, so that something is always left to pay.
  if (goodsFen <= coupon.offFen) return couponNotUsable({ couponId, why: 'nothing_left_to_pay' })
  return null
}

const refuse = (error: DomainError): PricedOrder => ({ ok: false, error })
