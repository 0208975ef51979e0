/**
 * What a journey brought about: how much more of those who were let in bought than of those who were
 * kept out, with how sure that is. Pure.
 *
 * Rates: Newcombe, "Interval estimation for the difference between independent proportions", Statistics
 * in Medicine 17 (1998), method 10, from Wilson's score intervals. Money: Welch's interval with the
 * degrees of freedom of Satterthwaite. Both at 95 %.
 */
export type Group = { people: number; buyers: number; spentFen: number; spentSquares: number }

export type Interval = { difference: number; low: number; high: number }

const z = 1.959964

/** Wilson's score interval of a share. */
export function wilson(hits: number, of: number): { low: number; high: number } {
  if (of === 0) return { low: 0, high: 1 }
  const share = hits / of
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half =
    (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** Of the first share less the second. */
export function newcombe(
  one: Pick<Group, 'people' | 'buyers'>,
  other: Pick<Group, 'people' | 'buyers'>,
) {
  const [p, q] = [one.buyers / one.people, other.buyers / other.people]
  const [a, b] = [wilson(one.buyers, one.people), wilson(other.buyers, other.people)]
  const difference = p - q
  return {
    difference,
    low: difference - Math.hypot(p - a.low, b.high - q),
    high: difference + Math.hypot(a.high - p, q - b.low),
  }
}

/** Of what each person spent, in fen: the first mean less the second. */
export function welch(one: Group, other: Group): Interval {
  const [a, b] = [momentsOf(one), momentsOf(other)]
  const difference = a.mean - b.mean
  const [va, vb] = [a.variance / one.people, b.variance / other.people]
  const freedom =
    va + vb === 0
      ? Infinity
      : (va + vb) ** 2 / (va ** 2 / (one.people - 1) + vb ** 2 / (other.people - 1))
  const half = studentOf(freedom) * Math.sqrt(va + vb)
  return { difference, low: difference - half, high: difference + half }
}

function momentsOf({ people, spentFen, spentSquares }: Group) {
  const mean = spentFen / people
  return { mean, variance: Math.max(0, (spentSquares - people * mean * mean) / (people - 1)) }
}

/** The 97.5 % point of Student's t, by the Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5). */
export function studentOf(freedom: number): number {
  if (freedom === Infinity) return z
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ]
  return terms.reduce((sum, term, n) => sum + term / freedom ** (n + 1), z)
}

export type Verdict =
  /** The interval lies on one side of nothing. */
  | { says: 'more' | 'less' }
  /** It does not; about so many more people are needed, null where nothing can be said of that. */
  | { says: 'unclear'; peopleMore: number | null }
  /** A share of so few says nothing at all. */
  | { says: 'too_few'; peopleMore: number }

const fewest = 30

/** Whether it can be told that the journey brings something. */
export function verdictOf(treated: Group, control: Group): Verdict {
  const least = Math.min(treated.people, control.people)
  const total = treated.people + control.people
  if (least < fewest) {
    const share = total === 0 ? 0.1 : Math.max(least / total, 0.02)
    return { says: 'too_few', peopleMore: Math.max(1, Math.ceil((fewest - least) / share)) }
  }
  const { low, high, difference } = newcombe(treated, control)
  if (low > 0) return { says: 'more' }
  if (high < 0) return { says: 'less' }
  return { says: 'unclear', peopleMore: peopleNeeded(treated, control, difference) }
}

/**
 * To find a difference as large as this one in four of five cases (two-sided 5 %), in the same
 * proportion of both groups: the usual formula of normal approximation (Fleiss, 1981).
 */
function peopleNeeded(treated: Group, control: Group, difference: number): number | null {
  if (difference === 0) return null
  const total = treated.people + control.people
  const [p, q] = [treated.buyers / treated.people, control.buyers / control.people]
  const spread = (p * (1 - p)) / (treated.people / total) + (q * (1 - q)) / (control.people / total)
  const needed = Math.ceil(((z + 0.841621) ** 2 * spread) / difference ** 2)
  return Math.max(1, needed - total)
}
