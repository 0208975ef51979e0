/** Parcels: a brand sends its lines of an order; the order is shipped when every line is on its way. */
import type { Tx } from '#platform/db.ts'
import { addMs } from '#platform/clock.ts'
import { DomainError } from '#platform/errors.ts'
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
 * Ships parcels, all or none; answers with their ids, in order.
 *
 * Errors: orderNotFound; orderState when an order is not paid or its brand has nothing left to send.
 */
export async function shipOrders(tx: Tx, parcels: NewShipment[]): Promise<string[]> {
  return (await shipEach(tx, parcels)).map((result) => {
    if (result instanceof DomainError) throw result
    return result
  })
}

/**
 * Ships those parcels that can be shipped, set-wise. Lines that were wholly refunded are left out.
 * One result each, in order: the shipment's id or the refusal; a parcel that comes twice is shipped
 * once.
 *
 * Errors: as of shipOrders.
 */
export async function shipEach(tx: Tx, parcels: NewShipment[]): Promise<(string | DomainError)[]> {
  const orderIds = parcels.map((parcel) => parcel.orderId)
  await lockOrders(tx, orderIds)
  const open = await findOpen(tx, orderIds)
  const fresh = new Set<string>()
  const results = parcels.map((parcel) => {
    const key = parcelKey(parcel)
    const refusal = whyNotShip(open, parcel, fresh.has(key))
    if (!refusal) fresh.add(key)
    return refusal
  })
  const going = parcels.filter((_, at) => results[at] === null)
  const sent = await send(tx, going)
  await markShipped(tx, going)
  return parcels.map((parcel, at) => results[at] ?? sent.get(parcelKey(parcel))!)
}

const parcelKey = ({ orderId, brandId }: { orderId: string; brandId: string }) =>
  `${orderId} ${brandId}`

/** The orders there are, with the brands that have something left to send. */
type Open = Map<string, { status: string; brandIds: string[] }>

async function findOpen(tx: Tx, orderIds: string[]): Promise<Open> {
  const rows = await tx<{ id: string; status: string; brandIds: string[] }>`
    select "order".id, "order".status, line.brand_ids
    from unnest(${[...new Set(orderIds)]}::uuid[]) as wanted (id)
    cross join lateral (select id, status from trade."order" where id = wanted.id offset 0) as "order"
    cross join lateral (
      select array(
        select distinct brand_id from trade.order_line
        where order_id = wanted.id and shipment_id is null and refunded_quantity < quantity
      ) as brand_ids) as line`
  return new Map(rows.map((row) => [row.id, row]))
}

/** Why this parcel may not be sent, or null when it may. */
function whyNotShip(open: Open, { orderId, brandId }: NewShipment, isSent: boolean) {
  const order = open.get(orderId)
  if (!order) return orderNotFound()
  const isWaiting = order.status === 'paid' && order.brandIds.includes(brandId)
  return isWaiting && !isSent ? null : orderState({ orderId })
}

async function send(tx: Tx, parcels: NewShipment[]): Promise<Map<string, string>> {
  const shipments = await tx<{ id: string; orderId: string; brandId: string }>`
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
    select id, order_id, brand_id from sent`
  return new Map(shipments.map((shipment) => [parcelKey(shipment), shipment.id]))
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
