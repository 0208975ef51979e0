/** What became of every line of the history, and what in the demo is made: to check, and to show. */
import type { PriceDifference, Unmatched } from './cancellations.ts'
import { reasons } from './classify.ts'
import type { Reason } from './classify.ts'
import type { Plan } from './plan.ts'
import type { RefundStage } from './schedule.ts'

type Sum = { refunds: number; pieces: number; amountFen: number }

export type ImportReport = {
  lines: number
  loaded: number
  setAside: Record<Reason, number>
  days: { first: string; last: string; shiftDays: number }
  orders: { count: number; lines: number; totalFen: number; ofGuests: number }
  /** Not all is done on the morning of `today`: this much is still to come. */
  open: { toShip: number; onTheirWay: number }
  members: { customers: number; guests: number }
  skus: number
  /** By where the order stood when its money was given back. */
  refunds: Record<RefundStage, Sum>
  /** Basis points of all refunds that come after the money was released. */
  afterReleaseBps: number
  unmatched: Unmatched[]
  priceDifferences: PriceDifference[]
  titles: { count: number; wholeInChinese: number; wordsKept: Record<string, number> }
  stock: { soldOut: number; nearlySoldOut: number }
}

export function importReport(plan: Plan): ImportReport {
  const { orders, members, products, refunds, schedules, endsAt } = plan
  const setAside = mapValues(reasons, (_, reason) => countOf(plan.fates, (fate) => fate === reason))
  const sums = mapValues({ paid: 0, shipped: 0, released: 0 }, (_, stage): Sum => {
    const ofStage = refunds.filter((refund) => refund.stage === stage)
    const lines = ofStage.flatMap((refund) => refund.lines)
    return {
      refunds: ofStage.length,
      pieces: sum(lines, (line) => line.quantity),
      amountFen: sum(ofStage, (refund) => refund.amountFen),
    }
  })
  const guests = new Set(members.filter(({ kind }) => kind === 'guest').map(({ id }) => id))
  const left = stockLeft(plan)
  return {
    lines: plan.fates.length,
    loaded: countOf(plan.fates, (fate) => fate === 'loaded'),
    setAside,
    days: { first: plan.firstDay, last: plan.lastDay, shiftDays: plan.shiftDays },
    orders: {
      count: orders.length,
      lines: sum(orders, (order) => order.lines.length),
      totalFen: sum(orders, (order) => order.totalFen),
      ofGuests: countOf(orders, (order) => guests.has(order.memberId)),
    },
    open: {
      toShip: countOf(schedules, ({ shippedAt }) => shippedAt !== null && shippedAt >= endsAt),
      onTheirWay: countOf(schedules, ({ shippedAt, receivedAt }) => {
        return (
          shippedAt !== null && shippedAt < endsAt && receivedAt !== null && receivedAt >= endsAt
        )
      }),
    },
    members: { customers: members.length - guests.size, guests: guests.size },
    skus: products.length,
    refunds: sums,
    afterReleaseBps: Math.round((sums.released.refunds * 10_000) / Math.max(1, refunds.length)),
    unmatched: plan.unmatched,
    priceDifferences: plan.priceDifferences,
    titles: {
      count: products.length,
      wholeInChinese: countOf(products, (product) => product.wordsKept.length === 0),
      wordsKept: counted(products.flatMap((product) => product.wordsKept)),
    },
    stock: {
      soldOut: countOf(left, (pieces) => pieces === 0),
      nearlySoldOut: countOf(left, (pieces) => pieces > 0 && pieces <= 5),
    },
  }
}

/** Pieces of each SKU at the end. */
export function stockLeft({ openingStock, orders, refunds }: Plan): number[] {
  const left = new Map(openingStock)
  const add = (skuId: string, pieces: number): void => {
    left.set(skuId, (left.get(skuId) ?? 0) + pieces)
  }
  for (const order of orders) for (const line of order.lines) add(line.skuId, -line.quantity)
  for (const refund of refunds) {
    if (refund.returnsStock) for (const line of refund.lines) add(line.skuId, line.quantity)
  }
  return [...left.values()]
}

const sum = <T>(things: T[], of: (thing: T) => number): number =>
  things.reduce((total, thing) => total + of(thing), 0)

const countOf = <T>(things: T[], is: (thing: T) => boolean): number => things.filter(is).length

function counted(words: string[]): Record<string, number> {
  const counts = Map.groupBy(words, (word) => word)
  return Object.fromEntries(Array.from(counts, ([word, all]) => [word, all.length]))
}

function mapValues<K extends string, V, W>(
  record: Record<K, V>,
  change: (value: V, key: K) => W,
): Record<K, W> {
  const entries = Object.entries(record) as [K, V][]
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)])) as Record<
    K,
    W
  >
}
