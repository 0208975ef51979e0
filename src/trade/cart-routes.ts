/** What a member does before an order: the cart, a quote, what is cheaper just now. */
import { z } from 'zod'
import { route } from '#platform/route.ts'
import { dropCartLine, readCart, setCartLine, showLines } from './cart.ts'
import { keepCollected } from './collected.ts'
import { listUsableCoupons } from './coupon.ts'
import { cartFull, orderTooLarge, skuNotFound, tooManyLines } from './errors.ts'
import { listOpenFlashSales } from './flash-sale.ts'
import { quoteOrder } from './quote.ts'
import { Cart, Coupon, CouponCode, FlashSale, Quote } from './views.ts'

const LineParams = z.object({ skuId: z.uuid() })
const Quantity = z.int().min(1).max(9_999)
/** What somebody has collected who is not signed in: their browser keeps it. */
const Collected = z.object({
  lines: z
    .array(z.object({ skuId: z.uuid(), quantity: Quantity }))
    .min(1)
    .max(50)
    .refine((lines) => new Set(lines.map((line) => line.skuId)).size === lines.length, 'twice'),
})
const exampleSku = '0197a1b2-0000-7000-8000-000000000001'

export const getCart = route({
  method: 'GET',
  path: '/cart',
  summary: 'The cart, with present prices and what is available',
  auth: 'member',
  answers: [200, Cart],
  handle: ({ db, actor, now }) => readCart(db, { memberId: actor.memberId, now }),
})

export const putCartLine = route({
  method: 'PUT',
  path: '/cart/lines/:skuId',
  summary: 'Put an article into the cart, or change how many',
  auth: 'member',
  repeat: 'none',
  params: LineParams,
  body: z.object({ quantity: Quantity }),
  answers: [200, Cart],
  errors: [skuNotFound, cartFull],
  example: { body: { quantity: 2 } },
  handle: async ({ tx, actor: { memberId }, params, body, now }) => {
    await setCartLine(tx, { memberId, ...params, ...body, now })
    return readCart(tx, { memberId, now })
  },
})

export const deleteCartLine = route({
  method: 'DELETE',
  path: '/cart/lines/:skuId',
  summary: 'Take an article out of the cart',
  auth: 'member',
  repeat: 'none',
  params: LineParams,
  answers: [200, Cart],
  handle: async ({ tx, actor: { memberId }, params, now }) => {
    await dropCartLine(tx, { memberId, ...params })
    return readCart(tx, { memberId, now })
  },
})

export const postVisitorCart = route({
  method: 'POST',
  path: '/visitor-carts',
  summary: 'What a visitor has collected, as a cart with present prices; nothing is kept',
  auth: 'visitor',
  repeat: 'own', // it only reads
  body: Collected,
  answers: [200, Cart],
  example: { body: { lines: [{ skuId: exampleSku, quantity: 2 }] } },
  handle: ({ db, body, now }) => showLines(db, body.lines, now),
})

export const postCollected = route({
  method: 'POST',
  path: '/cart/collected',
  summary:
    'Put what was collected before signing in beside what is in the cart, as far as it is sold; of ' +
    'what is in it already the larger quantity stays',
  auth: 'member',
  repeat: 'none', // the same once more changes nothing
  body: Collected,
  answers: [200, Cart],
  errors: [cartFull],
  example: { body: { lines: [{ skuId: exampleSku, quantity: 2 }] } },
  handle: async ({ tx, actor: { memberId }, body, now }) => {
    await keepCollected(tx, { memberId, ...body, now })
    return readCart(tx, { memberId, now })
  },
})

export const postQuote = route({
  method: 'POST',
  path: '/quotes',
  summary: 'What an order of these lines would cost now, and what stands in its way',
  auth: 'member',
  repeat: 'own', // it only reads
  body: z.object({
    lines: z
      .array(z.object({ skuId: z.uuid(), quantity: Quantity }))
      .min(1)
      .max(200),
    couponCode: CouponCode.optional(),
  }),
  answers: [200, Quote],
  errors: [tooManyLines, skuNotFound, orderTooLarge],
  example: { body: { lines: [{ skuId: exampleSku, quantity: 2 }], couponCode: 'SPRING20' } },
  handle: ({ db, actor: { memberId }, body, now }) => quoteOrder(db, { memberId, ...body, now }),
})

export const getFlashSales = route({
  method: 'GET',
  path: '/flash-sales',
  summary: 'Flash sales that run, and those of the coming week',
  auth: 'visitor',
  answers: [200, z.object({ items: z.array(FlashSale) })],
  handle: async ({ db, now }) => ({ items: await listOpenFlashSales(db, now) }),
})

export const getCoupons = route({
  method: 'GET',
  path: '/coupons',
  summary: 'Coupons that the member can use now',
  auth: 'member',
  answers: [200, z.object({ items: z.array(Coupon) })],
  handle: async ({ db, actor: { memberId }, now }) => ({
    items: await listUsableCoupons(db, { memberId, now }),
  }),
})
