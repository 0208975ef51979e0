import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { balancesOf } from '#ledger/balance.ts'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { netFen, startTrading } from '#test/trading.ts'
import type { TradedOrder, Trading } from '#test/trading.ts'
import { book, payable } from './accounts.ts'
import { payOut } from './payout.ts'
import { readStatement, statementKinds } from './statement.ts'
import type { Statement, StatementLine } from './statement.ts'

const start = new Date('2026-11-02T04:00:00Z')
const always = { from: addMs(start, -dayMs), to: addMs(start, 900 * dayMs) }

async function postedFen(db: Db, brandId: string): Promise<number> {
  const now = always.to
  const [balance] = await balancesOf(db, { book, accounts: [payable(brandId)], now })
  return balance!.posted
}

/** The whole statement, read page by page. */
async function wholeStatement(
  db: Db,
  query: { brandId: string; from: Date; to: Date },
  limit = 500,
): Promise<Statement> {
  const lines: StatementLine[] = []
  for (;;) {
    const last = lines.at(-1)
    const after = last && { at: last.at, chainId: last.chainId, n: 0 }
    const page = await readStatement(db, { ...query, after, limit })
    lines.push(...page.lines)
    if (page.lines.length < limit) return { ...page, lines }
  }
}

/** Lines add up to the totals, and these take the opening to the closing balance. */
function assertAddsUp({ openingFen, closingFen, totals, lines }: Statement): void {
  let netFen = 0
  for (const kind of statementKinds) {
    const own = lines.filter((line) => line.kind === kind)
    const sum = (part: 'grossFen' | 'feeFen' | 'netFen') => own.reduce((a, one) => a + one[part], 0)
    const sums = { grossFen: sum('grossFen'), feeFen: sum('feeFen'), netFen: sum('netFen') }
    assert.deepEqual(totals[kind], sums, kind)
    netFen += sums.netFen
  }
  for (const line of lines) assert.equal(line.grossFen, line.feeFen + line.netFen)
  assert.equal(closingFen, openingFen + netFen)
}

test('a statement names each order, refund and payout with what was paid, kept and given', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: start })
  const [{ brandId, priceFen }] = trading.brands as [Trading['brands'][0]]
  const lines = [0, 1].map((brand) => ({ brand, quantity: 3 }))
  const [order] = (await trading.complete([{ lines }])) as [TradedOrder]
  // Before the release money goes back from escrow: that is not the brand's.
  const [early] = (await trading.place([{ lines: [{ brand: 0, quantity: 2 }] }])) as [TradedOrder]
  await trading.pay([early])
  await trading.ship([early])
  await trading.refund(early, { lineNo: 1, quantity: 1 })
  await trading.settle()
  await trading.receive([early])
  await trading.settle()
  trading.now = addMs(start, dayMs)
  const refundId = await trading.refund(order, { lineNo: 1, quantity: 1 })
  await trading.settle()
  trading.now = addMs(start, 2 * dayMs)
  const [payout] = await db.begin((tx) => payOut(tx, [brandId], trading.now))
  await trading.settle()

  const statement = await wholeStatement(db, { brandId, ...always })
  assertAddsUp(statement)
  const backFen = netFen(3 * priceFen) - netFen(2 * priceFen)
  const told = statement.lines.map(({ kind, orderId, refundId, payoutId, grossFen, netFen }) => {
    return { kind, orderId, refundId, payoutId, grossFen, netFen }
  })
  const none = { orderId: null, refundId: null, payoutId: null }
  const released = (orderId: string, grossFen: number) => {
    return { ...none, kind: 'release', orderId, grossFen, netFen: netFen(grossFen) }
  }
  assert.deepEqual(
    new Set(told.slice(0, 2)),
    new Set([released(order.orderId, 3 * priceFen), released(early.orderId, priceFen)]),
  )
  const { orderId } = order
  const refund = { kind: 'refund', orderId, refundId, grossFen: -priceFen, netFen: -backFen }
  assert.deepEqual(told[2], { ...none, ...refund })
  const { payoutId, amountFen } = payout!
  const paid = { kind: 'payout', payoutId, grossFen: -amountFen, netFen: -amountFen }
  assert.deepEqual(told[3], { ...none, ...paid })
  assert.equal(amountFen, netFen(3 * priceFen) + netFen(priceFen) - backFen)
  assert.deepEqual([statement.openingFen, statement.closingFen, told.length], [0, 0, 4])
})

test('what is set aside for a payout or a refund is the brand’s until the institution has done it', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: start })
  const [{ brandId, priceFen }] = trading.brands as [Trading['brands'][0]]
  const [order] = (await trading.complete([{ lines: [{ brand: 0, quantity: 2 }] }])) as [
    TradedOrder,
  ]
  await trading.refund(order, { lineNo: 1, quantity: 1 })
  await db.begin((tx) => payOut(tx, [brandId], trading.now))
  const { closingFen, lines } = await wholeStatement(db, { brandId, ...always })
  assert.deepEqual([closingFen, lines.length], [netFen(2 * priceFen), 1])
})

type Act =
  | { act: 'buy'; quantities: number[] }
  | { act: 'refund'; order: number; lineNo: number; quantity: number }
  | { act: 'pay_out'; brand: number }
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('buy' as const),
      quantities: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('refund' as const),
      order: fc.nat(5),
      lineNo: fc.integer({ min: 1, max: 2 }),
      quantity: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('pay_out' as const), brand: fc.nat(1) }) },
)
/** What happens, and whether the institution has done it before the next thing happens. */
const history = fc.array(fc.tuple(act, fc.boolean()), { minLength: 1, maxLength: 9 })

test('after any history a brand’s statement closes with what its account holds, to the fen', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: start })
  const seen = { refund: 0, payout: 0, release: 0, other: 0 }
  const property = fc.asyncProperty(
    history,
    fc.tuple(fc.nat(9), fc.nat(9)),
    fc.integer({ min: 1, max: 4 }),
    async (acts, days, limit) => {
      const from = addMs(trading.now, dayMs)
      trading.now = from
      const orders: TradedOrder[] = []
      for (const [index, [act, isSettled]] of acts.entries()) {
        await perform(db, trading, orders, act).catch(ignoreRefused)
        if (isSettled) await trading.settle()
        trading.now = addMs(from, (index + 1) * dayMs)
      }
      for (const { brandId } of trading.brands) {
        const whole = await wholeStatement(db, { brandId, ...always }, 7)
        assertAddsUp(whole)
        assert.equal(whole.openingFen, 0)
        assert.equal(whole.closingFen, await postedFen(db, brandId))
        const [one, two] = days.map((day) => addMs(from, day * dayMs - hourMs)).toSorted(byTime)
        const parts = [
          { from: always.from, to: one! },
          { from: one!, to: two! },
          { from: two!, to: always.to },
        ]
        const read = []
        for (const part of parts) read.push(await wholeStatement(db, { brandId, ...part }, limit))
        for (const part of read) assertAddsUp(part)
        assert.equal(read[1]!.openingFen, read[0]!.closingFen)
        assert.equal(read[2]!.openingFen, read[1]!.closingFen)
        assert.deepEqual(
          read.flatMap((part) => part.lines),
          whole.lines,
        )
        for (const { kind } of whole.lines) seen[kind]++
      }
      trading.now = addMs(trading.now, dayMs)
    },
  )
  await fc.assert(property, { numRuns: 25 })
  assert.equal(seen.other, 0)
  assert.ok(seen.refund > 0 && seen.payout > 0 && seen.release > 0, JSON.stringify(seen))
})

const byTime = (a: Date, b: Date) => a.getTime() - b.getTime()

/** More than is left, or of an order whose money is on its way: such refunds are not made. */
function ignoreRefused(error: unknown): void {
  if ((error as { code?: string }).code !== 'ERR_ASSERTION') throw error
}

async function perform(db: Db, trading: Trading, orders: TradedOrder[], act: Act): Promise<void> {
  if (act.act === 'buy') {
    const lines = act.quantities.map((quantity, brand) => ({ brand, quantity }))
    const [order] = await trading.place([{ lines }])
    orders.push(order!)
    await trading.pay([order!])
    await trading.ship([order!])
    await trading.receive([order!])
  } else if (act.act === 'refund') {
    const order = orders[act.order % orders.length]
    if (order) await trading.refund(order, act)
  } else {
    await db.begin((tx) => payOut(tx, [trading.brands[act.brand]!.brandId], trading.now))
  }
}
