/** What waits for staff in trade, counted. */
import type { Sql } from '#platform/db.ts'

export type Waiting = {
  /** Paid orders of which something is still to be sent. */
  toShip: number
  /** When the longest waiting of them was paid. */
  toShipSince: Date | null
  refunds: number
  /** By when the first of them must be decided. */
  refundDueAt: Date | null
  disputes: number
  disputeDueAt: Date | null
  openCases: number
  openCasesSince: Date | null
}

/** A refund whose receiver could not give it waits for staff too, without a time of its own. */
export async function countWaiting(db: Sql): Promise<Waiting> {
  const [waiting] = await db<Waiting>`
    select
      ship.count as to_ship, ship.since as to_ship_since,
      refund.count as refunds, refund.due_at as refund_due_at,
      dispute.count as disputes, dispute.due_at as dispute_due_at,
      open.count as open_cases, open.since as open_cases_since
    from
      (select count(*), min(paid_at) as since from trade."order" where status = 'paid') as ship,
      (select count(*), min(opened_at) as since from trade."case" where closed_at is null) as open,
      (select count(*), min(due_at) as due_at from trade.refund
      where status in ('requested', 'stuck')) as refund,
      (select count(*), min(due_at) as due_at from trade.dispute where status = 'opened') as dispute`
  return waiting!
}

/** Whether anybody ever ordered anything. */
export async function hasOrders(db: Sql): Promise<boolean> {
  const [found] = await db<{ any: boolean }>`select exists (select from trade."order") as any`
  return found!.any
}
