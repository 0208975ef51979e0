/** What an order would cost now and what stands in its way, without placing or holding anything. */
import { findFirstPictures } from '#catalog/picture.ts'
import type { Sql } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import type { z } from 'zod'
import { couponsLeft, findCouponTerms } from './coupon.ts'
import { couponGone, memberLimit, skuNotFound, soldOut, tooManyLines } from './errors.ts'
import { findUses } from './member-uses.ts'
import { findOffers } from './offer.ts'
import type { Offer } from './offer.ts'
import { priceOrder, whyNotCoupon } from './price-order.ts'
import type { CouponTerms } from './price-order.ts'
import type { Quote } from './views.ts'

export type QuoteRequest = {
  memberId: string
  lines: { skuId: string; quantity: number }[]
  couponCode?: string | undefined
  now: Date
}

/**
 * Prices lines by the rule that prices orders. A line that cannot be bought as it is says why and
 * is left out of the sums; a coupon that cannot be used says why and takes nothing off. What is
 * left and what a member used up was read without locks: placing the order decides.
 *
 * Errors: tooManyLines, skuNotFound (no such article at all), orderTooLarge.
 */
export async function quoteOrder(db: Sql, request: QuoteRequest): Promise<z.input<typeof Quote>> {
  const { memberId, couponCode, now } = request
  const skuIds = request.lines.map((line) => line.skuId)
  const twice = skuIds.find((skuId, index) => skuIds.indexOf(skuId) !== index)
  if (twice) throw tooManyLines({ skuId: twice })
  const offers = await findOffers(db, skuIds, now)
  const coupon = couponCode === undefined ? undefined : await findCoupon(db, couponCode, now)
  const uses = await findUses(db, {
    memberId,
    couponIds: coupon ? [coupon.couponId] : [],
    saleIds: [...offers.values()].flatMap(({ sale }) => sale?.saleId ?? []),
  })

  const pictures = await findFirstPictures(
    db,
    [...offers.values()].map(({ sku }) => sku.productId),
  )

  const lines = request.lines.map(({ skuId, quantity }) => {
    const offer = offers.get(skuId)
    if (!offer) throw skuNotFound({ skuId })
    const { sku, sale, unitPriceFen, available } = offer
    const { productId, titleZh, titleEn } = sku
    const problem = whyNotBuy(offer, quantity, uses)?.code ?? null
    const flashSaleId = sale?.saleId ?? null
    return {
      skuId,
      productId,
      titleZh,
      titleEn,
      picture: pictures.get(productId) ?? null,
      quantity,
      unitPriceFen,
      flashSaleId,
      available,
      problem,
    }
  })
  const order = {
    lines: lines.filter((line) => line.problem === null),
    sellable: new Map([...offers].map(([skuId, { sku }]) => [skuId, sku])),
    sales: new Map([...offers].flatMap(([skuId, { sale }]) => (sale ? [[skuId, sale]] : []))),
    now,
  }
  const plain = priceOrder({ ...order, coupon: undefined })
  if (!plain.ok) throw plain.error
  const couponProblem =
    coupon === undefined ? null : whyNotUse(coupon, plain.goodsFen, { uses, now })
  const priced = couponProblem ? plain : priceOrder({ ...order, coupon })
  if (!priced.ok) throw priced.error
  const { goodsFen, discountFen, totalFen } = priced
  return { lines, goodsFen, discountFen, totalFen, couponProblem: couponProblem?.code ?? null }
}

type Uses = ReadonlyMap<string, number>
type CouponNow = CouponTerms & { left: number }

/**
 * Why so many of an offer cannot be bought by this member, in the order in which placing refuses.
 */
export function whyNotBuy(offer: Offer, quantity: number, uses: Uses): DomainError | null {
  const { sku, sale, available } = offer
  if (!sku.onSale) return skuNotFound()
  if (quantity > available) return soldOut()
  if (sale && quantity + (uses.get(sale.saleId) ?? 0) > sale.perMemberMax) return memberLimit()
  return null
}

function whyNotUse(
  coupon: CouponNow | null,
  goodsFen: number,
  { uses, now }: { uses: Uses; now: Date },
): DomainError | null {
  const refusal = whyNotCoupon(coupon, goodsFen, now)
  if (refusal || !coupon) return refusal
  if (coupon.left <= 0) return couponGone()
  return (uses.get(coupon.couponId) ?? 0) >= coupon.perMemberMax ? memberLimit() : null
}

async function findCoupon(db: Sql, code: string, now: Date): Promise<CouponNow | null> {
  const [terms] = await findCouponTerms(db, [code])
  if (!terms) return null
  const [left] = await couponsLeft(db, [terms.couponId], now)
  return { ...terms, left: left! }
}
