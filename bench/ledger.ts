/**
 * bench:ledger: single-transfer chains from 256 callers through the batcher against ONE account with a
 * floor, durable; and the pure core alone. Claims: at least 20,000 and 1,000,000 transfers a second.
 */
import { rm } from 'node:fs/promises'
import { account } from '#ledger/chain.ts'
import type { Account, Chain } from '#ledger/chain.ts'
import { decide } from '#ledger/decide.ts'
import type { LedgerState } from '#ledger/decide.ts'
import { findBreaches } from '#ledger/invariants.ts'
import { postChains } from '#ledger/post.ts'
import { createBatcher } from '#platform/batcher.ts'
import { connect } from '#platform/db.ts'
import { migrate } from '#platform/migrations.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { startPostgres } from '#platform/postgres.ts'
import { median, rateOf, runRounds } from './rounds.ts'

const claims = { posted: 20_000, decided: 1_000_000 }
const callers = 256

const source = account({ unit: 'BENCH', purpose: 'source', owner: 'bench', floor: null })
const hot = account({ unit: 'BENCH', purpose: 'hot', owner: 'bench', floor: 0 })
const sink = account({ unit: 'BENCH', purpose: 'sink', owner: 'bench', floor: null })
const now = new Date()
const transfer = (id: string, from: Account, to: Account, amount: number): Chain => {
  const transfers: Chain['transfers'] = [{ kind: 'post', from, to, amount }]
  return { book: 'bench', id, reference: 'bench', transfers }
}

const dataDir = clusterDir('bench-ledger')
await rm(dataDir, { recursive: true, force: true })
const postgres = await startPostgres({ dataDir })
try {
  await migrate(postgres.url)
  const db = connect(postgres.url, { statementTimeoutMs: 60_000 })
  await db.begin((tx) => postChains(tx, [transfer('open', source, hot, 1_000_000_000)], now))
  let next = 0
  const batcher = createBatcher({
    run: (chains: Chain[]) => db.beginByKey((tx) => postChains(tx, chains, now)),
  })
  const post = async () => {
    const result = await batcher.submit(transfer(`t${next++}`, hot, sink, 1))
    if (!result.ok) throw new Error(result.reason)
  }
  await rateOf(callers, 2_000, post) // warm
  const rates = await runRounds(
    [
      { name: 'posted', run: (durationMs) => rateOf(callers, durationMs, post) },
      { name: 'decided', run: async (durationMs) => decideFor(durationMs / 4) },
    ],
    { rounds: 5, durationMs: 4_000 },
  )
  const breaches = await findBreaches(db)
  const [moved] = await db<{ posted: number }>`
    select posted from ledger.account where id = ${hot.id}`
  await db.end()
  const posted = Math.round(median(rates.get('posted')!))
  const decided = Math.round(median(rates.get('decided')!))
  const sound = breaches.length === 0 && moved!.posted === 1_000_000_000 - next
  const holds = sound && posted >= claims.posted && decided >= claims.decided
  console.log(
    `${holds ? 'holds' : 'MISSED'}: ${posted} durable transfers/s (claim ${claims.posted}), ` +
      `core ${decided}/s (claim ${claims.decided}), breaches ${breaches.length}`,
  )
  process.exitCode = holds ? 0 : 1
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** The core over batches of 1,000, each on a state as it would be loaded. */
function decideFor(durationMs: number): number {
  const batch = Array.from({ length: 1_000 }, (_, n) => transfer(`c${n}`, hot, sink, 1))
  const startedAt = performance.now()
  let done = 0
  while (performance.now() - startedAt < durationMs) {
    const state: LedgerState = {
      accounts: new Map([[hot.id, { floor: 0, posted: 1_000_000, held: 0 }]]),
      holds: new Map(),
      known: new Map(),
    }
    for (const result of decide(state, batch, now)) if (!result.ok) throw new Error('refused')
    done += batch.length
  }
  return (done / (performance.now() - startedAt)) * 1_000
}
