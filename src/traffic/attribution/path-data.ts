/** Credit over counted paths, as attribution data sets give them: every model, conversions and value. */
import { fraction, sumOfFractions, times, toNumber, zero } from './fraction.ts'
import type { Fraction } from './fraction.ts'
import { removalsOf } from './markov.ts'
import type { Removals } from './markov.ts'
import { creditOf, models, oneADay, pathModels } from './models.ts'
import type { Model } from './models.ts'

export type ValuedPath = {
  channels: string[]
  conversions: number
  nulls: number
  /** What all conversions of the path were worth together. */
  value: Fraction
}

/** Exact but for Markov, whose shares are solved in doubles. */
export type Credit = { conversions: Fraction; value: Fraction }
export type Attribution = {
  channels: string[]
  totals: Credit
  credit: Record<Model, Map<string, Credit>>
  markov: Removals
}

export function attributePaths(paths: readonly ValuedPath[]): Attribution {
  const channels = [...new Set(paths.flatMap((path) => path.channels))].toSorted()
  const totals = {
    conversions: sumOfFractions(paths.map(({ conversions }) => fraction(BigInt(conversions), 1n))),
    value: sumOfFractions(paths.map(({ value }) => value)),
  }
  const credit = Object.fromEntries(
    models.map((model) => [model, new Map<string, Credit>()]),
  ) as Record<Model, Map<string, Credit>>

  for (const model of pathModels) {
    const parts = new Map<string, { conversions: Fraction[]; value: Fraction[] }>(
      channels.map((channel) => [channel, { conversions: [], value: [] }]),
    )
    for (const path of paths) {
      if (path.conversions === 0 || path.channels.length === 0) continue
      const conversions = fraction(BigInt(path.conversions), 1n)
      for (const [channel, share] of creditOf(model, oneADay(path.channels))) {
        const known = parts.get(channel)!
        known.conversions.push(times(share, conversions))
        known.value.push(times(share, path.value))
      }
    }
    for (const [channel, part] of parts)
      credit[model].set(channel, {
        conversions: sumOfFractions(part.conversions),
        value: sumOfFractions(part.value),
      })
  }

  const markov = removalsOf(paths)
  const shareOf = new Map(markov.removals.map(({ channel, share }) => [channel, share]))
  for (const channel of channels) {
    const share = exactly(shareOf.get(channel) ?? 0)
    credit.markov.set(channel, {
      conversions: times(share, totals.conversions),
      value: times(share, totals.value),
    })
  }
  return { channels, totals, credit, markov }
}

/** The double itself, which is a whole number over a power of two. */
function exactly(value: number): Fraction {
  if (value === 0) return zero
  let under = 1n
  while (!Number.isSafeInteger(value)) {
    value *= 2
    under *= 2n
  }
  return fraction(BigInt(value), under)
}

/** By how much the parts of a model miss the whole; nothing at all but for Markov. */
export function missOf({ credit, totals }: Attribution, model: Model): number {
  const parts = [...credit[model].values()].map(({ conversions }) => conversions)
  const { over, under } = sumOfFractions(parts)
  const miss = fraction(
    over * totals.conversions.under - totals.conversions.over * under,
    under * totals.conversions.under,
  )
  return Math.abs(toNumber(miss))
}
