/** What the institution's word about a charge does to its payment and its order. */
import type { Chain, Transfer } from '#ledger/chain.ts'
import type { Tx } from '#platform/db.ts'
import { book, escrow, payer } from './accounts.ts'
import type { NewCase } from './case.ts'
import { orderPaid, paymentFailed } from './events.ts'
import { takeLateTransfers, takeTransfers } from './holds.ts'
import type { HoldingOrder } from './holds.ts'
import type { Plan } from './outcome.ts'
import type { Outcome } from './payment-adapter.ts'
import { orderTransitions, paymentTransitions, mayBecome } from './transitions.ts'
import type { OrderStatus, PaymentStatus } from './transitions.ts'

export type ChargedPayment = HoldingOrder & {
  number: string
  amountFen: number
  status: PaymentStatus
  holdChain: string
  holdN: number
  orderStatus: OrderStatus
}

export function planCharges(
  payments: ChargedPayment[],
  words: Map<string, Outcome>,
  now: Date,
): Plan {
  const cases: NewCase[] = []
  const taken: ChargedPayment[] = []
  const ended: ChargedPayment[] = []
  const waiting: ChargedPayment[] = []
  const tooLate: string[] = []
  const paidNow = new Set<string>()

  for (const payment of payments) {
    const word = words.get(payment.number)!
    if (word.status === 'done' && !fits(payment, word)) cases.push(mismatch(payment, word))
    else if (word.status === 'waiting') waiting.push(payment)
    else if (word.status !== 'done') {
      if (payment.status === 'pending') ended.push(payment)
    } else if (mayBecome(paymentTransitions, payment.status, 'paid')) {
      const free = mayBecome(orderTransitions, payment.orderStatus, 'paid')
      if (free && !paidNow.has(payment.orderId)) {
        taken.push(payment)
        paidNow.add(payment.orderId)
      } else tooLate.push(payment.number)
    }
  }
  const chains = [
    ...taken.map((payment) => takeChain(payment, words.get(payment.number)!, now)),
    ...ended.map((payment) => voidChain(payment)),
  ]
  return {
    chains,
    cases,
    write: async (tx, results) => {
      const paid = taken.filter((_, index) => results[index]!.ok)
      const refused = taken.filter((_, index) => !results[index]!.ok)
      await Promise.all([
        writePaid(tx, paid, words),
        writeEnded(tx, ended, words, now),
        writeWaiting(tx, waiting, words),
      ])
      return {
        tooLate: [...tooLate, ...refused.map((payment) => payment.number)],
        paid: paid.map((payment) => payment.number),
      }
    },
  }
}

const fits = (payment: ChargedPayment, word: Outcome) =>
  word.amountFen === payment.amountFen && word.currency === 'CNY'

const mismatch = ({ number, amountFen }: ChargedPayment, word: Outcome): NewCase => ({
  kind: 'amount_mismatch',
  subject: `payment:${number}`,
  facts: { asked: amountFen, got: word.amountFen, currency: word.currency },
})

/** Goods and money in one chain: in time from their holds, late directly if they are still there. */
function takeChain(payment: ChargedPayment, word: Outcome, now: Date): Chain {
  const inTime = payment.orderStatus === 'placed' && now < payment.payBy
  return {
    book,
    id: `take:${payment.orderId}`,
    reference: payment.orderId,
    transfers: [
      ...(inTime ? takeTransfers(payment) : takeLateTransfers(payment)),
      moneyIn(payment),
    ],
    at: word.at,
  }
}

/** The buyer's money reaches the escrow: from its hold, or anew when the hold was voided before. */
export function moneyIn(payment: ChargedPayment): Transfer {
  const [from, to] = [payer(payment.memberId), escrow(payment.orderId)]
  return payment.status === 'pending'
    ? { kind: 'post_hold', from, to, hold: { chainId: payment.holdChain, n: payment.holdN } }
    : { kind: 'post', from, to, amount: payment.amountFen }
}

function voidChain(payment: ChargedPayment): Chain {
  const { number, orderId, memberId, holdChain, holdN } = payment
  return {
    book,
    id: `void:${number}`,
    reference: orderId,
    transfers: [
      {
        kind: 'void_hold',
        from: payer(memberId),
        to: escrow(orderId),
        hold: { chainId: holdChain, n: holdN },
      },
    ],
  }
}

/** Payments with their orders, by number; unknown numbers are missing. One round trip. */
export async function loadPayments(tx: Tx, numbers: string[]): Promise<ChargedPayment[]> {
  const [rows, lines] = await Promise.all([
    tx<Omit<ChargedPayment, 'lines'>>`
      select payment.number, payment.amount_fen, payment.status, payment.hold_chain, payment.hold_n,
        "order".id as order_id, "order".status as order_status, "order".member_id, "order".pay_by,
        "order".coupon_id
      from unnest(${numbers}::text[]) as wanted (number)
      cross join lateral (
        select * from trade.payment where number = wanted.number offset 0) as payment
      cross join lateral (
        select * from trade."order" where id = payment.order_id offset 0) as "order"`,
    tx<{ number: string; skuId: string; quantity: number; flashSaleId: string | null }>`
      select wanted.number, line.sku_id, line.quantity, line.flash_sale_id
      from unnest(${numbers}::text[]) as wanted (number)
      cross join lateral (
        select order_id from trade.payment where number = wanted.number offset 0) as payment
      cross join lateral (
        select * from trade.order_line where order_id = payment.order_id order by line_no offset 0
      ) as line`,
  ])
  const byNumber = Map.groupBy(lines, (line) => line.number)
  return rows.map((row) => ({ ...row, lines: byNumber.get(row.number) ?? [] }))
}

async function writePaid(tx: Tx, paid: ChargedPayment[], words: Map<string, Outcome>) {
  if (paid.length === 0) return
  const at = paid.map((payment) => words.get(payment.number)!.at)
  const [orders] = await Promise.all([
    tx<{ id: string; memberId: string; version: number; totalFen: number }>`
      update trade."order" set status = 'paid', paid_at = new.at, closed_at = null, due_at = null,
        version = version + 1
      from unnest(${paid.map((one) => one.orderId)}::uuid[], ${at}::timestamptz[]) as new (id, at)
      cross join lateral (
        select ctid from trade."order" where id = new.id offset 0) as found
      where "order".ctid = found.ctid
      returning "order".id, member_id, version, total_fen`,
    tx`
    update trade.payment set status = 'paid', finished_at = new.at, next_at = null,
      institution_number = new.institution_number
    from unnest(${paid.map((one) => one.number)}::text[], ${at}::timestamptz[],
      ${paid.map((one) => words.get(one.number)!.institutionNumber)}::text[]
    ) as new (number, at, institution_number)
    cross join lateral (
      select ctid from trade.payment where number = new.number offset 0) as found
    where payment.ctid = found.ctid`,
  ])
  const paidAt = new Map(paid.map((one, index) => [one.orderId, at[index]!.toISOString()]))
  await orderPaid.recordAll(
    tx,
    orders.map(({ id, memberId, version, totalFen }) => {
      return { orderId: id, memberId, version, totalFen, at: paidAt.get(id)! }
    }),
  )
}

async function writeEnded(
  tx: Tx,
  ended: ChargedPayment[],
  words: Map<string, Outcome>,
  now: Date,
): Promise<void> {
  if (ended.length === 0) return
  const of = ended.map((payment) => words.get(payment.number)!)
  const rows = await tx<{ number: string; orderId: string; memberId: string; version: number }>`
    update trade.payment set status = new.status, reason = new.reason, finished_at = ${now},
      next_at = null
    from unnest(${of.map((word) => word.number)}::text[],
      ${of.map((word) => (word.status === 'closed' ? 'closed' : 'failed'))}::text[],
      ${of.map((word) => word.reason ?? null)}::text[]) as new (number, status, reason),
      trade."order"
    where payment.number = new.number and "order".id = payment.order_id
    returning payment.number, "order".id as order_id, "order".member_id, "order".version`
  await paymentFailed.recordAll(
    tx,
    rows.map((row) => ({ ...row, at: now.toISOString() })),
  )
}

async function writeWaiting(tx: Tx, waiting: ChargedPayment[], words: Map<string, Outcome>) {
  const withUrl = waiting.filter((payment) => words.get(payment.number)!.cashierUrl)
  if (withUrl.length === 0) return
  await tx`
    update trade.payment set cashier_url = new.url
    from unnest(${withUrl.map((one) => one.number)}::text[],
      ${withUrl.map((one) => words.get(one.number)!.cashierUrl)}::text[]) as new (number, url)
    where payment.number = new.number and status = 'pending'`
}
