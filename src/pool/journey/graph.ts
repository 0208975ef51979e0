/**
 * What a journey does, as one typed tree: steps one after the other, and branches that come together
 * again. There is no way back, so every journey ends; whoever should come again enters again.
 */
import { z } from 'zod'
import { addMs, dayMs, dayOf, minuteMs, startOfDay } from '#platform/clock.ts'
import { channels } from '../attention/purpose.ts'
import { factKinds } from '../facts/fact.ts'
import { Rule } from '../segment/rule.ts'
import { TagName } from '../profile/tags.ts'

const Kind = z.enum(factKinds)
const Topic = z.string().max(40).nullable()
const Hours = z
  .int()
  .min(1)
  .max(24 * 180)

/** What brings somebody in. */
export const Entry = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('fact'), kind: Kind, topic: Topic }),
  /** `alsoNow`: who is in it when the journey starts comes in, too. */
  z.strictObject({ is: z.literal('segment'), segmentId: z.uuid(), alsoNow: z.boolean() }),
  /** Every year; of 29 February on the 28th where the year has none. */
  z.strictObject({ is: z.literal('birthday'), daysBefore: z.int().min(0).max(30) }),
])
export type Entry = z.infer<typeof Entry>

/** Whether somebody who is through may come in again. Birthdays come every year. */
export const Again = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('never') }),
  z.strictObject({ is: z.literal('after'), days: z.int().min(1).max(730) }),
  z.strictObject({ is: z.literal('always') }),
])
export type Again = z.infer<typeof Again>

const StepId = z.string().regex(/^[a-z0-9]{1,12}$/)
const one = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ id: StepId, is: z.literal(name), ...shape })
const Message = {
  templateId: z.uuid(),
  channel: z.enum(channels),
  waitHours: z.int().min(0).max(240),
}

const plainSteps = [
  one('wait', { hours: Hours }),
  /** Until that minute of the day in China comes next. */
  one('until', { minute: z.int().min(0).max(1439) }),
  /** Refused for now, a message waits so long for its turn. */
  one('message', Message),
  /** A message with the code of a coupon. */
  one('coupon', { ...Message, code: z.string().regex(/^(?=[\d-]*[A-Z])[A-Z\d-]{3,40}$/) }),
  one('tag', { tag: TagName, days: z.int().min(1).max(3_650).nullable() }),
  one('points', { points: z.int().min(1).max(100_000) }),
  one('end', {}),
] as const
const PlainStep = z.discriminatedUnion('is', plainSteps)

export type Step =
  | z.infer<typeof PlainStep>
  /** They did it within those hours, or they did not. */
  | {
      id: string
      is: 'wait_for'
      kind: z.infer<typeof Kind>
      topic: string | null
      hours: number
      yes: Step[]
      no: Step[]
    }
  | { id: string; is: 'branch'; rule: Rule; yes: Step[]; no: Step[] }

const Steps = z.array(z.lazy(() => Step)).max(30)
export const Step: z.ZodType<Step> = z
  .lazy(() =>
    z.union([
      PlainStep,
      one('wait_for', { kind: Kind, topic: Topic, hours: Hours, yes: Steps, no: Steps }),
      one('branch', { rule: Rule, yes: Steps, no: Steps }),
    ]),
  )
  .meta({ id: 'JourneyStep' })

export const Graph = z.strictObject({ entry: Entry, again: Again, steps: Steps })
export type Graph = z.infer<typeof Graph>

const stepsMax = 60
const depthMax = 4

export function allSteps(steps: Step[]): Step[] {
  return steps.flatMap((step) =>
    'yes' in step ? [step, ...allSteps(step.yes), ...allSteps(step.no)] : [step],
  )
}

const depthOf = (steps: Step[]): number =>
  Math.max(0, ...steps.map((step) => ('yes' in step ? 1 + depthOf([...step.yes, ...step.no]) : 0)))

/** Why it cannot run, as a code, or null. */
export function whyNotRun(graph: Graph): 'no_steps' | 'too_large' | 'same_id' | null {
  const steps = allSteps(graph.steps)
  if (steps.length === 0) return 'no_steps'
  if (steps.length > stepsMax || depthOf(graph.steps) > depthMax) return 'too_large'
  return new Set(steps.map((step) => step.id)).size < steps.length ? 'same_id' : null
}

export type Node = { step: Step; next: string | null; yes: string | null; no: string | null }
export type Program = { first: string | null; nodes: Map<string, Node> }

/** Every step with what comes after it; the end of a branch goes on behind the branch. */
export function compile(graph: Graph): Program {
  const nodes = new Map<string, Node>()
  const lay = (steps: Step[], after: string | null): string | null => {
    let next = after
    for (const step of steps.toReversed()) {
      const [yes, no] = 'yes' in step ? [lay(step.yes, next), lay(step.no, next)] : [null, null]
      nodes.set(step.id, { step, next: step.is === 'end' ? null : next, yes, no })
      next = step.id
    }
    return next
  }
  return { first: lay(graph.steps, null), nodes }
}

/** When that minute of the day in China comes next, now included. */
export function nextMinute(minute: number, now: Date): Date {
  const today = addMs(startOfDay(dayOf(now)), minute * minuteMs)
  return today < now ? addMs(today, dayMs) : today
}
