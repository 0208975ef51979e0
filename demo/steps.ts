/** The plan as steps in time, and as batches of one kind that a driver can send one after another. */
import { addDays, dayOf, dayStart, weekdayOf } from './calendar.ts'
import { stableId } from './chance.ts'
import type { PlannedOrder } from './orders.ts'
import type { Brand } from './ranges.ts'
import type { Schedule, ScheduledRefund } from './schedule.ts'

type StepBase = {
  /** The same on every run: a load that broke off can begin again and skip what is done. */
  id: string
  at: Date
  /** The day in Shanghai, `YYYY-MM-DD`. */
  day: string
}
export type OrderStep = StepBase & {
  kind: 'place' | 'pay' | 'ship' | 'receive'
  order: PlannedOrder
}
export type RefundStep = StepBase & { kind: 'refund'; refund: ScheduledRefund }
/** Pays out what a brand has by then; how much that is the ledger knows, not the plan. */
export type PayoutStep = StepBase & { kind: 'payout'; brandId: Brand['id'] }
export type Step = OrderStep | RefundStep | PayoutStep

/** Steps of one phase, in order of time, no order twice. */
export type Batch = { phase: Phase; steps: Step[] }

/**
 * The order of work within a day. Each order passes through these from left to right, so running some
 * days phase by phase never runs an effect before its cause. The first two are the buying.
 */
export const phases = [
  ...(['place', 'pay', 'refund_paid', 'ship', 'refund_shipped', 'receive'] as const),
  ...(['refund_released', 'payout'] as const),
]
export type Phase = (typeof phases)[number]

export function phaseOf(step: Step): Phase {
  return step.kind === 'refund' ? `refund_${step.refund.stage}` : step.kind
}

/** All steps before `endsAt`, in order of time. What comes later has not happened yet. */
export function planSteps(schedules: Schedule[], brands: Brand[], endsAt: Date): Step[] {
  const steps: Step[] = []
  for (const { order, paidAt, shippedAt, receivedAt, refunds } of schedules) {
    const add = (kind: OrderStep['kind'], at: Date | null): void => {
      if (at) steps.push({ id: stableId(kind, order.invoiceNo), at, day: dayOf(at), kind, order })
    }
    add('place', order.placedAt)
    add('pay', paidAt)
    add('ship', shippedAt)
    add('receive', receivedAt)
    for (const refund of refunds) {
      steps.push({ id: refund.id, at: refund.at, day: dayOf(refund.at), kind: 'refund', refund })
    }
  }
  const received = schedules.flatMap(({ receivedAt }) => receivedAt?.getTime() ?? [])
  steps.push(
    ...planPayouts(
      brands,
      received.reduce((a, b) => Math.min(a, b), Infinity),
      endsAt,
    ),
  )
  const rank = new Map(phases.map((phase, i) => [phase, i]))
  const rankOf = (step: Step): number => rank.get(phaseOf(step)) ?? 0
  return steps
    .filter((step) => step.at < endsAt)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || rankOf(a) - rankOf(b) || byId(a, b))
}

const byId = (a: Step, b: Step): number => (a.id < b.id ? -1 : 1)

/** To every brand each Monday at 23:00, when the day's other steps are done. */
function planPayouts(brands: Brand[], firstReleaseAt: number, endsAt: Date): PayoutStep[] {
  const payouts: PayoutStep[] = []
  if (firstReleaseAt === Infinity) return payouts
  for (let day = dayOf(new Date(firstReleaseAt)); dayStart(day) < endsAt; day = addDays(day, 1)) {
    if (weekdayOf(day) !== 1) continue
    const at = new Date(dayStart(day).getTime() + 23 * 3_600_000)
    for (const { id: brandId, key } of brands) {
      payouts.push({ id: stableId('payout', `${key}:${day}`), at, day, kind: 'payout', brandId })
    }
  }
  return payouts
}

/**
 * A few days of the history as two lists of batches. Buying may be ahead of what becomes of the orders,
 * so that both can be replayed side by side: the buying of a span waits for the handling of the one
 * `spansAhead` before it, and handling for the buying of its own span.
 */
export type Span = { lastDay: string; buying: Batch[]; handling: Batch[] }

export const spansAhead = 5
const daysOfSpan = 3
/** What comes back to stock on a day can be sold again so many days later, whatever the spans. */
export const daysUntilRestocked = spansAhead * daysOfSpan

/** Buying day by day, handling phase by phase; a payout ends its span. Batches of at most `size` steps. */
export function spansOf(steps: Step[], size: number): Span[] {
  const spans: Span[] = []
  let days: Step[][] = []
  const close = () => {
    const lastDay = days.at(-1)![0]!.day
    const buying = days.flatMap((ofDay) => batchesOf(ofDay, size, phases.slice(0, 2)))
    spans.push({ lastDay, buying, handling: batchesOf(days.flat(), size, phases.slice(2)) })
    days = []
  }
  for (const ofDay of Map.groupBy(steps, (step) => step.day).values()) {
    days.push(ofDay)
    if (days.length === daysOfSpan || ofDay.some(({ kind }) => kind === 'payout')) close()
  }
  if (days.length > 0) close()
  return spans
}

function batchesOf(steps: Step[], size: number, wanted: readonly Phase[]): Batch[] {
  const byPhase = Map.groupBy(steps, phaseOf)
  return wanted.flatMap((phase) => [...split(byPhase.get(phase) ?? [], size, phase)])
}

function* split(steps: Step[], size: number, phase: Phase): Generator<Batch> {
  let batch: Step[] = []
  let inBatch = new Set<string>()
  for (const step of steps) {
    if (batch.length === size || inBatch.has(subjectOf(step))) {
      yield { phase, steps: batch }
      batch = []
      inBatch = new Set()
    }
    batch.push(step)
    inBatch.add(subjectOf(step))
  }
  if (batch.length > 0) yield { phase, steps: batch }
}

/** What a step changes: two refunds of one order never share a batch. */
function subjectOf(step: Step): string {
  if (step.kind === 'payout') return step.brandId
  return step.kind === 'refund' ? step.refund.orderId : step.order.id
}
