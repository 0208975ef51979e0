/** The steps of a journey as they are written: found, changed, moved. Pure. */
import type { Graph as JourneyGraph, Step } from './types.ts'

export type Branch = 'yes' | 'no'
/** Into which list: the steps of the journey itself, or a side of a step. */
export type ListOf = { stepId: string; side: Branch } | null

export const hasSides = (step: Step): step is Extract<Step, { yes: Step[] }> => 'yes' in step

type Change = (steps: Step[]) => Step[]

/** The tree with one list changed. */
export function changeList(steps: Step[], list: ListOf, change: Change): Step[] {
  if (list === null) return change(steps)
  return steps.map((step) => {
    if (!hasSides(step)) return step
    const { stepId, side } = list
    if (step.id === stepId) return { ...step, [side]: change(step[side]) }
    return {
      ...step,
      yes: changeList(step.yes, list, change),
      no: changeList(step.no, list, change),
    }
  })
}

export const addStep = (steps: Step[], list: ListOf, step: Step): Step[] =>
  changeList(steps, list, (own) => [...own, step])

export const removeStep = (steps: Step[], list: ListOf, id: string): Step[] =>
  changeList(steps, list, (own) => own.filter((step) => step.id !== id))

export const changeStep = (steps: Step[], list: ListOf, changed: Step): Step[] =>
  changeList(steps, list, (own) => own.map((step) => (step.id === changed.id ? changed : step)))

/** One place up (-1) or down (1) within its list. */
export function moveStep(steps: Step[], list: ListOf, id: string, by: -1 | 1): Step[] {
  return changeList(steps, list, (own) => {
    const from = own.findIndex((step) => step.id === id)
    const to = from + by
    if (from < 0 || to < 0 || to >= own.length) return own
    const moved = [...own]
    ;[moved[from], moved[to]] = [moved[to]!, moved[from]!]
    return moved
  })
}

export function allSteps(steps: Step[]): Step[] {
  return steps.flatMap((step) =>
    hasSides(step) ? [step, ...allSteps(step.yes), ...allSteps(step.no)] : [step],
  )
}

/** The first free of s1, s2, … */
export function freeId(graph: JourneyGraph): string {
  const taken = new Set(allSteps(graph.steps).map((step) => step.id))
  for (let n = 1; ; n++) if (!taken.has(`s${n}`)) return `s${n}`
}

/** Messages and coupons need words before the journey can be kept. */
export const lacksWords = (graph: JourneyGraph): boolean =>
  allSteps(graph.steps).some(
    (step) => (step.is === 'message' || step.is === 'coupon') && step.templateId === noWords,
  )

/** Until words are chosen. */
export const noWords = '00000000-0000-0000-0000-000000000000'

/** A new step of each kind, as one would begin with it. */
export function newStep(is: Step['is'], id: string): Step {
  const message = { templateId: noWords, channel: 'inbox' as const, waitHours: 24 }
  switch (is) {
    case 'wait':
      return { id, is, hours: 24 }
    case 'until':
      return { id, is, minute: 10 * 60 }
    case 'message':
      return { id, is, ...message }
    case 'coupon':
      return { id, is, ...message, code: '' }
    case 'tag':
      return { id, is, tag: '', days: null }
    case 'points':
      return { id, is, points: 100 }
    case 'end':
      return { id, is }
    case 'wait_for':
      return { id, is, kind: 'paid', topic: null, hours: 24, yes: [], no: [] }
    case 'branch':
      return { id, is, rule: boughtBefore, yes: [], no: [] }
  }
}

export const boughtBefore = {
  is: 'sum' as const,
  of: 'orders' as const,
  compare: 'at_least' as const,
  value: 1,
}
