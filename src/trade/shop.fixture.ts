/**
 * A small shop for tests of trade: articles with stock, and orders as far as the ledger sees them.
 */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { importCatalog } from '#catalog/import.ts'
import { findSellable } from '#catalog/sellable.ts'
import { addStocks } from '#catalog/stock.ts'
import { findBreaches } from '#ledger/invariants.ts'
import { postChains } from '#ledger/post.ts'
import { addMs, hourMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import { book } from './accounts.ts'
import { createCoupon, findCouponTerms } from './coupon.ts'
import type { NewCoupon } from './coupon.ts'
import { findRunningSales } from './flash-sale.ts'
import { grantChains, holdTransfers, placeChainId, takeTransfers, voidTransfers } from './holds.ts'
import { whyRefused } from './holds.ts'
import { payBy } from './order.ts'
import { priceOrder } from './price-order.ts'

export const now = new Date('2026-11-20T04:00:00Z')
export const later = (ms: number) => addMs(now, ms)

/** Articles with these prices and stocks, in order; answers their ids. */
export async function someArticles(
  db: Db,
  articles: { priceFen: number; stock: number; onSale?: boolean }[],
): Promise<string[]> {
  const [brandId, categoryId] = [randomUUIDv7(), randomUUIDv7()]
  const createdAt = later(-24 * hourMs)
  const names = { nameZh: '甲', nameEn: 'A' }
  const skuIds = articles.map(() => randomUUIDv7())
  const products = articles.map(({ priceFen, onSale = true }, index) => ({
    id: randomUUIDv7(),
    brandId,
    categoryId,
    titleZh: `货 ${index}`,
    titleEn: `Article ${index}`,
    titleZhMadeBy: 'person' as const,
    descriptionZh: '',
    descriptionEn: '',
    createdAt,
    publishedAt: onSale ? createdAt : null,
    skus: [
      {
        id: skuIds[index]!,
        code: skuIds[index]!,
        name: '',
        soldBy: 'piece' as const,
        priceFen,
        validFrom: createdAt,
      },
    ],
  }))
  await db.begin((tx) =>
    importCatalog(tx, {
      brands: [{ id: brandId, ...names, receiver: 'r1', feeBps: 500, madeUp: true, createdAt }],
      categories: [
        { id: categoryId, slug: `c-${categoryId}`, ...names, parentId: null, createdAt },
      ],
      products,
    }),
  )
  const deliveries = articles.flatMap(({ stock }, index) => {
    if (stock === 0) return []
    const [changeId, skuId] = [randomUUIDv7(), skuIds[index]!]
    return [{ changeId, skuId, quantity: stock, reason: 'opening' as const }]
  })
  await db.begin((tx) => addStocks(tx, deliveries, createdAt))
  return skuIds
}

/** One article of 100.00 yuan. */
export async function anArticle(db: Db, { stock = 10, priceFen = 100_00 } = {}): Promise<string> {
  const [skuId] = await someArticles(db, [{ priceFen, stock }])
  return skuId!
}

/** 20.00 yuan off from 100.00, from now on for an hour. */
export async function aCoupon(db: Db, of: Partial<NewCoupon> = {}): Promise<string> {
  const terms = { code: 'OFF20', titleZh: '券', titleEn: 'Coupon', offFen: 20_00 }
  const limits = { minSpendFen: 100_00, total: 10, perMemberMax: 1 }
  const term = { startsAt: now, endsAt: later(hourMs) }
  return db.begin((tx) => createCoupon(tx, { ...terms, ...limits, ...term, ...of }, now))
}

export type Asked = {
  memberId?: string
  lines: { skuId: string; quantity: number; unitPriceFen: number }[]
  couponCode?: string
  at?: Date
}

/**
 * Prices and places an order as the batch does: limits, goods and coupon in the ledger, its rows.
 */
export async function place(tx: Tx, asked: Asked) {
  const { memberId = randomUUIDv7(), lines, couponCode, at = now } = asked
  const skuIds = lines.map((line) => line.skuId)
  const sellable = new Map((await findSellable(tx, skuIds)).map((sku) => [sku.skuId, sku]))
  const sales = await findRunningSales(tx, skuIds, at)
  const [terms = null] = couponCode ? await findCouponTerms(tx, [couponCode]) : []
  const bySku = new Map(sales.map((sale) => [sale.skuId, sale]))
  const coupon = couponCode ? terms : undefined
  const priced = priceOrder({ lines, sellable, sales: bySku, coupon, now: at })
  if (!priced.ok) throw priced.error

  const couponId = coupon?.couponId ?? null
  const order = { orderId: randomUUIDv7(), memberId, couponId, payBy: payBy(at), ...priced }
  const limits = {
    coupon: new Map(coupon ? [[coupon.couponId, coupon]] : []),
    flash: new Map(sales.map((sale) => [sale.saleId, sale])),
  }
  const { orderId } = order
  const chain = {
    book,
    id: placeChainId(orderId),
    reference: orderId,
    transfers: holdTransfers(order),
  }
  const result = (await postChains(tx, [...grantChains([order], limits), chain], at)).at(-1)!
  if (!result.ok) throw whyRefused(result.accountId, result.reason)
  await writeOrder(tx, order, at)
  return order
}

type Placed = Awaited<ReturnType<typeof place>>

async function writeOrder(tx: Tx, order: Placed, at: Date): Promise<void> {
  const { orderId, memberId, couponId, goodsFen, discountFen, totalFen } = order
  await tx`
    insert into trade."order" (id, member_id, status, goods_fen, discount_fen, total_fen, coupon_id,
      address_id, placed_at, pay_by)
    values (${orderId}, ${memberId}, 'placed', ${goodsFen}, ${discountFen}, ${totalFen},
      ${couponId}, ${randomUUIDv7()}, ${at}, ${order.payBy})`
  for (const line of order.lines)
    await tx`
      insert into trade.order_line (order_id, line_no, sku_id, brand_id, product_id, title_zh,
        title_en, quantity, unit_price_fen, discount_fen, total_fen, fee_bps, flash_sale_id)
      values (${orderId}, ${line.lineNo}, ${line.skuId}, ${line.brandId}, ${line.productId},
        ${line.titleZh}, ${line.titleEn}, ${line.quantity}, ${line.unitPriceFen},
        ${line.discountFen}, ${line.totalFen}, ${line.feeBps}, ${line.flashSaleId})`
}

/** Takes the goods of a placed order, as its payment does. */
export async function take(tx: Tx, order: Placed, at = now): Promise<void> {
  const transfers = takeTransfers(order)
  const chain = { book, id: `take:${order.orderId}`, reference: order.orderId, transfers }
  const [result] = await postChains(tx, [chain], at)
  assert.deepEqual(result, { ok: true, fresh: true })
  await tx`update trade."order" set status = 'paid' where id = ${order.orderId}`
}

/** Gives a placed order up before its time. */
export async function giveUp(tx: Tx, order: Placed, at = now): Promise<void> {
  const transfers = voidTransfers(order)
  const chain = { book, id: `close:${order.orderId}`, reference: order.orderId, transfers }
  const [result] = await postChains(tx, [chain], at)
  assert.deepEqual(result, { ok: true, fresh: true })
  await tx`update trade."order" set status = 'closed' where id = ${order.orderId}`
}

export const refusedWith = (code: string) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, code)
  return true
}

export async function assertSound(db: Db): Promise<void> {
  assert.deepEqual(await findBreaches(db), [])
}
