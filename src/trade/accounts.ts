/** The accounts of trade, all in one book. Goods' own accounts are the catalogue's (`#catalog/stock.ts`). */
import { account } from '#ledger/chain.ts'

export const book = 'main'

const cny = (purpose: string, owner: string, floor: number | null) =>
  account({ unit: 'CNY', purpose, owner, floor })

/** Where buyers' money comes from and goes back to; it mirrors the world outside, so unchecked. */
export const payer = (memberId: string) => cny('payer', memberId, null)

/** An order's money, frozen at the institution. Never gives more than it got. */
export const escrow = (orderId: string) => cny('escrow', orderId, 0)

/** How far a brand may owe us after refunds of what it was already given: 50,000.00 yuan. */
export const payableFloorFen = -5_000_000

/** What the institution holds for a brand until it is paid out. */
export const payable = (brandId: string) => cny('payable', brandId, payableFloorFen)

/** The platform's fee on a brand's sales, kept by brand so that it can be given back in its share. */
export const fee = (brandId: string) => cny('fee', brandId, null)

/** A brand's bank account, outside. */
export const bank = (brandId: string) => cny('bank', brandId, null)

const couponUnit = (couponId: string) => `COUPON:${couponId}`
export const couponSource = (id: string) =>
  account({ unit: couponUnit(id), purpose: 'source', owner: id, floor: null })
export const couponLeft = (id: string) =>
  account({ unit: couponUnit(id), purpose: 'left', owner: id, floor: 0 })
export const couponUsed = (id: string) =>
  account({ unit: couponUnit(id), purpose: 'used', owner: id, floor: null })

/** How often a member may still use a coupon or buy in a sale: granted with the first use. */
const allowanceUnit = (kind: 'COUPON' | 'FLASH', id: string) => `${kind}_ALLOWANCE:${id}`
export const allowanceSource = (kind: 'COUPON' | 'FLASH', id: string) =>
  account({ unit: allowanceUnit(kind, id), purpose: 'source', owner: id, floor: null })
export const allowance = (kind: 'COUPON' | 'FLASH', id: string, memberId: string) =>
  account({ unit: allowanceUnit(kind, id), purpose: 'allowance', owner: memberId, floor: 0 })
export const allowanceUsed = (kind: 'COUPON' | 'FLASH', id: string) =>
  account({ unit: allowanceUnit(kind, id), purpose: 'used', owner: id, floor: null })

/** The part of a SKU's stock that is set aside for a flash sale. */
export const flashStock = (unit: string, saleId: string) =>
  account({ unit, purpose: 'flash', owner: saleId, floor: 0 })
