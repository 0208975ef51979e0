/** An order's rules: what it costs, how a discount is shared, when it moves on by itself. Pure. */
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'

export type OrderLine = {
  lineNo: number
  skuId: string
  productId: string
  brandId: string
  titleZh: string
  titleEn: string
  quantity: number
  unitPriceFen: number
  discountFen: number
  totalFen: number
  feeBps: number
  flashSaleId: string | null
}

/** How long stock is held for an unpaid order. */
export const payWithinMs = 15 * minuteMs
/** After shipping, receipt is taken as confirmed by itself. Well inside the institution's own limit. */
export const receiveWithinMs = 10 * dayMs
/** Staff decide a refund or a dispute within this. */
export const decideRefundWithinMs = 2 * dayMs
export const decideDisputeWithinMs = 5 * dayMs

export const payBy = (placedAt: Date) => addMs(placedAt, payWithinMs)

/**
 * Shares `totalFen` in proportion to `weights` (not all zero) so that the parts add up to it exactly:
 * each part is the difference of two rounded-down running sums, so the remainder is spread evenly and
 * no part is negative or above its weight where totalFen <= sum(weights).
 */
export function share(totalFen: number, weights: number[]): number[] {
  const sum = BigInt(weights.reduce((a, b) => a + b, 0))
  let seen = 0n
  let given = 0n
  return weights.map((weight) => {
    seen += BigInt(weight)
    const upto = (BigInt(totalFen) * seen) / sum
    const part = upto - given
    given = upto
    return Number(part)
  })
}

/** floor(amount * numerator / denominator) without losing a digit. */
export function proportion(amount: number, numerator: number, denominator: number): number {
  return Number((BigInt(amount) * BigInt(numerator)) / BigInt(denominator))
}

/** The platform's fee on what a brand sold, rounded down to the brand's favour. */
export const feeFen = (soldFen: number, feeBps: number) => proportion(soldFen, feeBps, 10_000)

/**
 * What giving back `quantity` of a line is worth when `refundedQuantity` of it went back before: the
 * difference of two rounded-down shares, so that all parts together are the line's total exactly.
 */
export function refundWorth(
  line: {
    quantity: number
    totalFen: number
    refundedQuantity: number
    refundedFen: number
  },
  quantity: number,
): number {
  const after = proportion(line.totalFen, line.refundedQuantity + quantity, line.quantity)
  const before = proportion(line.totalFen, line.refundedQuantity, line.quantity)
  return Math.min(after - before, line.totalFen - line.refundedFen)
}
