/** Another attempt to pay an order that is still waiting to be paid. */
import { z } from 'zod'
import { postChain } from '#ledger/post.ts'
import type { Tx } from '#platform/db.ts'
import { once, throwIfRefused } from '#platform/idempotency.ts'
import type { Idempotency } from '#platform/route.ts'
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
  return { number, orderId, memberId, method, totalFen, payBy: order.payBy, startedAt: now }
}

/**
 * The same once per key: whoever repeats, since no answer came, gets the payment that was started, so
 * that the institution is asked for one charge only. Errors: those of startPayment, keyReused, keyRunning.
 */
export async function startPaymentOnce(tx: Tx, input: NewPayment, idempotency: Idempotency) {
  const stored = await once(tx, idempotency, input.now, async () => ({
    status: 201,
    answer: await startPayment(tx, input),
  }))
  throwIfRefused(stored)
  return Started.parse(stored.answer)
}

/** As it was stored, times are texts. */
const Started = z.object({
  number: z.string(),
  orderId: z.string(),
  memberId: z.string(),
  method: z.enum(['cashier', 'balance']),
  totalFen: z.int(),
  payBy: z.coerce.date(),
  startedAt: z.coerce.date(),
})
