/** Orders that are not paid: given up by the buyer, or out of time. */
import { postChains } from '#ledger/post.ts'
import type { Tx } from '#platform/db.ts'
import { book } from './accounts.ts'
import { orderNotFound, orderState } from './errors.ts'
import { orderClosed } from './events.ts'
import { voidTransfers } from './holds.ts'
import type { HoldingOrder } from './holds.ts'
import { storeInstructions } from './instruction.ts'
import { lockOrders } from './outcome.ts'
import { newNumber } from './place.ts'

/**
 * Closes orders that wait for payment and tells the institution to close their charges. Whether the
 * money is nevertheless on its way is the institution's word: its hold stays until then.
 * Orders in another state are passed over. Answers the ids that were closed.
 */
export async function closeOrders(
  tx: Tx,
  orderIds: string[],
  why: 'given_up' | 'out_of_time',
  now: Date,
): Promise<string[]> {
  await lockOrders(tx, orderIds)
  const closed = await tx<HoldingOrder & { version: number }>`
    update trade."order" set status = 'closed', closed_at = ${now}, due_at = null,
      version = version + 1
    where id = any(${orderIds}) and status = 'placed' and (${why} = 'given_up' or pay_by <= ${now})
    returning id as order_id, member_id, coupon_id, pay_by, version`
  await freeHolds(tx, closed, now)
  const waiting = await tx<{ number: string; orderId: string }>`
    select number, order_id from trade.payment
    where order_id = any(${closed.map((order) => order.orderId)}) and status = 'pending'`
  await storeInstructions(
    tx,
    waiting.map(({ number, orderId }) => ({
      about: `payment:${number}`,
      orderId,
      holdChain: null,
      instruction: { kind: 'close' as const, number: newNumber(), chargeNumber: number },
      createdAt: now,
    })),
  )
  await orderClosed.recordAll(
    tx,
    closed.map(({ orderId, memberId, version }) => {
      return { orderId, memberId, version, why, at: now.toISOString() }
    }),
  )
  return closed.map((order) => order.orderId)
}

/** Holds whose time has come are free already and a job voids them; the others are voided here. */
async function freeHolds(tx: Tx, closed: HoldingOrder[], now: Date): Promise<void> {
  const early = closed.filter((order) => now < order.payBy)
  if (early.length === 0) return
  const lines = await tx<{
    orderId: string
    skuId: string
    quantity: number
    flashSaleId: string | null
  }>`
    select order_id, sku_id, quantity, flash_sale_id from trade.order_line
    where order_id = any(${early.map((order) => order.orderId)}) order by order_id, line_no`
  const byOrder = Map.groupBy(lines, (line) => line.orderId)
  const results = await postChains(
    tx,
    early.map((order) => ({
      book,
      id: `close:${order.orderId}`,
      reference: order.orderId,
      transfers: voidTransfers({ ...order, lines: byOrder.get(order.orderId)! }),
    })),
    now,
  )
  const failed = results.find((result) => !result.ok)
  if (failed) throw new Error(`holds of a waiting order are gone: ${JSON.stringify(failed)}`)
}

/** The buyer gives an unpaid order up. Errors: orderNotFound, orderState. */
export async function giveUpOrder(
  tx: Tx,
  input: { orderId: string; memberId: string; now: Date },
): Promise<void> {
  const { orderId, memberId, now } = input
  const [order] = await tx<{ status: string }>`
    select status from trade."order" where id = ${orderId} and member_id = ${memberId}
    for no key update`
  if (!order) throw orderNotFound({ orderId })
  const closed = await closeOrders(tx, [orderId], 'given_up', now)
  if (closed.length === 0) throw orderState({ status: order.status })
}
