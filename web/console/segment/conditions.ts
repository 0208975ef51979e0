/** Conditions as they begin, what they need to be asked, and ready-made rules to begin with. */
import type { Condition, Group, Rule } from '../../../src/pool/segment/rule.ts'

export type { Condition, Group, Rule }
export type Of<Is extends Condition['is']> = Extract<Condition, { is: Is }>

export const isGroup = (rule: Rule): rule is Group => 'of' in rule && Array.isArray(rule.of)

/** As the server answers with it: the same, which the type of an answer in JSON cannot say. */
export const ruleOf = (of: { rule: unknown }): Rule => of.rule as Rule

/** As they stand in the list one chooses from. */
export const conditionKinds = [
  'did',
  'then_not',
  'spent',
  'sum',
  'seen',
  'stage',
  'kind',
  'tag',
  'rfm',
  'agreed',
  'source',
  'in',
] as const satisfies readonly Condition['is'][]

/** What people do, in the order of a visit; the program's own kinds after them. */
export const deeds = [
  'visited',
  'viewed',
  'searched',
  'added',
  'checked_out',
  'paid',
  'bought',
  'completed',
  'refunded',
  'shared',
  'invited',
  'opened',
  'messaged',
  'joined',
  'signed_up',
] as const
export const ofGoods = new Set<string>(['viewed', 'added', 'bought', 'shared'])

const beginnings: { [Is in Condition['is']]: () => Of<Is> } = {
  did: () => ({ is: 'did', did: true, kind: 'viewed', topic: null, times: 1, days: 30 }),
  then_not: () => ({
    is: 'then_not',
    first: 'added',
    topic: null,
    next: 'paid',
    hours: 24,
    days: 7,
  }),
  spent: () => ({ is: 'spent', compare: 'at_least', fen: 50_000, days: 90 }),
  sum: () => ({ is: 'sum', of: 'orders', compare: 'at_least', value: 1 }),
  seen: () => ({ is: 'seen', when: 'last', within: false, days: 30 }),
  stage: () => ({ is: 'stage', in: ['buyer', 'repeat', 'advocate'] }),
  kind: () => ({ is: 'kind', kind: 'member' }),
  tag: () => ({ is: 'tag', has: true, tag: '' }),
  rfm: () => ({ is: 'rfm', r: [1, 2], f: null, m: [4, 5] }),
  agreed: () => ({ is: 'agreed', agreed: true, purpose: 'marketing', channel: 'inbox' }),
  source: () => ({ is: 'source', by: 'channel', in: [] }),
  in: () => ({ is: 'in', in: true, segmentId: '' }),
}
export const beginningOf = (is: Condition['is']): Condition => beginnings[is]()

/** Something is still to be chosen, so it cannot be asked. */
export function isUnfinished(one: Condition): boolean {
  if (one.is === 'tag') return one.tag.trim() === ''
  if (one.is === 'source') return one.in.length === 0
  if (one.is === 'stage') return one.in.length === 0
  return one.is === 'in' && one.segmentId === ''
}

export const countUnfinished = (rule: Rule): number =>
  isGroup(rule)
    ? rule.of.reduce((sum, part) => sum + countUnfinished(part), 0)
    : isUnfinished(rule)
      ? 1
      : 0

export const countConditions = (rule: Rule): number =>
  isGroup(rule) ? rule.of.reduce((sum, part) => sum + countConditions(part), 0) : 1

/** The rule without what cannot be asked yet: it is counted while the rest is being chosen. */
export function finishedPart(rule: Rule): Rule | null {
  if (!isGroup(rule)) return isUnfinished(rule) ? null : rule
  const of = rule.of.flatMap((part) => finishedPart(part) ?? [])
  return of.length === 0 ? null : { is: rule.is, of }
}

export const segmentStatuses = ['live', 'archived'] as const

/** Begin with one of these, or with nothing. */
export const startNames = ['silent', 'lapsing', 'spenders', 'cart', 'blank'] as const
export type StartName = (typeof startNames)[number]

export const starts: Record<StartName, Group> = {
  silent: {
    is: 'all',
    of: [
      { is: 'kind', kind: 'member' },
      { is: 'seen', when: 'first', within: true, days: 30 },
      { is: 'sum', of: 'orders', compare: 'at_most', value: 0 },
      { is: 'seen', when: 'last', within: false, days: 7 },
    ],
  },
  lapsing: {
    is: 'all',
    of: [
      { is: 'stage', in: ['buyer', 'repeat', 'advocate'] },
      { is: 'seen', when: 'last', within: false, days: 45 },
      { is: 'seen', when: 'last', within: true, days: 90 },
    ],
  },
  spenders: {
    is: 'all',
    of: [
      { is: 'spent', compare: 'at_least', fen: 100_000, days: 90 },
      { is: 'sum', of: 'orders', compare: 'at_least', value: 2 },
    ],
  },
  cart: {
    is: 'all',
    of: [
      { is: 'kind', kind: 'member' },
      { is: 'then_not', first: 'added', topic: null, next: 'paid', hours: 24, days: 7 },
    ],
  },
  blank: { is: 'all', of: [] },
}
