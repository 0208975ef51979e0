/** The institution's bill of a day beside what we know: what fits, what is on its way, what is wrong. Pure. */
import { addMs, dayMs, minuteMs, startOfDay } from '#platform/clock.ts'
import type { BillLine } from './payment-adapter.ts'

/** A payment or an instruction, by its number. */
export type Ours = {
  number: string
  kind: BillLine['kind']
  amountFen: number
  /** Ended: refused, failed or closed, so that nothing was moved. */
  state: 'pending' | 'done' | 'ended'
  createdAt: Date
  /** When the institution said that it was so, by its own clock. */
  finishedAt: Date | null
}

/** Will fit by itself. */
export type InFlight = {
  number: string
  kind: BillLine['kind']
  amountFen: number
  since: Date
  /**
   * `no_word_yet`: we gave it and have no answer. `not_heard`: they did it and we have not heard.
   * `other_day`: we have it done close to midnight, so it is on the neighbour's bill.
   */
  why: 'no_word_yet' | 'not_heard' | 'other_day'
}

/** Must not be. */
export type Difference = {
  what:
    | 'unknown_number' // they know a number we never gave
    | 'other_kind'
    | 'other_amount'
    | 'ended_here' // they did what we have as refused, failed or closed
    | 'missing_there' // we have it done and no bill has it
    | 'billed_twice'
    | 'balance' // an account at the institution holds something else
  /** `payment:`, `instruction:` or `institution:` and the number; or `balance:` and the account. */
  subject: string
  oursFen: number | null
  theirsFen: number | null
}

export type BillComparison = {
  matched: number
  inFlight: InFlight[]
  unexplained: Difference[]
  /** Done here close to midnight and not on this bill: its neighbour's has the last word. */
  nearMidnight: Ours[]
}

export type BillToCompare = {
  dueOn: string
  bill: BillLine[]
  /** All we have of these: on the bill, done on that day before `upTo`, or pending since before then. */
  ours: Ours[]
  /** What we have done later than this may not be on the bill yet: the day's end, or now. */
  upTo: Date
}

export const subjectOf = ({ kind, number }: Pick<Ours, 'kind' | 'number'>) =>
  `${kind === 'charge' ? 'payment' : 'instruction'}:${number}`

export function compareBill({ dueOn, bill, ours, upTo }: BillToCompare): BillComparison {
  const result: BillComparison = { matched: 0, inFlight: [], unexplained: [], nearMidnight: [] }
  const known = new Map(ours.map((one) => [one.number, one]))
  const seen = new Set<string>()
  for (const line of bill) {
    const one = known.get(line.number)
    const fault = seen.has(line.number) ? 'billed_twice' : faultOf(line, one)
    seen.add(line.number)
    if (fault) result.unexplained.push(difference(fault, line, one))
    else if (one!.state === 'done') result.matched++
    else result.inFlight.push(flight(one!, 'not_heard', line.at))
  }
  const day = startOfDay(dueOn)
  for (const one of ours) {
    if (seen.has(one.number)) continue
    if (one.state === 'pending') result.inFlight.push(flight(one, 'no_word_yet', one.createdAt))
    else if (!isDue(one, day, upTo)) continue
    else if (isNearMidnight(one.finishedAt!, day)) result.nearMidnight.push(one)
    else result.unexplained.push(missing(one))
  }
  return result
}

function faultOf(line: BillLine, one: Ours | undefined): Difference['what'] | null {
  if (!one) return 'unknown_number'
  if (one.kind !== line.kind) return 'other_kind'
  if (one.amountFen !== line.amountFen) return 'other_amount'
  return one.state === 'ended' ? 'ended_here' : null
}

function difference(what: Difference['what'], line: BillLine, one: Ours | undefined): Difference {
  const subject = one ? subjectOf(one) : `institution:${line.number}`
  return { what, subject, oursFen: one?.amountFen ?? null, theirsFen: line.amountFen }
}

export function missing(one: Ours): Difference {
  const { amountFen: oursFen } = one
  return { what: 'missing_there', subject: subjectOf(one), oursFen, theirsFen: null }
}

export function flight(
  { number, kind, amountFen }: Ours,
  why: InFlight['why'],
  since: Date,
): InFlight {
  return { number, kind, amountFen, since, why }
}

/** What moved no money is on no bill. */
const isDue = ({ state, finishedAt, amountFen }: Ours, day: Date, upTo: Date) =>
  state === 'done' && amountFen > 0 && finishedAt! >= day && finishedAt! < upTo

/** Two clocks that name the moment of one thing differ by less than this. */
export const nearMs = 10 * minuteMs

const isNearMidnight = (at: Date, day: Date) =>
  at < addMs(day, nearMs) || at >= addMs(day, dayMs - nearMs)
