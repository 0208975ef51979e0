/**
 * Where the money of an order is when some of it has to go back: in its escrow, or with the
 * receivers it was released to. Read from what was really moved, never from today's rules.
 */
import { balancesOf } from '#ledger/balance.ts'
import { movedFromHolds } from '#ledger/reverse.ts'
import type { Tx } from '#platform/db.ts'
import { book, escrow } from './accounts.ts'
import { proportion } from './order.ts'

/** What a brand's part of an order was released as, and what of that has gone back. */
export type BrandMoney = {
  payableFen: number
  feeFen: number
  payableBackFen: number
  feeBackFen: number
}

export type BrandShare = { brandId: string; payableFen: number; feeFen: number }

export type OrderMoney = {
  /** Of the charge that paid the order. */
  chargeNumber: string
  /** In escrow and not promised to anybody. */
  escrowFen: number
  /** By brand; empty before the release. */
  released: Map<string, BrandMoney>
}

/**
 * Takes `amountFen` back from a brand and from the fee on its sales in the shares they were given.
 * The fee's part is the difference of two rounded-down running sums, so that when all has gone back
 * each has given exactly what it got; it is kept within what each still has, for a refund in
 * between that was undone may have left the sums a fen apart. Null when the brand was given less
 * than that.
 */
export function shareBack(
  brand: BrandMoney,
  amountFen: number,
): { payableFen: number; feeFen: number } | null {
  const releasedFen = brand.payableFen + brand.feeFen
  const backFen = brand.payableBackFen + brand.feeBackFen + amountFen
  if (backFen > releasedFen) return null
  const feeUpto = releasedFen === 0 ? 0 : proportion(brand.feeFen, backFen, releasedFen)
  const payableLeft = brand.payableFen - brand.payableBackFen
  const feeLeft = brand.feeFen - brand.feeBackFen
  const least = Math.max(0, amountFen - payableLeft)
  const most = Math.min(amountFen, feeLeft)
  const feeFen = Math.min(Math.max(feeUpto - brand.feeBackFen, least), most)
  return { payableFen: amountFen - feeFen, feeFen }
}

/** By order. The caller holds the orders' locks, so nothing of it moves meanwhile. */
export async function findMoney(
  tx: Tx,
  orderIds: string[],
  now: Date,
): Promise<Map<string, OrderMoney>> {
  const escrows = await balancesOf(tx, { book, accounts: orderIds.map(escrow), now })
  const charges = await tx<{ orderId: string; number: string }>`
    select payment.order_id, payment.number from unnest(${orderIds}::uuid[]) as wanted (id)
    cross join lateral (
      select order_id, number from trade.payment
      where order_id = wanted.id and status = 'paid' offset 0) as payment`
  const released = await findReleased(tx, orderIds)
  const numbers = new Map(charges.map((row) => [row.orderId, row.number]))
  return new Map(
    orderIds.map((orderId, index) => [
      orderId,
      {
        chargeNumber: numbers.get(orderId)!,
        escrowFen: escrows[index]!.available,
        released: released.get(orderId) ?? new Map<string, BrandMoney>(),
      },
    ]),
  )
}

type Released = Map<string, Map<string, BrandMoney>>

async function findReleased(tx: Tx, orderIds: string[]): Promise<Released> {
  const splits = await tx<{ orderId: string; holdChain: string }>`
    select instruction.order_id, instruction.hold_chain
    from unnest(${orderIds}::uuid[]) as wanted (id)
    cross join lateral (
      select order_id, hold_chain from trade.instruction
      where order_id = wanted.id and kind = 'split' and status = 'done' offset 0) as instruction`
  const released: Released = new Map()
  if (splits.length === 0) return released
  const chainIds = splits.map((split) => split.holdChain)
  const moved = await movedFromHolds(tx, { book, chainIds })
  for (const { orderId, holdChain } of splits) {
    const brands = released.get(orderId) ?? new Map<string, BrandMoney>()
    released.set(orderId, brands)
    for (const { to, amount } of moved.get(holdChain) ?? []) {
      const brand = brands.get(to.owner) ?? nothing()
      brands.set(to.owner, brand)
      if (to.purpose === 'fee') brand.feeFen += amount
      else brand.payableFen += amount
    }
  }
  await addWhatWentBack(tx, released)
  return released
}

const nothing = (): BrandMoney => ({ payableFen: 0, feeFen: 0, payableBackFen: 0, feeBackFen: 0 })

async function addWhatWentBack(tx: Tx, released: Released): Promise<void> {
  const rows = await tx<{ orderId: string } & BrandShare>`
    select refund.order_id, share.brand_id, share.payable_fen, share.fee_fen
    from unnest(${[...released.keys()]}::uuid[]) as wanted (id)
    cross join lateral (
      select id, order_id from trade.refund where order_id = wanted.id offset 0) as refund
    cross join lateral (
      select * from trade.refund_share where refund_id = refund.id offset 0) as share`
  for (const { orderId, brandId, payableFen, feeFen } of rows) {
    const brand = released.get(orderId)!.get(brandId)!
    brand.payableBackFen += payableFen
    brand.feeBackFen += feeFen
  }
}
