/** What waits for staff, the most urgent first. */
import type { Db } from '#platform/db.ts'
import { listReconciliations } from '#trade/reconciliation.ts'
import { countWaiting, hasOrders } from '#trade/waiting.ts'

export const needKinds = ['difference', 'dispute', 'refund', 'shipment', 'case'] as const
export type NeedKind = (typeof needKinds)[number]

export type Need = {
  what: NeedKind
  count: number
  /** By when the first of them must be done. */
  dueAt: Date | null
  /** Since when the first waits, where there is no time to be kept. */
  since: Date | null
  /** Whether whoever asks may do it. */
  isMine: boolean
}

const permissions: Record<NeedKind, { reads: string; does: string }> = {
  difference: { reads: 'settlement.read', does: 'reconciliation.run' },
  dispute: { reads: 'disputes.read', does: 'disputes.decide' },
  refund: { reads: 'refunds.read', does: 'refunds.decide' },
  shipment: { reads: 'orders.read', does: 'orders.ship' },
  case: { reads: 'settlement.read', does: 'cases.close' },
}

/** `isNew`: nobody has ever ordered anything, so there is nothing to tell of yet. */
export async function readNeeds(
  db: Db,
  query: { may: (permission: string) => boolean; now: Date },
): Promise<{ asOf: Date; isNew: boolean; items: Need[] }> {
  const { may, now } = query
  const [waiting, [last], anyOrder] = await Promise.all([
    countWaiting(db),
    listReconciliations(db, { beforeId: null, limit: 1 }),
    hasOrders(db),
  ])
  const none = { dueAt: null, since: null }
  const all: Omit<Need, 'isMine'>[] = [
    { ...none, what: 'difference', count: last?.unexplainedCount ?? 0, since: last?.runAt ?? null },
    { ...none, what: 'dispute', count: waiting.disputes, dueAt: waiting.disputeDueAt },
    { ...none, what: 'refund', count: waiting.refunds, dueAt: waiting.refundDueAt },
    { ...none, what: 'shipment', count: waiting.toShip, since: waiting.toShipSince },
    { ...none, what: 'case', count: waiting.openCases, since: waiting.openCasesSince },
  ]
  const items = all
    .filter((need) => need.count > 0 && may(permissions[need.what].reads))
    .map((need) => ({ ...need, isMine: may(permissions[need.what].does) }))
  return { asOf: now, isNew: !anyOrder, items: items.toSorted(byUrgency) }
}

/**
 * Money that nobody can explain comes first, then whatever has a deadline, then what waits longest;
 * of things as urgent as one another, the one that whoever asks can do.
 */
export function byUrgency(one: Need, other: Need): number {
  const ranked = [one, other].map((need) => [
    need.what === 'difference' ? 0 : 1,
    need.dueAt ? +need.dueAt : Infinity,
    need.isMine ? 0 : 1,
    need.since ? +need.since : Infinity,
  ])
  const [left, right] = ranked as [number[], number[]]
  const at = left.findIndex((rank, index) => rank !== right[index])
  return at < 0 ? 0 : left[at]! < right[at]! ? -1 : 1
}
