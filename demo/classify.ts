/** What becomes of each line of the history: loaded, or set aside for one reason. */
import type { Line } from './history.ts'

export const reasons = {
  fee_or_adjustment: 'Postage, carriage, packing, manual corrections, discounts, fees, commission',
  sample: 'Samples sent out',
  bad_debt: 'Write-offs of bad debt (invoices that begin with A)',
  gift_voucher: 'Gift vouchers: stored value, to be redeemed later, and no goods',
  stock_adjustment: 'A negative quantity without a cancellation: a correction of stock',
  zero_price: 'Given for nothing: corrections of stock and gifts; an order must cost something',
  price_below_a_fen: 'A price of 0.001: it cannot be charged',
  cancellation_without_purchase: 'A cancellation of which no piece has an earlier purchase',
} as const

export type Reason = keyof typeof reasons
export type Fate = 'loaded' | Reason

/** 23444 and 23574 look like goods and are "Next Day Carriage" and "PACKING CHARGE". */
const fees = new Set('POST,DOT,C2,M,D,AMAZONFEE,BANK CHARGES,CRUK,B,23444,23574'.split(','))

/** Vouchers are set aside because selling stored value is another business, under other rules. */
const voucher = /^(GIFT_|22016$)/

/** Codes that differ only in case (15056bl, 15056BL) name one article and are one SKU. */
export function skuCode(stockCode: string): string {
  return stockCode.toUpperCase()
}

export function isCancellation(line: Line): boolean {
  return line.invoiceNo.startsWith('C')
}

/** Why a line is no purchase and no cancellation of goods, or null when it is one of them. */
export function whySetAside(line: Line): Reason | null {
  const code = skuCode(line.stockCode)
  if (line.invoiceNo.startsWith('A')) return 'bad_debt'
  if (code === 'S') return 'sample'
  if (fees.has(code)) return 'fee_or_adjustment'
  if (voucher.test(code)) return 'gift_voucher'
  if (isCancellation(line)) return null
  if (line.quantity <= 0) return 'stock_adjustment'
  if (line.unitPriceFen === null) return 'price_below_a_fen'
  return line.unitPriceFen === 0 ? 'zero_price' : null
}
