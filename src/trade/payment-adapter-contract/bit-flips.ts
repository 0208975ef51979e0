/** Repeatable damage. */
/** Small repeatable random numbers (mulberry32): a failing run can be run again. */
export function seeded(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export function flipBit(bytes: Buffer, random: (below: number) => number) {
  const index = random(bytes.length)
  bytes[index] = bytes[index]! ^ (1 << random(8))
}

/** The text of these bytes with one bit flipped. */
export function flip(bytes: Buffer, random: (below: number) => number): string {
  flipBit(bytes, random)
  return bytes.toString('latin1')
}
