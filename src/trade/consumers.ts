/** What trade does about events, later and once. */
import type { Consumer } from '#platform/consumers.ts'
import type { Tx } from '#platform/db.ts'
import { accountClosed } from '#pool/events.ts'
import { orderPlaced } from './events.ts'

/** What was ordered leaves the cart; what was put there since stays. */
export const emptyCart: Consumer = {
  name: 'trade.empty_cart',
  wants: [orderPlaced.name],
  async take(tx, events) {
    const orders = events.map((event) => orderPlaced.payload.parse(event.payload))
    await dropOrdered(
      tx,
      orders.map((order) => order.orderId),
    )
  },
}

async function dropOrdered(tx: Tx, orderIds: string[]): Promise<void> {
  await tx`
    delete from trade.cart_line as cart
    using trade."order", trade.order_line as line
    where "order".id = any(${orderIds}::uuid[]) and line.order_id = "order".id
      and cart.member_id = "order".member_id and cart.sku_id = line.sku_id
      and cart.added_at < "order".placed_at`
}

/** Words that a member wrote, or that were written about them, go when the account is closed. */
export const forgetMember: Consumer = {
  name: 'trade.forget_member',
  wants: [accountClosed.name],
  async take(tx, events) {
    const ids = events.map((event) => accountClosed.payload.parse(event.payload).memberId)
    await tx`delete from trade.remark where member_id = any(${ids}::uuid[])`
    await tx`delete from trade.cart_line where member_id = any(${ids}::uuid[])`
  },
}
