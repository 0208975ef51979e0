/**
 * The goods' side of an order in the ledger: what is set aside when it is placed, taken when it is
 * paid, freed when it is closed, put back when it is returned. The money is not here.
 *
 * Everything is derived from the stored order, in one order of transfers, so place n of the chain
 * `place:<orderId>` is known for ever without being stored.
 */
import { forSale, skuUnit, soldOf } from '#catalog/stock.ts'
import type { Account, Chain, HoldRef, Refusal, Transfer } from '#ledger/chain.ts'
import type { DomainError } from '#platform/errors.ts'
import {
  allowance,
  allowanceSource,
  allowanceUsed,
  book,
  couponLeft,
  couponUsed,
  flashStock,
} from './accounts.ts'
import { couponGone, memberLimit, soldOut } from './errors.ts'
import type { OrderLine } from './order.ts'

export type HoldingOrder = {
  orderId: string
  memberId: string
  payBy: Date
  couponId: string | null
  /** By line number. */
  lines: Pick<OrderLine, 'skuId' | 'quantity' | 'flashSaleId'>[]
}

export const placeChainId = (orderId: string) => `place:${orderId}`

/**
 * Sets aside, until `payBy`, the goods of each line, the coupon, and the member's share in limits.
 */
export function holdTransfers(order: HoldingOrder): Transfer[] {
  return takings(order).map((taking) => ({ kind: 'hold', ...taking, expiresAt: order.payBy }))
}

/** Takes what was set aside; for an order that is paid in time. */
export function takeTransfers(order: HoldingOrder): Transfer[] {
  return takings(order).map(({ from, to }, n) => {
    return { kind: 'post_hold', from, to, hold: holdOf(order, n) }
  })
}

/**
 * Takes the same again without holds, if it is still there; for an order whose payment came after
 * they expired or were voided. It does not void expired ones itself: they are free already, and a
 * job that voids them at the same moment would turn a good payment into a refusal. Goods of a sale
 * come from its own stock, so after its leftovers went back a late payment for it is refused.
 */
export function takeLateTransfers(order: HoldingOrder): Transfer[] {
  return takings(order).map((taking) => ({ kind: 'post', ...taking }))
}

/**
 * Frees what was set aside; for an order that is closed unpaid before its holds expire by
 * themselves.
 */
export function voidTransfers(order: HoldingOrder): Transfer[] {
  return takings(order).map(({ from, to }, n) => {
    return { kind: 'void_hold', from, to, hold: holdOf(order, n) }
  })
}

/** Puts returned goods on sale again, at the regular price also when a sale sold them. */
export function returnTransfers(lines: { skuId: string; quantity: number }[]): Transfer[] {
  return lines
    .filter((line) => line.quantity > 0)
    .map(({ skuId, quantity }) => {
      return { kind: 'post', from: soldOf(skuId), to: forSale(skuId), amount: quantity }
    })
}

export type Limits = {
  /** By coupon and by sale: how many uses, or units, one member may have in all. */
  coupon: ReadonlyMap<string, { perMemberMax: number }>
  flash: ReadonlyMap<string, { perMemberMax: number }>
}

/**
 * Gives members their allowance of each coupon and sale before their first use of it. The contents
 * only depend on the coupon or sale, so that a second grant is a no-op. Post them before the
 * orders' chains.
 */
export function grantChains(orders: HoldingOrder[], limits: Limits): Chain[] {
  const chains = new Map<string, Chain>()
  const grant = (kind: 'COUPON' | 'FLASH', id: string, memberId: string) => {
    const chainId = `grant:${kind.toLowerCase()}:${id}:${memberId}`
    if (chains.has(chainId)) return
    const of = kind === 'COUPON' ? limits.coupon.get(id) : limits.flash.get(id)
    if (!of) throw new Error(`no limit is known for ${kind} ${id}`)
    const [from, to] = [allowanceSource(kind, id), allowance(kind, id, memberId)]
    const transfers: Transfer[] = [{ kind: 'post', from, to, amount: of.perMemberMax }]
    chains.set(chainId, { book, id: chainId, reference: id, transfers })
  }
  for (const { couponId, memberId, lines } of orders) {
    for (const { flashSaleId } of lines) if (flashSaleId) grant('FLASH', flashSaleId, memberId)
    if (couponId) grant('COUPON', couponId, memberId)
  }
  return [...chains.values()]
}

/**
 * What a refused chain of an order means to its buyer. Any other refusal than "too little" is a
 * bug.
 */
export function whyRefused(accountId: string, reason: Refusal): DomainError {
  const [unit = '', purpose, owner = ''] = accountId.split('/')
  if (reason === 'insufficient') {
    const id = unit.slice(unit.indexOf(':') + 1)
    if (accountId === forSale(id).id) return soldOut({ skuId: id })
    if (purpose === 'flash') return soldOut({ skuId: id, flashSaleId: owner })
    if (accountId === couponLeft(id).id) return couponGone({ couponId: id })
    if (accountId === allowance('COUPON', id, owner).id) return memberLimit({ couponId: id })
    if (accountId === allowance('FLASH', id, owner).id) return memberLimit({ flashSaleId: id })
  }
  throw new Error(`${accountId} refused an order: ${reason}`)
}

type Taking = { from: Account; to: Account; amount: number }

/** Every unit an order takes, in the one order that all of its chains keep. */
function takings({ memberId, couponId, lines }: HoldingOrder): Taking[] {
  const all: Taking[] = []
  for (const { skuId, quantity, flashSaleId } of lines) {
    const from = flashSaleId ? flashStock(skuUnit(skuId), flashSaleId) : forSale(skuId)
    all.push({ from, to: soldOf(skuId), amount: quantity })
    if (flashSaleId) all.push(allowanceOf('FLASH', flashSaleId, memberId, quantity))
  }
  if (couponId) {
    all.push({ from: couponLeft(couponId), to: couponUsed(couponId), amount: 1 })
    all.push(allowanceOf('COUPON', couponId, memberId, 1))
  }
  return all
}

function allowanceOf(
  kind: 'COUPON' | 'FLASH',
  id: string,
  memberId: string,
  amount: number,
): Taking {
  return { from: allowance(kind, id, memberId), to: allowanceUsed(kind, id), amount }
}

const holdOf = ({ orderId }: HoldingOrder, n: number): HoldRef => {
  return { chainId: placeChainId(orderId), n }
}
