/** Orders as staff see them: find, look, ship. */
import { z } from 'zod'
import { readOrderAddress } from '#pool/order-address.ts'
import { audit } from '#platform/audit.ts'
import { DomainError } from '#platform/errors.ts'
import { Pieces, route } from '#platform/route.ts'
import { orderNotFound, orderState } from './errors.ts'
import { csvName, CsvLanguage, orderCsv } from './export.ts'
import {
  countOrders,
  findOrders,
  FoundOrder,
  OrderCounts,
  OrderFilter,
  ordersWhere,
} from './find-orders.ts'
import { readOrder } from './read-order.ts'
import { shipEach, shipOrders } from './ship.ts'
import { instant, Order, OrderAddress, pageOf } from './views.ts'

const OrderParams = z.object({ orderId: z.uuid() })
const Carrier = z.string().trim().min(1).max(40)
const TrackingNo = z.string().trim().min(1).max(40)
const exampleParcel = {
  orderId: '0197a1b2-0000-7000-8000-000000000002',
  brandId: '0197a1b2-0000-7000-8000-000000000001',
}

export const getConsoleOrders = route({
  method: 'GET',
  path: '/console/orders',
  summary: 'Orders, newest first: all, or by state, day, member, number, parcel or goods',
  auth: 'staff:orders.read',
  query: OrderFilter.extend({ after: z.uuid().optional() }),
  answers: [200, pageOf(FoundOrder)],
  handle: async ({ db, query: { after: beforeId = null, ...filter } }) => {
    const limit = 50
    const items = await findOrders(db, { where: await ordersWhere(db, filter), beforeId, limit })
    return { items, next: items.length === limit ? items.at(-1)!.id : null }
  },
})

export const getOrderCounts = route({
  method: 'GET',
  path: '/console/order-counts',
  summary: 'How many orders there are of each state; none is counted beyond `countMax`',
  auth: 'staff:orders.read',
  query: OrderFilter.pick({ day: true, memberId: true }),
  answers: [200, OrderCounts],
  handle: ({ db, query }) => countOrders(db, query),
})

export const getOrdersCsv = route({
  method: 'GET',
  path: '/console/orders.csv',
  summary:
    'All orders as CSV, newest first, each once and as it stood when its row was read; audited',
  auth: 'staff:orders.read',
  query: OrderFilter.extend({ language: CsvLanguage }),
  streams: 'text/csv',
  answers: [200, Pieces],
  handle: async ({ db, actor, query, now, reply, traceId }) => {
    const { status = null, day, memberId, q } = query
    await db.begin((tx) =>
      audit(tx, {
        at: now,
        actor: { kind: 'staff', id: actor.staffId },
        act: 'trade.export_orders',
        subject: memberId === undefined ? 'orders:all' : `member:${memberId}`,
        // Not what was looked for: people type names and phone numbers there.
        facts: { status, ...(day && { day }), ...(q && { searched: true }) },
        traceId,
      }),
    )
    reply.header('content-disposition', csvName('orders', now))
    return orderCsv(db, query)
  },
})

export const getConsoleOrder = route({
  method: 'GET',
  path: '/console/orders/:orderId',
  summary: 'An order with everything about it',
  auth: 'staff:orders.read',
  params: OrderParams,
  answers: [200, Order],
  errors: [orderNotFound],
  handle: async ({ db, params }) => {
    const order = await readOrder(db, { ...params, memberId: null })
    if (!order) throw orderNotFound(params)
    return order
  },
})

export const postOrderAddressReading = route({
  method: 'POST',
  path: '/console/orders/:orderId/address-readings',
  summary: 'Read the address an order goes to; the reading is recorded',
  auth: 'staff:orders.ship',
  repeat: 'none',
  params: OrderParams,
  answers: [200, z.object({ address: OrderAddress.nullable(), readAt: instant })],
  handle: async ({ tx, actor, params, now, services, traceId }) => {
    const address = await readOrderAddress(tx, services.vault, params.orderId)
    await audit(tx, {
      at: now,
      actor: { kind: 'staff', id: actor.staffId },
      act: 'pool.read_order_address',
      subject: `order:${params.orderId}`,
      traceId,
    })
    return { address, readAt: now }
  },
})

export const postShipment = route({
  method: 'POST',
  path: '/console/orders/:orderId/shipments',
  summary: 'Send a brand’s lines of an order',
  auth: 'staff:orders.ship',
  params: OrderParams,
  body: z.object({ brandId: z.uuid(), carrier: Carrier, trackingNo: TrackingNo }),
  answers: [201, Order],
  errors: [orderNotFound, orderState],
  example: {
    body: {
      brandId: '0197a1b2-0000-7000-8000-000000000001',
      carrier: 'SF',
      trackingNo: 'SF1000000001',
    },
  },
  handle: async ({ tx, actor, params, body, now, traceId }) => {
    const [shipmentId] = await shipOrders(tx, [{ ...params, ...body, shippedAt: now }])
    await audit(tx, {
      at: now,
      actor: { kind: 'staff', id: actor.staffId },
      act: 'trade.ship_order',
      subject: `order:${params.orderId}`,
      facts: { shipmentId, brandId: body.brandId },
      traceId,
    })
    return (await readOrder(tx, { ...params, memberId: null }))!
  },
})

const shippedAtOnceMax = 100

export const postShipments = route({
  method: 'POST',
  path: '/console/shipments',
  summary: 'Send many parcels with one carrier; each is shipped or refused by itself',
  auth: 'staff:orders.ship',
  body: z.object({
    carrier: Carrier,
    parcels: z
      .array(z.object({ orderId: z.uuid(), brandId: z.uuid(), trackingNo: TrackingNo }))
      .min(1)
      .max(shippedAtOnceMax),
  }),
  answers: [
    200,
    z.object({
      /** In the order they were given. */
      items: z.array(
        z.object({
          orderId: z.uuid(),
          brandId: z.uuid(),
          shipmentId: z.uuid().nullable(),
          /** Why it was not shipped: an error code, or null. */
          refusal: z.string().nullable(),
        }),
      ),
    }),
  ],
  example: {
    body: {
      carrier: 'SF',
      parcels: [{ ...exampleParcel, trackingNo: 'SF1000000001' }],
    },
    answer: { items: [{ ...exampleParcel, shipmentId: null, refusal: 'order_state' }] },
  },
  handle: async ({ tx, actor, body: { carrier, parcels }, now: at, traceId }) => {
    const results = await shipEach(
      tx,
      parcels.map((parcel) => ({ ...parcel, carrier, shippedAt: at })),
    )
    const items = parcels.map(({ orderId, brandId }, index) => {
      const result = results[index]!
      return result instanceof DomainError
        ? { orderId, brandId, shipmentId: null, refusal: result.code }
        : { orderId, brandId, shipmentId: result, refusal: null }
    })
    const by = { kind: 'staff', id: actor.staffId }
    const shipped = items.filter((item) => item.shipmentId !== null)
    await Promise.all(
      shipped.map(({ orderId, brandId, shipmentId }) =>
        audit(tx, {
          at,
          actor: by,
          act: 'trade.ship_order',
          subject: `order:${orderId}`,
          facts: { shipmentId, brandId },
          traceId,
        }),
      ),
    )
    return { items }
  },
})
