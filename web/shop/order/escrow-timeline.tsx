import { dateTime, money } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Timeline } from '#web/kit/timeline.tsx'
import type { TimelineItem } from '#web/kit/timeline.tsx'
import { orderWords } from '../words/order.ts'
import type { Order } from './status.tsx'

type Step = Order['timeline'][number]
const bad: Step['step'][] = ['closed', 'refund_refused']

/** Where the buyer's money is: what happened, then what comes next and by when. */
export function EscrowTimeline({ steps }: { steps: Step[] }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  const nextAt = steps.findIndex((step) => step.at === null)

  const happened = (step: Step): Omit<TimelineItem, 'key'> => {
    const { title, detail } = words.steps[step.step]
    return {
      title: step.amountFen === null ? title : `${title} ${money(step.amountFen, language)}`,
      detail,
      time: step.at && dateTime(step.at, language),
      state: bad.includes(step.step) ? 'bad' : 'done',
    }
  }
  const toCome = (step: Step, isNext: boolean): Omit<TimelineItem, 'key'> => {
    const { title, detail } = comes(step.step)
      ? words.stepsToCome[step.step]
      : words.steps[step.step]
    // Receipt always has its day, but while a dispute is open.
    const standsStill = step.step === 'received' && step.dueAt === null && isNext
    return {
      title,
      detail: standsStill ? words.standsStill : isNext ? detail : '',
      time: step.dueAt && words.dueBy(dateTime(step.dueAt, language)),
      state: isNext ? 'now' : 'next',
    }
  }
  function comes(step: Step['step']): step is keyof typeof words.stepsToCome {
    return step in words.stepsToCome
  }
  const items = steps.map((step, at) => ({
    // A step may happen twice (two refunds); the list only grows at its end.
    key: `${at} ${step.step}`,
    ...(step.at === null ? toCome(step, at === nextAt) : happened(step)),
  }))
  return <Timeline label={words.order.timeline} items={items} />
}
