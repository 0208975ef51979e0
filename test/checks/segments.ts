/**
 * check:segments: 200 random rules over random histories on PostgreSQL, with late facts, merges and their
 * undoing, tags that run out, consents, and time that passes with nothing in it: who is kept in a segment
 * is always whom its rule is about. Then 2,000 facts a second over HTTP into 20 live segments: how long it
 * takes from a call until whoever it concerns is in or out.
 */
import { connect } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'
import { runHistory } from '#pool/segment/history.fixture.ts'
import { measureLag } from './segment-lag.ts'
import { databaseUrl, execute, startTestServer, template } from '../server.ts'

const rules = 200
const rulesOfHistory = 10
const factsPerSecond = 2_000
const lagMaxMs = 1_000

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
await server.stop()
const lag = await measureLag()

const holds =
  compared.differences === 0 &&
  compared.found > 0 &&
  lag.p99 < lagMaxMs &&
  lag.differences === 0 &&
  lag.factsPerSecond >= factsPerSecond * 0.98
console.log(
  `${holds ? 'holds' : 'MISSED'}: ${compared.rules} rules, ${compared.comparisons} comparisons, ` +
    `${compared.differences + lag.differences} differ; lag p50 ${lag.p50} p99 ${lag.p99} ms at ` +
    `${Math.round(lag.factsPerSecond)} facts/s into 20 segments`,
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
