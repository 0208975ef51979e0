/** How staff plan flash sales and coupons. Each act is audited in its transaction. */
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { createCoupon, getCoupon, listCoupons } from './coupon.ts'
import * as errors from './errors.ts'
import { createFlashSale, endFlashSale, getFlashSale, listFlashSales } from './flash-sale.ts'
import { readProgress } from './flash-sale-progress.ts'
import { Coupon, FlashSale, instant, pageOf } from './views.ts'

const pageSize = 50
const Page = z.object({ after: z.uuid().optional() })
const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const Count = z.int().min(1).max(10_000_000)
const Fen = z.int().min(1).max(999_999_900)

export const getConsoleFlashSales = route({
  method: 'GET',
  path: '/console/flash-sales',
  summary: 'All flash sales, newest first',
  auth: 'staff',
  query: Page,
  answers: [200, pageOf(FlashSale)],
  handle: async ({ db, query, now }) =>
    pageFrom(
      await listFlashSales(db, { afterId: query.after, limit: pageSize + 1, now }),
      pageSize,
    ),
})

const Sold = z.object({ orders: z.int(), pieces: z.int(), fen: z.int() })

export const getConsoleFlashSale = route({
  method: 'GET',
  path: '/console/flash-sales/:saleId',
  summary: 'A flash sale and how it goes: what is left, what waits, what was sold and when',
  auth: 'staff:orders.read',
  params: z.object({ saleId: z.uuid() }),
  answers: [
    200,
    z.object({
      sale: FlashSale,
      /** Of when the counts below are. */
      asOf: instant,
      waiting: Sold.omit({ fen: true }),
      sold: Sold,
      closedOrders: z.int(),
      /** Of what was sold, given back or about to be. */
      refunded: Sold,
      stepMinutes: z.int(),
      steps: z.array(
        z.object({ at: instant, placed: z.int(), paid: z.int(), paidPieces: z.int() }),
      ),
    }),
  ],
  errors: [errors.saleNotFound],
  handle: async ({ db, params: { saleId }, now }) => {
    const sale = await getFlashSale(db, saleId, now)
    const term = { startsAt: new Date(sale.startsAt), endsAt: new Date(sale.endsAt) }
    const { value, asOf } = await readProgress(db, { saleId, ...term }, now)
    return { sale, asOf, ...value }
  },
})

export const postFlashSale = route({
  method: 'POST',
  path: '/console/flash-sales',
  summary: 'Plan a flash sale and set its goods aside',
  auth: 'staff:sales.edit',
  body: z.object({
    skuId: z.uuid(),
    priceFen: Fen,
    quantity: Count,
    perMemberMax: z.int().min(1).max(9_999),
    startsAt: Moment.optional(), // now
    endsAt: Moment,
  }),
  answers: [201, FlashSale],
  errors: [
    errors.skuNotFound,
    errors.wrongTerm,
    errors.salePrice,
    errors.saleOverlaps,
    errors.soldOut,
  ],
  handle: async (call) => {
    const { tx, body, now } = call
    const id = await createFlashSale(tx, { ...body, startsAt: body.startsAt ?? now }, now)
    const { skuId, priceFen, quantity, perMemberMax } = body
    const facts = { skuId, priceFen, quantity, perMemberMax }
    await auditStaff(call, 'trade.create_flash_sale', `flash_sale:${id}`, facts)
    return getFlashSale(tx, id, now)
  },
})

export const postFlashSaleEnd = route({
  method: 'POST',
  path: '/console/flash-sales/:saleId/end',
  summary: 'End a flash sale before its time',
  auth: 'staff:sales.edit',
  params: z.object({ saleId: z.uuid() }),
  answers: [200, FlashSale],
  errors: [errors.saleNotFound, errors.saleState],
  handle: async (call) => {
    const { tx, now } = call
    const { saleId } = call.params
    await endFlashSale(tx, saleId, now)
    await auditStaff(call, 'trade.end_flash_sale', `flash_sale:${saleId}`)
    return getFlashSale(tx, saleId, now)
  },
})

export const getConsoleCoupons = route({
  method: 'GET',
  path: '/console/coupons',
  summary: 'All coupons with what is used and left, newest first',
  auth: 'staff',
  query: Page,
  answers: [200, pageOf(Coupon)],
  handle: async ({ db, query, now }) =>
    pageFrom(await listCoupons(db, { afterId: query.after, limit: pageSize + 1, now }), pageSize),
})

export const postCoupon = route({
  method: 'POST',
  path: '/console/coupons',
  summary: 'Make a coupon: so many in all, so many per member',
  auth: 'staff:coupons.edit',
  body: z.object({
    code: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9-]{3,40}$/)
      .toUpperCase(),
    titleZh: z.string().trim().min(1).max(100),
    titleEn: z.string().trim().min(1).max(100),
    offFen: Fen,
    minSpendFen: Fen,
    total: Count,
    perMemberMax: z.int().min(1).max(9_999),
    startsAt: Moment.optional(), // now
    endsAt: Moment,
  }),
  answers: [201, Coupon],
  errors: [errors.wrongTerm, errors.couponTooGenerous, errors.codeTaken],
  handle: async (call) => {
    const { tx, body, now } = call
    const id = await createCoupon(tx, { ...body, startsAt: body.startsAt ?? now }, now)
    const { offFen, minSpendFen, total, perMemberMax } = body
    const facts = { offFen, minSpendFen, total, perMemberMax }
    await auditStaff(call, 'trade.create_coupon', `coupon:${id}`, facts)
    return getCoupon(tx, id, now)
  },
})
