/** What may follow what. A table says it all; code asks the table and never assigns a status freely. */

export type OrderStatus =
  | 'placed' // stock and coupon are held, payment is awaited
  | 'paid' // money is frozen at the institution
  | 'shipped'
  | 'received'
  | 'completed' // the money was released to the brands
  | 'closed' // never paid in time, or given up before
  | 'refunded' // everything went back
export type PaymentStatus = 'pending' | 'paid' | 'failed' | 'closed' | 'returning' | 'returned'
export type ShipmentStatus = 'shipped' | 'received'
export type RefundStatus = 'requested' | 'approved' | 'done' | 'refused' | 'withdrawn' | 'stuck'
export type DisputeStatus = 'opened' | 'decided' | 'withdrawn'

type Table<Status extends string> = Readonly<Record<Status, readonly Status[]>>

export const orderTransitions: Table<OrderStatus> = {
  placed: ['paid', 'closed'],
  paid: ['shipped', 'refunded'],
  shipped: ['received', 'refunded'],
  received: ['completed', 'refunded'],
  completed: ['refunded'],
  closed: ['paid'], // a late payment that still found its stock
  refunded: [],
}

export const paymentTransitions: Table<PaymentStatus> = {
  pending: ['paid', 'failed', 'closed', 'returning'],
  paid: [],
  failed: ['paid', 'returning'], // the institution's last word is that it was paid after all
  closed: ['paid', 'returning'],
  returning: ['returned'], // money that came too late, or twice, goes back by itself
  returned: [],
}

export const shipmentTransitions: Table<ShipmentStatus> = { shipped: ['received'], received: [] }

export const refundTransitions: Table<RefundStatus> = {
  requested: ['approved', 'refused', 'withdrawn', 'stuck'],
  approved: ['done', 'stuck'],
  stuck: ['approved', 'refused'], // a receiver is below its limit, or the institution refused
  done: [],
  refused: [],
  withdrawn: [],
}

export const disputeTransitions: Table<DisputeStatus> = {
  opened: ['decided', 'withdrawn'],
  decided: [],
  withdrawn: [],
}

export function mayBecome<Status extends string>(table: Table<Status>, from: Status, to: Status) {
  return table[from].includes(to)
}
