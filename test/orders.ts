/** Orders for tests, brought to where a test begins by the functions that bring real ones there. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { importCatalog } from '#catalog/import.ts'
import { findSellable } from '#catalog/sellable.ts'
import { addStocks } from '#catalog/stock.ts'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { enrolAddresses } from '#pool/address.ts'
import { enrolMembers } from '#pool/enrol.ts'
import { createCoupon, findCouponTerms } from '#trade/coupon.ts'
import { createFlashSale, findRunningSales } from '#trade/flash-sale.ts'
import { applyOutcomes } from '#trade/outcome.ts'
import type { Outcome } from '#trade/payment-adapter.ts'
import { newNumber, placeOrders } from '#trade/place.ts'
import { priceOrder } from '#trade/price-order.ts'
import { receiveOrders, releaseOrders } from '#trade/release.ts'
import { shipOrders } from '#trade/ship.ts'

export const placedAt = new Date('2026-11-20T04:00:00Z')

export type OrderWanted = {
  /**
   * `brand` groups lines: those with the same number are one brand's, with the fee of its first.
   */
  lines?: { priceFen: number; quantity: number; brand?: number; feeBps?: number; flash?: boolean }[]
  /** Taken off by a coupon of its own. */
  discountFen?: number
  memberId?: string
  at?: Date
}

export type MadeOrder = {
  orderId: string
  memberId: string
  paymentNumber: string
  totalFen: number
  couponId: string | null
  lines: {
    lineNo: number
    skuId: string
    brandId: string
    quantity: number
    totalFen: number
    flashSaleId: string | null
  }[]
  /** Of all brands in the order, by id. */
  receivers: Map<string, string>
}

/**
 * An order that waits for its payment, with brands, articles and stock (twice the quantity) of its
 * own.
 */
export async function aPlacedOrder(db: Db, wanted: OrderWanted = {}): Promise<MadeOrder> {
  const { lines = [{ priceFen: 100_00, quantity: 3 }], discountFen = 0 } = wanted
  const { memberId = randomUUIDv7(), at = placedAt } = wanted
  const { skuIds, receivers } = await someArticles(db, lines, at)
  for (const [index, line] of lines.entries()) {
    if (!line.flash) continue
    const [skuId, quantity] = [skuIds[index]!, line.quantity]
    const term = { startsAt: at, endsAt: addMs(at, hourMs), perMemberMax: quantity }
    const sale = { skuId, quantity, priceFen: line.priceFen - 1, ...term }
    await db.begin((tx) => createFlashSale(tx, sale, at))
  }
  const addressId = await anAddress(db, memberId, at)
  const code = discountFen > 0 ? `C${newNumber().slice(-12)}` : null
  if (code) await aCoupon(db, code, discountFen, at)

  return db.begin(async (tx) => {
    const sellable = new Map((await findSellable(tx, skuIds)).map((sku) => [sku.skuId, sku]))
    const sales = new Map((await findRunningSales(tx, skuIds, at)).map((one) => [one.skuId, one]))
    const [coupon] = code ? await findCouponTerms(tx, [code.toUpperCase()]) : []
    const asked = lines.map(({ quantity, priceFen, flash }, index) => {
      return { skuId: skuIds[index]!, quantity, unitPriceFen: flash ? priceFen - 1 : priceFen }
    })
    const priced = priceOrder({ lines: asked, sellable, sales, coupon, now: at })
    if (!priced.ok) throw priced.error
    const order = {
      ...priced,
      orderId: randomUUIDv7(),
      memberId,
      addressId,
      couponId: coupon?.couponId ?? null,
      placedAt: at,
      payment: { number: newNumber(), method: 'balance' as const },
    }
    const limits = {
      coupon: new Map(coupon ? [[coupon.couponId, coupon]] : []),
      flash: new Map([...sales.values()].map((sale) => [sale.saleId, sale])),
    }
    assert.deepEqual(await placeOrders(tx, [order], limits, at), [null])
    return { ...order, paymentNumber: order.payment.number, receivers }
  })
}

/** The buyer's money is in escrow since half a minute after the order was placed. */
export async function aPaidOrder(db: Db, wanted: OrderWanted = {}): Promise<MadeOrder> {
  const order = await aPlacedOrder(db, wanted)
  const at = addMs(wanted.at ?? placedAt, 30_000)
  await applyOutcomes(db, [outcome(order.paymentNumber, order.totalFen, at)], at)
  return order
}

/** Every brand sent its lines an hour after the order was placed. */
export async function aShippedOrder(db: Db, wanted: OrderWanted = {}): Promise<MadeOrder> {
  const order = await aPaidOrder(db, wanted)
  await ship(db, order, addMs(wanted.at ?? placedAt, hourMs))
  return order
}

export async function ship(
  db: Db,
  order: MadeOrder,
  shippedAt: Date,
  brandIds = [...order.receivers.keys()],
): Promise<void> {
  const parcel = { orderId: order.orderId, carrier: 'SF', trackingNo: 'SF1', shippedAt }
  await db.begin((tx) =>
    shipOrders(
      tx,
      brandIds.map((brandId) => ({ ...parcel, brandId })),
    ),
  )
}

/** The buyer has it since a day after it was placed; nothing is released yet. */
export async function aReceivedOrder(db: Db, wanted: OrderWanted = {}): Promise<MadeOrder> {
  const order = await aShippedOrder(db, wanted)
  const { orderId } = order
  const receivedAt = addMs(wanted.at ?? placedAt, dayMs)
  assert.deepEqual(await db.begin((tx) => receiveOrders(tx, [{ orderId, receivedAt }])), [orderId])
  return order
}

/** The money was released to the brands right after receipt. */
export async function aCompletedOrder(db: Db, wanted: OrderWanted = {}): Promise<MadeOrder> {
  const order = await aReceivedOrder(db, wanted)
  const at = addMs(wanted.at ?? placedAt, dayMs)
  await db.begin((tx) => releaseOrders(tx, [order.orderId], at))
  await answerInstructions(db, order.orderId, { at })
  return order
}

/** The institution's word about all that it was told about an order and has not answered. */
export async function answerInstructions(
  db: Db,
  orderId: string,
  answer: { at: Date; status?: 'done' | 'refused'; reason?: string },
): Promise<number> {
  const { at, status = 'done', reason } = answer
  const pending = await db<{ number: string; amountFen: number }>`
    select number, amount_fen from trade.instruction
    where order_id = ${orderId} and status = 'pending' order by number`
  const outcomes = pending.map(({ number, amountFen }) => ({
    ...outcome(number, amountFen, at),
    status,
    ...(reason ? { reason } : {}),
  }))
  await applyOutcomes(db, outcomes, at)
  return pending.length
}

export const outcome = (number: string, amountFen: number, at: Date): Outcome => {
  return {
    number,
    status: 'done',
    amountFen,
    currency: 'CNY',
    at,
    institutionNumber: `i-${number}`,
  }
}

async function someArticles(db: Db, lines: NonNullable<OrderWanted['lines']>, at: Date) {
  const createdAt = addMs(at, -dayMs)
  const names = { nameZh: '甲', nameEn: 'A' }
  const categoryId = randomUUIDv7()
  const brands = new Map<number, { id: string; receiver: string; feeBps: number }>()
  for (const { brand = 0, feeBps = 500 } of lines) {
    const id = randomUUIDv7()
    if (!brands.has(brand)) brands.set(brand, { id, receiver: `r-${id}`, feeBps })
  }
  const articles = lines.map((line) => ({ ...line, skuId: randomUUIDv7() }))
  const products = articles.map(({ skuId, priceFen, brand = 0 }) => ({
    id: randomUUIDv7(),
    brandId: brands.get(brand)!.id,
    categoryId,
    titleZh: '货',
    titleEn: 'Article',
    titleZhMadeBy: 'person' as const,
    descriptionZh: '',
    descriptionEn: '',
    createdAt,
    publishedAt: createdAt,
    skus: [
      {
        id: skuId,
        code: skuId,
        name: '',
        soldBy: 'piece' as const,
        priceFen,
        validFrom: createdAt,
      },
    ],
  }))
  const deliveries = articles.map(({ skuId, quantity }) => {
    return { changeId: randomUUIDv7(), skuId, quantity: quantity * 2, reason: 'opening' as const }
  })
  await db.begin((tx) =>
    importCatalog(tx, {
      brands: [...brands.values()].map((one) => ({ ...one, ...names, madeUp: true, createdAt })),
      categories: [
        { id: categoryId, slug: `c-${categoryId}`, ...names, parentId: null, createdAt },
      ],
      products,
    }),
  )
  await db.begin((tx) => addStocks(tx, deliveries, createdAt))
  const receivers = new Map([...brands.values()].map((one) => [one.id, one.receiver]))
  return { skuIds: articles.map((one) => one.skuId), receivers }
}

async function aCoupon(db: Db, code: string, offFen: number, at: Date): Promise<void> {
  const terms = { code, titleZh: '券', titleEn: 'Coupon', offFen, minSpendFen: offFen + 1 }
  const limits = { total: 1, perMemberMax: 1, startsAt: at, endsAt: addMs(at, hourMs) }
  await db.begin((tx) => createCoupon(tx, { ...terms, ...limits }, at))
}

/** Of a member who is enrolled unless they are already. */
export async function anAddress(db: Db, memberId: string, at: Date): Promise<string> {
  const vault = createVault(randomBytes(32))
  const addressId = randomUUIDv7()
  const contents = { name: '甲', phone: '+8613800138000', province: '上海市', city: '上海市' }
  const known = await db`select from pool.member where id = ${memberId}`
  await db.begin(async (tx) => {
    if (known.length === 0) await enrolMembers(tx, vault, [{ memberId, createdAt: at }])
    const whole = { ...contents, district: '', street: '一路 1 号' }
    await enrolAddresses(tx, vault, [{ memberId, addressId, contents: whole, createdAt: at }])
  })
  return addressId
}
