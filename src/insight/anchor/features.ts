/** What the attachment index looks at: seven plain features of what somebody bought until a day. Pure. */
import { dayMs } from '#platform/clock.ts'

export type Purchases = {
  memberId: string
  /** The earliest first. */
  paid: { at: Date; amountFen: number }[]
  refunded: { at: Date; amountFen: number }[]
}

export const features = [
  'recency', // days since the last purchase, ln(1 + days)
  'frequency', // days on which they bought, ln
  'tenure', // days since the first purchase, ln(1 + days)
  'rhythm', // days since the last purchase over their usual gap, ln
  'months', // the part of their months (of thirty days) in which they bought
  'money', // yuan paid, ln(1 + yuan)
  'returns', // the part of it that went back
] as const
export type Feature = (typeof features)[number]

/**
 * What a change is told by. Features that say nearly the same share what they explain between them, one
 * up and one down; only their sum means anything.
 */
export const reasons = {
  lately: ['recency', 'rhythm'],
  often: ['frequency', 'months'],
  tenure: ['tenure'],
  money: ['money'],
  returns: ['returns'],
} as const satisfies Record<string, readonly Feature[]>
export type Reason = keyof typeof reasons

/** Parts by the order of `features`, summed by reason. */
export const byReason = (parts: readonly number[]): Record<Reason, number> => {
  const of = (wanted: readonly Feature[]) =>
    wanted.reduce((sum, feature) => sum + parts[features.indexOf(feature)]!, 0)
  const entries = Object.entries(reasons).map(([reason, wanted]) => [reason, of(wanted)])
  return Object.fromEntries(entries) as Record<Reason, number>
}

/** How sure the usual gap of somebody new is: as if they had bought twice, sixty days apart, before. */
const assumedGapDays = 60

/** By the order of `features`; null for whoever had not bought anything by then. */
export function featuresOf(purchases: Purchases, cutOff: Date): number[] | null {
  const paid = purchases.paid.filter(({ at }) => at < cutOff)
  if (paid.length === 0) return null
  const ago = paid.map(({ at }) => (cutOff.getTime() - at.getTime()) / dayMs)
  const recency = Math.min(...ago)
  const tenure = Math.max(...ago)
  const days = new Set(ago.map(Math.floor)).size
  const months = new Set(ago.map((days) => Math.floor(days / 30))).size
  const usualGap = (tenure - recency + assumedGapDays) / days
  const paidFen = paid.reduce((sum, { amountFen }) => sum + amountFen, 0)
  const backFen = purchases.refunded
    .filter(({ at }) => at < cutOff)
    .reduce((sum, { amountFen }) => sum + amountFen, 0)
  return [
    Math.log1p(recency),
    Math.log(days),
    Math.log1p(tenure),
    Math.log((recency + 1) / usualGap),
    months / (Math.floor(tenure / 30) + 1),
    Math.log1p(paidFen / 100),
    paidFen > 0 ? Math.min(1, backFen / paidFen) : 0,
  ]
}

/**
 * What is usual on a day among its buyers. Features are told in its units, (value - mean) / deviation:
 * as a shop grows older all of its buyers grow older with it, and only who stands out says anything.
 */
export type Usual = { means: number[]; deviations: number[] }

export function usualOf(rows: readonly (readonly number[])[]): Usual {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / rows.length
  const means = features.map((_, j) => mean(rows.map((row) => row[j]!)))
  const deviations = features.map((_, j) => {
    return Math.sqrt(mean(rows.map((row) => (row[j]! - means[j]!) ** 2))) || 1
  })
  return { means, deviations }
}

export const standOut = (row: readonly number[], { means, deviations }: Usual): number[] =>
  row.map((value, j) => (value - means[j]!) / deviations[j]!)

/** Recency in days, days on which they bought, fen paid: what plain recency and plain RFM look at. */
export function plainOf(purchases: Purchases, cutOff: Date): [number, number, number] {
  const paid = purchases.paid.filter(({ at }) => at < cutOff)
  const ago = paid.map(({ at }) => (cutOff.getTime() - at.getTime()) / dayMs)
  return [
    Math.min(...ago),
    new Set(ago.map(Math.floor)).size,
    paid.reduce((sum, { amountFen }) => sum + amountFen, 0),
  ]
}

export const boughtWithin = ({ paid }: Purchases, from: Date, until: Date): boolean =>
  paid.some(({ at }) => at >= from && at < until)
