/** What happens to paid orders: release with its split, refunds before and after it, payouts. */
import { forSale, soldOf } from '#catalog/stock.ts'
import type { Account, Chain, Transfer } from '#ledger/chain.ts'
import { bank, book, escrow, fee, payable, payer } from '#trade/accounts.ts'
import { returnTransfers } from '#trade/holds.ts'
import { feeFen, share } from '#trade/order.ts'
import { brandIds, only } from './goods.ts'
import type { Command } from './goods.ts'
import type { Notices } from './notices.ts'
import type { Order } from './orders.ts'
import type { Random } from './random.ts'

type Hold = Extract<Transfer, { kind: 'hold' }>
/** Something the institution was told to do; its word settles the holds that `chain` made last. */
type Instruction = { number: string; chain: Chain; done?: () => void; refused?: () => void }

export type AfterSales = ReturnType<typeof createAfterSales>

export function createAfterSales(random: Random, notices: Notices, clock: () => Date) {
  const orders: Order[] = []
  let count = 0

  /** One of the newest orders of which `wanted` is true. */
  function find(wanted: (order: Order) => boolean): Order | null {
    for (let tries = 0; orders.length > 0 && tries < 12; tries++) {
      const order = orders[orders.length - 1 - random.below(Math.min(orders.length, 80))]!
      if (wanted(order)) return order
    }
    return null
  }

  /** `skipped`: how many transfers of the stored chain come before those that `chain` names. */
  function instruct(instruction: Instruction, skipped = 0): void {
    const isDone = random.chance(0.85)
    notices.send(clock(), [0, 900_000], () => settle(instruction, skipped, isDone))
    // A contradicting second word changes nothing.
    if (random.chance(0.1))
      notices.send(clock(), [0, 900_000], () => settle(instruction, skipped, !isDone))
  }

  function settle(instruction: Instruction, skipped: number, isDone: boolean): Command {
    const { number, chain } = instruction
    const transfers = chain.transfers.map(({ from, to }, n): Transfer => {
      const hold = { chainId: chain.id, n: n + skipped }
      return { kind: isDone ? 'post_hold' : 'void_hold', from, to, hold }
    })
    return only(
      { book, id: `settle:${number}`, reference: chain.reference, transfers },
      (result) => {
        if (!result.ok) return
        // Once: a repeat of the chain is a yes again.
        const then = isDone ? instruction.done : instruction.refused
        delete instruction.done
        delete instruction.refused
        then?.()
      },
    )
  }

  function release(): Command | null {
    const order = find(({ status, totalFen, refundedFen }) => {
      return status === 'paid' && totalFen > refundedFen
    })
    if (!order) return null
    const { orderId, weights } = order
    const parts = share(
      order.totalFen - order.refundedFen,
      weights.map((one) => one.weight),
    )
    const shares = weights.map(({ brandId }, index) => {
      const fen = feeFen(parts[index]!, 500)
      return { brandId, payableFen: parts[index]! - fen, feeFen: fen }
    })
    const transfers = shares.flatMap(({ brandId, payableFen, feeFen }) => [
      ...aside(escrow(orderId), payable(brandId), payableFen),
      ...aside(escrow(orderId), fee(brandId), feeFen),
    ])
    if (transfers.length === 0) return null
    const id = `release:${orderId}:${order.releases}`
    const chain: Chain = { book, id, reference: orderId, transfers }
    return only(chain, (result) => {
      if (!result.ok || order.status !== 'paid') return
      order.status = 'splitting'
      order.releases++
      instruct({
        number: id,
        chain,
        done: () => {
          order.status = 'completed'
          order.released = shares
        },
        refused: () => void (order.status = 'paid'),
      })
    })
  }

  /** In parts; sometimes of more than is left, which the escrow refuses. */
  function refund(): Command | null {
    const order = find(({ status, totalFen, refundedFen }) => {
      return (status === 'paid' || status === 'splitting') && totalFen > refundedFen
    })
    if (!order) return null
    const amount = random.between(
      1,
      order.totalFen - order.refundedFen + (random.chance(0.1) ? 9 : 0),
    )
    const holds = aside(escrow(order.orderId), payer(order.memberId), amount)
    if (random.chance(0.5)) holds.push(...goodsBack(order))
    return refundOf(order, amount, holds)
  }

  function refundAfterRelease(): Command | null {
    const order = find(({ status, released }) => status === 'completed' && released.length > 0)
    if (!order) return null
    const from = random.pick(order.released)
    const [payableFen, feeFen] = [
      random.between(0, from.payableFen),
      random.between(0, from.feeFen),
    ]
    const holds = [
      ...aside(payable(from.brandId), payer(order.memberId), payableFen),
      ...aside(fee(from.brandId), payer(order.memberId), feeFen),
    ]
    if (holds.length === 0) return null
    from.payableFen -= payableFen
    from.feeFen -= feeFen
    return refundOf(order, payableFen + feeFen, holds)
  }

  function refundOf(order: Order, amount: number, transfers: Hold[]): Command {
    const number = `refund:${++count}`
    const chain: Chain = { book, id: number, reference: order.orderId, transfers }
    return only(chain, (result) => {
      if (!result.ok) return
      order.refundedFen += amount
      instruct({ number, chain, refused: () => void (order.refundedFen -= amount) })
    })
  }

  function goodsBack({ lines }: Order): Hold[] {
    const { skuId, quantity } = random.pick(lines)
    return aside(soldOf(skuId), forSale(skuId), quantity)
  }

  /** Goods that come back without money. */
  function returnGoods(): Command | null {
    const order = find(({ status }) => status === 'completed')
    if (!order) return null
    const id = `return:${++count}`
    return only({ book, id, reference: order.orderId, transfers: returnTransfers(order.lines) })
  }

  function payOut(): Command {
    const brandId = random.pick(brandIds)
    const number = `payout:${++count}`
    const transfers = aside(payable(brandId), bank(brandId), random.between(1, 1_500_000))
    const chain: Chain = { book, id: number, reference: number, transfers }
    return only(chain, (result) => {
      if (result.ok) instruct({ number, chain })
    })
  }

  return { orders, find, instruct, release, refund, refundAfterRelease, returnGoods, payOut }
}

function aside(from: Account, to: Account, amount: number): Hold[] {
  return amount > 0 ? [{ kind: 'hold', from, to, amount, expiresAt: null }] : []
}
