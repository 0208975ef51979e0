/** Another attempt to pay an order that is still waiting to be paid. */
import { postChain } from '#ledger/post.ts'
import type { Tx } from '#platform/db.ts'
import { book, escrow, payer } from './accounts.ts'
import { alreadyPaid, orderNotFound, orderState } from './errors.ts'
import { newNumber } from './place.ts'
import type { OrderStatus } from './transitions.ts'

export type NewPayment = {
  orderId: string
  memberId: string
  method: 'cashier' | 'balance'
  now: Date
}

/**
 * Stores a new pending payment and sets its money aside in the ledger. An attempt before it that still
 * waits stays valid: whichever is paid first counts, the other goes back by itself.
 *
 * Errors: orderNotFound, alreadyPaid, orderState.
 */
export async function startPayment(tx: Tx, input: NewPayment) {
  const { orderId, memberId, method, now } = input
  const [order] = await tx<{ status: OrderStatus; totalFen: number; payBy: Date }>`
    select status, total_fen, pay_by from trade."order"
    where id = ${orderId} and member_id = ${memberId} for no key update`
  if (!order) throw orderNotFound({ orderId })
  if (order.status === 'closed' || (order.status === 'placed' && order.payBy <= now))
    throw orderState({ status: 'closed' })
  if (order.status !== 'placed') throw alreadyPaid({ orderId })
  const number = newNumber()
  const { totalFen } = order
  await tx`
    insert into trade.payment (number, order_id, method, amount_fen, status, hold_chain, hold_n,
      next_at, created_at)
    values (${number}, ${orderId}, ${method}, ${totalFen}, 'pending', ${`pay:${number}`}, 0,
      ${new Date(now.getTime() + 10_000)}, ${now})`
  await postChain(
    tx,
    {
      book,
      id: `pay:${number}`,
      reference: orderId,
      transfers: [
        {
          kind: 'hold',
          from: payer(memberId),
          to: escrow(orderId),
          amount: totalFen,
          expiresAt: null,
        },
      ],
    },
    now,
    (refusal) => new Error(`money cannot be awaited: ${refusal.reason}`),
  )
  return { number, orderId, memberId, method, totalFen, payBy: order.payBy }
}
