/** The escrow of an order told as steps: what happened, then what comes next and by when. Pure. */
import { addMs } from '#platform/clock.ts'
import type { z } from 'zod'
import { receiveWithinMs } from './order.ts'
import type { Order, TimelineStep } from './views.ts'

type Step = z.input<typeof TimelineStep>
type Told = Omit<z.input<typeof Order>, 'timeline' | 'lines'> & {
  paidAt: Date | null
  shippedAt: Date | null
  receivedAt: Date | null
  completedAt: Date | null
  closedAt: Date | null
}

export function timelineOf(order: Told): Step[] {
  const happened = [...mainSteps(order), ...afterSale(order)].filter((step) => step.at !== null)
  happened.sort((a, b) => timeOf(a.at!) - timeOf(b.at!))
  return [...happened, ...toCome(order)]
}

const timeOf = (moment: Date | string) => new Date(moment).getTime()

const step = (name: Step['step'], at: Step['at'], amountFen: number | null = null): Step => ({
  step: name,
  at,
  dueAt: null,
  amountFen,
})

function mainSteps(order: Told): Step[] {
  return [
    step('placed', order.placedAt),
    step('held', order.paidAt, order.totalFen),
    step('shipped', order.shippedAt),
    step('received', order.receivedAt),
    step('released', order.completedAt, releasedFen(order)),
    step('closed', order.closedAt),
  ]
}

/** What the brands were given: all that had not gone back before the release. */
function releasedFen(order: Told): number {
  const before = order.refunds.filter((refund) => refund.afterRelease === false)
  const back = before.filter((refund) => ['approved', 'done'].includes(refund.status))
  return order.totalFen - back.reduce((sum, refund) => sum + refund.amountFen, 0)
}

function afterSale(order: Told): Step[] {
  return [
    ...order.refunds.flatMap((refund) => [
      step('refund_requested', refund.requestedAt, refund.amountFen),
      step('refunded', refund.doneAt, refund.amountFen),
      step('refund_refused', refund.status === 'refused' ? refund.decidedAt : null),
    ]),
    ...order.disputes.flatMap((dispute) => [
      step('dispute_opened', dispute.openedAt),
      step('dispute_decided', dispute.decidedAt, dispute.refundFen),
    ]),
    ...order.payments.map((payment) =>
      step('money_returned', payment.returnedAt, payment.amountFen),
    ),
  ]
}

function toCome(order: Told): Step[] {
  const next = (name: Step['step'], dueAt: Date | null): Step => ({
    step: name,
    at: null,
    dueAt,
    amountFen: null,
  })
  const rest = (from: number) => {
    const names = ['held', 'shipped', 'received', 'released'] as const
    return names.slice(from).map((name) => next(name, null))
  }
  switch (order.status) {
    case 'placed':
      return [next('held', new Date(order.payBy)), ...rest(1)]
    case 'paid':
      return rest(1)
    case 'shipped':
      return [
        next('received', order.disputed ? null : addMs(order.shippedAt!, receiveWithinMs)),
        ...rest(3),
      ]
    case 'received':
      return rest(3)
    default:
      return []
  }
}
