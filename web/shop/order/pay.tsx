import { useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { clock } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useLeaving } from '#web/kit/leave.ts'
import { useWhyNotBuy } from '#web/kit/memory.ts'
import { useNow } from '#web/kit/now.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { orderWords } from '../words/order.ts'
import type { Order } from './status.tsx'

type Method = Order['payments'][number]['method']

/** An order that waits for its payment: how long still, how to pay it, or to give it up. */
export function Pay({ order, isBack }: { order: Order; isBack: boolean }) {
  const words = useWords(orderWords)
  const now = useNow()
  const whyNot = useWhyNotBuy() && words.order.payOffline
  const orderId = order.id
  const leftMs = Date.parse(order.payBy) - now
  const begun = order.payments.findLast(({ status }) => status === 'pending')
  const pay = usePay(order)
  const methods = whyNot ? (['cashier'] as const) : (['cashier', 'balance'] as const)
  const cancel = useAction(api.postCancellation, {
    refreshes: [api.getOrder, api.getOrders],
    onDone: () => toast({ text: words.order.canceled }),
  })
  // Back from the cashier, with the news still on its way: paying again is not the first thing to do.
  const isWaiting = isBack && begun !== undefined
  return (
    <div className="card stack">
      {isWaiting && <output>{words.order.paying}</output>}
      {leftMs > 0 ? (
        <p>
          {words.order.payLeft} <strong>{clock(leftMs)}</strong>
        </p>
      ) : (
        <p>{words.order.payOver}</p>
      )}
      {leftMs > 0 && begun?.cashierUrl && !isBack && !whyNot && (
        <p className="soft small">{words.order.begun}</p>
      )}
      <div className="row">
        {leftMs > 0 &&
          methods.map((method) => (
            <Button
              key={method}
              kind={method === 'cashier' && !isWaiting ? 'primary' : 'plain'}
              isBusy={pay.isBusy}
              disabledReason={whyNot}
              onPress={() => pay.run(method)}
            >
              {words.order.payBy[method]}
            </Button>
          ))}
        {!whyNot && (
          <Button kind="quiet" isBusy={cancel.isRunning} onPress={() => cancel.run({ orderId })}>
            {words.order.cancel}
          </Button>
        )}
      </div>
      <ErrorNote error={pay.error ?? cancel.error} />
    </div>
  )
}

/** A charge that waits at the cashier is gone on with, on whatever device it was begun. */
function usePay(order: Order) {
  const navigate = useNavigate()
  const [isLeaving, leaveFor] = useLeaving()
  const orderId = order.id
  const pay = useAction(api.postPayment, {
    refreshes: [api.getOrder, api.getOrders],
    onDone: ({ cashierUrl }) => {
      if (cashierUrl) leaveFor(cashierUrl)
      else void navigate({ to: '/orders/$orderId', params: { orderId }, search: { paid: true } })
    },
  })
  const run = (method: Method) => {
    const begun = order.payments.findLast(
      (payment) => payment.method === method && payment.status === 'pending',
    )
    if (begun?.cashierUrl) leaveFor(begun.cashierUrl)
    else pay.run({ orderId, method })
  }
  return { run, isBusy: pay.isRunning || isLeaving, error: pay.error }
}
