import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { stockOf } from '#catalog/stock.ts'
import { setPrices } from '#catalog/set-price.ts'
import { voidExpired } from '#ledger/jobs.ts'
import { dayMs, hourMs, minuteMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import { overlap, testDb } from '#test/db.ts'
import { returnLeftovers } from './flash-leftovers.ts'
import {
  createFlashSale,
  endFlashSale,
  findRunningSales,
  getFlashSale,
  listFlashSales,
  listOpenFlashSales,
} from './flash-sale.ts'
import type { NewFlashSale } from './flash-sale.ts'
import {
  anArticle,
  assertSound,
  giveUp,
  later,
  now,
  place,
  refusedWith,
  someArticles,
  take,
} from './shop.fixture.ts'

/** Half the price for an hour from now, 5 units, 2 for each member. */
const terms = (skuId: string, of: Partial<NewFlashSale> = {}): NewFlashSale => ({
  skuId,
  priceFen: 50_00,
  quantity: 5,
  perMemberMax: 2,
  startsAt: now,
  endsAt: later(hourMs),
  ...of,
})
const create = (db: Db, skuId: string, of: Partial<NewFlashSale> = {}) =>
  db.begin((tx) => createFlashSale(tx, terms(skuId, of), now))
const asked = (skuId: string, quantity: number, memberId: string = randomUUIDv7()) => {
  return { memberId, lines: [{ skuId, quantity, unitPriceFen: 50_00 }] }
}
const buy =
  (skuId: string, quantity: number, memberId?: string, at = now) =>
  (tx: Tx) =>
    place(tx, { ...asked(skuId, quantity, memberId), at })

/** Lets a job that opens its own transaction run in one that a test holds open. */
const within = (tx: Tx) => ({ begin: (work: (tx: Tx) => Promise<number>) => work(tx) }) as Db

/** [for sale at the regular price, left in the sale] */
async function shelves(db: Db, skuId: string, saleId: string, at = now) {
  const [stock, sale] = await Promise.all([stockOf(db, [skuId], at), getFlashSale(db, saleId, at)])
  return [stock.get(skuId), sale.left]
}

test('a sale sets its goods aside at once, and nobody plans one with more than there is', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db, { stock: 10 })
  const saleId = await create(db, skuId, { startsAt: later(hourMs), endsAt: later(2 * hourMs) })
  assert.deepEqual(await shelves(db, skuId, saleId), [5, 5])
  const second = { quantity: 6, startsAt: later(2 * hourMs), endsAt: later(3 * hourMs) }
  await assert.rejects(create(db, skuId, second), refusedWith('sold_out'))
  assert.equal((await listFlashSales(db, { limit: 10, now })).length, 1)
  await assertSound(db)
})

test('a sale is below the regular price, of an article on sale, and not in the past', async () => {
  await using db = await testDb()
  const [skuId, off] = await someArticles(db, [
    { priceFen: 100_00, stock: 10 },
    { priceFen: 100_00, stock: 10, onSale: false },
  ])
  const refused = (code: string, of: Partial<NewFlashSale>) =>
    assert.rejects(create(db, skuId!, of), refusedWith(code))
  await refused('sale_price', { priceFen: 100_00 })
  await refused('wrong_term', { startsAt: later(-1) })
  await refused('wrong_term', { endsAt: now })
  await refused('sku_not_found', { skuId: randomUUIDv7() })
  await refused('sku_not_found', { skuId: off! })
  assert.deepEqual(await listFlashSales(db, { limit: 10, now }), [])
})

test('two sales of one article never overlap, even when two people plan at once', async () => {
  await using db = await testDb()
  const [skuId, other] = await someArticles(db, [
    { priceFen: 100_00, stock: 100 },
    { priceFen: 100_00, stock: 100 },
  ])
  const plan = (id: string) => (tx: Tx) => createFlashSale(tx, terms(id), now)
  const [first, second] = await overlap(db, plan(skuId!), plan(skuId!))
  assert.equal(first.status, 'fulfilled')
  assert.ok(second.status === 'rejected' && refusedWith('sale_overlaps')(second.reason))

  const around = { startsAt: now, endsAt: later(3 * hourMs) }
  await assert.rejects(create(db, skuId!, around), refusedWith('sale_overlaps'))
  const inside = { startsAt: later(minuteMs), endsAt: later(2 * minuteMs) }
  await assert.rejects(create(db, skuId!, inside), refusedWith('sale_overlaps'))
  await create(db, skuId!, { startsAt: later(hourMs), endsAt: later(2 * hourMs) })
  await create(db, other!)
  await assertSound(db)
})

test('a sale runs from its first moment to before its last', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  const saleId = await create(db, skuId, { startsAt: later(1), endsAt: later(hourMs) })
  const runs = async (ms: number) => (await findRunningSales(db, [skuId], later(ms))).length
  assert.deepEqual(
    await Promise.all([runs(0), runs(1), runs(hourMs - 1), runs(hourMs)]),
    [0, 1, 1, 0],
  )
  const [sale] = await findRunningSales(db, [skuId, randomUUIDv7()], later(1))
  const known = { saleId, skuId, priceFen: 50_00, perMemberMax: 2, left: 5, endsAt: later(hourMs) }
  assert.deepEqual(sale, known)
})

test('the limit per member counts units over all of their orders, and a closed order frees its', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  const saleId = await create(db, skuId)
  const memberId = randomUUIDv7()
  const first = await db.begin(buy(skuId, 1, memberId))
  await assert.rejects(db.begin(buy(skuId, 2, memberId)), refusedWith('member_limit'))
  await db.begin(buy(skuId, 1, memberId))
  await assert.rejects(db.begin(buy(skuId, 1, memberId)), refusedWith('member_limit'))
  await db.begin(buy(skuId, 2))
  assert.deepEqual(await shelves(db, skuId, saleId), [5, 1])

  await db.begin((tx) => giveUp(tx, first))
  await db.begin(buy(skuId, 1, memberId))
  await assertSound(db)
})

test('twenty tabs of one member buy no more than the limit', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db, { stock: 100 })
  const saleId = await create(db, skuId, { quantity: 50 })
  const memberId = randomUUIDv7()
  const tabs = await Promise.allSettled(
    Array.from({ length: 20 }, () => db.begin(buy(skuId, 1, memberId))),
  )
  assert.equal(tabs.filter((tab) => tab.status === 'fulfilled').length, 2)
  for (const tab of tabs) if (tab.status === 'rejected') refusedWith('member_limit')(tab.reason)
  assert.deepEqual(await shelves(db, skuId, saleId), [50, 48])
  await assertSound(db)
})

test('the price of a sale holds while anything is left of it, then the regular one', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  await create(db, skuId, { quantity: 2 })
  const regular = (tx: Tx) => place(tx, { lines: [{ skuId, quantity: 1, unitPriceFen: 100_00 }] })
  await assert.rejects(db.begin(regular), refusedWith('price_changed'))
  await db.begin(buy(skuId, 2))
  await assert.rejects(db.begin(buy(skuId, 1)), refusedWith('sold_out'))
  const order = await db.begin(regular)
  assert.equal(order.lines[0]!.flashSaleId, null)
  await assertSound(db)
})

test('a sale is ended early once, and never made longer', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  const saleId = await create(db, skuId)
  const end = (id: string, at: Date) => db.begin((tx) => endFlashSale(tx, id, at))
  await assert.rejects(end(randomUUIDv7(), now), refusedWith('sale_not_found'))
  await end(saleId, later(minuteMs))
  const { status, endsAt } = await getFlashSale(db, saleId, later(minuteMs))
  assert.deepEqual([status, endsAt], ['ended', later(minuteMs)])
  await assert.rejects(end(saleId, later(2 * minuteMs)), refusedWith('sale_state'))
  const lateBuyer = buy(skuId, 1, undefined, later(minuteMs))
  await assert.rejects(db.begin(lateBuyer), refusedWith('price_changed'))
  assert.deepEqual(await findRunningSales(db, [skuId], later(minuteMs)), [])

  const after = { startsAt: later(2 * minuteMs), endsAt: later(3 * minuteMs) }
  const next = await create(db, skuId, after)
  await assert.rejects(end(next, later(3 * minuteMs)), refusedWith('sale_state'))
})

test('when a sale ends exactly what is left goes back, once', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  const saleId = await create(db, skuId)
  const order = await db.begin(buy(skuId, 2))
  await db.begin((tx) => take(tx, order))
  assert.equal(await returnLeftovers(db, later(hourMs - 1)), 0)
  assert.deepEqual(await shelves(db, skuId, saleId), [5, 3])

  const ended = later(hourMs)
  const run = (tx: Tx) => returnLeftovers(within(tx), ended)
  const [first, second] = await overlap(db, run, run)
  assert.deepEqual(first, { status: 'fulfilled', value: 1 })
  assert.deepEqual(second, { status: 'fulfilled', value: 0 })
  assert.equal(await returnLeftovers(db, ended), 0)
  assert.deepEqual(await shelves(db, skuId, saleId, ended), [8, 0])
  await assertSound(db)
})

test('what an unpaid order held comes back after it, and then the sale is settled', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  const saleId = await create(db, skuId)
  const minute = (n: number) => later(n * minuteMs)
  const [unpaid, givenUp, paid] = [
    await db.begin(buy(skuId, 2, undefined, minute(50))),
    await db.begin(buy(skuId, 1, undefined, minute(59))),
    await db.begin(buy(skuId, 1, undefined, minute(59))),
  ]
  const settledAt = async () => {
    const [row] = await db<{ settledAt: Date | null; returns: number }>`
      select settled_at, returns from trade.flash_sale where id = ${saleId}`
    return [row!.returns, row!.settledAt]
  }
  assert.equal(await returnLeftovers(db, minute(60)), 1)
  assert.deepEqual(await shelves(db, skuId, saleId, minute(60)), [6, 0])

  await db.begin((tx) => giveUp(tx, givenUp, minute(61)))
  assert.equal(await returnLeftovers(db, minute(61)), 1)
  assert.equal(await returnLeftovers(db, minute(62)), 0)
  // The first order's time is up: its hold is free before any job has voided it.
  assert.equal(unpaid.payBy.getTime(), minute(65).getTime())
  assert.equal(await returnLeftovers(db, minute(65)), 1)
  assert.deepEqual(await shelves(db, skuId, saleId, minute(65)), [9, 0])
  assert.deepEqual(await settledAt(), [3, null])

  await voidExpired(db, minute(65))
  await db.begin((tx) => take(tx, paid, minute(66)))
  assert.equal(await returnLeftovers(db, minute(66)), 1)
  assert.deepEqual(await settledAt(), [3, minute(66)])
  assert.equal(await returnLeftovers(db, minute(67)), 0)
  assert.deepEqual(await shelves(db, skuId, saleId, minute(67)), [9, 0])
  await assertSound(db)
})

test('an order of the last moment and the return of leftovers share the goods, none twice', async () => {
  await using db = await testDb()
  const skuId = await anArticle(db)
  const saleId = await create(db, skuId)
  const last = later(hourMs - 1)
  const ended = later(hourMs)
  const [order, returned] = await overlap(db, buy(skuId, 2, undefined, last), (tx) =>
    returnLeftovers(within(tx), ended),
  )
  assert.equal(order.status, 'fulfilled')
  // It read 5 as free, found 3 under the lock, and leaves the sale for its next turn.
  assert.deepEqual(returned, { status: 'fulfilled', value: 0 })
  assert.equal(await returnLeftovers(db, ended), 1)
  assert.deepEqual(await shelves(db, skuId, saleId, ended), [8, 0])
  await assertSound(db)
})

test('members see what runs and what comes within a week, with what is truly left', async () => {
  await using db = await testDb()
  const [running, soon, far, over] = await someArticles(
    db,
    Array.from({ length: 4 }, () => ({ priceFen: 100_00, stock: 10 })),
  )
  await create(db, soon!, { startsAt: later(dayMs), endsAt: later(2 * dayMs) })
  await create(db, far!, { startsAt: later(8 * dayMs), endsAt: later(9 * dayMs) })
  await create(db, running!)
  const ending = await create(db, over!)
  await db.begin((tx) => endFlashSale(tx, ending, now))
  await db.begin(buy(running!, 2))
  await db.begin((tx) => setPrices(tx, [{ skuId: running!, priceFen: 90_00, validFrom: now }]))

  const open = await listOpenFlashSales(db, now)
  assert.deepEqual(
    open.map(({ skuId, status, left, regularPriceFen }) => [skuId, status, left, regularPriceFen]),
    [
      [running, 'running', 3, 90_00],
      [soon, 'scheduled', 5, 100_00],
    ],
  )
  const all = await listFlashSales(db, { limit: 3, now })
  assert.deepEqual(
    all.map((sale) => sale.skuId),
    [over, running, far],
  )
  const rest = await listFlashSales(db, { afterId: all.at(-1)!.id, limit: 3, now })
  assert.deepEqual(
    rest.map((sale) => sale.skuId),
    [soon],
  )
})
