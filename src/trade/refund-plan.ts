/**
 * How an approved refund is carried out: one chain of holds and one instruction that settles it.
 */
import { forSale, soldOf } from '#catalog/stock.ts'
import type { Chain, Transfer } from '#ledger/chain.ts'
import type { AfterSaleOrder } from './after-sale-order.ts'
import {
  allowance,
  allowanceUsed,
  book,
  couponLeft,
  couponUsed,
  escrow,
  fee,
  payable,
  payer,
} from './accounts.ts'
import { releaseUnderWay } from './errors.ts'
import type { DomainError } from '#platform/errors.ts'
import { shareBack } from './refund-money.ts'
import type { BrandShare, OrderMoney } from './refund-money.ts'
import type { RefundKind, RefundLine } from './refund-rules.ts'

export type RefundToPlan = {
  refundId: string
  kind: RefundKind
  amountFen: number
  restock: boolean
  lines: RefundLine[]
  /** How many instructions were given for it before and refused. */
  tries: number
  decidedAt: Date
}

/** Who gives the money back: nobody but the escrow, or each brand and the platform their shares. */
export type Source = { afterRelease: boolean; shares: BrandShare[] }

/**
 * Decides where the money comes from. While it is on its way from the escrow to the brands it is
 * with neither: such a refund stays as it is and is approved again in a moment. That is better than
 * a queue: what is approved is always set aside.
 */
export function sourceOf(
  order: AfterSaleOrder,
  money: OrderMoney,
  refund: RefundToPlan,
): Source | DomainError {
  if (refund.amountFen <= money.escrowFen) return { afterRelease: false, shares: [] }
  if (money.released.size === 0) return releaseUnderWay({ orderId: order.orderId })
  const shares = [...amountsByBrand(order, refund)].map(([brandId, amountFen]) => {
    const brand = money.released.get(brandId)
    const share = brand ? shareBack(brand, amountFen) : null
    if (!share) throw new Error(`brand ${brandId} was given less than ${amountFen} of the order`)
    return { brandId, ...share }
  })
  return { afterRelease: true, shares }
}

function amountsByBrand(order: AfterSaleOrder, refund: RefundToPlan): Map<string, number> {
  const amounts = new Map<string, number>()
  for (const { lineNo, amountFen } of refund.lines) {
    const { brandId } = order.lines.find((line) => line.lineNo === lineNo)!
    if (amountFen > 0) amounts.set(brandId, (amounts.get(brandId) ?? 0) + amountFen)
  }
  return amounts
}

/**
 * Counts a planned refund as gone, for what is planned after it in the same call. The escrow needs
 * no counting: all refunds of an order together never ask for more than it holds.
 */
export function count(
  order: AfterSaleOrder,
  money: OrderMoney,
  refund: RefundToPlan,
  source: Source,
): void {
  order.refundedFen += refund.amountFen
  for (const { brandId, payableFen, feeFen } of source.shares) {
    const brand = money.released.get(brandId)!
    brand.payableBackFen += payableFen
    brand.feeBackFen += feeFen
  }
}

/**
 * Sets everything aside that goes back. All of it is holds, also goods and coupon: the
 * institution's yes posts them together with the money, its no frees them, and nothing has to be
 * undone.
 */
export function refundChain(order: AfterSaleOrder, refund: RefundToPlan, source: Source): Chain {
  const { refundId, amountFen, lines, tries, decidedAt } = refund
  const to = payer(order.memberId)
  const isWhole = order.refundedFen + amountFen === order.totalFen
  return {
    book,
    id: `refund:${refundId}:${tries + 1}`,
    reference: order.orderId,
    transfers: [
      ...(source.afterRelease ? [] : [hold(escrow(order.orderId), to, amountFen)]),
      ...source.shares.flatMap(({ brandId, payableFen, feeFen }) => [
        hold(payable(brandId), to, payableFen),
        hold(fee(brandId), to, feeFen),
      ]),
      ...(refund.restock ? goodsBack(order, lines) : []),
      ...(isWhole && !source.afterRelease ? inKind(order) : []),
    ].filter((transfer) => transfer.amount > 0),
    at: decidedAt,
  }
}

type Hold = Extract<Transfer, { kind: 'hold' }>
const hold = (from: Hold['from'], to: Hold['to'], amount: number): Hold => {
  return { kind: 'hold', from, to, amount, expiresAt: null }
}

/** On sale again, at the regular price also when a sale sold them. */
function goodsBack(order: AfterSaleOrder, lines: RefundLine[]): Hold[] {
  return lines.map(({ lineNo, quantity }) => {
    const { skuId } = order.lines.find((line) => line.lineNo === lineNo)!
    return hold(soldOf(skuId), forSale(skuId), quantity)
  })
}

/**
 * when a purchase is wholly undone, the coupon and the member's limits come back as they
 * were.
 */
function inKind({ memberId, couponId, lines }: AfterSaleOrder): Hold[] {
  const limitBack = (kind: 'COUPON' | 'FLASH', id: string, amount: number) =>
    hold(allowanceUsed(kind, id), allowance(kind, id, memberId), amount)
  return [
    ...(couponId ? [hold(couponUsed(couponId), couponLeft(couponId), 1)] : []),
    ...(couponId ? [limitBack('COUPON', couponId, 1)] : []),
    ...lines.flatMap(({ flashSaleId, quantity }) => {
      return flashSaleId ? [limitBack('FLASH', flashSaleId, quantity)] : []
    }),
  ]
}
