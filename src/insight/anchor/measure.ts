/** How well chances were told: order, distance, and whether seven of ten were seven of ten. Pure. */

export type Told = { chance: number; isTrue: boolean }

/**
 * Area under the ROC curve: how often somebody of whom it came true was told a higher chance than
 * somebody of whom it did not; equal chances count half. Null when all of them went one way.
 */
export function aucOf(told: readonly Told[]): number | null {
  const sorted = told.toSorted((a, b) => a.chance - b.chance)
  let rankSum = 0
  let trues = 0
  for (let from = 0; from < sorted.length;) {
    let to = from
    while (to < sorted.length && sorted[to]!.chance === sorted[from]!.chance) to++
    const rank = (from + to + 1) / 2
    for (let i = from; i < to; i++)
      if (sorted[i]!.isTrue) {
        rankSum += rank
        trues++
      }
    from = to
  }
  const falses = sorted.length - trues
  if (trues === 0 || falses === 0) return null
  return (rankSum - (trues * (trues + 1)) / 2) / (trues * falses)
}

/** Mean squared distance of the chances from what happened. */
export const brierOf = (told: readonly Told[]): number =>
  told.reduce((sum, { chance, isTrue }) => sum + (chance - (isTrue ? 1 : 0)) ** 2, 0) / told.length

export type Bin = { count: number; told: number; happened: number }

/** Tenths of the people by the chance they were told, the lowest first. */
export function tenthsOf(told: readonly Told[]): Bin[] {
  const sorted = told.toSorted((a, b) => a.chance - b.chance)
  return Array.from({ length: 10 }, (_, i) => {
    return sorted.slice((i * sorted.length) / 10, ((i + 1) * sorted.length) / 10)
  })
    .filter((part) => part.length > 0)
    .map((part) => ({
      count: part.length,
      told: part.reduce((sum, { chance }) => sum + chance, 0) / part.length,
      happened: part.filter(({ isTrue }) => isTrue).length / part.length,
    }))
}

/** Expected calibration error: how far told and happened are apart in a tenth, on average. */
export function calibrationErrorOf(told: readonly Told[]): number {
  const miss = tenthsOf(told).reduce((sum, bin) => {
    return sum + bin.count * Math.abs(bin.told - bin.happened)
  }, 0)
  return miss / told.length
}

export type Interval = { from: number; to: number }

/**
 * Where 95 of 100 figures lie when as many people are drawn again and again from these, with repeats.
 * The draws are the same for the same seed. Null when a figure cannot be told of most draws.
 */
export function bootstrap(
  size: number,
  figureOf: (drawn: number[]) => number | null,
  { draws, seed }: { draws: number; seed: number },
): Interval | null {
  const random = randomFrom(seed)
  const figures: number[] = []
  for (let draw = 0; draw < draws; draw++) {
    const drawn = Array.from({ length: size }, () => Math.floor(random() * size))
    const figure = figureOf(drawn)
    if (figure !== null) figures.push(figure)
  }
  if (figures.length < draws / 2) return null
  figures.sort((a, b) => a - b)
  const at = (part: number) => figures[Math.round(part * (figures.length - 1))]!
  return { from: at(0.025), to: at(0.975) }
}

/** A small generator with a state of 32 bits (mulberry32): enough for drawing people. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
