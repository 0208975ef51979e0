/**
 * What the institution's word about a refund does: to the refund, and to what its order does next.
 */
import type { Tx } from '#platform/db.ts'
import { addMs } from '#platform/clock.ts'
import { letReleaseGoOn, raiseVersions } from './after-sale-order.ts'
import { orderRefunded, orderShipped, refundDecided } from './events.ts'
import { idOf } from './instruction-outcome.ts'
import type { Answered } from './instruction-outcome.ts'
import { receiveWithinMs } from './order.ts'
import { addRefunded } from './approved-refund.ts'

type Ended = { refundId: string; orderId: string; amountFen: number }

/**
 * The money is back with the buyer. An order of which all went back is refunded; any other goes on:
 * to its release, or on its way when what is left of it was sent before.
 */
export async function writeRefundsDone(tx: Tx, answered: Answered[]): Promise<void> {
  if (answered.length === 0) return
  const done = await tx<Ended & { afterRelease: boolean; doneAt: Date }>`
    update trade.refund set status = 'done', done_at = new.at
    from unnest(${answered.map(idOf)}::uuid[], ${answered.map((one) => one.at)}::timestamptz[])
      as new (id, at)
    where refund.id = new.id and status = 'approved'
    returning refund.id as refund_id, order_id, amount_fen, after_release, done_at`
  const lastAts = new Map<string, Date>()
  for (const { orderId, doneAt } of done.toSorted((a, b) => +a.doneAt - +b.doneAt))
    lastAts.set(orderId, doneAt)
  await tx`
    update trade."order" set status = 'refunded', due_at = null
    where id = any(${[...lastAts.keys()]}::uuid[]) and refunded_fen = total_fen
      and status in ('paid', 'shipped', 'received', 'completed')
      and not exists (select from trade.refund
        where refund.order_id = "order".id and refund.status = 'approved')`
  const raised = await raiseVersions(
    tx,
    done.map((one) => one.orderId),
  )
  await orderRefunded.recordAll(
    tx,
    done.map(({ refundId, amountFen, afterRelease, doneAt }, index) => {
      return { ...raised[index]!, refundId, amountFen, afterRelease, at: doneAt.toISOString() }
    }),
  )
  await markSent(tx, lastAts)
  await letReleaseGoOn(tx, lastAts)
}

/**
 * The institution did not do it; what was set aside is free again. The refund can be approved once
 * more, from wherever the money is then, or refused.
 */
export async function writeRefundsStuck(tx: Tx, answered: Answered[], now: Date): Promise<void> {
  if (answered.length === 0) return
  const stuck = await tx<Ended>`
    update trade.refund set status = 'stuck', after_release = null
    where id = any(${answered.map(idOf)}::uuid[]) and status = 'approved'
    returning id as refund_id, order_id, amount_fen`
  const refundIds = stuck.map((one) => one.refundId)
  await tx`delete from trade.refund_share where refund_id = any(${refundIds}::uuid[])`
  await addRefunded(tx, refundIds, -1)
  const orderIds = stuck.map((one) => one.orderId)
  const raised = await raiseVersions(tx, orderIds)
  await refundDecided.recordAll(
    tx,
    stuck.map(({ refundId, amountFen }, index) => {
      const at = now.toISOString()
      return { ...raised[index]!, refundId, amountFen, decision: 'stuck' as const, at }
    }),
  )
  await letReleaseGoOn(tx, new Map(orderIds.map((id) => [id, now])))
}

/**
 * A line that was cancelled needs no parcel: with the other lines sent, the order is on its way.
 */
async function markSent(tx: Tx, ats: Map<string, Date>): Promise<void> {
  const sent = await tx<{ id: string; memberId: string; version: number; shippedAt: Date }>`
    update trade."order" set status = 'shipped', shipped_at = new.at, due_at = new.due_at,
      version = version + 1
    from unnest(${[...ats.keys()]}::uuid[], ${[...ats.values()]}::timestamptz[],
      ${[...ats.values()].map((at) => addMs(at, receiveWithinMs))}::timestamptz[]
    ) as new (id, at, due_at)
    where "order".id = new.id and status = 'paid'
      and exists (select from trade.order_line
        where order_id = new.id and shipment_id is not null)
      and not exists (select from trade.order_line
        where order_id = new.id and shipment_id is null and refunded_quantity < quantity)
      and not exists (select from trade.refund
        where refund.order_id = new.id and refund.status = 'approved')
    returning "order".id, member_id, version, shipped_at`
  await orderShipped.recordAll(
    tx,
    sent.map(({ id, memberId, version, shippedAt }) => {
      return { orderId: id, memberId, version, at: shippedAt.toISOString() }
    }),
  )
}
