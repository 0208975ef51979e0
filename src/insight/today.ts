/** How the shop does now: each figure with the moment it is of. */
import { countSoldOut } from '#catalog/sold-out.ts'
import { sumOfPurpose } from '#ledger/sums.ts'
import { aged } from '#platform/aged.ts'
import { dayOf, startOfDay } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { book } from '#trade/accounts.ts'
import { listReconciliations } from '#trade/reconciliation.ts'
import type { ReconciliationRow } from '#trade/reconciliation.ts'
import { ageOf } from './age.ts'
import { orderFigures } from './order-figures.ts'
import { sumPaid, weekBefore } from './paid-minutes.ts'
import type { Paid } from './paid-minutes.ts'
import { ageOfSales, readSales } from './sales-by-day.ts'

export type Figure = { value: number; asOf: Date }

export type Today = {
  day: string
  orders: Figure
  paidFen: Figure
  /** The same weekday a week before, until the same time; null while that is still being counted. */
  weekBefore: (Paid & { day: string; until: Date }) | null
  heldInEscrowFen: Figure
  soldOutSkus: Figure
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
  // First the ages: sums that are read after them are at least as new as they say.
  const sums = await ageOfSales(db, now)
  const figures = await ageOf(db, orderFigures.name, now)
  // Today is known until `asOf`, so that is how far the other day may be counted.
  const before = weekBefore(dayOf(sums.asOf) === day ? sums.asOf : startOfDay(day))
  const from = startOfDay(before.day)
  const [sales, paidBefore, heldInEscrowFen, soldOutSkus, reconciliations] = await Promise.all([
    readSales(db, { from: day, to: day }),
    sumPaid(db, { from, before: before.until }),
    heldInEscrow(db, now),
    soldOut(db, now),
    listReconciliations(db, { beforeId: null, limit: 1 }),
  ])
  const { orders, paidFen } = sales[0]!
  const isCounted = figures.asOf >= before.until
  return {
    day,
    orders: { value: orders, asOf: sums.asOf },
    paidFen: { value: paidFen, asOf: sums.asOf },
    weekBefore: isCounted ? { ...paidBefore, ...before } : null,
    heldInEscrowFen,
    soldOutSkus,
    lastReconciliation: reconciliations[0] ?? null,
    eventsBehind: { value: Math.max(sums.eventsBehind, figures.eventsBehind), asOf: now },
  }
}
