/**
 * Finds what each cancellation takes back. The file does not say; we take the customer's latest
 * earlier purchases of the same SKU that still have pieces left, first those at the same price.
 * What was paid is given back, so a refund never exceeds its order line even where the prices differ.
 */
import { instantOf } from './calendar.ts'
import { stableId } from './chance.ts'
import { skuCode } from './classify.ts'
import type { Line } from './history.ts'
import type { PlannedLine, PlannedOrder } from './orders.ts'

export type RefundLine = {
  orderLineNo: number
  skuId: string
  quantity: number
  amountFen: number
}
/** What one cancellation takes back from one order. */
export type PlannedRefund = {
  id: string
  cancellationNo: string
  orderId: string
  at: Date
  lines: RefundLine[]
  amountFen: number
}
/** A cancellation line of which some or all pieces could not be matched. */
export type Unmatched = {
  line: Line
  /** Pieces without a purchase; fewer than the line's quantity when part was matched. */
  quantity: number
  why: 'no_customer' | 'no_earlier_purchase' | 'more_than_bought'
}
export type PriceDifference = {
  line: Line
  quantity: number
  paidFen: number
  filePriceFen: number
}
export type Matching = {
  refunds: PlannedRefund[]
  unmatched: Unmatched[]
  priceDifferences: PriceDifference[]
  /** Lines of the file of which at least one piece was matched. */
  matchedLineNos: Set<number>
}

type Purchase = { order: PlannedOrder; line: PlannedLine; left: number }

export function matchCancellations(
  cancellations: Line[],
  purchases: Line[],
  orders: PlannedOrder[],
  shiftDays: number,
): Matching {
  const bought = purchasesByBuyer(cancellations, purchases, orders)
  const refunds = new Map<string, PlannedRefund>()
  const cancelledAt = new Map<string, Date>()
  const matching: Matching = {
    refunds: [],
    unmatched: [],
    priceDifferences: [],
    matchedLineNos: new Set(),
  }
  for (const line of cancellations) {
    const at = cancelledAt.get(line.invoiceNo) ?? instantOf(line.invoicedAt, shiftDays)
    cancelledAt.set(line.invoiceNo, at)
    const all = line.customerNo === null ? [] : (bought.get(buyerKey(line)) ?? [])
    const earlier = all.filter(({ order }) => order.placedAt <= at)
    let wanted = -line.quantity
    for (const purchase of inOrderOfTaking(earlier, line.unitPriceFen)) {
      const quantity = Math.min(wanted, purchase.left)
      if (quantity === 0) continue
      purchase.left -= quantity
      wanted -= quantity
      addToRefund(refunds, line, at, purchase, quantity)
      matching.matchedLineNos.add(line.lineNo)
      const paidFen = purchase.line.unitPriceFen
      const filePriceFen = line.unitPriceFen ?? 0
      if (paidFen !== filePriceFen) {
        matching.priceDifferences.push({ line, quantity, paidFen, filePriceFen })
      }
    }
    if (wanted > 0) {
      const why = line.customerNo === null ? 'no_customer' : 'no_earlier_purchase'
      const some = earlier.length > 0
      matching.unmatched.push({ line, quantity: wanted, why: some ? 'more_than_bought' : why })
    }
  }
  matching.refunds = [...refunds.values()]
  return matching
}

const buyerKey = (line: Line): string => `${line.customerNo}:${skuCode(line.stockCode)}`

/**
 * A customer's purchases of a SKU, in the order of the file, for all that somebody cancels. Guests
 * cannot be told apart.
 */
function purchasesByBuyer(
  cancellations: Line[],
  purchases: Line[],
  orders: PlannedOrder[],
): Map<string, Purchase[]> {
  const named = cancellations.filter((line) => line.customerNo !== null)
  const bought = new Map(named.map((line) => [buyerKey(line), [] as Purchase[]]))
  const customers = new Set(named.map((line) => line.customerNo))
  const orderOf = new Map(orders.map((order) => [order.invoiceNo, order]))
  for (const purchase of purchases) {
    if (!customers.has(purchase.customerNo)) continue
    const known = bought.get(buyerKey(purchase))
    const order = known && orderOf.get(purchase.invoiceNo)
    const line = order?.lines.find(({ lineNo }) => lineNo === purchase.lineNo)
    if (known && order && line) known.push({ order, line, left: line.quantity })
  }
  return bought
}

/** Latest first; those at the cancellation's own price before all others. */
function inOrderOfTaking(earlier: Purchase[], priceFen: number | null): Purchase[] {
  const latestFirst = earlier.toReversed()
  const samePrice = latestFirst.filter(({ line }) => line.unitPriceFen === priceFen)
  return [...samePrice, ...latestFirst.filter(({ line }) => line.unitPriceFen !== priceFen)]
}

function addToRefund(
  refunds: Map<string, PlannedRefund>,
  cancellation: Line,
  at: Date,
  { order, line }: Purchase,
  quantity: number,
): void {
  const key = `${cancellation.invoiceNo}:${order.invoiceNo}`
  const refund = refunds.get(key) ?? {
    id: stableId('refund', key),
    cancellationNo: cancellation.invoiceNo,
    orderId: order.id,
    at,
    lines: [],
    amountFen: 0,
  }
  refunds.set(key, refund)
  const amountFen = quantity * line.unitPriceFen
  refund.amountFen += amountFen
  const { orderLineNo, skuId } = line
  const same = refund.lines.find((known) => known.orderLineNo === orderLineNo)
  if (same) {
    same.quantity += quantity
    same.amountFen += amountFen
  } else refund.lines.push({ orderLineNo, skuId, quantity, amountFen })
}
