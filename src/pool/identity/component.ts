/** Which persons are one human, and who stands for them: a pure sum of the merges that stand. */

export type Edge = { a: string; b: string }

/** When somebody enrolled; null for a visitor. */
export type EnrolledAt = (personId: string) => Date | null

/**
 * Who represents each person that an edge joins to another. Members go before visitors, then whoever
 * enrolled first, then the least id: it depends on the set of edges alone, not on their order, nor on
 * what was undone meanwhile.
 */
export function representatives(edges: Edge[], enrolledAt: EnrolledAt): Map<string, string> {
  const above = new Map<string, string>()
  const topOf = (person: string): string => {
    let top = person
    for (let next = above.get(top); next !== undefined && next !== top; next = above.get(top))
      top = next
    above.set(person, top)
    return top
  }
  for (const { a, b } of edges) {
    const [one, other] = [topOf(a), topOf(b)]
    const [stands, joins] = isBefore(one, other, enrolledAt) ? [one, other] : [other, one]
    above.set(joins, stands)
  }
  return new Map([...above.keys()].map((person) => [person, topOf(person)]))
}

/** Whether `one` goes before `other` when somebody has to stand for both. */
function isBefore(one: string, other: string, enrolledAt: EnrolledAt): boolean {
  const [a, b] = [enrolledAt(one), enrolledAt(other)]
  if ((a === null) !== (b === null)) return a !== null
  if (a && b && a.getTime() !== b.getTime()) return a < b
  return one < other
}
