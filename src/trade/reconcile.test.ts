import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMs, dayMs, dayOf, hourMs, minuteMs, startOfDay } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { startTrading } from '#test/trading.ts'
import type { TradedOrder, Trading } from '#test/trading.ts'
import { listCases } from './case.ts'
import { compareBalances } from './compare-balances.ts'
import { applyOutcomes } from './outcome.ts'
import type { BillLine, PaymentAdapter } from './payment-adapter.ts'
import { InstitutionUnreachable } from './payment-adapter.ts'
import { payOut } from './payout.ts'
import { readOrder } from './read-order.ts'
import { compareDay, reconcile, reconcileYesterday } from './reconcile.ts'
import type { Reconciliation } from './reconcile.ts'
import { readReconciliation } from './reconciliation.ts'

const dueOn = '2026-11-20'
const noon = new Date('2026-11-20T04:00:00Z')
const nextDay = addMs(startOfDay(dueOn), dayMs + 3 * hourMs)
const one = { lines: [{ brand: 0, quantity: 1 }] }
const two = { lines: [0, 1].map((brand) => ({ brand, quantity: 2 })) }

/** The institution with another bill than its own. */
const withBill = (
  { adapter }: Trading,
  change: (lines: BillLine[], day: string) => BillLine[],
): PaymentAdapter => {
  return { ...adapter, bill: async (day) => change(await adapter.bill(day), day) }
}
const named = ({ inFlight }: Reconciliation) => inFlight.map(({ number, why }) => [number, why])
const openCases = async (db: Db) =>
  (await listCases(db, { open: true, afterId: null, limit: 500 })).map(({ kind, subject }) => [
    kind,
    subject,
  ])

/** A day with everything in it: sold, sent back before and after the release, paid out. */
async function busyDay(db: Db, trading: Trading): Promise<TradedOrder[]> {
  const done = await trading.complete([one, two, two])
  const [early] = (await trading.place([two])) as [TradedOrder]
  await trading.pay([early])
  await trading.ship([early])
  await trading.refund(early, { lineNo: 1, quantity: 1 })
  await trading.refund(done[1]!, { lineNo: 2, quantity: 1 })
  await trading.settle()
  await db.begin((tx) => payOut(tx, [trading.brands[0]!.brandId], trading.now))
  await trading.settle()
  return [...done, early]
}

test('a day on which both did the same matches to the last line and the last fen', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  await busyDay(db, trading)
  trading.now = nextDay
  const found = await compareDay(db, trading.adapter, { dueOn, now: nextDay })
  assert.deepEqual([found.lines, found.matched], [10, 10])
  assert.deepEqual([found.inFlight, found.unexplained], [[], []])
  assert.ok(found.accounts!.some((row) => row.account === 'frozen' && row.theirsFen > 0))
  for (const row of found.accounts!)
    assert.deepEqual([row.oursFen, row.inFlightFen], [row.theirsFen, 0], row.account)
})

test('A0-9: one missing, one extra, one other amount: exactly three cases, however often it is run', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  await busyDay(db, trading)
  trading.now = nextDay
  const adapter = withBill(trading, ([missing, other, ...rest]) => [
    { ...other!, amountFen: other!.amountFen + 1 },
    { ...missing!, number: 'extra', amountFen: 5 },
    ...rest,
  ])
  const bill = await trading.adapter.bill(dueOn)
  const id = await reconcile(db, adapter, { dueOn, now: nextDay })
  const stored = (await readReconciliation(db, id))!
  const [missing, other] = bill.map((line) => {
    return `${line.kind === 'charge' ? 'payment' : 'instruction'}:${line.number}`
  })
  const fen = (index: number) => bill[index]!.amountFen
  assert.deepEqual(stored.unexplained, [
    { what: 'other_amount', subject: other, oursFen: fen(1), theirsFen: fen(1) + 1 },
    { what: 'unknown_number', subject: 'institution:extra', oursFen: null, theirsFen: 5 },
    { what: 'missing_there', subject: missing, oursFen: fen(0), theirsFen: null },
  ])
  const { lineCount, matched, unexplainedCount, inFlightCount } = stored
  assert.deepEqual([lineCount, matched, unexplainedCount, inFlightCount], [10, 8, 3, 0])
  const cases = [other!, 'institution:extra', missing!]
  const expected = cases.map((subject) => ['unexplained_difference', subject])
  assert.deepEqual(new Set(await openCases(db)), new Set(expected))

  await reconcile(db, adapter, { dueOn, now: addMs(nextDay, minuteMs) })
  assert.equal((await openCases(db)).length, 3)
  await db`update trade."case" set closed_at = now(), outcome = 'explained'`
  await reconcile(db, adapter, { dueOn, now: addMs(nextDay, hourMs) })
  assert.deepEqual(await openCases(db), [], 'what was explained once stays so')
})

test('what was given and not answered is named as on its way, and after a day it is a case', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  const [unheard, unsent] = (await trading.place([one, two])) as [TradedOrder, TradedOrder]
  await trading.charge([unheard])
  const read = (now: Date) => compareDay(db, trading.adapter, { dueOn, now })
  trading.now = addMs(startOfDay(dueOn), dayMs + hourMs)
  const found = await read(trading.now)
  assert.deepEqual(named(found), [
    [unheard.payment.number, 'not_heard'],
    [unsent.payment.number, 'no_word_yet'],
  ])
  assert.deepEqual([found.matched, found.unexplained], [0, []])
  const [frozen] = found.accounts!.filter((row) => row.account === 'frozen')
  assert.deepEqual(frozen, {
    account: 'frozen',
    oursFen: 0,
    inFlightFen: unheard.totalFen,
    theirsFen: unheard.totalFen,
  })
  await reconcile(db, trading.adapter, { dueOn, now: trading.now })
  assert.deepEqual(await openCases(db), [])

  trading.now = addMs(noon, dayMs)
  await reconcile(db, trading.adapter, { dueOn, now: trading.now })
  const subjects = [unheard, unsent].map((order) => `payment:${order.payment.number}`)
  const expected = subjects.map((subject) => ['long_in_flight', subject])
  assert.deepEqual(new Set(await openCases(db)), new Set(expected))
  const before = await read(addMs(noon, 2 * dayMs))
  assert.equal(before.inFlight.length, 2, 'the day after is none of it')
  const dayBefore = dayOf(addMs(noon, -dayMs))
  assert.deepEqual(
    named(await compareDay(db, trading.adapter, { dueOn: dayBefore, now: noon })),
    [],
  )
})

test('splits, refunds and payouts they have done and we have not heard of explain their balances', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  const [released, kept] = (await trading.complete([two, two])) as [TradedOrder, TradedOrder]
  const [fresh] = (await trading.place([two])) as [TradedOrder]
  await trading.pay([fresh])
  await trading.ship([fresh])
  await trading.refund(fresh, { lineNo: 1, quantity: 1 })
  await trading.refund(released, { lineNo: 1, quantity: 1 })
  await trading.refund(kept, { lineNo: 2, quantity: 2 })
  await db.begin((tx) => payOut(tx, [trading.brands[0]!.brandId], trading.now))
  const [late] = (await trading.place([one])) as [TradedOrder]
  await trading.pay([late])
  await trading.ship([late])
  await trading.receive([late])
  const pending = await db<{ number: string; body: never }>`
    select number, body from trade.instruction where status = 'pending' order by number`
  const words = await trading.adapter.send(pending.map((row) => row.body))
  assert.deepEqual(new Set(words.map((word) => word.status)), new Set(['done']))

  const accounts = (await compareBalances(db, trading.adapter))!
  assert.equal(accounts.filter((row) => row.inFlightFen !== 0).length, accounts.length)
  for (const { account, oursFen, inFlightFen, theirsFen } of accounts)
    assert.equal(oursFen + inFlightFen, theirsFen, account)
  await applyOutcomes(db, words, trading.now)
  for (const { account, oursFen, inFlightFen, theirsFen } of (await compareBalances(
    db,
    trading.adapter,
  ))!)
    assert.deepEqual([oursFen, inFlightFen], [theirsFen, 0], account)
})

test('an account at the institution that holds something else is a difference, and one case', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  await trading.complete([two])
  trading.now = nextDay
  const { receiver } = trading.brands[1]!
  const adapter: PaymentAdapter = {
    ...trading.adapter,
    balances: async () => {
      const { frozenFen, receivers } = await trading.adapter.balances()
      const changed = receivers.map((row) =>
        row.receiver === receiver ? { ...row, amountFen: row.amountFen + 1 } : row,
      )
      return { frozenFen: frozenFen + 7, receivers: changed }
    },
  }
  for (const hour of [0, 1])
    await reconcile(db, adapter, { dueOn, now: addMs(nextDay, hour * hourMs) })
  const expected = [
    ['unexplained_difference', 'balance:frozen'],
    ['unexplained_difference', `balance:${receiver}`],
  ]
  assert.deepEqual(await openCases(db), expected)
  await db`update trade."case" set closed_at = now(), outcome = 'corrected_there'`
  await reconcile(db, adapter, { dueOn, now: addMs(nextDay, 2 * hourMs) })
  assert.equal((await openCases(db)).length, 2, 'it is wrong again')
})

test('books that move while they are read are read again; never still, nothing is said of them', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  let moves = 0
  const moving = (times: number): PaymentAdapter => ({
    ...trading.adapter,
    balances: async () => {
      const balances = await trading.adapter.balances()
      if (moves++ < times) await trading.pay(await trading.place([one]))
      return balances
    },
  })
  const accounts = await compareBalances(db, moving(2), 3)
  assert.equal(moves, 3)
  const frozen = accounts!.find((row) => row.account === 'frozen')!
  assert.deepEqual(
    [frozen.oursFen, frozen.theirsFen],
    Array(2).fill(2 * trading.brands[0]!.priceFen),
  )
  // They do something we have given, and we hear nothing of it, right before they tell their balances.
  const given = await trading.place([one])
  const doing: PaymentAdapter = {
    ...trading.adapter,
    balances: async () => {
      await trading.charge(given)
      return trading.adapter.balances()
    },
  }
  const after = (await compareBalances(db, doing))!.find((row) => row.account === 'frozen')!
  const { priceFen } = trading.brands[0]!
  assert.deepEqual(
    [after.oursFen, after.inFlightFen, after.theirsFen],
    [2 * priceFen, priceFen, 3 * priceFen],
  )
  moves = 0
  const found = await compareDay(db, moving(9), { dueOn, now: addMs(noon, hourMs) })
  assert.deepEqual([found.accounts, found.unexplained], [null, []])
})

test('what was done close to midnight may stand on the neighbour’s bill, and only there', async () => {
  await using db = await testDb()
  const midnight = addMs(startOfDay(dueOn), dayMs)
  await using trading = await startTrading(db, { now: addMs(midnight, -minuteMs) })
  const [order] = (await trading.place([one])) as [TradedOrder]
  await trading.pay([order])
  const { number } = order.payment
  const followingDay = dayOf(midnight)
  /** Their clock is a few minutes ahead: the line is on the next day's bill. */
  const moved = withBill(trading, (lines, day) => {
    if (day === dueOn) return []
    return [...lines, { ...line, at: addMs(midnight, minuteMs) }]
  })
  const [line] = (await trading.adapter.bill(dueOn)) as [BillLine]
  const gone = withBill(trading, () => [])
  const wrong = { what: 'missing_there', subject: `payment:${number}`, oursFen: line.amountFen }

  // The following day is not over: its bill has the last word.
  const early = { dueOn, now: addMs(midnight, 3 * hourMs) }
  trading.now = early.now
  const first = await compareDay(db, gone, early)
  assert.deepEqual([named(first), first.unexplained], [[[number, 'other_day']], []])
  await reconcile(db, gone, early)
  assert.deepEqual(await openCases(db), [])
  const late = { dueOn: followingDay, now: addMs(midnight, dayMs + 3 * hourMs) }
  trading.now = late.now
  const fits = await compareDay(db, moved, late)
  assert.deepEqual([fits.matched, fits.unexplained], [1, []])
  const missing = await compareDay(db, gone, late)
  assert.deepEqual(missing.unexplained, [{ ...wrong, theirsFen: null }])

  // Now it is over: it is there, or it is missing.
  const again = { dueOn, now: late.now }
  assert.deepEqual(named(await compareDay(db, moved, again)), [[number, 'other_day']])
  await reconcile(db, moved, again)
  assert.deepEqual(await openCases(db), [], 'it is explained')
  assert.deepEqual((await compareDay(db, gone, again)).unexplained, missing.unexplained)
})

test('of a day that is not over, what was done a moment ago is not missed yet', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  await trading.pay(await trading.place([one]))
  const gone = withBill(trading, () => [])
  const soon = await compareDay(db, gone, { dueOn, now: addMs(noon, minuteMs) })
  assert.deepEqual(soon.unexplained, [])
  const later = await compareDay(db, gone, { dueOn, now: addMs(noon, minuteMs + 1) })
  assert.deepEqual(
    later.unexplained.map((one) => one.what),
    ['missing_there'],
  )
  const tomorrow = dayOf(addMs(noon, dayMs))
  await assert.rejects(compareDay(db, gone, { dueOn: tomorrow, now: noon }), {
    code: 'day_to_come',
  })
})

test('a late payment that went back is on the bill of the day it came, and of the day it went', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  const [order] = (await trading.place([one])) as [TradedOrder]
  const [paid] = (await trading.charge([order])) as [Awaited<ReturnType<Trading['charge']>>[0]]
  await db`update trade."order" set status = 'closed' where id = ${order.orderId}`
  await db`update ledger.account set posted = held where purpose = 'for_sale'`
  await applyOutcomes(db, [paid], noon)
  trading.now = addMs(noon, dayMs)
  await trading.settle()
  const [payment] = await db<{ status: string }>`select status from trade.payment`
  assert.equal(payment!.status, 'returned')
  const { timeline } = (await readOrder(db, { orderId: order.orderId, memberId: null }))!
  const told = timeline.find(({ step }) => step === 'money_returned')
  assert.deepEqual(told?.at, trading.now, 'the order tells when it went')
  for (const day of [0, 1]) {
    const now = addMs(nextDay, day * dayMs)
    trading.now = now
    const found = await compareDay(db, trading.adapter, {
      dueOn: dayOf(addMs(noon, day * dayMs)),
      now,
    })
    assert.deepEqual([found.matched, found.inFlight, found.unexplained], [1, [], []])
    const gone = await compareDay(
      db,
      withBill(trading, () => []),
      { dueOn: found.dueOn, now },
    )
    assert.equal(gone.unexplained.length, 1)
  }
})

test('yesterday is reconciled once, when its bill is ready, and tried again when nobody answers', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  await busyDay(db, trading)
  const midnight = addMs(startOfDay(dueOn), dayMs)
  const run = (now: Date, adapter = trading.adapter) => {
    trading.now = now
    return reconcileYesterday(db, adapter, now)
  }
  const silent = withBill(trading, () => {
    throw new InstitutionUnreachable('away')
  })
  assert.equal(await run(addMs(midnight, hourMs)), false)
  await assert.rejects(run(addMs(midnight, 2 * hourMs), silent), InstitutionUnreachable)
  assert.equal(await run(addMs(midnight, 3 * hourMs)), true)
  assert.equal(await run(addMs(midnight, 4 * hourMs)), false)
  const rows = await db<{ dueOn: string; matched: number }>`
    select due_on, matched from trade.reconciliation`
  assert.deepEqual(rows, [{ dueOn, matched: 10 }])
})

test('thirty thousand lines are compared in a few seconds, and an empty bill makes no flood of cases', async () => {
  await using db = await testDb()
  await using trading = await startTrading(db, { now: noon })
  await aLongDay(db, 30_000)
  trading.now = nextDay
  const startedAt = performance.now()
  const found = await compareDay(db, trading.adapter, { dueOn, now: nextDay })
  const tookMs = performance.now() - startedAt
  assert.deepEqual([found.matched, found.inFlight, found.unexplained], [30_000, [], []])
  assert.ok(tookMs < 10_000, `${tookMs} ms`) // a second or two on an idle machine

  const empty = withBill(trading, () => [])
  const id = await reconcile(db, empty, { dueOn, now: nextDay })
  const stored = (await readReconciliation(db, id))!
  assert.deepEqual([stored.unexplainedCount, stored.unexplained.length], [30_000, 1_000])
  const cases = await openCases(db)
  assert.equal(cases.length, 201)
  assert.deepEqual(cases.at(-1), ['unexplained_difference', `bill:${dueOn}`])
})

/** Done payments, splits and refunds in turn, written straight into both sides' tables. */
async function aLongDay(db: Db, count: number): Promise<void> {
  await db`
    with new as (
      select 'n' || n as number, n, uuidv7() as order_id,
        (array['charge', 'split', 'refund'])[n % 3 + 1] as kind,
        ${noon}::timestamptz + n * interval '1 ms' as at
      from generate_series(0, ${count}::integer - 1) as n
    ), theirs as (
      insert into sandbox.instruction (number, kind, digest, status, amount_fen, at,
        institution_number)
      select number, kind, 'x', 'done', n + 1, at, number from new
    ), orders as (
      insert into trade."order" (id, member_id, status, goods_fen, discount_fen, total_fen,
        address_id, placed_at, pay_by, paid_at)
      select order_id, order_id, 'paid', n + 1, 0, n + 1, order_id, at, at, at from new
      where kind = 'charge'
    ), payments as (
      insert into trade.payment (number, order_id, method, amount_fen, status, hold_chain, hold_n,
        created_at, finished_at)
      select number, order_id, 'balance', n + 1, 'paid', number, 0, at, at from new
      where kind = 'charge'
    )
    insert into trade.instruction (number, kind, about, amount_fen, body, status, created_at,
      finished_at)
    select number, kind, 'order:x', n + 1, '{}', 'done', at, at from new where kind <> 'charge'`
}
