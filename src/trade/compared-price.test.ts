import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { findSellable } from '#catalog/sellable.ts'
import { addMs, dayMs, hourMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { overlap, testDb } from '#test/db.ts'
import { anAddress, outcome } from '#test/orders.ts'
import { comparedPriceOf, comparePrices } from './compared-price.ts'
import type { Deal } from './compared-price.ts'
import { createFlashSale, getFlashSale } from './flash-sale.ts'
import { applyOutcomes } from './outcome.ts'
import { newNumber, placeOrders } from './place.ts'
import { anArticle, now } from './shop.fixture.ts'

const ago = (ms: number) => addMs(now, -ms)

test('1,000 histories of deals: what is compared with is what the rule says, word by word', () => {
  const deal = fc.record({
    at: fc.integer({ min: -12 * 24, max: 24 }).map((hours) => addMs(now, hours * hourMs)),
    unitFen: fc.integer({ min: 1, max: 500 }),
  })
  fc.assert(
    fc.property(fc.array(deal, { maxLength: 12 }), (deals) => {
      assert.equal(comparedPriceOf(deals, now), byTheRule(deals))
    }),
    { numRuns: 1_000 },
  )
})

/** The rule read slowly: go through every fen and ask whether it may stand there. */
function byTheRule(deals: Deal[]): number | null {
  const earlier = deals.filter((deal) => deal.at.getTime() < now.getTime())
  if (earlier.length === 0) return null
  const inSevenDays = earlier.filter((deal) => now.getTime() - deal.at.getTime() <= 7 * dayMs)
  const newest = earlier.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0]!.at.getTime()
  const bound = inSevenDays.length > 0 ? inSevenDays : earlier.filter((d) => +d.at === newest)
  for (let fen = 500; fen > 0; fen--) if (bound.every(({ unitFen }) => fen <= unitFen)) return fen
  return null
}

type Bought = { unitFen: number; at: Date; quantity?: number; discountFen?: number; paid?: boolean }

/** Somebody buys at a price of that day. */
async function buy(db: Db, skuId: string, bought: Bought): Promise<string> {
  const { unitFen, at, quantity = 2, discountFen = 0, paid = true } = bought
  const [sku] = await findSellable(db, [skuId])
  const { productId, brandId, titleZh, titleEn, feeBps } = sku!
  const goodsFen = unitFen * quantity
  const totalFen = goodsFen - discountFen
  const prices = { unitPriceFen: unitFen, discountFen, totalFen, feeBps, flashSaleId: null }
  const line = { lineNo: 1, skuId, productId, brandId, titleZh, titleEn, quantity, ...prices }
  const memberId = randomUUIDv7()
  const order = {
    orderId: randomUUIDv7(),
    memberId,
    addressId: await anAddress(db, memberId, at),
    couponId: null,
    lines: [line],
    goodsFen,
    discountFen,
    totalFen,
    placedAt: at,
    payment: { number: newNumber(), method: 'balance' as const },
  }
  const none = { coupon: new Map<never, never>(), flash: new Map<never, never>() }
  assert.deepEqual(await db.begin((tx) => placeOrders(tx, [order], none, at)), [null])
  if (paid) await applyOutcomes(db, [outcome(order.payment.number, totalFen, at)], at)
  return order.orderId
}

async function aSale(db: Db, skuId: string, startsAt = now): Promise<string> {
  const terms = { skuId, priceFen: 50_00, quantity: 1, perMemberMax: 1 }
  const term = { startsAt, endsAt: addMs(startsAt, hourMs) }
  return db.begin((tx) => createFlashSale(tx, { ...terms, ...term }, now))
}
const comparedOf = async (db: Db, saleId: string) =>
  (await getFlashSale(db, saleId, now)).comparedPriceFen

test('a sale of goods that nobody bought shows no compared price, whatever their regular price', async () => {
  await using db = await testDb()
  const [skuId, other] = [await anArticle(db), await anArticle(db)]
  await buy(db, other, { unitFen: 90_00, at: ago(dayMs) })
  await buy(db, skuId, { unitFen: 95_00, at: ago(hourMs), paid: false })
  const saleId = await aSale(db, skuId)
  assert.equal(await comparePrices(db, now), 1)
  assert.equal(await comparedOf(db, saleId), null)
})

test('the lowest price of seven days counts, its share of a coupon taken off', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db, { stock: 50 })
  await buy(db, skuId, { unitFen: 60_00, at: ago(8 * dayMs) })
  await buy(db, skuId, { unitFen: 99_00, at: ago(6 * dayMs) })
  await buy(db, skuId, { unitFen: 100_00, at: ago(2 * dayMs), quantity: 3, discountFen: 20_00 })
  const saleId = await aSale(db, skuId)
  await comparePrices(db, now)
  assert.equal(await comparedOf(db, saleId), 93_33)
})

test('without a deal in seven days the last one before counts, and no higher one', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db, { stock: 50 })
  await buy(db, skuId, { unitFen: 99_00, at: ago(30 * dayMs) })
  await buy(db, skuId, { unitFen: 80_00, at: ago(20 * dayMs) })
  const saleId = await aSale(db, skuId)
  await comparePrices(db, now)
  assert.equal(await comparedOf(db, saleId), 80_00)
})

test('what was given back whole was no deal', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db, { stock: 50 })
  await buy(db, skuId, { unitFen: 90_00, at: ago(2 * dayMs) })
  const cheap = await buy(db, skuId, { unitFen: 70_00, at: ago(dayMs) })
  await db`
    update trade.order_line set refunded_quantity = quantity, refunded_fen = total_fen
    where order_id = ${cheap}`
  const saleId = await aSale(db, skuId)
  await comparePrices(db, now)
  assert.equal(await comparedOf(db, saleId), 90_00)
})

test('a price that is not above the sale’s is not struck through', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  await buy(db, skuId, { unitFen: 50_00, at: ago(dayMs) })
  const saleId = await aSale(db, skuId)
  await comparePrices(db, now)
  assert.equal(await comparedOf(db, saleId), null)
})

test('it is settled once the sale begins, and what is sold later does not change it', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db, { stock: 50 })
  await buy(db, skuId, { unitFen: 90_00, at: ago(dayMs) })
  const startsAt = addMs(now, hourMs)
  const saleId = await aSale(db, skuId, startsAt)
  assert.equal(await comparePrices(db, now), 0)
  assert.equal(await comparedOf(db, saleId), null)
  await buy(db, skuId, { unitFen: 85_00, at: addMs(now, minuteMs) })
  const [first, second] = await overlap(
    db,
    (tx) => comparePrices(within(tx), startsAt),
    (tx) => comparePrices(within(tx), startsAt),
  )
  assert.deepEqual([first, second].map(({ status }) => status).sort(), ['fulfilled', 'fulfilled'])
  assert.equal(await comparedOf(db, saleId), 85_00)
  await buy(db, skuId, { unitFen: 60_00, at: addMs(startsAt, minuteMs) })
  assert.equal(await comparePrices(db, addMs(startsAt, hourMs)), 0)
  assert.equal(await comparedOf(db, saleId), 85_00)
})

/** Lets a job that opens its own transaction run in one that a test holds open. */
const within = (tx: unknown) =>
  ({ begin: (work: (tx: unknown) => Promise<number>) => work(tx) }) as unknown as Db
