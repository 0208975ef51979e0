import { dateTime, day } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { useNow } from '#web/kit/now.ts'
import { orderWords } from '../words/order.ts'
import type { Order } from './status.tsx'

/** What happens by itself and what can be done, each until when, so that nobody has to ask. */
export function IfNothing({ order }: { order: Order }) {
  const words = useWords(orderWords).ifNothing
  const sentences = useSentences(order)
  if (sentences.length === 0) return null
  const isHere = ['received', 'completed'].includes(order.status) && !order.disputed
  return (
    <div className="stack-tight">
      <h2>{isHere ? words.titleReturns : words.title}</h2>
      {sentences.map((sentence) => (
        <p key={sentence} className="soft">
          {sentence}
        </p>
      ))}
    </div>
  )
}

function useSentences(order: Order): string[] {
  const words = useWords(orderWords).ifNothing
  const language = useLanguage()
  const now = useNow()
  const at = (instant: string) => dateTime(instant, language)
  const dispute = order.disputes.find(({ status }) => status === 'opened')
  if (dispute) return [words.disputed(at(dispute.dueAt))]

  const open = order.refunds.find(({ status, dueAt }) => status === 'requested' && dueAt)
  const asked = open?.dueAt ? [words.refund(at(open.dueAt))] : []
  switch (order.status) {
    case 'placed':
      return [words.placed(at(order.payBy))]
    case 'paid':
      return [...asked, words.paid]
    case 'shipped':
      return order.dueAt ? [...asked, words.shipped(at(order.dueAt)), words.shippedButWrong] : asked
    case 'received':
    case 'completed':
      return [...asked, ...returns()]
    default:
      return asked
  }

  function returns(): string[] {
    const { returnUntil, afterSaleUntil } = order
    const isOpen = (until: string | null) => until !== null && Date.parse(until) > now
    // Both end with a day, at 24:00 of it.
    const lastDay = (until: string | null) => day(new Date(Date.parse(until!) - 1), language)
    const left = [
      ...(isOpen(returnUntil) ? [words.returnUntil(lastDay(returnUntil))] : []),
      ...(isOpen(afterSaleUntil) ? [words.afterSaleUntil(lastDay(afterSaleUntil))] : []),
    ]
    return left.length > 0 ? left : [words.over]
  }
}
