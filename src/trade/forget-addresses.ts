/** The end of what the law keeps of where goods were sent. */
import { addMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { forgetOrderAddresses, listOldOrderAddresses } from '#pool/order-address.ts'
import { threeYearsMs } from '#pool/rights/retention.ts'

const piece = 500

/**
 * Forgets where orders were sent three years after they ended, whoever placed them and whether they are
 * still a member. An order ends with its last step, a refund after it included. Answers how many.
 */
export async function forgetOldAddresses(db: Db, now: Date): Promise<number> {
  const endedBy = addMs(now, -threeYearsMs)
  let [forgotten, afterId] = [0, null as string | null]
  for (;;) {
    // An order that ended by then was placed before.
    const wanted = { placedBefore: addMs(endedBy, 1), afterId, limit: piece }
    const orderIds = await listOldOrderAddresses(db, wanted)
    if (orderIds.length === 0) return forgotten
    const ended = await db<{ id: string }>`
      select id from trade."order"
      where id = any(${orderIds}::uuid[]) and status in ('completed', 'closed', 'refunded')
        and not disputed and greatest(placed_at, paid_at, shipped_at, received_at, completed_at,
          closed_at, (select max(done_at) from trade.refund where order_id = "order".id))
          <= ${endedBy}`
    await db.begin((tx) =>
      forgetOrderAddresses(
        tx,
        ended.map(({ id }) => id),
      ),
    )
    forgotten += ended.length
    afterId = orderIds.at(-1)!
  }
}
