/** Keeps what was paid and what went back, and whose story changed by it or by a merge. */
import type { Consumer } from '#platform/consumers.ts'
import type { Tx } from '#platform/db.ts'
import { payloadsOf } from '#platform/events.ts'
import { accountClosed, identityChanged } from '#pool/events.ts'
import { orderPaid, orderRefunded } from '#trade/events.ts'
import { feesOfOrders } from '#trade/order-fees.ts'
import { forgetCredit } from './keep-credit.ts'
import { markStale } from './stale.ts'

export const followOrders: Consumer = {
  name: 'traffic.follow_orders',
  wants: [orderPaid.name, orderRefunded.name, identityChanged.name, accountClosed.name],
  async take(tx, events, now) {
    const paid = payloadsOf(events, orderPaid)
    const refunded = payloadsOf(events, orderRefunded)
    await addPaid(tx, paid)
    await addRefunded(tx, refunded)
    const joined = payloadsOf(events, identityChanged).flatMap(({ personIds }) => personIds)
    const changed = [...paid, ...refunded].map(({ memberId }) => memberId)
    await markStale(tx, [...changed, ...joined], now)
    const closed = payloadsOf(events, accountClosed).flatMap(({ memberId, personIds = [] }) => {
      return [memberId, ...personIds]
    })
    if (closed.length > 0) await forget(tx, closed)
  },
}

async function addPaid(tx: Tx, orders: Paid[]): Promise<void> {
  if (orders.length === 0) return
  const fees = await feesOfOrders(
    tx,
    orders.map(({ orderId }) => orderId),
  )
  await tx`
    insert into traffic.conversion as known (member_id, order_id, paid_at, amount_fen, margin_fen)
    select * from unnest(${orders.map((one) => one.memberId)}::uuid[],
      ${orders.map((one) => one.orderId)}::uuid[], ${orders.map((one) => one.at)}::timestamptz[],
      ${orders.map((one) => one.totalFen)}::bigint[],
      ${orders.map((one) => fees.get(one.orderId) ?? 0)}::bigint[])
    on conflict (member_id, order_id) do update set paid_at = excluded.paid_at,
      amount_fen = excluded.amount_fen, margin_fen = excluded.margin_fen`
}

async function addRefunded(tx: Tx, refunds: Refunded[]): Promise<void> {
  if (refunds.length === 0) return
  await tx`
    insert into traffic.conversion as known (member_id, order_id, refunded_fen)
    select member_id, order_id, sum(amount_fen)
    from unnest(${refunds.map((one) => one.memberId)}::uuid[],
      ${refunds.map((one) => one.orderId)}::uuid[],
      ${refunds.map((one) => one.amountFen)}::bigint[]) as new (member_id, order_id, amount_fen)
    group by member_id, order_id
    on conflict (member_id, order_id) do update
    set refunded_fen = known.refunded_fen + excluded.refunded_fen`
}

/** Nothing is told any more of whoever closed the account. */
async function forget(tx: Tx, personIds: string[]): Promise<void> {
  // A story that is being told is told first, and forgotten then.
  await tx`select pg_advisory_xact_lock(hashtextextended('traffic.credit', 22))`
  await tx`delete from traffic.conversion where member_id = any(${personIds}::uuid[])`
  await tx`delete from traffic.stale_credit where person_id = any(${personIds}::uuid[])`
  await forgetCredit(tx, personIds)
}

type Paid = ReturnType<typeof orderPaid.payload.parse>
type Refunded = ReturnType<typeof orderRefunded.payload.parse>
