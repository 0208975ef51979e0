/** A member's orders: place, pay, look, give up, confirm. */
import { z } from 'zod'
import { readOrderAddress } from '#pool/order-address.ts'
import { streamChanges } from '#platform/live.ts'
import { route } from '#platform/route.ts'
import type { Services } from '#platform/route.ts'
import { asOwner } from './as-owner.ts'
import { buyAgain } from './buy-again.ts'
import { chargeOf } from './charge.ts'
import { giveUpOrder } from './close.ts'
import {
  addressNotFound,
  alreadyPaid,
  cartFull,
  couponGone,
  couponNotFound,
  couponNotUsable,
  disputeOpen,
  memberLimit,
  noticeRefused,
  orderNotFound,
  orderState,
  orderTooLarge,
  priceChanged,
  skuNotFound,
  soldOut,
  tooManyLines,
} from './errors.ts'
import { countMyOrders, listMyOrders, MyOrder, MyOrderCounts, MyOrderFilter } from './my-orders.ts'
import { applyOutcomes } from './outcome.ts'
import { startPaymentOnce } from './pay.ts'
import { readPlaced } from './place.ts'
import { readOrder } from './read-order.ts'
import { receiveOrders } from './release.ts'
import './services.ts'
import { NewOrder, Order, OrderAddress, pageOf, Payment, PlacedOrder } from './views.ts'

const OrderParams = z.object({ orderId: z.uuid() })
const exampleId = '0197a1b2-0000-7000-8000-000000000001'

export const postOrder = route({
  method: 'POST',
  path: '/orders',
  summary: 'Place an order at the prices that were shown, and begin to pay it',
  auth: 'member',
  repeat: 'batched',
  limit: 'orders',
  body: NewOrder,
  answers: [201, PlacedOrder],
  errors: [
    soldOut,
    priceChanged,
    skuNotFound,
    tooManyLines,
    orderTooLarge,
    addressNotFound,
    couponNotFound,
    couponNotUsable,
    couponGone,
    memberLimit,
  ],
  example: {
    body: {
      lines: [{ skuId: exampleId, quantity: 2, unitPriceFen: 255 }],
      addressId: exampleId,
      payment: 'cashier',
    },
  },
  handle: async ({ actor: { memberId }, body, now, idempotency, services }) => {
    const answer = await services.placeOrders.submit({ idempotency, memberId, order: body, now })
    const placed = readPlaced(answer)
    const { number, method } = placed.payment
    const payment = await charge(services, {
      number,
      method,
      orderId: placed.id,
      memberId,
      totalFen: placed.totalFen,
      payBy: new Date(placed.payBy),
    })
    return { ...placed, status: payment.orderStatus, payment: { number, method, ...payment } }
  },
})

type ToCharge = Omit<Parameters<typeof chargeOf>[0], 'shopUrl'>
const charge = (services: Services, payment: ToCharge) =>
  services.charges.submit(chargeOf({ ...payment, shopUrl: services.shopUrl }))

export const getOrders = route({
  method: 'GET',
  path: '/orders',
  summary: 'My orders, newest first',
  auth: 'member',
  query: z.object({ status: MyOrderFilter.optional(), after: z.uuid().optional() }),
  answers: [200, pageOf(MyOrder)],
  handle: async ({ db, actor: { memberId }, query }) => {
    const [beforeId, limit] = [query.after ?? null, 20]
    const items = await listMyOrders(db, { memberId, filter: query.status, beforeId, limit })
    return { items, next: items.length === limit ? items.at(-1)!.id : null }
  },
})

export const getMyOrderCounts = route({
  method: 'GET',
  path: '/orders/counts',
  summary: 'How many of my orders wait for what, each counted up to 100',
  auth: 'member',
  answers: [200, MyOrderCounts],
  handle: ({ db, actor }) => countMyOrders(db, actor.memberId),
})

export const getOrder = route({
  method: 'GET',
  path: '/orders/:orderId',
  summary: 'One of my orders with everything about it',
  auth: 'member',
  params: OrderParams,
  answers: [200, Order],
  errors: [orderNotFound],
  handle: async ({ db, actor, params }) => {
    const order = await readOrder(db, await asOwner(db, actor, params))
    if (!order) throw orderNotFound(params)
    return order
  },
})

export const getOrderAddress = route({
  method: 'GET',
  path: '/orders/:orderId/address',
  summary: 'Where one of my orders goes; null when the address was erased',
  auth: 'member',
  params: OrderParams,
  answers: [200, z.object({ address: OrderAddress.nullable() })],
  errors: [orderNotFound],
  handle: async ({ db, actor, params, services }) => {
    const order = await readOrder(db, await asOwner(db, actor, params))
    if (!order) throw orderNotFound(params)
    return { address: await readOrderAddress(db, services.vault, params.orderId) }
  },
})

export const getOrderLive = route({
  method: 'GET',
  path: '/orders/:orderId/live',
  summary: 'A stream of server-sent events: `changed` whenever something about the order changed',
  auth: 'member',
  params: OrderParams,
  answers: [200, z.void()],
  errors: [orderNotFound],
  raw: true,
  handle: async ({ db, actor, params, request, reply, services }) => {
    const order = await readOrder(db, await asOwner(db, actor, params))
    if (!order) throw orderNotFound(params)
    streamChanges(services.changes, `order:${params.orderId}`, request, reply)
  },
})

export const postPayment = route({
  method: 'POST',
  path: '/orders/:orderId/payments',
  summary: 'Pay an order that is still waiting, by another way or once more',
  auth: 'member',
  repeat: 'batched', // a repeat asks for the same charge again
  limit: 'orders',
  params: OrderParams,
  body: z.object({ method: z.enum(['cashier', 'balance']) }),
  answers: [201, Payment],
  errors: [orderNotFound, alreadyPaid, orderState],
  example: { body: { method: 'balance' } },
  handle: async ({ db, actor, params, body, now, services, idempotency }) => {
    const start = { ...(await asOwner(db, actor, params)), ...body, now }
    const started = await db.begin((tx) => startPaymentOnce(tx, start, idempotency))
    const { status, cashierUrl, reason } = await charge(services, started)
    const { number, method, totalFen: amountFen, startedAt: createdAt } = started
    return { number, method, status, amountFen, cashierUrl, reason, createdAt, returnedAt: null }
  },
})

export const postCancellation = route({
  method: 'POST',
  path: '/orders/:orderId/cancellation',
  summary: 'Give up an order that is not paid yet',
  auth: 'member',
  params: OrderParams,
  answers: [200, Order],
  errors: [orderNotFound, orderState],
  handle: async ({ tx, actor, params, now }) => {
    const own = await asOwner(tx, actor, params)
    await giveUpOrder(tx, { ...own, now })
    return (await readOrder(tx, own))!
  },
})

export const postReceipt = route({
  method: 'POST',
  path: '/orders/:orderId/receipt',
  summary: 'Confirm that the goods arrived; the money is then released to the brands',
  auth: 'member',
  params: OrderParams,
  answers: [200, Order],
  errors: [orderNotFound, orderState, disputeOpen],
  handle: async ({ tx, actor, params, now }) => {
    const own = await asOwner(tx, actor, params)
    const order = await readOrder(tx, own)
    if (!order) throw orderNotFound(params)
    const received = await receiveOrders(tx, [{ ...params, receivedAt: now }])
    if (received.length === 0)
      throw order.disputed ? disputeOpen(params) : orderState({ status: order.status })
    return (await readOrder(tx, own))!
  },
})

export const postCartLines = route({
  method: 'POST',
  path: '/orders/:orderId/cart-lines',
  summary: 'Buy again: what the order had goes into the cart, as far as it is still sold',
  auth: 'member',
  params: OrderParams,
  answers: [201, z.object({ added: z.int(), gone: z.int() })],
  errors: [orderNotFound, cartFull],
  handle: async ({ tx, actor, params, now }) => {
    const { memberId: ownerId } = await asOwner(tx, actor, params)
    return buyAgain(tx, { ...params, ownerId, memberId: actor.memberId, now })
  },
})

export const postPaymentNotice = route({
  method: 'POST',
  path: '/payments/notices',
  summary: 'The payment institution tells what became of our instructions (signed)',
  auth: 'visitor',
  repeat: 'own',
  limit: 'notices',
  answers: [200, z.object({ received: z.int() })],
  errors: [noticeRefused],
  handle: async ({ db, request, now, services, log }) => {
    if (!request.rawBody) throw noticeRefused()
    const outcomes = await services.payments.readNotice(request.rawBody, request.headers, now)
    await applyOutcomes(db, outcomes, now)
    log.info({ numbers: outcomes.map((outcome) => outcome.number) }, 'payment notice')
    return { received: outcomes.length }
  },
})
