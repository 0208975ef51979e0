/**
 * Recency, frequency, money: each buyer's fifth among all buyers, 5 the best. The bounds of the
 * fifths are computed once a day; between that, a score changes with what a member does and not by
 * time alone.
 */
import type { Sql } from '#platform/db.ts'

export type RfmBounds = {
  asOf: Date
  buyers: number
  /** Four each, ascending: who has more than n of them is in fifth n + 1. */
  recency: Date[]
  frequency: number[]
  moneyFen: number[]
}

export type Rfm = { r: number; f: number; m: number }

export type RfmRow = {
  lastPaidAt: Date | null
  orders: number
  paidFen: number
  refundedFen: number
}

/** Of a buyer; null for who has bought nothing, or kept nothing of it. */
export function rfmOf(row: RfmRow, bounds: RfmBounds | null): Rfm | null {
  if (!bounds || !row.lastPaidAt || row.orders === 0) return null
  return {
    r: fifth(row.lastPaidAt.getTime(), bounds.recency.map(Number)),
    f: fifth(row.orders, bounds.frequency),
    m: fifth(row.paidFen - row.refundedFen, bounds.moneyFen),
  }
}

const fifth = (value: number, bounds: number[]) => 1 + bounds.filter((one) => value > one).length

/** The newest bounds; null while nobody has bought. */
export async function readRfmBounds(db: Sql): Promise<RfmBounds | null> {
  const [bounds] = await db<Omit<RfmBounds, 'moneyFen'> & { moneyFen: string[] }>`
    select as_of, buyers, recency, frequency, money as money_fen from pool.rfm_bound
    order by as_of desc limit 1`
  return bounds ? { ...bounds, moneyFen: bounds.moneyFen.map(Number) } : null
}
