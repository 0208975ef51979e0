/** Numbers that look random and are the same for the same seed: sfc32, seeded from a digest of a text. */
import { hash } from 'node:crypto'

export type Random = {
  /** A whole number from 0 to below `end`. */
  below(end: number): number
  /** A whole number from `first` to `last`, both included. */
  between(first: number, last: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  shuffled<T>(list: readonly T[]): T[]
}

export function createRandom(seed: string): Random {
  const digest = hash('sha256', seed, 'buffer')
  let a = digest.readInt32LE(0)
  let b = digest.readInt32LE(4)
  let c = digest.readInt32LE(8)
  let counter = digest.readInt32LE(12)

  function fraction(): number {
    const t = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(fraction() * end)
  return {
    below,
    between: (first, last) => first + below(last - first + 1),
    chance: (probability) => fraction() < probability,
    pick: (list) => list[below(list.length)]!,
    shuffled: (list) => {
      const copy = [...list]
      for (let left = copy.length - 1; left > 0; left--) {
        const other = below(left + 1)
        ;[copy[left], copy[other]] = [copy[other]!, copy[left]!]
      }
      return copy
    },
  }
}
