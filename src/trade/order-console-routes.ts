/** Orders as staff see them: look, ship. */
import { z } from 'zod'
import { readOrderAddress } from '#pool/order-address.ts'
import { audit } from '#platform/audit.ts'
import { Pieces, route } from '#platform/route.ts'
import { orderNotFound, orderState } from './errors.ts'
import { csvName, CsvLanguage, orderCsv } from './export.ts'
import { listOrders, readOrder } from './read-order.ts'
import { shipOrders } from './ship.ts'
import { instant, Order, OrderAddress, OrderStatus, OrderSummary, pageOf } from './views.ts'

const OrderParams = z.object({ orderId: z.uuid() })

export const getConsoleOrders = route({
  method: 'GET',
  path: '/console/orders',
  summary: 'All orders, newest first',
  auth: 'staff:orders.read',
  query: z.object({
    status: OrderStatus.optional(),
    memberId: z.uuid().optional(),
    after: z.uuid().optional(),
  }),
  answers: [200, pageOf(OrderSummary)],
  handle: async ({ db, query }) => {
    const limit = 50
    const items = await listOrders(db, {
      memberId: query.memberId ?? null,
      status: query.status ?? null,
      beforeId: query.after ?? null,
      limit,
    })
    return { items, next: items.length === limit ? items.at(-1)!.id : null }
  },
})

export const getOrdersCsv = route({
  method: 'GET',
  path: '/console/orders.csv',
  summary:
    'All orders as CSV, newest first, each once and as it stood when its row was read; audited',
  auth: 'staff:orders.read',
  query: z.object({
    status: OrderStatus.optional(),
    memberId: z.uuid().optional(),
    language: CsvLanguage,
  }),
  streams: 'text/csv',
  answers: [200, Pieces],
  handle: async ({ db, actor, query, now, reply, traceId }) => {
    const { status = null, memberId = null, language } = query
    await db.begin((tx) =>
      audit(tx, {
        at: now,
        actor: { kind: 'staff', id: actor.staffId },
        act: 'trade.export_orders',
        subject: memberId === null ? 'orders:all' : `member:${memberId}`,
        facts: { status },
        traceId,
      }),
    )
    reply.header('content-disposition', csvName('orders', now))
    return orderCsv(db, { status, memberId, language })
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
  body: z.object({
    brandId: z.uuid(),
    carrier: z.string().trim().min(1).max(40),
    trackingNo: z.string().trim().min(1).max(40),
  }),
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
