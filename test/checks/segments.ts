/**
 * check:segments: 200 random rules over random histories on PostgreSQL, with late facts, merges and their
 * undoing, tags that run out, consents, and time that passes with nothing in it: who is kept in a segment
 * is always whom its rule is about. Then 2,000 facts a second into 20 live segments: how long it takes
 * from a fact's arrival until whoever it concerns is in or out.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { readCursor } from '#platform/cursor.ts'
import type { Db } from '#platform/db.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { findMembers } from '#pool/segment/count.ts'
import { followFacts, followFactsName } from '#pool/segment/follow-facts.ts'
import { membersOf, runHistory } from '#pool/segment/history.fixture.ts'
import { catchUp } from '#pool/segment/rebuild.ts'
import { randomOf, someFact, someUsefulRule } from '#pool/segment/segment.fixture.ts'
import { createSegment, readWholeRule } from '#pool/segment/segment.ts'
import { connect } from '#platform/db.ts'
import { databaseUrl, execute, startTestServer, template } from '../server.ts'

const rules = 200
const rulesOfHistory = 10
const factsPerSecond = 2_000
const lagMaxMs = 1_000
const forMs = 15_000
const every = { ms: 50, facts: 100 }

const server = await startTestServer()
let compared = { rules: 0, comparisons: 0, found: 0, differences: 0 }
for (let seed = 1; compared.rules < rules; seed++) {
  const history = await withDatabase(`history_${seed}`, (db) =>
    runHistory(db, {
      seed: seed * 7919,
      steps: 25,
      rules: rulesOfHistory,
      people: 10,
      from: new Date('2026-11-20T04:00:00Z'),
    }),
  )
  compared = {
    rules: compared.rules + history.rules,
    comparisons: compared.comparisons + history.comparisons,
    found: compared.found + history.found,
    differences: compared.differences + history.differences.length,
  }
  for (const { now, rule, live, sql } of history.differences)
    console.log(
      `seed ${seed}, ${now.toISOString()}: kept ${live.join()} but asked ${sql.join()}`,
      rule,
    )
  if (seed % 5 === 0) console.log(`${compared.rules} rules, ${compared.comparisons} comparisons`)
}
const lag = await withDatabase('lag', measureLag)
await server.stop()

const holds =
  compared.differences === 0 &&
  compared.found > 0 &&
  lag.p99 < lagMaxMs &&
  lag.differences === 0 &&
  lag.rate >= factsPerSecond * 0.98
console.log(
  `${holds ? 'holds' : 'MISSED'}: ${compared.rules} rules, ${compared.comparisons} comparisons, ` +
    `${compared.differences + lag.differences} differ; lag p50 ${lag.p50} p99 ${lag.p99} ms at ` +
    `${Math.round(lag.rate)} facts/s into 20 segments`,
)
process.exitCode = holds ? 0 : 1

async function withDatabase<Result>(
  name: string,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  await execute(server.url, `create database ${name} template ${template} strategy file_copy`)
  const db = connect(databaseUrl(server.url, name), { statementTimeoutMs: 30_000 })
  try {
    return await work(db)
  } finally {
    await db.end()
    await execute(server.url, `drop database ${name} with (force)`)
  }
}

type Waiting = { txid: bigint; arrivedAt: number }

/** Facts arrive by the clock, whether those before are through or not. */
async function measureLag(db: Db) {
  const random = randomOf(2_026)
  const people = Array.from({ length: 20_000 }, () => random.uuid())
  const ids = await db.begin(async (tx) => {
    const made: string[] = []
    for (let n = 0; n < 20; n++) {
      const rule = someUsefulRule(random)
      const by = '00000000-0000-7000-8000-000000000001'
      made.push(await createSegment(tx, { name: `segment ${n}`, rule, by, now: new Date() }))
    }
    return made
  })
  await catchUp(db, new Date())
  const waiting: Waiting[] = []
  const lags: number[] = []
  let written = 0
  const startedAt = performance.now()
  const writing = (async () => {
    const writes: Promise<void>[] = []
    for (let turn = 0; performance.now() - startedAt < forMs; turn++) {
      writes.push(write(performance.now()))
      await sleep(Math.max(0, startedAt + (turn + 1) * every.ms - performance.now()))
    }
    await Promise.all(writes)
    return (performance.now() - startedAt) / 1_000
  })()
  let isWriting = true
  const ended = writing.finally(() => (isWriting = false))
  while (isWriting || waiting.length > 0) {
    if ((await followFacts(db, new Date())) === 0) await sleep(20)
    const upTo = BigInt((await readCursor(db, followFactsName)).txid)
    const at = performance.now()
    for (let n = waiting.length - 1; n >= 0; n--)
      if (waiting[n]!.txid <= upTo) lags.push(at - waiting.splice(n, 1)[0]!.arrivedAt)
  }
  const seconds = await ended
  const now = new Date()
  await catchUp(db, now)
  let differences = 0
  for (const id of ids) {
    const asked = await findMembers(db, await readWholeRule(db, id), now)
    if (asked.join() !== (await membersOf(db, id)).join()) differences += 1
  }
  lags.sort((a, b) => a - b)
  const at = (share: number) => Math.round(lags[Math.ceil(share * lags.length) - 1]!)
  return { p50: at(0.5), p99: at(0.99), rate: written / seconds, differences }

  async function write(arrivedAt: number): Promise<void> {
    const now = new Date()
    const facts = Array.from({ length: every.facts }, () => someFact(random, people, now))
    const txid = await db.begin(async (tx) => {
      await writeFacts(tx, facts, now)
      const [own] = await tx<{ txid: string }>`select pg_current_xact_id()::text as txid`
      return BigInt(own!.txid)
    })
    waiting.push({ txid, arrivedAt })
    written += facts.length
  }
}
