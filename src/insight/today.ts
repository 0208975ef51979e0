/** How the shop does now: each figure with the moment it is of. */
import { countSoldOut } from '#catalog/sold-out.ts'
import { sumOfPurpose } from '#ledger/sums.ts'
import { aged } from '#platform/aged.ts'
import { dayOf } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { book } from '#trade/accounts.ts'
import { listReconciliations } from '#trade/reconciliation.ts'
import type { ReconciliationRow } from '#trade/reconciliation.ts'
import { countWaiting } from '#trade/waiting.ts'
import { ageOfSales, readSales } from './sales-by-day.ts'

export type Figure = { value: number; asOf: Date }
/** What waits for somebody's decision, and until when the first of it may. */
export type Queue = Figure & { earliestDueAt: Date | null }

export type Today = {
  day: string
  orders: Figure
  paidFen: Figure
  heldInEscrowFen: Figure
  toShip: Figure
  refundsWaiting: Queue
  disputesWaiting: Queue
  soldOutSkus: Figure
  openCases: Figure
  lastReconciliation: ReconciliationRow | null
  eventsBehind: Figure
}

// These two read every order's escrow and every SKU.
const heldInEscrow = aged(15_000, (db) =>
  sumOfPurpose(db, { book, unit: 'CNY', purpose: 'escrow' }),
)
const soldOut = aged(60_000, countSoldOut)

export async function readToday(db: Db, now: Date): Promise<Today> {
  const day = dayOf(now)
  // First the age: sums that are read after it are at least as new as it says.
  const { asOf, eventsBehind } = await ageOfSales(db, now)
  const [sales, waiting, heldInEscrowFen, soldOutSkus, reconciliations] = await Promise.all([
    readSales(db, { from: day, to: day }),
    countWaiting(db),
    heldInEscrow(db, now),
    soldOut(db, now),
    listReconciliations(db, { beforeId: null, limit: 1 }),
  ])
  const { orders, paidFen } = sales[0]!
  const figure = (value: number): Figure => ({ value, asOf: now })
  return {
    day,
    orders: { value: orders, asOf },
    paidFen: { value: paidFen, asOf },
    heldInEscrowFen,
    toShip: figure(waiting.toShip),
    refundsWaiting: { ...figure(waiting.refunds), earliestDueAt: waiting.refundDueAt },
    disputesWaiting: { ...figure(waiting.disputes), earliestDueAt: waiting.disputeDueAt },
    soldOutSkus,
    openCases: figure(waiting.openCases),
    lastReconciliation: reconciliations[0] ?? null,
    eventsBehind: figure(eventsBehind),
  }
}
