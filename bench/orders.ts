/**
 * bench:orders: purchases per second over HTTP, from the request until `paid` from a sandbox balance, on
 * 1,000 SKUs and on ONE hot SKU, 64 callers, beside two raw rates on the same tables and rows. Claims:
 * at least 1.5 x one transaction per order; the hot SKU at least 0.9 x of the 1,000.
 */
import { findBreaches } from '#ledger/invariants.ts'
import { connect } from '#platform/db.ts'
import { startProgram } from '../test/program.ts'
import { createCaller, enrolShoppers, orderOf, stockGoods } from '../test/shoppers.ts'
import { createRaw } from './raw-orders.ts'
import { median, rateOf, runRounds } from './rounds.ts'

const callers = 64
const stock = 10_000_000

await using program = await startProgram('bench-orders', {
  RATE_PER_ADDRESS: '100000000',
  RATE_ORDERS: '100000000',
})
const { db, url } = program
const goods = await stockGoods(db, program.adapter, { count: 1_000, stock })
const [hot] = await stockGoods(db, program.adapter, { count: 1, stock })
const shoppers = await enrolShoppers(db, program.vault, callers)
const caller = createCaller(url, callers)
let placed = 0

const buy = (choose: () => (typeof goods)[number]) => async (index: number) => {
  const shopper = shoppers[index]!
  const body = orderOf(shopper, choose())
  const answer = await caller.call('POST', '/orders', { cookie: shopper.cookie, body })
  const { payment } = answer.body as { payment?: { status: string } }
  if (payment?.status !== 'paid') throw new Error(`not paid: ${JSON.stringify(answer)}`)
  placed++
}
const anyGoods = () => goods[Math.floor(Math.random() * goods.length)]!
const spread = buy(anyGoods)
const single = buy(() => hot!)

const rawDb = connect(program.databaseUrl, { connectionsMax: 32, statementTimeoutMs: 60_000 })
const raw = await createRaw(rawDb, { goods, shoppers })
// Each contender has had its caches filled and its payers opened before anything counts.
await rateOf(callers, 1_500, spread)
await rateOf(callers, 1_500, raw.oneByOne)
await rateOf(callers, 1_500, raw.batched)

const rates = await runRounds(
  [
    { name: 'raw transaction', run: (durationMs) => rateOf(callers, durationMs, raw.oneByOne) },
    { name: 'raw batch', run: (durationMs) => rateOf(callers, durationMs, raw.batched) },
    { name: '1,000 SKUs', run: (durationMs) => rateOf(callers, durationMs, spread) },
    { name: 'one SKU', run: (durationMs) => rateOf(callers, durationMs, single) },
  ],
  { rounds: 5, durationMs: 5_000 },
)
caller.close()

const of = (name: string) => median(rates.get(name)!)
const [many, one] = [of('1,000 SKUs'), of('one SKU')]
const toRaw = many / of('raw transaction')
const toBatch = many / of('raw batch')
const hotToMany = one / many
const [setting] = await db<{ sync: string; fsync: string }>`
  select current_setting('synchronous_commit') as sync, current_setting('fsync') as fsync`
const agreement = await agree()
const sound = agreement.breaches === 0 && agreement.sold === agreement.orders
const durable = setting!.sync === 'on' && setting!.fsync === 'on'
const holds = sound && durable && toRaw >= 1.5 && hotToMany >= 0.9
console.log(JSON.stringify({ ...agreement, ...setting }))
console.log(
  `${holds ? 'holds' : 'MISSED'}: ${Math.round(many)} purchases/s = ${toRaw.toFixed(2)} x raw ` +
    `transactions (claim 1.5), ${toBatch.toFixed(2)} x raw batch; one SKU ${hotToMany.toFixed(2)} x ` +
    `of 1,000 SKUs (claim 0.9)`,
)
process.exitCode = holds ? 0 : 1
await rawDb.end()

/** Stock that left, orders that were paid and what the ledger says must be the same number. */
async function agree() {
  await db`analyze`
  const breaches = await findBreaches(db)
  for (const breach of breaches.slice(0, 5)) console.log(JSON.stringify(breach))
  const [row] = await db<{ orders: number; sold: number; keys: number }>`
    select (select count(*) from trade."order" where status = 'paid') as orders,
      (select sum(${stock} - posted)::bigint from ledger.account where purpose = 'for_sale') as sold,
      (select count(*) from platform.idempotency where status = 201) as keys`
  return { breaches: breaches.length, ...row!, overHttp: placed }
}
