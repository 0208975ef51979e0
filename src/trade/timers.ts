/** What orders do by themselves when their time has come; by the clock that is given. */
import type { Db } from '#platform/db.ts'
import { closeOrders } from './close.ts'
import { receiveOrders, releaseOrders } from './release.ts'

/**
 * Moves at most `limit` due orders on; one that is disputed, or whose refund
 * the institution has not answered yet, stands still. Answers how many were due.
 */
export async function moveDueOrders(db: Db, now: Date, limit = 200): Promise<number> {
  const due = await db<{ id: string; status: string }>`
    select id, status from trade."order" where due_at <= ${now} and not disputed and not (status = 'received' and exists (
      select from trade.refund where order_id = "order".id and refund.status = 'approved'))
    order by due_at limit ${limit}`
  const of = (status: string) => due.filter((order) => order.status === status).map(({ id }) => id)
  const [placed, shipped, received] = [of('placed'), of('shipped'), of('received')]
  if (placed.length > 0) await db.begin((tx) => closeOrders(tx, placed, 'out_of_time', now))
  if (shipped.length > 0)
    await db.begin((tx) =>
      receiveOrders(
        tx,
        shipped.map((orderId) => ({ orderId, receivedAt: now })),
      ),
    )
  if (received.length > 0) await db.beginByKey((tx) => releaseOrders(tx, received, now))
  return due.length
}
