/**
 * A segment's rule: one typed tree. `evaluate.ts` asks it of one person, `to-sql.ts` of everybody, and
 * both must say the same.
 *
 * Days are calendar days in China, today included: "in the last 7 days" changes at midnight only.
 */
import { z } from 'zod'
import { factKinds } from '../facts/fact.ts'
import { stages } from '../profile/stage.ts'

export const sums = ['orders', 'paidFen', 'spentFen', 'shares', 'brought'] as const
export const comparisons = ['at_least', 'at_most'] as const

const Days = z.int().min(1).max(3_660)
const Topic = z.string().max(64).nullable()
const Kind = z.enum(factKinds)
const Scores = z
  .tuple([z.int().min(1).max(5), z.int().min(1).max(5)])
  .refine(([least, most]) => least <= most, 'goes from the least to the most')

/** What is asked of a person. */
export const Condition = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('stage'), in: z.array(z.enum(stages)).min(1).max(7) }),
  z.strictObject({ is: z.literal('kind'), kind: z.enum(['visitor', 'member']) }),
  /** First or last known within so many days, or longer ago. */
  z.strictObject({
    is: z.literal('seen'),
    when: z.enum(['first', 'last']),
    within: z.boolean(),
    days: Days,
  }),
  /** Over all time; `spentFen` is what was paid less what was given back. */
  z.strictObject({
    is: z.literal('sum'),
    of: z.enum(sums),
    compare: z.enum(comparisons),
    value: z.int().min(0).max(1_000_000_000_000),
  }),
  z.strictObject({
    is: z.literal('source'),
    by: z.enum(['channel', 'campaign']),
    in: z.array(z.uuid()).min(1).max(50),
  }),
  z.strictObject({ is: z.literal('tag'), has: z.boolean(), tag: z.string().min(1).max(40) }),
  /** At least so many times, or not even so many; `days` null is ever. */
  z.strictObject({
    is: z.literal('did'),
    did: z.boolean(),
    kind: Kind,
    topic: Topic,
    times: z.int().min(1).max(1_000_000),
    days: Days.nullable(),
  }),
  /** The sum of what was paid in those days, whatever was given back later. */
  z.strictObject({
    is: z.literal('spent'),
    compare: z.enum(comparisons),
    fen: z.int().min(0).max(1_000_000_000_000),
    days: Days.nullable(),
  }),
  /**
   * Did the first within those days, and in the hours after the last time, and since, not the next:
   * true from the last time plus the hours on, until the next is done.
   */
  z.strictObject({
    is: z.literal('then_not'),
    first: Kind,
    topic: Topic,
    next: Kind,
    hours: z.int().min(1).max(2_400),
    days: Days,
  }),
  /** Fifths of all buyers by recency, frequency and money: 5 is the best. */
  z.strictObject({
    is: z.literal('rfm'),
    r: Scores.nullable(),
    f: Scores.nullable(),
    m: Scores.nullable(),
  }),
  z.strictObject({
    is: z.literal('agreed'),
    agreed: z.boolean(),
    purpose: z.enum(['marketing', 'profiling']),
    channel: z.enum(['inbox', 'sms', 'email', 'all']),
  }),
  z.strictObject({ is: z.literal('in'), in: z.boolean(), segmentId: z.uuid() }),
])
export type Condition = z.infer<typeof Condition>

/** All of these, any of these, none of these. Of nothing: `all` and `none` hold, `any` does not. */
export type Group = { is: 'all' | 'any' | 'none'; of: Rule[] }
export type Rule = Group | Condition
export const groups = ['all', 'any', 'none'] as const

const depthMax = 5
const conditionsMax = 50

export const Rule: z.ZodType<Rule> = z
  .lazy(() =>
    z.union([
      Condition,
      z.strictObject({ is: z.enum(groups), of: z.array(Rule).max(conditionsMax) }),
    ]),
  )
  .meta({ id: 'SegmentRule' })

export const isGroup = (rule: Rule): rule is Group => 'of' in rule && Array.isArray(rule.of)

/** Every condition of the tree. */
export function conditionsOf(rule: Rule): Condition[] {
  return isGroup(rule) ? rule.of.flatMap(conditionsOf) : [rule]
}

const depthOf = (rule: Rule): number =>
  isGroup(rule) ? 1 + Math.max(0, ...rule.of.map(depthOf)) : 0

/** Whether it is more than anybody can read, and more than is worth the database's time. */
export const isTooLarge = (rule: Rule): boolean =>
  depthOf(rule) > depthMax || conditionsOf(rule).length > conditionsMax

/** The segments that it is about, directly. */
export const segmentsOf = (rule: Rule): string[] =>
  conditionsOf(rule).flatMap((one) => (one.is === 'in' ? [one.segmentId] : []))

/**
 * The rule with the rules of the segments it names put in their place, so that it stands for itself.
 * A segment that is not there has nobody in it. Null when it comes back to itself.
 */
export function expand(
  rule: Rule,
  ruleOf: (segmentId: string) => Rule | undefined,
  through: readonly string[] = [],
): Rule | null {
  if (isGroup(rule)) {
    const parts = rule.of.map((one) => expand(one, ruleOf, through))
    return parts.includes(null) ? null : { is: rule.is, of: parts as Rule[] }
  }
  if (rule.is !== 'in') return rule
  if (through.includes(rule.segmentId)) return null
  const named = ruleOf(rule.segmentId)
  if (!named) return { is: rule.in ? 'any' : 'none', of: [] }
  const whole = expand(named, ruleOf, [...through, rule.segmentId])
  return whole && { is: rule.in ? 'all' : 'none', of: [whole] }
}
