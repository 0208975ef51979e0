/**
 * Money of a paid charge: to receivers, back to the payer, out to a bank. Rules over loaded books.
 */
import { type Books, type Charge, type Decision, type Of, frozenIn } from './books.ts'
import { whyNotPaid } from './charge.ts'
import type { Reason } from './wire.ts'

type Shares = Map<string, number>

export function split(books: Books, instruction: Of<'split'>, at: Date): Decision {
  const charge = books.charges.get(instruction.chargeNumber)
  if (!charge) return 'unknown_charge'
  const shares = addUp(instruction.shares)
  const amountFen = sum(shares)
  const refusal = whyNotPaid(charge) ?? whyUnknown(books, shares)
  if (refusal) return refusal
  if (amountFen > charge.frozenFen) return 'exceeds_frozen'

  charge.frozenFen -= amountFen
  charge.splitFen += amountFen
  books.changes.charges.add(charge)
  for (const [id, shareFen] of shares) {
    const receiver = books.receivers.get(id)!
    receiver.balanceFen += shareFen
    charge.received.set(id, (charge.received.get(id) ?? 0) + shareFen)
    books.changes.receivers.add(receiver)
    move(books, instruction.number, frozenIn(charge), `receiver:${id}`, shareFen, at)
  }
  return { status: 'done', amountFen }
}

/** From what is still frozen when no shares are named, else from the receivers named. */
export function refund(books: Books, instruction: Of<'refund'>, at: Date): Decision {
  const { number, amountFen } = instruction
  const charge = books.charges.get(instruction.chargeNumber)
  if (!charge) return 'unknown_charge'
  const shares = addUp(instruction.shares)
  const refusal = whyNotRefund(books, charge, amountFen, shares)
  if (refusal) return refusal

  const payer = books.payers.get(charge.payer)!
  const to = `payer:${payer.payer}`
  payer.balanceFen += amountFen
  charge.refundedFen += amountFen
  if (shares.size === 0) {
    charge.frozenFen -= amountFen
    move(books, number, frozenIn(charge), to, amountFen, at)
  }
  for (const [id, shareFen] of shares) {
    const receiver = books.receivers.get(id)!
    receiver.balanceFen -= shareFen
    charge.splitFen -= shareFen
    charge.received.set(id, charge.received.get(id)! - shareFen)
    books.changes.receivers.add(receiver)
    move(books, number, `receiver:${id}`, to, shareFen, at)
  }
  books.changes.charges.add(charge)
  books.changes.payers.add(payer)
  return { status: 'done', amountFen }
}

function whyNotRefund(
  books: Books,
  charge: Charge,
  amountFen: number,
  shares: Shares,
): Reason | null {
  const refusal = whyNotPaid(charge) ?? whyUnknown(books, shares)
  if (refusal) return refusal
  if (shares.size === 0) return amountFen > charge.frozenFen ? 'exceeds_frozen' : null
  if (sum(shares) !== amountFen) return 'shares_differ'
  for (const [id, shareFen] of shares) {
    if (shareFen > (charge.received.get(id) ?? 0)) return 'exceeds_received'
  }
  for (const [id, shareFen] of shares) {
    const { balanceFen, floorFen } = books.receivers.get(id)!
    if (balanceFen - shareFen < floorFen) return 'receiver_limit'
  }
  return null
}

export function payOut(books: Books, instruction: Of<'payout'>, at: Date): Decision {
  const { number, amountFen, receiver: id } = instruction
  const receiver = books.receivers.get(id)
  if (!receiver) return 'unknown_receiver'
  if (receiver.balanceFen < amountFen) return 'insufficient_balance'
  receiver.balanceFen -= amountFen
  books.changes.receivers.add(receiver)
  move(books, number, `receiver:${id}`, `bank:${id}`, amountFen, at)
  return { status: 'done', amountFen }
}

export function topUp(books: Books, instruction: Of<'top_up'>, at: Date): Decision {
  const { number, amountFen, payer: id } = instruction
  const payer = books.payers.get(id)!
  if (!Number.isSafeInteger(payer.balanceFen + amountFen)) return 'balance_limit'
  payer.balanceFen += amountFen
  books.changes.payers.add(payer)
  move(books, number, 'world', `payer:${id}`, amountFen, at)
  return { status: 'done', amountFen }
}

const whyUnknown = (books: Books, shares: Shares): Reason | null =>
  [...shares.keys()].every((id) => books.receivers.has(id)) ? null : 'unknown_receiver'

/** A receiver named twice counts once, with the sum. */
function addUp(shares: { receiver: string; amountFen: number }[]): Shares {
  const total: Shares = new Map()
  for (const { receiver, amountFen } of shares)
    total.set(receiver, (total.get(receiver) ?? 0) + amountFen)
  return total
}

function sum(shares: Shares): number {
  let total = 0
  for (const amountFen of shares.values()) total += amountFen
  return total
}

function move(books: Books, number: string, from: string, to: string, amountFen: number, at: Date) {
  books.changes.movements.push({ number, from, to, amountFen, at })
}
