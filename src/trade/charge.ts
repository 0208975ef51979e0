/**
 * Asking the institution to charge: the batcher between a placed order and its payment. Each charge was
 * stored before; if no answer comes, the payment stays pending and is asked about later.
 */
import { createBatcher } from '#platform/batcher.ts'
import type { Batcher } from '#platform/batcher.ts'
import type { Clock } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { applyOutcomes } from './outcome.ts'
import { InstitutionUnreachable } from './payment-adapter.ts'
import type { Instruction, Outcome, PaymentAdapter } from './payment-adapter.ts'
import type { OrderStatus, PaymentStatus } from './transitions.ts'

export type Charge = Extract<Instruction, { kind: 'charge' }>

/** How an order and its payment stand after the institution was asked. */
export type Charged = {
  orderStatus: OrderStatus
  status: PaymentStatus
  cashierUrl: string | null
  reason: string | null
}

export function createCharges(
  db: Db,
  adapter: PaymentAdapter,
  clock: Clock,
  onBatch?: (size: number) => void,
): Batcher<Charge, Charged> {
  return createBatcher({
    onBatch,
    run: async (charges: Charge[]) => {
      let outcomes: Outcome[] = []
      try {
        outcomes = await adapter.send(charges)
      } catch (error) {
        if (!(error instanceof InstitutionUnreachable)) throw error
      }
      const paid = new Set((await applyOutcomes(db, outcomes, clock())).paid)
      const numbers = charges.map((charge) => charge.number)
      const others = numbers.filter((number) => !paid.has(number))
      const found = others.length > 0 ? await readCharged(db, others) : new Map<string, Charged>()
      return numbers.map((number) => found.get(number) ?? paidNow)
    },
  })
}

const paidNow: Charged = { orderStatus: 'paid', status: 'paid', cashierUrl: null, reason: null }

async function readCharged(db: Db, numbers: string[]): Promise<Map<string, Charged>> {
  const rows = await db<Charged & { number: string }>`
    select payment.number, payment.status, payment.cashier_url, payment.reason,
      "order".status as order_status
    from unnest(${numbers}::text[]) as wanted (number)
    cross join lateral (select * from trade.payment where number = wanted.number offset 0) as payment
    cross join lateral (
      select * from trade."order" where id = payment.order_id offset 0) as "order"`
  return new Map(rows.map((row) => [row.number, row]))
}

/** The charge that a payment of an order stands for. The institution learns no name and no phone. */
export function chargeOf(payment: {
  number: string
  orderId: string
  memberId: string
  method: 'cashier' | 'balance'
  totalFen: number
  payBy: Date
  shopUrl: string
}): Charge {
  const { number, orderId, memberId, method, totalFen, payBy, shopUrl } = payment
  return {
    kind: 'charge',
    number,
    amountFen: totalFen,
    method,
    payer: memberId,
    subject: `Tessera ${orderId.slice(-8)}`,
    payBy,
    returnUrl: `${shopUrl}/orders/${orderId}?paid`,
  }
}
