/** What trade shows of itself: the shapes of its answers. Instants are ISO strings on the wire. */
import { z } from 'zod'
import { Picture } from '#catalog/product.ts'

export const fen = z.int().nonnegative()
export const instant = z.date().transform((date) => date.toISOString())
const moment = z.union([instant, z.iso.datetime()])

export const OrderStatus = z.enum([
  'placed',
  'paid',
  'shipped',
  'received',
  'completed',
  'closed',
  'refunded',
])

export const OrderLine = z.object({
  lineNo: z.int(),
  skuId: z.uuid(),
  productId: z.uuid(),
  brandId: z.uuid(),
  titleZh: z.string(),
  titleEn: z.string(),
  /** As the product shows now; null: none. */
  picture: Picture.nullable(),
  quantity: z.int(),
  unitPriceFen: fen,
  discountFen: fen,
  totalFen: fen,
  flashSaleId: z.uuid().nullable(),
  refundedQuantity: z.int(),
  refundedFen: fen,
  shipmentId: z.uuid().nullable(),
})

export const Payment = z.object({
  number: z.string(),
  method: z.enum(['cashier', 'balance']),
  status: z.enum(['pending', 'paid', 'failed', 'closed', 'returning', 'returned']),
  amountFen: fen,
  cashierUrl: z.string().nullable(),
  reason: z.string().nullable(),
  createdAt: moment,
  /** When money that came too late or twice was sent back. */
  returnedAt: moment.nullable(),
})

export const Shipment = z.object({
  id: z.uuid(),
  brandId: z.uuid(),
  carrier: z.string(),
  trackingNo: z.string(),
  status: z.enum(['shipped', 'received']),
  shippedAt: moment,
  receivedAt: moment.nullable(),
})

export const RefundStatus = z.enum([
  'requested',
  'approved',
  'done',
  'refused',
  'withdrawn',
  'stuck',
])
export const RefundKind = z.enum(['cancel', 'return', 'money_only'])
export const RefundReason = z.enum([
  'no_reason',
  'changed_mind',
  'not_as_described',
  'damaged',
  'wrong_article',
  'missing',
  'late',
  'other',
])
export const Refund = z.object({
  id: z.uuid(),
  orderId: z.uuid(),
  kind: RefundKind,
  status: RefundStatus,
  amountFen: fen,
  reason: z.string(),
  afterRelease: z.boolean().nullable(),
  requestedAt: moment,
  dueAt: moment.nullable(),
  decidedAt: moment.nullable(),
  doneAt: moment.nullable(),
  lines: z.array(z.object({ lineNo: z.int(), quantity: z.int(), amountFen: fen })),
})

export const Dispute = z.object({
  id: z.uuid(),
  orderId: z.uuid(),
  status: z.enum(['opened', 'decided', 'withdrawn']),
  reason: z.string(),
  openedAt: moment,
  dueAt: moment,
  decidedAt: moment.nullable(),
  refundFen: fen.nullable(),
})

/** One step of the escrow timeline: what happened, or what comes next and by when. */
export const TimelineStep = z.object({
  step: z.enum([
    'placed',
    'held',
    'shipped',
    'received',
    'released',
    'closed',
    'refund_requested',
    'refunded',
    'refund_refused',
    'dispute_opened',
    'dispute_decided',
    'money_returned',
  ]),
  at: moment.nullable(), // null: still to come
  dueAt: moment.nullable(), // when it comes by itself at the latest
  amountFen: fen.nullable(),
})

export const OrderSummary = z.object({
  id: z.uuid(),
  memberId: z.uuid(),
  status: OrderStatus,
  disputed: z.boolean(),
  totalFen: fen,
  refundedFen: fen,
  placedAt: moment,
  payBy: moment,
  lineCount: z.int(),
  firstTitleZh: z.string(),
  firstTitleEn: z.string(),
})

export const Order = z.object({
  id: z.uuid(),
  memberId: z.uuid(),
  status: OrderStatus,
  version: z.int(),
  disputed: z.boolean(),
  goodsFen: fen,
  discountFen: fen,
  totalFen: fen,
  refundedFen: fen,
  couponId: z.uuid().nullable(),
  placedAt: moment,
  payBy: moment,
  dueAt: moment.nullable(),
  /** Until when it may be returned without a reason, and with one; null: not received yet. */
  returnUntil: moment.nullable(),
  afterSaleUntil: moment.nullable(),
  lines: z.array(OrderLine),
  payments: z.array(Payment),
  shipments: z.array(Shipment),
  refunds: z.array(Refund),
  disputes: z.array(Dispute),
  timeline: z.array(TimelineStep),
})

/** Where it goes, as it stood when the order was placed. */
export const OrderAddress = z.object({
  name: z.string(),
  phone: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  street: z.string(),
})

/** The answer to placing an order: enough to go on paying. */
export const PlacedOrder = z.object({
  id: z.uuid(),
  status: OrderStatus,
  goodsFen: fen,
  discountFen: fen,
  totalFen: fen,
  placedAt: moment,
  payBy: moment,
  payment: Payment.pick({
    number: true,
    method: true,
    status: true,
    cashierUrl: true,
    reason: true,
  }),
})

/**
 * Small letters are as good, but only the 26 that codes are made of: a lookalike is another code.
 */
export const CouponCode = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .transform((text) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()))

/** An order as a command: what the buyer saw and confirms. */
export const NewOrder = z.object({
  lines: z
    .array(
      z.object({
        skuId: z.uuid(),
        quantity: z.int().min(1).max(9_999),
        /** The price the buyer was shown; another one is refused with `price_changed`. */
        unitPriceFen: z.int().min(1),
      }),
    )
    .min(1)
    .max(200),
  addressId: z.uuid(),
  couponCode: CouponCode.optional(),
  payment: z.enum(['cashier', 'balance']),
})

export const Quote = z.object({
  lines: z.array(
    z.object({
      skuId: z.uuid(),
      productId: z.uuid(),
      titleZh: z.string(),
      titleEn: z.string(),
      picture: Picture.nullable(),
      quantity: z.int(),
      unitPriceFen: fen,
      flashSaleId: z.uuid().nullable(),
      available: z.int(),
      /** Why this line cannot be bought as it is: an error code, or null. */
      problem: z.string().nullable(),
    }),
  ),
  goodsFen: fen,
  discountFen: fen,
  totalFen: fen,
  couponProblem: z.string().nullable(),
})

export const CartLine = z.object({
  skuId: z.uuid(),
  productId: z.uuid(),
  titleZh: z.string(),
  titleEn: z.string(),
  picture: Picture.nullable(),
  skuName: z.string(),
  quantity: z.int(),
  unitPriceFen: fen,
  available: z.int(),
  onSale: z.boolean(),
})
export const Cart = z.object({ lines: z.array(CartLine), goodsFen: fen })

export const FlashSale = z.object({
  id: z.uuid(),
  skuId: z.uuid(),
  productId: z.uuid(),
  titleZh: z.string(),
  titleEn: z.string(),
  picture: Picture.nullable(),
  priceFen: fen,
  /** What a piece costs outside of the sale. */
  regularPriceFen: fen,
  /** What the sale may be compared with: really paid by others shortly before, and above its price. */
  comparedPriceFen: fen.nullable(),
  quantity: z.int(),
  /** Truly left for sale now, holds of unpaid orders taken off. */
  left: z.int(),
  perMemberMax: z.int(),
  startsAt: moment,
  endsAt: moment,
  status: z.enum(['scheduled', 'running', 'ended']),
})

export const Coupon = z.object({
  id: z.uuid(),
  code: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  offFen: fen,
  minSpendFen: fen,
  total: z.int(),
  left: z.int(),
  used: z.int(),
  perMemberMax: z.int(),
  startsAt: moment,
  endsAt: moment,
})

/** Pages go by key: `next` is the `after` of the following page, null on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })
