/** Exact fractions of whole numbers, so that parts of a conversion add up to it and to nothing else. */

export type Fraction = { over: bigint; under: bigint }

export const zero: Fraction = { over: 0n, under: 1n }

/** In its lowest terms, with the sign above. */
export function fraction(over: bigint, under: bigint): Fraction {
  if (under === 0n) throw new RangeError('a fraction over zero')
  const common = greatestCommon(over < 0n ? -over : over, under < 0n ? -under : under)
  const sign = under < 0n ? -1n : 1n
  return { over: (sign * over) / common, under: (sign * under) / common }
}

export const plus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.over * other.under + other.over * one.under, one.under * other.under)

export const times = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.over * other.over, one.under * other.under)

export const isSame = (one: Fraction, other: Fraction): boolean =>
  one.over === other.over && one.under === other.under

/** `0.25`, `-3`, `1e-3` are no approximations: every digit counts. */
export function parseDecimal(text: string): Fraction {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!parts) throw new RangeError(`${text} is no number`)
  const [, minus, whole, part = '', exponent = '0'] = parts
  const digits = BigInt(`${minus}${whole}${part}`)
  const shift = BigInt(exponent) - BigInt(part.length)
  return shift >= 0n ? fraction(digits * 10n ** shift, 1n) : fraction(digits, 10n ** -shift)
}

/** With so many decimals; a half goes away from zero. */
export function toDecimal({ over, under }: Fraction, places: number): string {
  const size = over < 0n ? -over : over
  const scaled = (2n * size * 10n ** BigInt(places) + under) / (2n * under)
  const digits = String(scaled).padStart(places + 1, '0')
  const minus = over < 0n && scaled > 0n ? '-' : ''
  const whole = digits.slice(0, digits.length - places)
  return places > 0 ? `${minus}${whole}.${digits.slice(-places)}` : minus + whole
}

/** The nearest double, good to its last bit or two whatever the size of the two. */
export function toNumber({ over, under }: Fraction): number {
  const bits = 64n + BigInt(under.toString(2).length) - BigInt(over.toString(2).length)
  const shift = bits > 0n ? bits : 0n
  return Number((over << shift) / under) / 2 ** Number(shift)
}

/** Adds many fractions of few different denominators without making one huge one at every step. */
export function sumOfFractions(parts: Iterable<Fraction>): Fraction {
  const byUnder = new Map<bigint, bigint>()
  for (const { over, under } of parts) byUnder.set(under, (byUnder.get(under) ?? 0n) + over)
  let sum = zero
  for (const [under, over] of byUnder) sum = plus(sum, fraction(over, under))
  return sum
}

function greatestCommon(one: bigint, other: bigint): bigint {
  while (other !== 0n) [one, other] = [other, one % other]
  return one
}
