/**
 * Learns from the past how attached somebody is: the chance that they buy again within ninety days. Pure.
 *
 * At several past days (cut-offs) each buyer's features are what was known then, and the answer is what
 * they did in the ninety days after. Only cut-offs whose ninety days are over are learned from, so that
 * nothing of a later day is ever known earlier.
 */
import { addMs, dayMs } from '#platform/clock.ts'
import { boughtWithin, featuresOf, standOut, usualOf } from './features.ts'
import type { Purchases } from './features.ts'
import { fit } from './logistic.ts'
import type { Logistic } from './logistic.ts'

export const horizonDays = 90

const cutOffsMax = 8
const cutOffsApartDays = 7
/** Before that a shop knows nobody well enough to learn from. */
const firstCutOffDays = 49
/** Fewer people, or fewer than that who went either way, and nothing can be told. */
const answersMin = 200
const eitherMin = 40

/** Features in units of what was usual on the day, and whether they bought again. */
export type Example = { memberId: string; row: number[]; isTrue: boolean }

/** What was known at the cut-off, and what came of it. */
export function examplesAt(all: readonly Purchases[], cutOff: Date): Example[] {
  const until = addMs(cutOff, horizonDays * dayMs)
  const known = all.flatMap((purchases) => {
    const row = featuresOf(purchases, cutOff)
    return row ? [{ purchases, row }] : []
  })
  const usual = usualOf(known.map(({ row }) => row))
  return known.map(({ purchases, row }) => ({
    memberId: purchases.memberId,
    row: standOut(row, usual),
    isTrue: boughtWithin(purchases, cutOff, until),
  }))
}

/** The days learned from when nothing after `until` may be known, the latest first. */
export function cutOffsBefore(all: readonly Purchases[], until: Date): Date[] {
  const first = Math.min(...all.flatMap(({ paid }) => paid.map(({ at }) => at.getTime())))
  const cutOffs = Array.from({ length: cutOffsMax }, (_, i) =>
    addMs(until, -(horizonDays + i * cutOffsApartDays) * dayMs),
  )
  return cutOffs.filter((cutOff) => cutOff.getTime() >= first + firstCutOffDays * dayMs)
}

/** Null when there is too little to learn from: too few people, however often they are looked at. */
export function trainAnchor(all: readonly Purchases[], until: Date): Logistic | null {
  const days = cutOffsBefore(all, until).map((cutOff) => examplesAt(all, cutOff))
  if (!isEnough(days[0] ?? [])) return null
  const examples = days.flat()
  return fit(
    examples.map(({ row }) => row),
    examples.map(({ isTrue }) => isTrue),
  )
}

export function isEnough(examples: readonly { isTrue: boolean }[]): boolean {
  const trues = examples.filter(({ isTrue }) => isTrue).length
  return examples.length >= answersMin && Math.min(trues, examples.length - trues) >= eitherMin
}
