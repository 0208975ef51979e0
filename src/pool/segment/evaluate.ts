/** A rule asked of one person, who is loaded: pure. `to-sql.ts` asks the same of everybody at once. */
import assert from 'node:assert/strict'
import { dayMs, hourMs } from '#platform/clock.ts'
import type { FactKind } from '../facts/fact.ts'
import type { Condition, Rule } from './rule.ts'
import { isGroup } from './rule.ts'

/** What was done of a kind and a topic on one day in China; days count from 1970-01-01. */
export type ActivityDay = {
  topic: string
  day: number
  count: number
  amountFen: number
  /** In milliseconds. */
  lastAt: number
}

/** What was ever done of a kind and a topic. */
export type ActivityTotal = { topic: string; count: number }

export type MemberState = {
  /** Null: nobody knows the person any more, who is in no segment then. */
  profile: {
    kind: string
    stage: string
    firstAt: Date
    lastAt: Date
    orders: number
    paidFen: number
    refundedFen: number
    shares: number
    brought: number
    channelId: string | null
    campaignId: string | null
  } | null
  /** Tags of all persons this one is, and when each runs out. */
  tags: { tag: string; expiresAt: Date | null }[]
  /** Of the days that rules ask for. */
  activity: Map<FactKind, ActivityDay[]>
  /** Of the kinds that rules ask for as ever done. */
  totals: Map<FactKind, ActivityTotal[]>
  /** As `marketing:sms`: what the person agreed to and may be counted on now. */
  agreed: Set<string>
  /** The person's fifths among all buyers; null: kept nothing of what was bought, if anything. */
  rfm: { r: number; f: number; m: number } | null
}

export type Verdict = {
  isIn: boolean
  /** The next instant at which it may change though nothing happens, null when there is none. */
  changesAt: Date | null
}

/** The rule has to be whole: see `expand`. Time is taken to go forward only. */
export function evaluate(rule: Rule, state: MemberState, now: Date): Verdict {
  if (!state.profile) return { isIn: false, changesAt: null }
  const due = { at: Infinity }
  const isIn = holds(rule, state, now.getTime(), due)
  return { isIn, changesAt: due.at === Infinity ? null : new Date(due.at) }
}

type Due = { at: number }

/** Every part is asked, also where one decides alone: each may change. */
function holds(rule: Rule, state: MemberState, now: number, due: Due): boolean {
  if (!isGroup(rule)) return isTrue(rule, state, now, due)
  let some = false
  let every = true
  for (const part of rule.of) {
    if (holds(part, state, now, due)) some = true
    else every = false
  }
  return rule.is === 'all' ? every : rule.is === 'any' ? some : !some
}

const china = 8 * hourMs
/** The day in China that an instant is in. */
export const dayNumber = (instant: number): number => Math.floor((instant + china) / dayMs)
const startOf = (day: number): number => day * dayMs - china

function isTrue(one: Condition, state: MemberState, now: number, due: Due): boolean {
  const profile = state.profile!
  const later = (at: number) => {
    if (at > now && at < due.at) due.at = at
  }
  switch (one.is) {
    case 'stage':
      return (one.in as string[]).includes(profile.stage)
    case 'kind':
      return profile.kind === one.kind
    case 'seen': {
      const day = dayNumber((one.when === 'first' ? profile.firstAt : profile.lastAt).getTime())
      const isWithin = day > dayNumber(now) - one.days
      if (isWithin) later(startOf(day + one.days))
      return isWithin === one.within
    }
    case 'sum': {
      const value = one.of === 'spentFen' ? profile.paidFen - profile.refundedFen : profile[one.of]
      return compares(one.compare, value, one.value)
    }
    case 'source': {
      const source = one.by === 'channel' ? profile.channelId : profile.campaignId
      return source !== null && one.in.includes(source)
    }
    case 'tag': {
      const found = state.tags.filter(({ tag }) => tag === one.tag)
      const standing = found.filter(({ expiresAt }) => !expiresAt || expiresAt.getTime() > now)
      for (const { expiresAt } of standing) if (expiresAt) later(expiresAt.getTime())
      return standing.length > 0 === one.has
    }
    case 'did': {
      if (one.days === null) return everDid(state, one) >= one.times === one.did
      const days = state.activity.get(one.kind)
      const which = { topic: one.topic, days: one.days, now }
      return lastsTo(days, which, 'count', one.times, later) === one.did
    }
    case 'spent': {
      if (one.days === null) return compares(one.compare, profile.paidFen, one.fen)
      const days = state.activity.get('paid')
      // At most x is not at least x + 1.
      const least = one.compare === 'at_least' ? one.fen : one.fen + 1
      const which = { topic: null, days: one.days, now }
      return lastsTo(days, which, 'amountFen', least, later) === (one.compare === 'at_least')
    }
    case 'then_not': {
      const which = { topic: one.topic, days: one.days, now }
      const first = latest(state.activity.get(one.first), which)
      const next = latest(state.activity.get(one.next), { ...which, topic: null })
      if (!first || (next && next.lastAt >= first.lastAt)) return false
      const trueFrom = first.lastAt + one.hours * hourMs
      const falseFrom = startOf(first.day + one.days)
      later(now < trueFrom ? trueFrom : falseFrom)
      return now >= trueFrom
    }
    case 'rfm': {
      if (!state.rfm) return false
      const { r, f, m } = state.rfm
      return between(r, one.r) && between(f, one.f) && between(m, one.m)
    }
    case 'agreed':
      return state.agreed.has(`${one.purpose}:${one.channel}`) === one.agreed
    case 'in':
      assert.fail('a rule that names segments is expanded before it is asked')
  }
}

const compares = (how: 'at_least' | 'at_most', value: number, than: number) =>
  how === 'at_least' ? value >= than : value <= than

const between = (score: number, range: readonly [number, number] | null) =>
  range === null || (score >= range[0] && score <= range[1])

function everDid(state: MemberState, { kind, topic }: { kind: FactKind; topic: string | null }) {
  let sum = 0
  for (const one of state.totals.get(kind) ?? [])
    if (topic === null || one.topic === topic) sum += one.count
  return sum
}

type Which = { topic: string | null; days: number; now: number }

const since = ({ days, now }: Which) => dayNumber(now) - days + 1
const isOf = (one: ActivityDay, { topic }: Which, from: number) =>
  one.day >= from && (topic === null || one.topic === topic)

/** Whether the days add up to as much; says when so many of them are too old that they do not. */
function lastsTo(
  days: ActivityDay[] | undefined,
  which: Which,
  what: 'count' | 'amountFen',
  least: number,
  later: (at: number) => void,
): boolean {
  const from = since(which)
  let sum = 0
  if (days) for (const one of days) if (isOf(one, which, from)) sum += one[what]
  if (sum < least) return false
  if (!days) return true
  const counted = days.filter((one) => isOf(one, which, from))
  for (const one of counted.toSorted((a, b) => a.day - b.day)) {
    sum -= one[what]
    if (sum < least) {
      later(startOf(one.day + which.days))
      break
    }
  }
  return true
}

function latest(days: ActivityDay[] | undefined, which: Which): ActivityDay | undefined {
  const from = since(which)
  let found: ActivityDay | undefined
  for (const one of days ?? [])
    if (isOf(one, which, from) && (!found || one.lastAt > found.lastAt)) found = one
  return found
}

/** The earlier of two instants that may not be. */
export const soonest = (one: Date | null, other: Date | null): Date | null =>
  !one ? other : !other || one <= other ? one : other
