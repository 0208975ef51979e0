/** A step in one sentence, in the reader's language. */
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useApi } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { journeyStepWords } from '../words/journey-steps.ts'
import type { Step } from './types.ts'

export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

export function useSentences() {
  const { say, channels, facts, otherRule } = useWords(journeyStepWords)
  const { count } = useFormats()
  const { items: templates } = useApi(api.getTemplates)
  const { items: segments } = useApi(api.getSegments, {})
  const time = (hours: number) =>
    hours % 24 === 0 ? say.days(count(hours / 24)) : say.hours(count(hours))
  const wordsOf = (id: string) => templates.find((one) => one.id === id)?.name ?? say.noWords
  function rule(of: Extract<Step, { is: 'branch' }>['rule']): string {
    if (of.is === 'in' && of.in)
      return say.inSegment(segments.find((one) => one.id === of.segmentId)?.name ?? '–')
    if (of.is === 'tag' && of.has) return say.hasTag(of.tag)
    return of.is === 'sum' && of.of === 'orders' ? say.bought : otherRule
  }
  return (step: Step): string => {
    switch (step.is) {
      case 'wait':
        return say.wait(time(step.hours))
      case 'until':
        return say.until(clockOf(step.minute))
      case 'wait_for':
        return say.wait_for(facts[step.kind], time(step.hours))
      case 'branch':
        return say.branch(rule(step.rule))
      case 'message':
        return say.message(wordsOf(step.templateId), channels[step.channel])
      case 'coupon':
        return say.coupon(step.code || '–', channels[step.channel])
      case 'tag':
        return say.tag(step.tag || '–')
      case 'points':
        return say.points(count(step.points))
      case 'end':
        return say.end
    }
  }
}
