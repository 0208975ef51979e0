/** How well the index would have told the last ninety days, learning from before them only. Pure. */
import { addMs, dayMs } from '#platform/clock.ts'
import { baselines, chancesBy } from './baselines.ts'
import type { Purchases } from './features.ts'
import { predict } from './logistic.ts'
import { aucOf, bootstrap, brierOf, calibrationErrorOf, tenthsOf } from './measure.ts'
import type { Told } from './measure.ts'
import { cutOffsBefore, examplesAt, horizonDays, isEnough, trainAnchor } from './train.ts'

/** Parts are in millionths. */
export type HeldBack = {
  cutOffAt: string
  buyers: number
  cameBack: number
  auc: number
  aucFrom: number
  aucTo: number
  brier: number
  calibrationError: number
  tenths: { buyers: number; told: number; happened: number }[]
  others: { name: 'recency' | 'rfm'; auc: number; brier: number; calibrationError: number }[]
}

const measuredMax = 4_000
const draws = { draws: 200, seed: 90 }

/** Null when there is too little to learn from, or to count. */
export function heldBackOf(all: readonly Purchases[], now: Date): HeldBack | null {
  const cutOff = addMs(now, -horizonDays * dayMs)
  const model = trainAnchor(all, cutOff)
  const examples = examplesAt(all, cutOff)
  if (!model || !isEnough(examples)) return null
  const told: Told[] = examples.map(({ row, isTrue }) => ({ chance: predict(model, row), isTrue }))
  const measured = told.slice(0, measuredMax)
  const interval = bootstrap(
    measured.length,
    (drawn) => aucOf(drawn.map((i) => measured[i]!)),
    draws,
  )
  const auc = aucOf(told)
  if (auc === null || !interval) return null
  const learnedAt = cutOffsBefore(all, cutOff)
  const others = (['recency', 'rfm'] as const).map((name) => {
    const chances = chancesBy(baselines[name], all, { learnedAt, cutOff })
    const by = chances.map((chance, i) => ({ chance, isTrue: examples[i]!.isTrue }))
    return {
      name,
      auc: millionths(aucOf(by)!),
      brier: millionths(brierOf(by)),
      calibrationError: millionths(calibrationErrorOf(by)),
    }
  })
  return {
    cutOffAt: cutOff.toISOString(),
    buyers: examples.length,
    cameBack: examples.filter(({ isTrue }) => isTrue).length,
    auc: millionths(auc),
    aucFrom: millionths(interval.from),
    aucTo: millionths(interval.to),
    brier: millionths(brierOf(told)),
    calibrationError: millionths(calibrationErrorOf(told)),
    tenths: tenthsOf(told).map((bin) => ({
      buyers: bin.count,
      told: millionths(bin.told),
      happened: millionths(bin.happened),
    })),
    others,
  }
}

const millionths = (part: number) => Math.round(part * 1_000_000)
