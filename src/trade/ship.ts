/** Parcels: a brand sends its lines of an order; the order is shipped when every line is on its way. */
import type { Tx } from '#platform/db.ts'
import { addMs } from '#platform/clock.ts'
import { orderNotFound, orderState } from './errors.ts'
import { orderShipped } from './events.ts'
import { receiveWithinMs } from './order.ts'
import { lockOrders } from './outcome.ts'

export type NewShipment = {
  orderId: string
  brandId: string
  carrier: string
  trackingNo: string
  shippedAt: Date
}

/**
 * Ships parcels, set-wise. Lines that were wholly refunded are left out of them.
 *
 * Errors: orderNotFound; orderState when an order is not paid or its brand has nothing left to send.
 */
export async function shipOrders(tx: Tx, parcels: NewShipment[]): Promise<string[]> {
  await lockOrders(
    tx,
    parcels.map((parcel) => parcel.orderId),
  )
  const states = await tx<{ id: string; status: string; orderId: string; brandId: string }>`
    select distinct line.order_id, line.brand_id, "order".status
    from unnest(${parcels.map((parcel) => parcel.orderId)}::uuid[]) as wanted (id)
    cross join lateral (select id, status from trade."order" where id = wanted.id offset 0) as "order"
    cross join lateral (
      select * from trade.order_line where order_id = wanted.id offset 0) as line
    where line.shipment_id is null and line.refunded_quantity < line.quantity`
  const open = new Map(states.map((row) => [`${row.orderId} ${row.brandId}`, row.status]))
  for (const { orderId, brandId } of parcels) {
    const status = open.get(`${orderId} ${brandId}`)
    if (status !== 'paid')
      throw (await exists(tx, orderId)) ? orderState({ orderId }) : orderNotFound()
  }
  const shipments = await tx<{ id: string }>`
    with sent as (
      insert into trade.shipment (order_id, brand_id, carrier, tracking_no, status, shipped_at)
      select order_id, brand_id, carrier, tracking_no, 'shipped', shipped_at from unnest(
        ${parcels.map((parcel) => parcel.orderId)}::uuid[],
        ${parcels.map((parcel) => parcel.brandId)}::uuid[],
        ${parcels.map((parcel) => parcel.carrier)}::text[],
        ${parcels.map((parcel) => parcel.trackingNo)}::text[],
        ${parcels.map((parcel) => parcel.shippedAt)}::timestamptz[]
      ) as new (order_id, brand_id, carrier, tracking_no, shipped_at)
      returning id, order_id, brand_id
    ), packed as (
      update trade.order_line set shipment_id = sent.id from sent
      where order_line.order_id = sent.order_id and order_line.brand_id = sent.brand_id
        and order_line.shipment_id is null and order_line.refunded_quantity < order_line.quantity
    )
    select id from sent`
  await markShipped(tx, parcels)
  return shipments.map((shipment) => shipment.id)
}

async function exists(tx: Tx, orderId: string): Promise<boolean> {
  const found = await tx`select 1 from trade."order" where id = ${orderId}`
  return found.length > 0
}

async function markShipped(tx: Tx, parcels: NewShipment[]): Promise<void> {
  const lastAt = new Map<string, Date>()
  for (const { orderId, shippedAt } of parcels) {
    const former = lastAt.get(orderId)
    if (!former || former < shippedAt) lastAt.set(orderId, shippedAt)
  }
  const whole = await tx<{ id: string; memberId: string; version: number; shippedAt: Date }>`
    update trade."order" set status = 'shipped', shipped_at = new.at, due_at = new.due_at,
      version = version + 1
    from unnest(${[...lastAt.keys()]}::uuid[], ${[...lastAt.values()]}::timestamptz[],
      ${[...lastAt.values()].map((at) => addMs(at, receiveWithinMs))}::timestamptz[]
    ) as new (id, at, due_at)
    where "order".id = new.id and status = 'paid' and not exists (
      select from trade.order_line where order_id = new.id and shipment_id is null
        and refunded_quantity < quantity)
    returning "order".id, member_id, version, shipped_at`
  await orderShipped.recordAll(
    tx,
    whole.map(({ id, memberId, version, shippedAt }) => {
      return { orderId: id, memberId, version, at: shippedAt.toISOString() }
    }),
  )
}
