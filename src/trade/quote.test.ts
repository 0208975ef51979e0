import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { hourMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { createFlashSale } from './flash-sale.ts'
import { quoteOrder } from './quote.ts'
import {
  aCoupon,
  assertSound,
  later,
  now,
  place,
  refusedWith,
  someArticles,
} from './shop.fixture.ts'

/**
 * Article 0 of 100.00 in a sale at 50.00 (5 set aside, 2 each); article 1 of 30.00; 2 is off sale.
 */
async function aShop(db: Db) {
  const skuIds = await someArticles(db, [
    { priceFen: 100_00, stock: 10 },
    { priceFen: 30_00, stock: 4 },
    { priceFen: 70_00, stock: 4, onSale: false },
  ])
  const [flash, plain, off] = skuIds as [string, string, string]
  const terms = { priceFen: 50_00, quantity: 5, perMemberMax: 2 }
  const term = { startsAt: now, endsAt: later(hourMs) }
  await db.begin((tx) => createFlashSale(tx, { skuId: flash, ...terms, ...term }, now))
  return { flash, plain, off }
}
const memberId = randomUUIDv7()
const line = (skuId: string, quantity: number) => ({ skuId, quantity })

test('an order at the quoted prices is placed at exactly the quoted sums', async () => {
  await using db = await testDb()
  const { flash, plain } = await aShop(db)
  await aCoupon(db)
  const lines = [line(flash, 2), line(plain, 3)]
  const quote = await quoteOrder(db, { memberId, lines, couponCode: 'OFF20', now })
  const { goodsFen, discountFen, totalFen, couponProblem } = quote
  assert.deepEqual([goodsFen, discountFen, totalFen, couponProblem], [190_00, 20_00, 170_00, null])
  assert.deepEqual(
    quote.lines.map((one) => [
      one.unitPriceFen,
      one.flashSaleId === null,
      one.available,
      one.problem,
    ]),
    [
      [50_00, false, 5, null],
      [30_00, true, 4, null],
    ],
  )
  const order = await db.begin((tx) =>
    place(tx, { memberId, lines: quote.lines, couponCode: 'OFF20' }),
  )
  assert.deepEqual([order.goodsFen, order.discountFen, order.totalFen], [190_00, 20_00, 170_00])
  await assertSound(db)
})

test('a line that cannot be bought says why and is left out of the sums', async () => {
  await using db = await testDb()
  const { flash, plain, off } = await aShop(db)
  const problems = async (lines: { skuId: string; quantity: number }[]) => {
    const quote = await quoteOrder(db, { memberId, lines, now })
    return [quote.lines.map((one) => one.problem), quote.totalFen]
  }
  const all = [line(flash, 3), line(plain, 4), line(off, 1)]
  assert.deepEqual(await problems(all), [['member_limit', null, 'sku_not_found'], 120_00])
  assert.deepEqual(await problems([line(flash, 6), line(plain, 5)]), [['sold_out', 'sold_out'], 0])

  const one = { lines: [{ ...line(flash, 1), unitPriceFen: 50_00 }] }
  await db.begin((tx) => place(tx, { memberId, ...one }))
  assert.deepEqual(await problems([line(flash, 2)]), [['member_limit'], 0])
  assert.deepEqual(await problems([line(flash, 1)]), [[null], 50_00])
})

test('an article that never was, or two lines of one article, are refused', async () => {
  await using db = await testDb()
  const { plain } = await aShop(db)
  const quote = (lines: { skuId: string; quantity: number }[]) =>
    quoteOrder(db, { memberId, lines, now })
  await assert.rejects(quote([line(randomUUIDv7(), 1)]), refusedWith('sku_not_found'))
  await assert.rejects(quote([line(plain, 1), line(plain, 1)]), refusedWith('duplicate_line'))
})

test('a coupon that cannot be used says why and takes nothing off', async () => {
  await using db = await testDb()
  const { plain } = await aShop(db)
  await aCoupon(db)
  await aCoupon(db, { code: 'GONE', total: 1, minSpendFen: 60_00 })
  await aCoupon(db, { code: 'MINE', minSpendFen: 60_00 })
  const paying = { lines: [{ ...line(plain, 2), unitPriceFen: 30_00 }] }
  const quote = async (couponCode: string, quantity: number, at = now) => {
    const lines = [line(plain, quantity)]
    const of = await quoteOrder(db, { memberId, lines, couponCode, now: at })
    assert.equal(of.totalFen, of.goodsFen - of.discountFen)
    return [of.couponProblem, of.discountFen]
  }
  assert.deepEqual(await quote('NONE', 1), ['coupon_not_found', 0])
  assert.deepEqual(await quote('OFF20', 3), ['coupon_not_usable', 0]) // 90.00 are under 100.00
  assert.deepEqual(await quote('OFF20', 4), [null, 20_00])
  assert.deepEqual(await quote('OFF20', 5), ['coupon_not_usable', 0]) // sold out: nothing to buy
  assert.deepEqual(await quote('OFF20', 4, later(hourMs)), ['coupon_not_usable', 0])

  const mine = await db.begin((tx) => place(tx, { memberId, ...paying, couponCode: 'MINE' }))
  assert.equal(mine.discountFen, 20_00)
  assert.deepEqual(await quote('MINE', 2), ['member_limit', 0])
  await db.begin((tx) => place(tx, { ...paying, couponCode: 'GONE' }))
  assert.deepEqual(await quote('GONE', 2), ['coupon_not_usable', 0]) // no goods are left either
  await assertSound(db)
})

test('a coupon whose last one is held by somebody is gone', async () => {
  await using db = await testDb()
  const { plain } = await aShop(db)
  await aCoupon(db, { total: 1, minSpendFen: 30_00 })
  const lines = [{ ...line(plain, 1), unitPriceFen: 30_00 }]
  const held = await db.begin((tx) => place(tx, { lines, couponCode: 'OFF20' }))
  const quote = async (at: Date) =>
    (await quoteOrder(db, { memberId, lines, couponCode: 'OFF20', now: at })).couponProblem
  assert.equal(await quote(now), 'coupon_gone')
  assert.equal(await quote(held.payBy), null)
})
