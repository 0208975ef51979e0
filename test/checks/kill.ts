/**
 * check:kill -- --rounds 20: kills the server and PostgreSQL in turn, with fsync on, while members buy.
 * What was acknowledged is kept in a file of our own, synced before it counts. Nothing acknowledged may
 * be lost or doubled, the ledger balances, and the service is back within 15 s without a hand.
 */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { findBreaches } from '#ledger/invariants.ts'
import { readPostmaster } from '#platform/postmaster.ts'
import { startProgram } from '../program.ts'
import { createCaller, enrolShoppers, orderOf, stockGoods } from '../shoppers.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } })
const rounds = Number(values.rounds)
const acknowledgedEach = 200
const callers = 48
const backWithinMs = 15_000

await using program = await startProgram('kill', {
  RATE_PER_ADDRESS: '10000000',
  RATE_ORDERS: '1000000',
})
const { db, server, url, dataDir } = program
const [setting] = await db<{ fsync: string }>`select current_setting('fsync') as fsync`
const goods = await stockGoods(db, program.adapter, { count: 50, stock: 1_000_000 })
const shoppers = await enrolShoppers(db, program.vault, callers)
const caller = createCaller(url, callers)

const folder = mkdtempSync(path.join(tmpdir(), 'tessera-acks-'))
const ackFile = path.join(folder, 'acknowledged')
const file = openSync(ackFile, 'a')
let acknowledged = 0
let inFlight = 0
let stopping = false

async function buyOn(index: number): Promise<void> {
  const shopper = shoppers[index]!
  while (!stopping) {
    const key = randomUUID()
    const body = orderOf(shopper, goods[Math.floor(Math.random() * goods.length)]!)
    for (;;) {
      inFlight++
      try {
        const answer = await caller.call('POST', '/orders', {
          cookie: shopper.cookie,
          key,
          body,
          timeoutMs: 8_000,
        })
        const { id, payment } = answer.body as { id?: string; payment?: { status: string } }
        if (answer.status === 201 && payment!.status === 'paid') {
          writeSync(file, `${key} ${id} ${shopper.memberId}\n`)
          fdatasyncSync(file)
          acknowledged++
          break
        }
        if (answer.status !== 201 && answer.status !== 503)
          throw new Error(`unexpected answer ${answer.status} ${JSON.stringify(answer.body)}`)
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('unexpected')) throw error
      } finally {
        inFlight--
      }
      await sleep(30 + Math.random() * 50)
    }
  }
}

const buying = Array.from({ length: callers }, (_, index) => buyOn(index))
const backMs: number[] = []
let fewestInFlight = Infinity
for (let round = 1; round <= rounds; round++) {
  const goal = acknowledged + acknowledgedEach
  while (acknowledged < goal) await sleep(5)
  while (inFlight === 0) await sleep(1)
  const whom = round % 2 === 1 ? 'server' : 'PostgreSQL'
  const pid = whom === 'server' ? server.pid! : readPostmaster(dataDir)!.pid
  const flying = inFlight
  fewestInFlight = Math.min(fewestInFlight, flying)
  const before = acknowledged
  const killedAt = performance.now()
  process.kill(pid, 'SIGKILL')
  await sleep(50) // answers that were on their way still arrive
  const arrived = acknowledged
  while (acknowledged <= arrived && performance.now() - killedAt < 60_000) await sleep(5)
  backMs.push(performance.now() - killedAt)
  console.log(
    `round ${round}: ${whom} killed after ${before} acknowledged, ${flying} in flight; ` +
      `next acknowledged after ${Math.round(backMs.at(-1)!)} ms`,
  )
}
stopping = true
await Promise.all(buying)
caller.close()
closeSync(file)

const acks = readFileSync(ackFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' '))
rmSync(folder, { recursive: true })
const orders = await db<{ id: string }>`
  select id from trade."order" where status = 'paid' and id = any(${acks.map((ack) => ack[1])}::uuid[])`
const [stored] = await db<{ orders: number; keys: number; paidTwice: number }>`
  select (select count(*) from trade."order") as orders,
    (select count(*) from platform.idempotency where route = 'postOrder' and status = 201) as keys,
    (select count(*) from (select order_id from trade.payment where status in ('paid', 'returning',
      'returned') group by order_id having count(*) > 1) as twice) as paid_twice`
const breaches = await findBreaches(db)
const { frozenFen } = await program.adapter.balances()
const [escrow] = await db<{ fen: number }>`
  select coalesce(sum(total_fen), 0)::bigint as fen from trade."order" where status = 'paid'`
const lost = acks.length - orders.length
const doubled =
  acks.length - new Set(acks.map((ack) => ack[1])).size + (stored!.orders - stored!.keys)
const slowest = Math.max(...backMs)
const holds =
  setting!.fsync === 'on' &&
  lost === 0 &&
  doubled === 0 &&
  stored!.paidTwice === 0 &&
  breaches.length === 0 &&
  frozenFen === escrow!.fen &&
  fewestInFlight >= 1 &&
  slowest <= backWithinMs
console.log(JSON.stringify({ ...stored, frozenFen, escrowFen: escrow!.fen, breaches }))
console.log(
  `${holds ? 'holds' : 'BROKEN'}: ${rounds} kills, ${acks.length} acknowledged, ${lost} lost, ` +
    `${doubled} doubled, ledger breaches ${breaches.length}, back within ${Math.round(slowest)} ms`,
)
process.exitCode = holds ? 0 : 1
