import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SellableSku } from '#catalog/sellable.ts'
import type { OrderLine } from './order.ts'
import { priceOrder } from './price-order.ts'
import type { AskedLine, CouponTerms, OrderToPrice, RunningSale } from './price-order.ts'

const now = new Date('2026-11-20T04:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)

const sku = (skuId: string, priceFen: number, onSale = true): SellableSku => ({
  skuId,
  productId: `p-${skuId}`,
  brandId: 'b',
  titleZh: '货',
  titleEn: 'Article',
  skuName: '',
  priceFen,
  onSale,
  brandReceiver: 'r',
  feeBps: 500,
})
const sale = (skuId: string, priceFen: number, left = 5): RunningSale => {
  return { saleId: `s-${skuId}`, skuId, priceFen, perMemberMax: 2, left, endsAt: at(1_000) }
}
const coupon = (of: Partial<CouponTerms> = {}): CouponTerms => ({
  couponId: 'c',
  code: 'OFF',
  offFen: 500,
  minSpendFen: 1_000,
  perMemberMax: 1,
  startsAt: at(-1),
  endsAt: at(1),
  ...of,
})
const line = (skuId: string, unitPriceFen: number, quantity = 1): AskedLine => {
  return { skuId, quantity, unitPriceFen }
}

function price(
  lines: AskedLine[],
  of: { skus?: SellableSku[]; sales?: RunningSale[]; coupon?: OrderToPrice['coupon'] } = {},
) {
  const { skus = [sku('a', 1_000), sku('b', 300)], sales = [] } = of
  return priceOrder({
    lines,
    sellable: new Map(skus.map((one) => [one.skuId, one])),
    sales: new Map(sales.map((one) => [one.skuId, one])),
    coupon: of.coupon,
    now,
  })
}

function refusal(priced: ReturnType<typeof price>) {
  assert.ok(!priced.ok)
  return [priced.error.code, priced.error.facts]
}

test('an order costs what its lines cost, and remembers fee and titles of the moment', () => {
  const priced = price([line('b', 300, 3), line('a', 1_000)])
  assert.ok(priced.ok)
  const { goodsFen, discountFen, totalFen, lines } = priced
  assert.deepEqual([goodsFen, discountFen, totalFen], [1_900, 0, 1_900])
  assert.deepEqual(lines[0], {
    lineNo: 1,
    skuId: 'b',
    productId: 'p-b',
    brandId: 'b',
    titleZh: '货',
    titleEn: 'Article',
    quantity: 3,
    unitPriceFen: 300,
    discountFen: 0,
    totalFen: 900,
    feeBps: 500,
    flashSaleId: null,
  })
  assert.equal(lines[1]!.lineNo, 2)
})

test('what is unknown, off sale or said twice is refused', () => {
  assert.deepEqual(refusal(price([line('x', 1)])), ['sku_not_found', { skuId: 'x' }])
  const off = { skus: [sku('a', 1_000, false)] }
  assert.deepEqual(refusal(price([line('a', 1_000)], off)), ['sku_not_found', { skuId: 'a' }])
  const twice = price([line('a', 1_000), line('b', 300), line('a', 1_000)])
  assert.deepEqual(refusal(twice), ['duplicate_line', { skuId: 'a' }])
})

test('prices that changed are all named with what they are now', () => {
  const priced = price([line('a', 999), line('b', 301)])
  const lines = [
    { skuId: 'a', unitPriceFen: 1_000 },
    { skuId: 'b', unitPriceFen: 300 },
  ]
  assert.deepEqual(refusal(priced), ['price_changed', { lines }])
})

test('while a sale runs its price holds for everybody, until it is sold out', () => {
  const running = { sales: [sale('a', 800)] }
  const bought = price([line('a', 800, 2)], running)
  assert.ok(bought.ok)
  assert.deepEqual([bought.lines[0]!.flashSaleId, bought.totalFen], ['s-a', 1_600])
  const changed = ['price_changed', { lines: [{ skuId: 'a', unitPriceFen: 800 }] }]
  assert.deepEqual(refusal(price([line('a', 1_000)], running)), changed)

  const empty = { sales: [sale('a', 800, 0)] }
  const regular = price([line('a', 1_000)], empty)
  assert.ok(regular.ok)
  assert.equal(regular.lines[0]!.flashSaleId, null)
  // Still a line of the sale: only the ledger says that it is sold out.
  const late = price([line('a', 800)], empty)
  assert.ok(late.ok)
  assert.equal(late.lines[0]!.flashSaleId, 's-a')
})

test('a sale that no longer undercuts the regular price is none', () => {
  const above = { skus: [sku('a', 700)], sales: [sale('a', 800)] }
  const changed = ['price_changed', { lines: [{ skuId: 'a', unitPriceFen: 700 }] }]
  assert.deepEqual(refusal(price([line('a', 800)], above)), changed)
  const level = price([line('a', 800)], { skus: [sku('a', 800)], sales: [sale('a', 800)] })
  assert.ok(level.ok)
  assert.equal(level.lines[0]!.flashSaleId, null)
})

test('a coupon works from its first moment to before its last, and from its minimum spend', () => {
  const cases: [CouponTerms | null, unknown][] = [
    [null, 'coupon_not_found'],
    [coupon({ startsAt: at(1) }), 'not_started'],
    [coupon({ endsAt: now }), 'ended'],
    [coupon({ minSpendFen: 1_001 }), 'min_spend'],
    [coupon({ offFen: 1_000 }), 'nothing_left_to_pay'],
  ]
  for (const [terms, expected] of cases) {
    const [code, facts] = refusal(price([line('a', 1_000)], { coupon: terms }))
    assert.equal((facts as { why?: string }).why ?? code, expected)
  }
  const first = price([line('a', 1_000)], { coupon: coupon({ startsAt: now, offFen: 999 }) })
  assert.ok(first.ok)
  assert.deepEqual([first.discountFen, first.totalFen], [999, 1])
})

test('a sum beyond 2^53-1 is refused and never rounded', () => {
  const skus = [sku('a', 2 ** 53 - 1), sku('b', 1)]
  const most = price([line('a', 2 ** 53 - 1)], { skus })
  assert.ok(most.ok && most.totalFen === Number.MAX_SAFE_INTEGER)
  for (const lines of [[line('a', 2 ** 53 - 1), line('b', 1)], [line('a', 2 ** 53 - 1, 9_999)]])
    assert.deepEqual(refusal(price(lines, { skus })), ['order_too_large', {}])
})

const anOrder = fc.record({
  prices: fc.array(
    fc.record({
      priceFen: fc.integer({ min: 1, max: 999_999_900 }),
      quantity: fc.integer({ min: 1, max: 9_999 }),
      offFen: fc.option(fc.integer({ min: 1, max: 999_999_900 })),
    }),
    { minLength: 1, maxLength: 200 },
  ),
  offShare: fc.double({ min: 0, max: 1, noNaN: true }),
})

test('the parts of an order are its whole, none is negative, and the same order costs the same', () => {
  fc.assert(
    fc.property(anOrder, ({ prices, offShare }) => {
      const skus = prices.map(({ priceFen }, index) => sku(String(index), priceFen))
      const sales = prices.flatMap(({ priceFen, offFen }, index) =>
        offFen && offFen < priceFen ? [sale(String(index), priceFen - offFen)] : [],
      )
      const lines = prices.map(({ quantity, priceFen }, index) => {
        const cheaper = sales.find((one) => one.skuId === String(index))
        return line(String(index), cheaper?.priceFen ?? priceFen, quantity)
      })
      const plain = price(lines, { skus, sales })
      assert.ok(plain.ok)
      const shown = lines.reduce((sum, one) => sum + one.quantity * one.unitPriceFen, 0)
      assert.equal(plain.totalFen, shown) // rule C-02

      const offFen = Math.floor(offShare * (plain.goodsFen - 1))
      const terms = offFen > 0 ? coupon({ offFen, minSpendFen: plain.goodsFen }) : undefined
      const priced = price(lines, { skus, sales, coupon: terms })
      assert.ok(priced.ok)
      const sum = (of: (one: OrderLine) => number) =>
        priced.lines.reduce((total, one) => total + of(one), 0)
      assert.equal(
        sum((one) => one.totalFen),
        priced.totalFen,
      )
      assert.equal(
        sum((one) => one.discountFen),
        priced.discountFen,
      )
      assert.equal(priced.goodsFen - priced.discountFen, priced.totalFen)
      assert.equal(priced.discountFen, offFen)
      assert.ok(priced.totalFen > 0)
      for (const one of priced.lines) {
        assert.ok(one.totalFen >= 0 && one.discountFen >= 0)
        assert.equal(one.unitPriceFen * one.quantity - one.discountFen, one.totalFen)
      }
      assert.deepEqual(price(lines, { skus, sales, coupon: terms }), priced)
    }),
    { numRuns: 300 },
  )
})
