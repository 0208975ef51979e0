import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Timeline } from '#web/kit/timeline.tsx'
import type { TimelineItem } from '#web/kit/timeline.tsx'
import { useFormats } from '../formats.tsx'
import type { Order } from '../states.tsx'
import { orderWords } from '../words/orders.ts'
import { stateWords } from '../words/states.ts'

type Step = Order['timeline'][number]
const bad: Step['step'][] = ['refund_refused', 'closed', 'dispute_opened']

/** What happened to the order, and what comes next by when. */
export function Progress({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const { step: names } = useWords(stateWords)
  const { dateTime } = useFormats()
  const toCome = order.timeline.findIndex((step) => step.at === null)
  const items = order.timeline.map((step, index): TimelineItem => {
    const time = step.at ?? step.dueAt
    return {
      // A step may come twice: two refunds.
      key: `${index} ${step.step}`,
      title: names[step.step],
      time: time && dateTime(time),
      detail: step.amountFen === null ? null : <Money fen={step.amountFen} />,
      state: step.at
        ? bad.includes(step.step)
          ? 'bad'
          : 'done'
        : index === toCome
          ? 'now'
          : 'next',
    }
  })
  return (
    <Section title={words.order.timeline}>
      <div className="card">
        <Timeline items={items} label={words.order.timeline} />
      </div>
    </Section>
  )
}
