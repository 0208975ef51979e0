import { useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { clock } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useNow } from '#web/kit/now.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { orderWords } from '../words/order.ts'
import type { Order } from './status.tsx'

/** An order that waits for its payment: how long still, how to pay it, or to give it up. */
export function Pay({ order, isBack }: { order: Order; isBack: boolean }) {
  const words = useWords(orderWords)
  const navigate = useNavigate()
  const now = useNow()
  const orderId = order.id
  const leftMs = Date.parse(order.payBy) - now
  const refreshes = [api.getOrder, api.getOrders]
  const pay = useAction(api.postPayment, {
    refreshes,
    onDone: ({ cashierUrl }) => {
      if (cashierUrl) location.assign(cashierUrl)
      else void navigate({ to: '/orders/$orderId', params: { orderId }, search: { paid: true } })
    },
  })
  const cancel = useAction(api.postCancellation, {
    refreshes,
    onDone: () => toast({ text: words.order.canceled }),
  })
  // Back from the cashier, with the news still on its way: paying again is not the first thing to do.
  const isWaiting = isBack && order.payments.some((payment) => payment.status === 'pending')
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
      <div className="row">
        {leftMs > 0 &&
          (['cashier', 'balance'] as const).map((method) => (
            <Button
              key={method}
              kind={method === 'cashier' && !isWaiting ? 'primary' : 'plain'}
              isBusy={pay.isRunning}
              onPress={() => pay.run({ orderId, method })}
            >
              {words.order.payBy[method]}
            </Button>
          ))}
        <Button kind="quiet" isBusy={cancel.isRunning} onPress={() => cancel.run({ orderId })}>
          {words.order.cancel}
        </Button>
      </div>
      <ErrorNote error={pay.error ?? cancel.error} />
    </div>
  )
}
