/**
 * Placing orders, many in one transaction. Stock, coupon and limits of an order are held together with
 * the money that is asked for, in one chain: all of it or none.
 */
import { findSellable } from '#catalog/sellable.ts'
import type { Chain } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import { snapshotAddresses, whichAddressesExist } from '#pool/order-address.ts'
import { createBatcher } from '#platform/batcher.ts'
import type { Batcher } from '#platform/batcher.ts'
import type { Db, Tx } from '#platform/db.ts'
import { DomainError, errorOfCode, keyReused } from '#platform/errors.ts'
import { findAnswers, refusalOf, storeAnswers } from '#platform/idempotency.ts'
import type { StoredAnswer } from '#platform/idempotency.ts'
import type { Idempotency } from '#platform/route.ts'
import { randomUUIDv7 } from 'node:crypto'
import type { z } from 'zod'
import { book, escrow, payer } from './accounts.ts'
import { findCouponTerms } from './coupon.ts'
import { addressNotFound } from './errors.ts'
import { orderPlaced } from './events.ts'
import { findRunningSales } from './flash-sale.ts'
import { grantChains, holdTransfers, placeChainId, whyRefused } from './holds.ts'
import type { Limits } from './holds.ts'
import { payBy } from './order.ts'
import type { OrderLine } from './order.ts'
import { priceOrder } from './price-order.ts'
import type { NewOrder, PlacedOrder } from './views.ts'

/** An order whose price is settled, ready to be written. */
export type ReadyOrder = {
  orderId: string
  memberId: string
  addressId: string
  couponId: string | null
  lines: OrderLine[]
  goodsFen: number
  discountFen: number
  totalFen: number
  placedAt: Date
  payment: { number: string; method: 'cashier' | 'balance' }
}

export type PlaceOrder = {
  idempotency: Idempotency
  memberId: string
  order: z.output<typeof NewOrder>
  now: Date
}

type Placed = z.input<typeof PlacedOrder>

/** The batcher behind `POST /orders`: each result is the answer that is stored under the key. */
export function createPlaceOrders(
  db: Db,
  onBatch?: (size: number) => void,
): Batcher<PlaceOrder, StoredAnswer> {
  return createBatcher({
    run: (commands: PlaceOrder[]) => db.beginByKey((tx) => placeBatch(tx, commands)),
    onBatch,
  })
}

/** 32 characters of letters and digits: what every institution takes as a number. */
export const newNumber = () => randomUUIDv7().replaceAll('-', '')

async function placeBatch(tx: Tx, commands: PlaceOrder[]): Promise<StoredAnswer[]> {
  const answers = new Map<string, StoredAnswer & { digest: string }>()
  for (const stored of await findAnswers(
    tx,
    commands.map((one) => one.idempotency),
  ))
    answers.set(keyOf(stored), stored)

  const fresh = new Map<string, PlaceOrder>()
  for (const command of commands) {
    const key = keyOf(command.idempotency)
    if (!answers.has(key) && !fresh.has(key)) fresh.set(key, command)
  }
  const placed = await placeFresh(tx, [...fresh.values()])
  const stored = placed.map((answer, index) => ({
    ...[...fresh.values()][index]!.idempotency,
    ...answer,
  }))
  await storeAnswers(tx, stored, commands[0]!.now)
  for (const answer of stored) answers.set(keyOf(answer), answer)

  return commands.map(({ idempotency }) => {
    const answer = answers.get(keyOf(idempotency))!
    return answer.digest === idempotency.digest ? answer : refused(keyReused())
  })
}

const keyOf = ({ actor, route, key }: Idempotency) => `${actor} ${route} ${key}`
const refused = (error: DomainError): StoredAnswer => ({
  status: error.status,
  answer: refusalOf(error),
})

async function placeFresh(tx: Tx, commands: PlaceOrder[]): Promise<StoredAnswer[]> {
  if (commands.length === 0) return []
  const { priced, limits } = await priceAll(tx, commands)
  const ready = priced.filter((one): one is ReadyOrder => !(one instanceof DomainError))
  const outcomes = await placeOrders(tx, ready, limits, commands[0]!.now)
  let next = 0
  return priced.map((one) => {
    const outcome = one instanceof DomainError ? one : outcomes[next++]!
    if (outcome instanceof DomainError) return refused(outcome)
    return { status: 201, answer: placedAnswer(one as ReadyOrder) }
  })
}

async function priceAll(tx: Tx, commands: PlaceOrder[]) {
  const now = commands[0]!.now
  const skuIds = [
    ...new Set(commands.flatMap(({ order }) => order.lines.map((line) => line.skuId))),
  ]
  const codes = [...new Set(commands.flatMap(({ order }) => order.couponCode ?? []))]
  const [skus, running, terms, addresses] = await Promise.all([
    findSellable(tx, skuIds),
    findRunningSales(tx, skuIds, now),
    codes.length > 0 ? findCouponTerms(tx, codes) : [],
    whichAddressesExist(
      tx,
      commands.map(({ memberId, order }) => ({ memberId, addressId: order.addressId })),
    ),
  ])
  const sellable = new Map(skus.map((sku) => [sku.skuId, sku]))
  const sales = new Map(running.map((sale) => [sale.skuId, sale]))
  const coupons = new Map(terms.map((one) => [one.code, one]))
  const limits: Limits = {
    coupon: new Map(terms.map((one) => [one.couponId, one])),
    flash: new Map(running.map((sale) => [sale.saleId, sale])),
  }
  const priced = commands.map((command, index): ReadyOrder | DomainError => {
    const { order, memberId, now: placedAt } = command
    if (!addresses[index]) return addressNotFound({ addressId: order.addressId })
    const coupon = order.couponCode ? (coupons.get(order.couponCode) ?? null) : undefined
    const price = priceOrder({ lines: order.lines, sellable, sales, coupon, now: placedAt })
    if (!price.ok) return price.error
    return {
      ...price,
      orderId: randomUUIDv7(),
      memberId,
      addressId: order.addressId,
      couponId: coupon?.couponId ?? null,
      placedAt,
      payment: { number: newNumber(), method: order.payment },
    }
  })
  return { priced, limits }
}

/**
 * Writes priced orders: holds in the ledger, rows, the first payment as a pending instruction, events.
 * One result per order: null, or the refusal (soldOut, couponGone, memberLimit).
 */
export async function placeOrders(
  tx: Tx,
  orders: ReadyOrder[],
  limits: Limits,
  now: Date,
): Promise<(DomainError | null)[]> {
  if (orders.length === 0) return []
  const holding = orders.map((order) => ({ ...order, payBy: payBy(order.placedAt) }))
  const grants = grantChains(holding, limits)
  const chains = holding.map<Chain>((order) => ({
    book,
    id: placeChainId(order.orderId),
    reference: order.orderId,
    transfers: [
      ...holdTransfers(order),
      {
        kind: 'hold',
        from: payer(order.memberId),
        to: escrow(order.orderId),
        amount: order.totalFen,
        expiresAt: null, // until the institution has said its last word
      },
    ],
    at: order.placedAt,
  }))
  const results = (await postChains(tx, [...grants, ...chains], now)).slice(grants.length)
  const errors = results.map((result) =>
    result.ok ? null : whyRefused(result.accountId, result.reason),
  )
  const accepted = holding.filter((_, index) => !errors[index])
  const places = new Map(chains.map((chain) => [chain.reference, chain.transfers.length - 1]))
  if (accepted.length > 0) await writeOrders(tx, accepted, places)
  return errors
}

type Accepted = ReadyOrder & { payBy: Date }

/** One round trip: the statements run in this order and none needs another's answer. */
async function writeOrders(tx: Tx, orders: Accepted[], places: Map<string, number>): Promise<void> {
  await Promise.all([
    writeHeads(tx, orders),
    writeLines(tx, orders),
    writePayments(tx, orders, places),
    snapshotAddresses(tx, orders),
    orderPlaced.recordAll(
      tx,
      orders.map(({ orderId, memberId, totalFen, placedAt }) => {
        return { orderId, memberId, version: 1, totalFen, at: placedAt.toISOString() }
      }),
    ),
  ])
}

async function writeHeads(tx: Tx, orders: Accepted[]): Promise<void> {
  await tx`
    insert into trade."order" (id, member_id, status, goods_fen, discount_fen, total_fen, coupon_id,
      address_id, placed_at, pay_by, due_at)
    select id, member_id, 'placed', goods_fen, discount_fen, total_fen, coupon_id, address_id,
      placed_at, pay_by, pay_by
    from unnest(
      ${orders.map((order) => order.orderId)}::uuid[],
      ${orders.map((order) => order.memberId)}::uuid[],
      ${orders.map((order) => order.goodsFen)}::bigint[],
      ${orders.map((order) => order.discountFen)}::bigint[],
      ${orders.map((order) => order.totalFen)}::bigint[],
      ${orders.map((order) => order.couponId)}::uuid[],
      ${orders.map((order) => order.addressId)}::uuid[],
      ${orders.map((order) => order.placedAt)}::timestamptz[],
      ${orders.map((order) => order.payBy)}::timestamptz[]
    ) as new (id, member_id, goods_fen, discount_fen, total_fen, coupon_id, address_id, placed_at, pay_by)`
}

async function writePayments(
  tx: Tx,
  orders: Accepted[],
  places: Map<string, number>,
): Promise<void> {
  await tx`
    insert into trade.payment (number, order_id, method, amount_fen, status, hold_chain, hold_n,
      next_at, created_at)
    select number, order_id, method, amount_fen, 'pending', hold_chain, hold_n,
      created_at + interval '10 seconds', created_at
    from unnest(
      ${orders.map((order) => order.payment.number)}::text[],
      ${orders.map((order) => order.orderId)}::uuid[],
      ${orders.map((order) => order.payment.method)}::text[],
      ${orders.map((order) => order.totalFen)}::bigint[],
      ${orders.map((order) => placeChainId(order.orderId))}::text[],
      ${orders.map((order) => places.get(order.orderId)!)}::smallint[],
      ${orders.map((order) => order.placedAt)}::timestamptz[]
    ) as new (number, order_id, method, amount_fen, hold_chain, hold_n, created_at)`
}

async function writeLines(tx: Tx, orders: Accepted[]): Promise<void> {
  const lines = orders.flatMap(({ orderId, lines }) => lines.map((line) => ({ orderId, ...line })))
  await tx`
    insert into trade.order_line (order_id, line_no, sku_id, brand_id, product_id, title_zh, title_en,
      quantity, unit_price_fen, discount_fen, total_fen, fee_bps, flash_sale_id)
    select * from unnest(
      ${lines.map((line) => line.orderId)}::uuid[], ${lines.map((line) => line.lineNo)}::smallint[],
      ${lines.map((line) => line.skuId)}::uuid[], ${lines.map((line) => line.brandId)}::uuid[],
      ${lines.map((line) => line.productId)}::uuid[],
      ${lines.map((line) => line.titleZh)}::text[], ${lines.map((line) => line.titleEn)}::text[],
      ${lines.map((line) => line.quantity)}::integer[],
      ${lines.map((line) => line.unitPriceFen)}::bigint[],
      ${lines.map((line) => line.discountFen)}::bigint[],
      ${lines.map((line) => line.totalFen)}::bigint[], ${lines.map((line) => line.feeBps)}::integer[],
      ${lines.map((line) => line.flashSaleId)}::uuid[])`
}

function placedAnswer(order: ReadyOrder): Placed {
  const { orderId, goodsFen, discountFen, totalFen, placedAt, payment } = order
  return {
    id: orderId,
    status: 'placed',
    goodsFen,
    discountFen,
    totalFen,
    placedAt: placedAt.toISOString(),
    payBy: payBy(placedAt).toISOString(),
    payment: { ...payment, status: 'pending', cashierUrl: null, reason: null },
  }
}

/** A stored refusal becomes the exception it was; anything else is the placed order. */
export function readPlaced({ answer }: StoredAnswer): Placed {
  const stored = answer as Placed & ReturnType<typeof refusalOf>
  if (stored.refused) throw errorOfCode(stored.code, stored.facts)
  return stored
}
