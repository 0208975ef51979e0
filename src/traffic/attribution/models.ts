/**
 * Who gets credit for a conversion, by the touches before it. Six of the seven models look at one path
 * alone (this file); the seventh, Markov, looks at all paths at once (`markov.ts`). Pure.
 */
import { fraction } from './fraction.ts'
import type { Fraction } from './fraction.ts'

export const pathModels = ['first', 'last', 'linear', 'position', 'decay', 'shapley'] as const
export type PathModel = (typeof pathModels)[number]
export const models = [...pathModels, 'markov'] as const
export type Model = (typeof models)[number]

export type Touch = {
  channel: string
  /** How long before the conversion. */
  daysBefore: number
}

const halfLifeDays = 7

/** Touches of a path without times: one a day, the last one on the day of the conversion. */
export const oneADay = (channels: string[]): Touch[] =>
  channels.map((channel, i) => ({ channel, daysBefore: channels.length - 1 - i }))

/**
 * A whole-numbered weight for each touch, the earliest first; its share is its part of their sum.
 *
 * - first, last: all to one touch. linear: the same to every touch.
 * - position: two fifths to the first, two fifths to the last, one fifth to those between in equal
 *   parts; of two touches each gets half, a single one all.
 * - decay: a touch seven days earlier than another weighs half as much.
 * - shapley: in a game where a path converts only with all of its channels, each of them is worth the
 *   same; several touches of one channel share its part.
 */
export function weightsOf(model: PathModel, touches: readonly Touch[]): bigint[] {
  const last = touches.length - 1
  switch (model) {
    case 'first':
      return touches.map((_, i) => (i === 0 ? 1n : 0n))
    case 'last':
      return touches.map((_, i) => (i === last ? 1n : 0n))
    case 'linear':
      return touches.map(() => 1n)
    case 'position': {
      if (last < 2) return touches.map(() => 1n)
      const between = BigInt(last - 1)
      return touches.map((_, i) => (i === 0 || i === last ? 2n * between : 1n))
    }
    case 'decay':
      return touches.map(({ daysBefore }) => decayOf(daysBefore))
    case 'shapley': {
      const timesOf = new Map<string, bigint>()
      for (const { channel } of touches) timesOf.set(channel, (timesOf.get(channel) ?? 0n) + 1n)
      const all = [...timesOf.values()].reduce((product, times) => product * times, 1n)
      return touches.map(({ channel }) => all / timesOf.get(channel)!)
    }
  }
}

/** The part of one conversion that each channel of its path gets; the parts add up to one. */
export function creditOf(model: PathModel, touches: readonly Touch[]): Map<string, Fraction> {
  const weights = weightsOf(model, touches)
  const all = weights.reduce((sum, weight) => sum + weight, 0n)
  const weightOf = new Map<string, bigint>()
  for (const [i, { channel }] of touches.entries())
    weightOf.set(channel, (weightOf.get(channel) ?? 0n) + weights[i]!)
  const credited = [...weightOf].filter(([, weight]) => weight > 0n)
  return new Map(credited.map(([channel, weight]) => [channel, fraction(weight, all)]))
}

/** In steps of 2⁻⁵⁰, so that sums of weights are exact; never nothing, however long ago. */
function decayOf(daysBefore: number): bigint {
  const weight = BigInt(Math.round(2 ** (50 - Math.max(0, daysBefore) / halfLifeDays)))
  return weight > 0n ? weight : 1n
}

/**
 * Parts of a whole in whole units, in proportion to the weights: each is rounded down, and what is left
 * goes to the largest remainders, the earlier first.
 */
export function splitExactly(weights: readonly bigint[], units: bigint): bigint[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0n)
  if (all <= 0n) throw new RangeError('nothing weighs anything')
  const parts = weights.map((weight) => (weight * units) / all)
  const remainders = weights.map((weight, i) => ({ i, left: (weight * units) % all }))
  const left = Number(parts.reduce((rest, part) => rest - part, units))
  const largestFirst = remainders.toSorted((a, b) =>
    a.left === b.left ? a.i - b.i : a.left > b.left ? -1 : 1,
  )
  for (const { i } of largestFirst.slice(0, left)) parts[i]!++
  return parts
}
