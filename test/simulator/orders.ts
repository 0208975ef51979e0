/**
 * The lives of orders: placed, paid in time, late, twice or never, given up, closed. The chains are those
 * of trade, made by its own functions where they are pure.
 */
import { minuteMs } from '#platform/clock.ts'
import type { Chain, HoldRef, Transfer } from '#ledger/chain.ts'
import { book, escrow, payer } from '#trade/accounts.ts'
import {
  grantChains,
  holdTransfers,
  placeChainId,
  takeLateTransfers,
  takeTransfers,
  voidTransfers,
} from '#trade/holds.ts'
import type { HoldingOrder } from '#trade/holds.ts'
import { payBy } from '#trade/order.ts'
import type { AfterSales } from './after-sales.ts'
import { brandIds, only, skuIds } from './goods.ts'
import type { Command, Goods } from './goods.ts'
import type { Notices } from './notices.ts'
import type { Random } from './random.ts'

export type Payment = {
  number: string
  order: Order
  status: 'pending' | 'failed' | 'paid' | 'returning'
  hold: HoldRef
}

export type Order = HoldingOrder & {
  totalFen: number
  status: 'placed' | 'closed' | 'paid' | 'splitting' | 'completed'
  /** How the total spreads over the brands. */
  weights: { brandId: string; weight: number }[]
  payments: number
  /** Paid back, or about to be. */
  refundedFen: number
  releases: number
  /** What each brand and the platform got of it and still have. */
  released: { brandId: string; payableFen: number; feeFen: number }[]
}

const memberIds = Array.from({ length: 12 }, (_, n) => `m${n + 1}`)
const minutes = (from: number, to: number): [number, number] => [from * minuteMs, to * minuteMs]

export function createOrders(
  random: Random,
  goods: Goods,
  notices: Notices,
  afterSales: AfterSales,
) {
  const orders = afterSales.orders
  let count = 0

  function place(now: Date): Command {
    const order = draw(now)
    const limits = {
      coupon: new Map(order.couponId ? [[order.couponId, { perMemberMax: 2 }]] : []),
      flash: new Map(
        order.lines.flatMap(({ flashSaleId }) =>
          flashSaleId ? [[flashSaleId, { perMemberMax: 3 }]] : [],
        ),
      ),
    }
    const holds = holdTransfers(order)
    const chain: Chain = {
      book,
      id: placeChainId(order.orderId),
      reference: order.orderId,
      transfers: [...holds, moneyAside(order)],
      at: now,
    }
    const hold = { chainId: chain.id, n: holds.length }
    return {
      chains: [...grantChains([order], limits), chain],
      answered: (results) => {
        if (!results.at(-1)!.ok) return
        orders.push(order)
        expectPayment({ number: `p${++count}`, order, status: 'pending', hold }, now)
      },
    }
  }

  function draw(now: Date): Order {
    const lines = Array.from({ length: random.between(1, 3) }, () => {
      const sale = goods.sales.length > 0 && random.chance(0.25) ? random.pick(goods.sales) : null
      const skuId = sale?.skuId ?? random.pick(skuIds)
      return { skuId, quantity: random.between(1, 3), flashSaleId: sale?.saleId ?? null }
    })
    const weights = lines.map(() => ({
      brandId: random.pick(brandIds),
      weight: random.between(1, 9),
    }))
    return {
      orderId: `o${++count}`,
      memberId: random.pick(memberIds),
      payBy: payBy(now),
      couponId: goods.coupons.length > 0 && random.chance(0.3) ? random.pick(goods.coupons) : null,
      lines,
      totalFen: random.chance(0.05) ? random.between(1, 4_000_000) : random.between(1, 9_999),
      status: 'placed',
      weights,
      payments: 1,
      refundedFen: 0,
      releases: 0,
      released: [],
    }
  }

  /** The buyer tries again while the first payment is still open. */
  function payAgain(now: Date): Command | null {
    const order = afterSales.find(({ status, payments }) => status === 'placed' && payments < 3)
    if (!order) return null
    order.payments++
    const number = `p${++count}`
    const chain: Chain = {
      book,
      id: `pay:${number}`,
      reference: order.orderId,
      transfers: [moneyAside(order)],
    }
    return only(chain, (result) => {
      if (!result.ok) return
      const hold = { chainId: chain.id, n: 0 }
      expectPayment({ number, order, status: 'pending', hold }, now)
    })
  }

  /** What the institution will say about it, which may contradict itself. */
  function expectPayment(payment: Payment, now: Date): void {
    const paid = () => (at: Date) => chargeDone(payment, at)
    const failed = () => () => chargeFailed(payment)
    const fate = random.below(100)
    if (fate < 60) notices.send(now, minutes(0, 10), paid())
    else if (fate < 76) notices.send(now, minutes(14, 40), paid())
    else if (fate < 84) {
      notices.send(now, minutes(0, 10), paid())
      notices.send(now, minutes(0, 40), paid())
    } else if (fate < 90) {
      notices.send(now, minutes(0, 30), failed())
      notices.send(now, minutes(0, 30), paid())
    } else if (fate < 95) notices.send(now, minutes(5, 30), failed())
  }

  function chargeDone(payment: Payment, now: Date): Command | null {
    const { order, status } = payment
    if (status === 'paid' || status === 'returning') return null
    if (order.status !== 'placed' && order.status !== 'closed') return bounce(payment)
    const inTime = order.status === 'placed' && now < order.payBy
    const chain: Chain = {
      book,
      id: `take:${order.orderId}`,
      reference: order.orderId,
      transfers: [...(inTime ? takeTransfers(order) : takeLateTransfers(order)), moneyIn(payment)],
      at: now,
    }
    return only(chain, (result) => {
      if (!result.ok) notices.send(now, [0, 5_000], () => bounce(payment))
      else if (order.status === 'placed' || order.status === 'closed') {
        order.status = 'paid'
        payment.status = 'paid'
      }
    })
  }

  /** The money came too late, or a second time: it is shown in escrow and on its way out. */
  function bounce(payment: Payment): Command | null {
    const { order, number, status } = payment
    if (status === 'paid' || status === 'returning') return null
    const [from, to] = [escrow(order.orderId), payer(order.memberId)]
    const back: Transfer = { kind: 'hold', from, to, amount: order.totalFen, expiresAt: null }
    const chain: Chain = {
      book,
      id: `bounce:${number}`,
      reference: order.orderId,
      transfers: [moneyIn(payment), back],
    }
    return only(chain, (result) => {
      if (!result.ok || payment.status === 'paid') return
      payment.status = 'returning'
      afterSales.instruct({ number: `return:${number}`, chain: { ...chain, transfers: [back] } }, 1)
    })
  }

  function chargeFailed(payment: Payment): Command | null {
    const { order, number, hold } = payment
    if (payment.status !== 'pending') return null
    const [from, to] = [payer(order.memberId), escrow(order.orderId)]
    const transfers: Transfer[] = [{ kind: 'void_hold', from, to, hold }]
    return only({ book, id: `void:${number}`, reference: order.orderId, transfers }, (result) => {
      if (result.ok && payment.status === 'pending') payment.status = 'failed'
    })
  }

  /** Given up by the buyer, or out of time: holds that have not expired are freed. */
  function close(now: Date): Command | null {
    const order = afterSales.find(({ status }) => status === 'placed')
    if (!order) return null
    if (now >= order.payBy && random.chance(0.7)) {
      order.status = 'closed'
      return null
    }
    const { orderId } = order
    const transfers = voidTransfers(order)
    return only({ book, id: `close:${orderId}`, reference: orderId, transfers }, (result) => {
      if (result.ok && order.status === 'placed') order.status = 'closed'
    })
  }

  return { place, payAgain, close }
}

const moneyAside = ({ memberId, orderId, totalFen: amount }: Order): Transfer => ({
  kind: 'hold',
  from: payer(memberId),
  to: escrow(orderId),
  amount,
  expiresAt: null,
})

function moneyIn({ order, status, hold }: Payment): Transfer {
  const [from, to] = [payer(order.memberId), escrow(order.orderId)]
  return status === 'pending'
    ? { kind: 'post_hold', from, to, hold }
    : { kind: 'post', from, to, amount: order.totalFen }
}
