import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { hourMs, minuteMs } from '#platform/clock.ts'
import { overlap, testDb } from '#test/db.ts'
import {
  createCoupon,
  findCouponTerms,
  getCoupon,
  listCoupons,
  listUsableCoupons,
} from './coupon.ts'
import {
  aCoupon,
  anArticle,
  assertSound,
  giveUp,
  later,
  now,
  place,
  refusedWith,
  take,
} from './shop.fixture.ts'

const asked = (skuId: string, memberId: string = randomUUIDv7()) => {
  return { memberId, lines: [{ skuId, quantity: 1, unitPriceFen: 100_00 }], couponCode: 'OFF20' }
}

test('the last coupon goes to one of two tabs that order at once', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  const couponId = await aCoupon(db, { total: 1 })
  const [first, second] = await overlap(
    db,
    (tx) => place(tx, asked(skuId)),
    (tx) => place(tx, asked(skuId)),
  )
  assert.equal(first.status, 'fulfilled')
  assert.ok(second.status === 'rejected' && refusedWith('coupon_gone')(second.reason))
  assert.equal((await getCoupon(db, couponId, now)).left, 0)
  await assertSound(db)
})

test('twenty orders of one member at once use a coupon no more often than its limit', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db, { stock: 100 })
  const couponId = await aCoupon(db, { total: 50, perMemberMax: 3 })
  const memberId = randomUUIDv7()
  const orders = await Promise.allSettled(
    Array.from({ length: 20 }, () => db.begin((tx) => place(tx, asked(skuId, memberId)))),
  )
  assert.equal(orders.filter((order) => order.status === 'fulfilled').length, 3)
  for (const order of orders)
    if (order.status === 'rejected') refusedWith('member_limit')(order.reason)
  assert.equal((await getCoupon(db, couponId, now)).left, 47)
  await assertSound(db)
})

test('a coupon is left, held, used or free again, and every one of them is counted', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  const couponId = await aCoupon(db, { total: 3 })
  const figures = async () => {
    const { left, used } = await getCoupon(db, couponId, now)
    return [left, used]
  }
  assert.deepEqual(await figures(), [3, 0])
  const paid = await db.begin((tx) => place(tx, asked(skuId)))
  const closed = await db.begin((tx) => place(tx, asked(skuId)))
  assert.deepEqual(await figures(), [1, 0])
  await db.begin((tx) => take(tx, paid))
  await db.begin((tx) => giveUp(tx, closed))
  assert.deepEqual(await figures(), [2, 1])
  const again = await db.begin((tx) => place(tx, asked(skuId, closed.memberId)))
  assert.deepEqual([again.discountFen, again.totalFen], [20_00, 80_00])
  await assertSound(db)
})

test('a coupon asks for more than it gives, ends after it starts, and its code is its own', async () => {
  await using db = await testDb()
  await aCoupon(db, { code: 'Spring-1' })
  const refused = (code: string, of: Parameters<typeof aCoupon>[1]) =>
    assert.rejects(aCoupon(db, of), refusedWith(code))
  await refused('coupon_too_generous', { offFen: 100_00 })
  await refused('wrong_term', { endsAt: now })
  await refused('wrong_term', { startsAt: later(-1) })
  await refused('code_taken', { code: 'SPRING-1' })
  assert.deepEqual(
    (await listCoupons(db, { limit: 10, now })).map((coupon) => coupon.code),
    ['SPRING-1'],
  )
  await assertSound(db)
})

test('one code made by two people at once is one coupon', async () => {
  await using db = await testDb()
  const coupon = {
    code: 'ONE',
    titleZh: '券',
    titleEn: 'Coupon',
    offFen: 1,
    minSpendFen: 2,
    total: 5,
    perMemberMax: 1,
    startsAt: now,
    endsAt: later(hourMs),
  }
  const [first, second] = await overlap(
    db,
    (tx) => createCoupon(tx, coupon, now),
    (tx) => createCoupon(tx, coupon, now),
  )
  assert.equal(first.status, 'fulfilled')
  assert.ok(second.status === 'rejected' && refusedWith('code_taken')(second.reason))
  await assertSound(db)
})

test('terms are found for the codes that exist', async () => {
  await using db = await testDb()
  const couponId = await aCoupon(db)
  const known = { couponId, code: 'OFF20', offFen: 20_00, minSpendFen: 100_00, perMemberMax: 1 }
  const term = { startsAt: now, endsAt: later(hourMs) }
  assert.deepEqual(await findCouponTerms(db, ['OFF20', 'NONE']), [{ ...known, ...term }])
  assert.deepEqual(await findCouponTerms(db, []), [])
})

test('a member sees the coupons that they can use now, the one that ends first first', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  await aCoupon(db, { perMemberMax: 2 })
  await aCoupon(db, { code: 'SOON', endsAt: later(minuteMs) })
  await aCoupon(db, { code: 'LATER', startsAt: later(1), endsAt: later(minuteMs) })
  await aCoupon(db, { code: 'GONE', total: 1 })
  await db.begin((tx) => place(tx, { ...asked(skuId), couponCode: 'GONE' }))
  const memberId = randomUUIDv7()
  const codes = async (at = now, who: string = memberId) =>
    (await listUsableCoupons(db, { memberId: who, now: at })).map((coupon) => coupon.code)
  assert.deepEqual(await codes(), ['SOON', 'OFF20'])
  assert.deepEqual(await codes(later(minuteMs)), ['OFF20'])

  const once = await db.begin((tx) => place(tx, asked(skuId, memberId)))
  assert.deepEqual(await codes(), ['SOON', 'OFF20'])
  await db.begin((tx) => place(tx, asked(skuId, memberId)))
  assert.deepEqual(await codes(), ['SOON'])
  assert.deepEqual(await codes(now, randomUUIDv7()), ['SOON', 'OFF20'])
  await db.begin((tx) => giveUp(tx, once))
  assert.deepEqual(await codes(), ['SOON', 'OFF20'])
})
