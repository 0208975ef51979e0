/**
 * Milestones: what decides the stages of a person, summed from the facts so that their order does
 * not matter. Those of several persons add up to those of the human they are. Instants are
 * milliseconds.
 */
import { dayMs, hourMs } from '#platform/clock.ts'
import type { FactKind, NewFact } from '../facts/fact.ts'

/** A buyer who does nothing for so long has lapsed. */
export const lapsedAfterMs = 90 * dayMs

export type Milestones = {
  /** The first thing that is known of them. */
  firstAt: number
  /** The first visit of each of the first two days (in China) with a visit. */
  visitedAt: number[]
  /** First looked at something, or did more than that. */
  lookedAt: number | null
  signedUpAt: number | null
  /** First brought a buyer. */
  invitedAt: number | null
  brought: number
  shares: number
  /** From, to, from, to: the times in which they were never silent for `lapsedAfterMs`. */
  activeAt: number[]
}

/** An order as the facts tell it, whichever of them came first. */
export type Bought = {
  orderId: string
  /** Null while only its refund is known. */
  paidAt: number | null
  paidFen: number
  refunds: number
  refundedFen: number
  refundedAt: number | null
}

/**
 * What somebody does themselves: `bought` is told with `paid`, and a message, a refund or a
 * friend's purchase breaks no silence.
 */
const deeds = new Set<FactKind>([
  'visited',
  'viewed',
  'searched',
  'added',
  'checked_out',
  'shared',
  'opened',
  'signed_up',
  'paid',
  'joined',
])
const onlyCame = new Set<FactKind>(['visited', 'signed_up'])

/** What one fact says. */
export function milestonesOf(fact: Pick<NewFact, 'kind' | 'happenedAt'>): Milestones {
  const { kind } = fact
  const at = fact.happenedAt.getTime()
  const isDeed = deeds.has(kind)
  return {
    firstAt: at,
    visitedAt: kind === 'visited' ? [at] : [],
    lookedAt: isDeed && !onlyCame.has(kind) ? at : null,
    signedUpAt: kind === 'signed_up' ? at : null,
    invitedAt: kind === 'invited' ? at : null,
    brought: kind === 'invited' ? 1 : 0,
    shares: kind === 'shared' ? 1 : 0,
    activeAt: isDeed ? [at, at] : [],
  }
}

/** The sum of two: whichever comes first, and in whatever groups, the sum of many is the same. */
export function addMilestones(one: Milestones, other: Milestones): Milestones {
  return {
    firstAt: Math.min(one.firstAt, other.firstAt),
    visitedAt: firstDays(one.visitedAt, other.visitedAt),
    lookedAt: earlier(one.lookedAt, other.lookedAt),
    signedUpAt: earlier(one.signedUpAt, other.signedUpAt),
    invitedAt: earlier(one.invitedAt, other.invitedAt),
    brought: one.brought + other.brought,
    shares: one.shares + other.shares,
    activeAt: joinTimes(one.activeAt, other.activeAt),
  }
}

export const isOfOrder = (kind: FactKind) => kind === 'paid' || kind === 'refunded'

/** What a paid or refunded fact says of its order; null for another fact. */
export function boughtOf(
  fact: Pick<NewFact, 'id' | 'kind' | 'happenedAt' | 'objectId' | 'amountFen'>,
): Bought | null {
  if (!isOfOrder(fact.kind)) return null
  const at = fact.happenedAt.getTime()
  const isPaid = fact.kind === 'paid'
  const fen = fact.amountFen ?? 0
  return {
    orderId: fact.objectId ?? fact.id,
    paidAt: isPaid ? at : null,
    paidFen: isPaid ? fen : 0,
    refunds: isPaid ? 0 : 1,
    refundedFen: isPaid ? 0 : fen,
    refundedAt: isPaid ? null : at,
  }
}

/** The sum of what is known of one order. */
export function addBought(one: Bought, other: Bought): Bought {
  return {
    orderId: one.orderId,
    paidAt: earlier(one.paidAt, other.paidAt),
    paidFen: one.paidFen + other.paidFen,
    refunds: one.refunds + other.refunds,
    refundedFen: one.refundedFen + other.refundedFen,
    refundedAt: later(one.refundedAt, other.refundedAt),
  }
}

/** Since when an order was wholly given back; null while something of it is kept. */
export function goneSince(bought: Bought): number | null {
  const { paidAt, paidFen, refunds, refundedFen, refundedAt } = bought
  if (paidAt === null || refunds === 0 || refundedFen < paidFen) return null
  return Math.max(paidAt, refundedAt!)
}

const earlier = (one: number | null, other: number | null) =>
  one === null ? other : other === null ? one : Math.min(one, other)
const later = (one: number | null, other: number | null) =>
  one === null ? other : other === null ? one : Math.max(one, other)

const dayInChina = (at: number) => Math.floor((at + 8 * hourMs) / dayMs)

function firstDays(one: number[], other: number[]): number[] {
  if (other.length === 0) return one
  const visits = [...one, ...other].toSorted((a, b) => a - b)
  const next = visits.find((at) => dayInChina(at) !== dayInChina(visits[0]!))
  return next === undefined ? [visits[0]!] : [visits[0]!, next]
}

/** Two lists of times as one: what lies less than `lapsedAfterMs` apart is one time. */
function joinTimes(one: number[], other: number[]): number[] {
  if (other.length === 0) return one
  if (one.length === 0) return other
  const all = [...pairsOf(one), ...pairsOf(other)].toSorted((a, b) => a[0] - b[0])
  const joined: number[] = []
  for (const [from, to] of all) {
    const until = joined.at(-1)
    if (until === undefined || from - until >= lapsedAfterMs) joined.push(from, to)
    else joined[joined.length - 1] = Math.max(until, to)
  }
  return joined
}

const pairsOf = (times: number[]): [number, number][] =>
  Array.from({ length: times.length / 2 }, (_, n) => [times[2 * n]!, times[2 * n + 1]!])
