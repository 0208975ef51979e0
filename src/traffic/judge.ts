/**
 * Whether visits are of people: each is looked at by itself and beside those of the same hour. Pure.
 *
 * A sign that a person never gives makes a visit fake; one that people give now and then makes it
 * suspect, and two of those make it fake. Only what is real counts anywhere.
 */

export type Evidence = {
  id: string
  personId: string
  at: Date
  channelId: string | null
  linkId: string | null
  /** Of the day's trace, as text; null where there is none. */
  address: string | null
  agent: string | null
  signs: string[]
  isConfirmed: boolean
  /** Did something besides coming, or signed in. */
  hasActed: boolean
  /** Members who signed up in this browser. */
  signUps: number
}

export type Verdict = 'real' | 'suspect' | 'fake'

const reasonsOfFakes = [
  'robot_agent', // says that it is a program
  'headless', // a browser without a screen
  'automated', // a browser that a program drives
  'no_agent', // does not say what it is
  'crowd', // too many of one network with one and the same browser
  'rhythm', // comes like a clock
  'many_sign_ups', // signs up one member after the other
] as const
const reasonsOfSuspects = [
  'no_page', // no page of ours ran there
  'idle_crowd', // came with many, none of whom did anything
] as const
export const reasons = [...reasonsOfFakes, ...reasonsOfSuspects] as const
export type Reason = (typeof reasons)[number]

export function verdictOf(found: readonly string[]): Verdict {
  if (found.some((one) => (reasonsOfFakes as readonly string[]).includes(one))) return 'fake'
  if (found.length > 1) return 'fake'
  return found.length === 1 ? 'suspect' : 'real'
}

/** From how many on in an hour a rule looks, and what it then calls no people. */
const bounds = {
  /** Of one network with one browser; a network of many people has many browsers. */
  crowd: { from: 60, sameAgent: 0.8 },
  /** Deviation of the gaps over their mean: people come about 1, a clock 0. */
  rhythm: { from: 20, spreadBelow: 0.2 },
  /** Persons by one channel of whom almost none did anything. */
  idle: { from: 50, actedBelow: 0.03 },
  signUps: { ofBrowser: 3, ofNetwork: 5 },
}

/** The reasons against each visit of an hour, none for most. */
export function judgeHour(visits: Evidence[]): Map<string, Reason[]> {
  const found = new Map<string, Set<Reason>>(visits.map(({ id }) => [id, new Set()]))
  const blame = (of: Evidence[], reason: Reason) => {
    for (const { id } of of) found.get(id)!.add(reason)
  }
  for (const visit of visits) {
    for (const sign of visit.signs)
      if ((reasons as readonly string[]).includes(sign)) blame([visit], sign as Reason)
    if (!visit.isConfirmed) blame([visit], 'no_page')
    if (visit.signUps >= bounds.signUps.ofBrowser) blame([visit], 'many_sign_ups')
  }
  const traced = visits.filter(({ address }) => address !== null)
  for (const together of groups(traced, ({ address }) => address!)) blameCrowd(together, blame)
  for (const alike of groups(traced, ({ address, agent }) => `${address} ${agent}`))
    if (sumOf(alike, ({ signUps }) => signUps) >= bounds.signUps.ofNetwork)
      blame(alike, 'many_sign_ups')
  const ways = [
    groups(traced, ({ address, agent }) => `${address} ${agent}`),
    groups(
      visits.filter(({ agent, linkId }) => agent !== null && linkId !== null),
      ({ linkId, agent }) => `${linkId} ${agent}`,
    ),
  ]
  for (const alike of ways.flat()) if (isRhythm(alike)) blame(alike, 'rhythm')
  // Robots are no crowd of idle people: whoever came among them is not blamed for them.
  const isFake = ({ id }: Evidence) => verdictOf([...found.get(id)!]) === 'fake'
  const sent = visits.filter((visit) => visit.channelId !== null && !isFake(visit))
  for (const crowd of groups(sent, ({ channelId }) => channelId!)) blameIdle(crowd, blame)
  return new Map([...found].map(([id, those]) => [id, reasons.filter((one) => those.has(one))]))
}

type Blame = (of: Evidence[], reason: Reason) => void

function blameCrowd(together: Evidence[], blame: Blame): void {
  if (together.length < bounds.crowd.from) return
  const alike = groups(together, ({ agent }) => agent!).toSorted((a, b) => b.length - a.length)[0]!
  if (
    alike.length >= bounds.crowd.from * bounds.crowd.sameAgent &&
    alike.length / together.length >= bounds.crowd.sameAgent
  )
    blame(alike, 'crowd')
}

function isRhythm(alike: Evidence[]): boolean {
  if (alike.length < bounds.rhythm.from) return false
  const times = alike.map(({ at }) => at.getTime()).toSorted((a, b) => a - b)
  const gaps = times.slice(1).map((time, index) => time - times[index]!)
  const mean = sumOf(gaps, (gap) => gap) / gaps.length
  if (mean === 0) return true
  const variance = sumOf(gaps, (gap) => (gap - mean) ** 2) / gaps.length
  return Math.sqrt(variance) / mean < bounds.rhythm.spreadBelow
}

function blameIdle(crowd: Evidence[], blame: Blame): void {
  const persons = new Set(crowd.map(({ personId }) => personId)).size
  if (persons < bounds.idle.from) return
  const idle = crowd.filter(({ hasActed }) => !hasActed)
  const acted = new Set(crowd.filter((one) => one.hasActed).map(({ personId }) => personId)).size
  if (acted / persons < bounds.idle.actedBelow) blame(idle, 'idle_crowd')
}

const groups = <One>(of: One[], keyOf: (one: One) => string): One[][] => [
  ...Map.groupBy(of, keyOf).values(),
]
const sumOf = <One>(of: One[], amount: (one: One) => number): number =>
  of.reduce((sum, one) => sum + amount(one), 0)
