/** What waits for staff in trade, counted. */
import type { Sql } from '#platform/db.ts'

export type Waiting = {
  /** Paid orders of which something is still to be sent. */
  toShip: number
  refunds: number
  /** By when the first of them must be decided. */
  refundDueAt: Date | null
  disputes: number
  disputeDueAt: Date | null
  openCases: number
}

/** A refund whose receiver could not give it waits for staff too, without a time of its own. */
export async function countWaiting(db: Sql): Promise<Waiting> {
  const [waiting] = await db<Waiting>`
    select
      (select count(*) from trade."order" where status = 'paid') as to_ship,
      refund.count as refunds, refund.due_at as refund_due_at,
      dispute.count as disputes, dispute.due_at as dispute_due_at,
      (select count(*) from trade."case" where closed_at is null) as open_cases
    from
      (select count(*), min(due_at) as due_at from trade.refund
      where status in ('requested', 'stuck')) as refund,
      (select count(*), min(due_at) as due_at from trade.dispute where status = 'opened') as dispute`
  return waiting!
}
