/**
 * check:oversell: 10,000 buyers want one of 100 units over 64 connections while the server is killed
 * again and again, at least five times while stock is left. Buyers repeat with their key until they
 * have a definite answer. Exactly 100 are served, 9,900 are told `sold_out`, and nothing is left over.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { forSale } from '#catalog/stock.ts'
import { balancesOf } from '#ledger/balance.ts'
import { findBreaches } from '#ledger/invariants.ts'
import { startProgram } from '../program.ts'
import { createCaller, enrolShoppers, orderOf, stockGoods } from '../shoppers.ts'
import type { Shopper } from '../shoppers.ts'

const buyers = 10_000
const units = 100
const connections = 64
const early = { kills: 6, buyersEach: 12 }
const lateKills = 5
const withinMs = 120_000

await using program = await startProgram('oversell', {
  RATE_PER_ADDRESS: '10000000',
  RATE_ORDERS: '1000',
})
const { db, server, url } = program
const [goods] = await stockGoods(db, program.adapter, { count: 1, stock: units })
const shoppers = await enrolShoppers(db, program.vault, buyers)
const caller = createCaller(url, connections)

const outcomes = new Map<string, string>()
let inFlight = 0
let killed = { all: 0, withStock: 0 }
const startedAt = performance.now()

/** Buys until the answer is definite: paid, or a refusal that will not change. */
async function buy(shopper: Shopper): Promise<void> {
  const key = randomUUID()
  while (performance.now() - startedAt < withinMs) {
    inFlight++
    try {
      const { status, body } = await caller.call('POST', '/orders', {
        cookie: shopper.cookie,
        key,
        body: orderOf(shopper, goods!),
        timeoutMs: 10_000,
      })
      const { code, payment } = body as { code?: string; payment?: { status: string } }
      const definite = status === 201 ? payment!.status : code!
      if (status === 201 ? definite === 'paid' : status === 409) {
        outcomes.set(shopper.memberId, definite)
        return
      }
    } catch {
      // No answer: nothing is known, so ask again with the same key.
    } finally {
      inFlight--
    }
    await sleep(20 + Math.random() * 60)
  }
}

async function stockLeft(): Promise<number> {
  const [balance] = await balancesOf(db, {
    book: 'main',
    accounts: [forSale(goods!.skuId)],
    now: new Date(),
  })
  return balance!.available
}

/** Kills the server while requests are in flight; the supervisor brings it back. */
async function kill(): Promise<void> {
  while (inFlight === 0) await sleep(1)
  const left = await stockLeft()
  if (inFlight === 0) return kill()
  const flying = inFlight
  const before = server.pid!
  process.kill(before, 'SIGKILL')
  killed = { all: killed.all + 1, withStock: killed.withStock + (left > 0 ? 1 : 0) }
  console.log(`kill ${killed.all}: ${left} units left, ${flying} requests in flight`)
  while (server.pid === before) await sleep(10)
  while (!(await fetch(`${url}/health`).catch(() => null))?.ok) await sleep(20)
}

const waiting = [...shoppers]
const busy = new Set<Promise<void>>()
const admit = () => {
  const buying = buy(waiting.pop()!).finally(() => busy.delete(buying))
  busy.add(buying)
}

for (let round = 0; round < early.kills; round++) {
  for (let n = 0; n < early.buyersEach; n++) admit()
  await sleep(2 + round * 3) // before, during and after the batch that takes their orders
  await kill()
  // Their repeats are answered before the next ones come, so that stock is left for later kills.
  await Promise.all(busy)
}
const rest = Promise.all(
  Array.from({ length: connections }, async () => {
    while (waiting.length > 0) {
      admit()
      await Promise.race(busy)
      while (busy.size >= connections) await Promise.race(busy)
    }
  }),
)
for (let n = 0; n < lateKills && waiting.length > 0; n++) {
  await sleep(200 + Math.random() * 300)
  if (waiting.length > 0 || inFlight > 0) await kill()
}
await rest
await Promise.all(busy)
const seconds = (performance.now() - startedAt) / 1_000
caller.close()

const count = (what: string) => [...outcomes.values()].filter((one) => one === what).length
const [stored] = await db<{ paid: number; members: number; orders: number; holds: number }>`
  select count(*) filter (where status = 'paid') as paid, count(distinct member_id) as members,
    count(*) as orders, (select count(*) from ledger.hold) as holds
  from trade."order"`
const [took] = await db<{ charged: number; asked: number }>`
  select count(distinct payment.order_id) as charged, count(*) as asked from trade.payment
  where status = 'paid'`
const { frozenFen } = await program.adapter.balances()
const breaches = await findBreaches(db)
const facts = {
  ...stored!,
  paid: count('paid'),
  soldOut: count('sold_out'),
  ...took!,
  frozenFen,
  stockLeft: await stockLeft(),
  breaches: breaches.length,
  kills: killed.all,
  killsWithStock: killed.withStock,
  seconds: Number(seconds.toFixed(1)),
}
const holds =
  facts.paid === units &&
  facts.soldOut === buyers - units &&
  stored!.paid === units &&
  facts.orders === units &&
  facts.members === units &&
  facts.charged === units &&
  facts.asked === units &&
  facts.frozenFen === units * goods!.priceFen &&
  facts.holds === 0 &&
  facts.stockLeft === 0 &&
  facts.breaches === 0 &&
  facts.kills >= 10 &&
  facts.killsWithStock >= 5 &&
  seconds <= 120
console.log(JSON.stringify({ ...facts, storedPaid: stored!.paid }))
console.log(
  `${holds ? 'holds' : 'BROKEN'}: ${facts.paid} paid, ${facts.soldOut} sold out, ` +
    `${facts.kills} kills (${facts.killsWithStock} with stock left), ${facts.seconds} s`,
)
process.exitCode = holds ? 0 : 1
