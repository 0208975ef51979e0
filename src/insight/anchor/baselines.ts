/** The plain ways that the index has to be better than, each fitted to the same past. Pure. */
import { addMs, dayMs } from '#platform/clock.ts'
import { boughtWithin, featuresOf, plainOf } from './features.ts'
import type { Purchases } from './features.ts'
import { fit, predict } from './logistic.ts'
import { horizonDays } from './train.ts'

/** A row for each buyer at a cut-off. */
type Columns = (buyers: readonly Purchases[], cutOff: Date) => number[][]

/** The fewer days since the last purchase, the better. */
const recency: Columns = (buyers, cutOff) =>
  buyers.map((one) => [-Math.log1p(plainOf(one, cutOff)[0])])

/** Quintiles of recency, days bought on and money among all buyers: 1 to 5 each, 5 the best. */
const quintiles: Columns = (buyers, cutOff) => {
  const plain = buyers.map((one) => plainOf(one, cutOff))
  const [byRecency, byFrequency, byMoney] = [0, 1, 2].map((j) =>
    quintileOf(plain.map((values) => values[j]!)),
  )
  return plain.map(([r, f, m]) => [6 - byRecency!(r), byFrequency!(f), byMoney!(m)])
}

/** Plain RFM adds the three up; weighed, each counts as much as the past says: RFM at its best. */
export const baselines = {
  recency,
  rfm: (buyers, cutOff) =>
    quintiles(buyers, cutOff).map((three) => [three.reduce((sum, one) => sum + one, 0)]),
  'rfm weighed': quintiles,
} satisfies Record<string, Columns>

/** The chances of the buyers at `cutOff`, by a line fitted to the scores at the days before. */
export function chancesBy(
  columnsOf: Columns,
  all: readonly Purchases[],
  { learnedAt, cutOff }: { learnedAt: Date[]; cutOff: Date },
): number[] {
  const buyersAt = (at: Date) => all.filter((one) => featuresOf(one, at))
  const rows = learnedAt.flatMap((at) => columnsOf(buyersAt(at), at))
  const answers = learnedAt.flatMap((at) =>
    buyersAt(at).map((one) => boughtWithin(one, at, addMs(at, horizonDays * dayMs))),
  )
  const line = fit(rows, answers)
  return columnsOf(buyersAt(cutOff), cutOff).map((row) => predict(line, row))
}

/** 1 to 5 by how many of five parts of the values lie below. */
function quintileOf(values: number[]): (value: number) => number {
  const sorted = values.toSorted((a, b) => a - b)
  const marks = [1, 2, 3, 4].map((fifth) => sorted[Math.floor((fifth * sorted.length) / 5)]!)
  return (value) => 1 + marks.filter((mark) => value >= mark).length
}
