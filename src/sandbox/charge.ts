/**
 * A charge's life: opened, then paid or closed. Rules over loaded books; they change only those.
 */
import { type Books, type Charge, type Decision, type Entry, type Of, frozenIn } from './books.ts'
import type { Reason } from './wire.ts'

export function openCharge(books: Books, instruction: Of<'charge'>, at: Date): Decision {
  const { number, payer, method, subject, returnUrl, amountFen, payBy } = instruction
  if (at >= payBy) return 'expired'
  const charge: Charge = {
    number,
    payer,
    method,
    subject,
    returnUrl,
    amountFen,
    payBy,
    openedAt: at,
    state: 'waiting',
    paysAt: null,
    frozenFen: 0,
    splitFen: 0,
    refundedFen: 0,
    received: new Map(),
  }
  const refusal = method === 'balance' ? freeze(books, charge, at) : null
  if (refusal) return refusal
  books.charges.set(number, charge)
  books.changes.newCharges.push(charge)
  return method === 'balance' ? { status: 'done', amountFen } : { status: 'waiting' }
}

/** The payer pays at the cashier. Paid already: nothing happens, and nothing is refused. */
export function payAtCashier(books: Books, charge: Charge, at: Date): Reason | null {
  if (charge.state === 'paid') return null
  if (charge.state === 'closed') return 'charge_closed'
  // A payment that was begun in time may arrive late; one begun late is not taken.
  if (at >= charge.payBy && !charge.paysAt) return 'expired'
  const refusal = freeze(books, charge, at)
  if (refusal) return refusal
  settle(books, charge, { status: 'done', amountFen: charge.amountFen, at })
  return null
}

/** Nobody will pay this charge any more. */
export function closeCharge(
  books: Books,
  charge: Charge,
  reason: 'closed_by_merchant' | 'closed_by_payer' | 'expired',
  at: Date,
): void {
  charge.state = 'closed'
  charge.paysAt = null
  settle(books, charge, { status: 'closed', amountFen: 0, at, reason })
}

/** The merchant gives a charge up. One that is closed already stays so, and all is well. */
export function closeForMerchant(books: Books, instruction: Of<'close'>, at: Date): Decision {
  const charge = books.charges.get(instruction.chargeNumber)
  if (!charge) return 'unknown_charge'
  // Money on its way can no longer be stopped, so it counts as paid.
  if (charge.state === 'paid' || charge.paysAt) return 'already_paid'
  if (charge.state === 'waiting') closeCharge(books, charge, 'closed_by_merchant', at)
  return { status: 'done', amountFen: 0 }
}

/** Why nothing of a charge can be split or refunded, or null when something may. */
export function whyNotPaid(charge: Charge): Reason | null {
  if (charge.state === 'closed') return 'charge_closed'
  return charge.state === 'waiting' ? 'charge_not_paid' : null
}

/** Takes the money from the payer. When it refuses, all is as it was. */
function freeze(books: Books, charge: Charge, at: Date): 'insufficient_balance' | null {
  const { number, amountFen } = charge
  const payer = books.payers.get(charge.payer)!
  if (payer.balanceFen < amountFen) return 'insufficient_balance'
  payer.balanceFen -= amountFen
  charge.frozenFen = amountFen
  charge.state = 'paid'
  charge.paysAt = null
  books.changes.payers.add(payer)
  const from = `payer:${payer.payer}`
  books.changes.movements.push({ number, from, to: frozenIn(charge), amountFen, at })
  return null
}

function settle(books: Books, charge: Charge, change: Partial<Entry>) {
  const entry = Object.assign(books.entries.get(charge.number)!, change)
  books.changes.charges.add(charge)
  // Opened by the same request: its answer tells, and it is written once, as it is now.
  if (!books.changes.newCharges.includes(charge)) books.changes.settled.push(entry)
}
