/**
 * Credit by removal: how many fewer conversions there would be if a channel took nobody on.
 *
 * People walk from (start) over channels to (conversion) or (null); the chance of a step is how often it
 * was taken (order 1). A removed channel leads to (null) whoever comes to it. With visits as
 * `N = (1 - Q)⁻¹`, `f` the chance to come to a channel at all and `p` the chance to convert from it,
 * what is lost is exactly `f · p`, so one system of equations serves for all channels. Steps from a
 * channel to itself stay as they are in the paths; they change nothing, for they only delay the leaving.
 *
 * Source: Anderl, Becker, von Wangenheim, Schumann, "Mapping the customer journey" (2016). The figures
 * are solved, never simulated: in doubles, refined until the residual no longer falls. Pure.
 */
import { invert } from './linear.ts'

export type CountedPath = { channels: readonly string[]; conversions: number; nulls: number }

export type Removal = {
  channel: string
  /** The part of all conversions that goes with it, from 0 to 1. */
  effect: number
  /** Its part of the sum of all effects: what it gets of every conversion. */
  share: number
}
export type Removals = {
  /** Sorted by the channel's name. */
  removals: Removal[]
  /** The chance that a path converts; equal to the counted one, which proves the solution. */
  rate: number
  /** The largest amount by which an equation is missed. */
  residual: number
}

export function removalsOf(paths: Iterable<CountedPath>): Removals {
  const chain = countSteps(paths)
  const { channels, starts, steps, ends, walks } = chain
  const size = channels.length
  if (walks === 0 || size === 0) return { removals: [], rate: 0, residual: 0 }
  const leaving = Array.from({ length: size }, (_, i) => {
    return steps[i]!.reduce((sum, count) => sum + count, 0) + ends.conversion[i]! + ends.null[i]!
  })
  const stays = steps.map((row, i) =>
    row.map((count, j) => (i === j ? 1 : 0) - count / leaving[i]!),
  )
  const { inverse: visits, residual } = invert(stays)

  const indexes = channels.map((_, i) => i)
  const sum = (term: (i: number) => number) => indexes.reduce((all, i) => all + term(i), 0)
  const converts = indexes.map((i) =>
    sum((j) => (visits[i]![j]! * ends.conversion[j]!) / leaving[j]!),
  )
  const comes = indexes.map(
    (j) => sum((i) => (starts[i]! / walks) * visits[i]![j]!) / visits[j]![j]!,
  )
  const rate = sum((i) => (starts[i]! / walks) * converts[i]!)
  const effects = indexes.map((i) => (rate > 0 ? (comes[i]! * converts[i]!) / rate : 0))
  const all = effects.reduce((total, effect) => total + effect, 0)
  const removals = channels.map((channel, i) => {
    const effect = effects[i]!
    return { channel, effect, share: all > 0 ? effect / all : 0 }
  })
  return { removals, rate, residual }
}

type Chain = {
  channels: string[]
  walks: number
  starts: number[]
  /** steps[i][j]: how often channel j came right after channel i. */
  steps: number[][]
  ends: { conversion: number[]; null: number[] }
}

/** How often each step was taken, by those who converted and those who did not. */
function countSteps(paths: Iterable<CountedPath>): Chain {
  const counted = [...paths].filter((path) => {
    return path.channels.length > 0 && path.conversions + path.nulls > 0
  })
  const channels = [...new Set(counted.flatMap((path) => path.channels))].toSorted()
  const indexOf = new Map(channels.map((channel, i) => [channel, i]))
  const none = () => Array.from({ length: channels.length }, () => 0)
  const chain: Chain = {
    channels,
    walks: 0,
    starts: none(),
    steps: channels.map(none),
    ends: { conversion: none(), null: none() },
  }
  for (const path of counted) {
    const count = path.conversions + path.nulls
    const places = path.channels.map((channel) => indexOf.get(channel)!)
    chain.walks += count
    chain.starts[places[0]!]! += count
    for (const [at, place] of places.slice(1).entries()) chain.steps[places[at]!]![place]! += count
    chain.ends.conversion[places.at(-1)!]! += path.conversions
    chain.ends.null[places.at(-1)!]! += path.nulls
  }
  return chain
}
