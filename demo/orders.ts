/** One order for each invoice, one order line for each line of the file. */
import { instantOf } from './calendar.ts'
import { stableId } from './chance.ts'
import { skuCode } from './classify.ts'
import type { Line } from './history.ts'

export type PlannedLine = {
  /** From 1 within its order. */
  orderLineNo: number
  /** The line of the file it comes from. */
  lineNo: number
  skuId: string
  quantity: number
  /** What was really paid for one: it changes with time, quantity and channel. */
  unitPriceFen: number
}
export type PlannedOrder = {
  id: string
  invoiceNo: string
  memberId: string
  /** Of its member. */
  addressId: string
  placedAt: Date
  lines: PlannedLine[]
  totalFen: number
}

export const skuIdOf = (stockCode: string): string => stableId('sku', skuCode(stockCode))

export function memberIdOf(line: Line): string {
  if (line.customerNo !== null) return stableId('member', line.customerNo)
  return stableId('guest', line.invoiceNo)
}

export function addressIdOf(line: Line): string {
  return stableId('address', `${memberIdOf(line)}:${line.country}`)
}

/** In the order of the file. An invoice with several times was placed at its first. */
export function planOrders(purchases: Line[], shiftDays: number): PlannedOrder[] {
  const orders = new Map<string, PlannedOrder>()
  const skuIds = new Map<string, string>()
  for (const line of purchases) {
    const skuId = skuIds.get(line.stockCode) ?? skuIdOf(line.stockCode)
    skuIds.set(line.stockCode, skuId)
    const order = orders.get(line.invoiceNo) ?? emptyOrder(line, shiftDays)
    orders.set(line.invoiceNo, order)
    const { lineNo, quantity, unitPriceFen } = line
    if (unitPriceFen === null) throw new Error(`Line ${lineNo} has no price to be charged`)
    order.lines.push({ orderLineNo: order.lines.length + 1, lineNo, skuId, quantity, unitPriceFen })
    order.totalFen += quantity * unitPriceFen
  }
  return [...orders.values()]
}

function emptyOrder(line: Line, shiftDays: number): PlannedOrder {
  return {
    id: stableId('order', line.invoiceNo),
    invoiceNo: line.invoiceNo,
    memberId: memberIdOf(line),
    addressId: addressIdOf(line),
    placedAt: instantOf(line.invoicedAt, shiftDays),
    lines: [],
    totalFen: 0,
  }
}
