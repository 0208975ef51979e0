/**
 * Money that came too late, or a second time, goes back by itself. It did reach the institution, so our
 * books show it in escrow, and on its way out until the institution confirms the refund.
 */
import { postChains } from '#ledger/post.ts'
import type { Chain } from '#ledger/chain.ts'
import type { Db, Tx } from '#platform/db.ts'
import { book, escrow, payer } from './accounts.ts'
import { loadPayments, moneyIn } from './charge-outcome.ts'
import type { ChargedPayment } from './charge-outcome.ts'
import { storeInstructions } from './instruction.ts'
import { paymentReturned } from './events.ts'
import { lockOrders } from './outcome.ts'
import type { Outcome } from './payment-adapter.ts'
import { newNumber } from './place.ts'
import { mayBecome, paymentTransitions } from './transitions.ts'

export async function returnLatePayments(db: Db, outcomes: Outcome[], now: Date): Promise<void> {
  await db.beginByKey(async (tx) => {
    const words = new Map(outcomes.map((outcome) => [outcome.number, outcome]))
    const before = await loadPayments(tx, [...words.keys()])
    await lockOrders(
      tx,
      before.map((payment) => payment.orderId),
    )
    const payments = (await loadPayments(tx, [...words.keys()])).filter((payment) =>
      mayBecome(paymentTransitions, payment.status, 'returning'),
    )
    const results = await postChains(
      tx,
      payments.map((payment) => bounceChain(payment, words.get(payment.number)!)),
      now,
    )
    const refused = results.find((result) => !result.ok)
    if (refused)
      throw new Error(`a late payment could not be sent back: ${JSON.stringify(refused)}`)
    await writeReturning(tx, payments, words, now)
  })
}

const bounceId = (number: string) => `bounce:${number}`

function bounceChain(payment: ChargedPayment, word: Outcome): Chain {
  return {
    book,
    id: bounceId(payment.number),
    reference: payment.orderId,
    transfers: [
      moneyIn(payment),
      {
        kind: 'hold',
        from: escrow(payment.orderId),
        to: payer(payment.memberId),
        amount: payment.amountFen,
        expiresAt: null,
      },
    ],
    at: word.at,
  }
}

async function writeReturning(
  tx: Tx,
  payments: ChargedPayment[],
  words: Map<string, Outcome>,
  now: Date,
): Promise<void> {
  await tx`
    update trade.payment set status = 'returning', next_at = null, finished_at = new.at,
      institution_number = new.institution_number
    from unnest(${payments.map((one) => one.number)}::text[],
      ${payments.map((one) => words.get(one.number)!.at)}::timestamptz[],
      ${payments.map((one) => words.get(one.number)!.institutionNumber)}::text[]
    ) as new (number, at, institution_number)
    where payment.number = new.number`
  await storeInstructions(
    tx,
    payments.map(({ number, orderId, amountFen }) => ({
      about: `payment:${number}`,
      orderId,
      holdChain: bounceId(number),
      instruction: {
        kind: 'refund' as const,
        number: newNumber(),
        chargeNumber: number,
        amountFen,
        shares: [],
      },
      createdAt: now,
    })),
  )
}

/** The institution has sent the money back. */
export async function writeReturned(tx: Tx, numbers: string[], now: Date): Promise<void> {
  if (numbers.length === 0) return
  const rows = await tx<{ number: string; orderId: string; memberId: string; version: number }>`
    update trade.payment set status = 'returned'
    from trade."order"
    where number = any(${numbers}) and payment.status = 'returning'
      and "order".id = payment.order_id
    returning payment.number, "order".id as order_id, "order".member_id, "order".version`
  await paymentReturned.recordAll(
    tx,
    rows.map((row) => ({ ...row, at: now.toISOString() })),
  )
}
