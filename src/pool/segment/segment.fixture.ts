/** Made-up people, what they did, and rules about them: the same for the same seed. */
import { addMs, dayMs, hourMs, minuteMs } from '#platform/clock.ts'
import { factKinds } from '../facts/fact.ts'
import type { FactKind, NewFact } from '../facts/fact.ts'
import { stages } from '../profile/stage.ts'
import type { Condition, Rule } from './rule.ts'

export type Random = {
  /** A whole number from 0 on, below this. */
  below(count: number): number
  one<Value>(values: readonly Value[]): Value
  chance(percent: number): boolean
  uuid(): string
}

/** Mulberry32: small, fast, and good enough to make things up. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => below(16).toString(16)).join('')
  return {
    below,
    one: (values) => values[below(values.length)]!,
    chance: (percent) => next() * 100 < percent,
    uuid: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`,
  }
}

export const topics = ['mugs', 'lamps', 'cards'] as const
export const tagNames = ['vip', 'staff', 'asleep'] as const
export const channelIds = [
  'c0000000-0000-7000-8000-000000000001',
  'c0000000-0000-7000-8000-000000000002',
] as const

const goodsKinds: readonly FactKind[] = ['viewed', 'added', 'shared']
const commonKinds: readonly FactKind[] = ['visited', 'viewed', 'added', 'checked_out', 'paid']

/** A fact of one of these persons, mostly of the last days, some from long ago. */
export function someFact(random: Random, personIds: readonly string[], now: Date): NewFact {
  const kind = random.chance(80) ? random.one(commonKinds) : random.one(factKinds)
  const agoMs = random.chance(60)
    ? random.below(3 * dayMs)
    : random.below((random.chance(90) ? 40 : 120) * dayMs)
  const isMoney = kind === 'paid' || kind === 'refunded'
  return {
    personId: random.one(personIds),
    happenedAt: addMs(now, random.chance(3) ? random.below(5 * minuteMs) : -agoMs),
    id: random.uuid(),
    kind,
    topic: goodsKinds.includes(kind) ? random.one(topics) : '',
    objectId: isMoney ? random.uuid() : null,
    amountFen: isMoney ? (1 + random.below(300)) * 100 : null,
    quantity: null,
  }
}

const days = [1, 2, 3, 7, 14, 30, 60] as const

/** A condition that is true of some and not of others. Of these segments, when there are any. */
export function someCondition(random: Random, segmentIds: readonly string[] = []): Condition {
  const scores = (): [number, number] | null => {
    const [a, b] = [1 + random.below(5), 1 + random.below(5)]
    return random.chance(50) ? null : [Math.min(a, b), Math.max(a, b)]
  }
  const kind = () => (random.chance(85) ? random.one(commonKinds) : random.one(factKinds))
  const window = () => (random.chance(15) ? null : random.one(days))
  const makers: (() => Condition)[] = [
    () => ({ is: 'stage', in: [random.one(stages), random.one(stages)] }),
    () => ({ is: 'kind', kind: random.one(['visitor', 'member'] as const) }),
    () => ({
      is: 'seen',
      when: random.one(['first', 'last'] as const),
      within: random.chance(50),
      days: random.one(days),
    }),
    () => someSum(random),
    () => ({ is: 'source', by: 'channel', in: [random.one(channelIds)] }),
    () => ({ is: 'tag', has: random.chance(60), tag: random.one(tagNames) }),
    () => ({
      is: 'did',
      did: random.chance(65),
      kind: kind(),
      times: 1 + random.below(4),
      topic: random.chance(25) ? random.one(topics) : null,
      days: window(),
    }),
    () => ({
      is: 'spent',
      compare: random.one(['at_least', 'at_most'] as const),
      fen: random.below(400) * 100,
      days: window(),
    }),
    () => ({
      is: 'then_not',
      first: kind(),
      next: kind(),
      topic: null,
      hours: random.one([1, 6, 24, 48]),
      days: random.one(days),
    }),
    () => ({ is: 'rfm', r: scores(), f: scores(), m: scores() }),
    () => ({
      is: 'agreed',
      agreed: random.chance(60),
      ...(random.chance(50)
        ? {
            purpose: 'marketing',
            channel: random.one(['inbox', 'sms'] as const),
          }
        : {
            purpose: 'profiling',
            channel: 'all',
          }),
    }),
  ]
  if (segmentIds.length > 0 && random.chance(10))
    return { is: 'in', in: random.chance(70), segmentId: random.one(segmentIds) }
  // What people did is asked about most.
  return random.chance(45) ? random.one(makers.slice(6, 9))() : random.one(makers)()
}

function someSum(random: Random): Condition {
  const compare = random.one(['at_least', 'at_most'] as const)
  const of = random.one(['orders', 'paidFen', 'spentFen', 'shares', 'brought'] as const)
  const value = of.endsWith('Fen') ? random.below(500) * 100 : random.below(4)
  return { is: 'sum', of, compare, value }
}

/** A rule of so many conditions, in groups. */
export function someRule(
  random: Random,
  conditions: number,
  segmentIds: readonly string[] = [],
): Rule {
  if (conditions === 1) return someCondition(random, segmentIds)
  const is = random.one(['all', 'all', 'any', 'none'] as const)
  const of: Rule[] = []
  for (let left = conditions; left > 0;) {
    const taken = Math.min(left, 1 + random.below(Math.max(1, Math.ceil(conditions / 2))))
    of.push(someRule(random, taken === conditions ? 1 : taken, segmentIds))
    left -= taken === conditions ? 1 : taken
  }
  return { is, of }
}

/**
 * A rule of ten conditions as staff would build one: alternatives that must all be met, and what must not
 * be. Random nesting mostly contradicts itself, and a rule about nobody is counted in no time.
 */
export function someUsefulRule(random: Random): Rule {
  const some = (count: number) => Array.from({ length: count }, () => someCondition(random))
  return {
    is: 'all',
    of: [
      { is: 'any', of: some(3) },
      { is: 'any', of: some(3) },
      { is: 'any', of: [...some(1), { is: 'all', of: some(2) }] },
      { is: 'none', of: some(1) },
    ],
  }
}

/** Of a step of time: often a few hours, sometimes days, now and then just past midnight in China. */
export function someStep(random: Random, now: Date): Date {
  if (random.chance(30)) {
    const china = now.getTime() + 8 * hourMs
    const midnight = (Math.floor(china / dayMs) + 1) * dayMs - 8 * hourMs
    return new Date(midnight + (random.chance(50) ? 0 : -1))
  }
  return addMs(now, random.chance(60) ? random.below(12 * hourMs) : random.below(20 * dayMs))
}
