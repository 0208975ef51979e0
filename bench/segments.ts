/**
 * bench:segments: 1,000,000 people with 20,000,000 facts; 50 seeded segments of ten conditions each are
 * counted once, through the function that the console counts by. Claim: half of them within 2 s. Then the
 * pipeline asks everybody about 20 segments, as when they are made, for a minute.
 *
 *   npm run -s bench:segments -- [--members 100000] [--facts 2000000]
 */
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { connect } from '#platform/db.ts'
import { migrate } from '#platform/migrations.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { startPostgres } from '#platform/postgres.ts'
import { countMembers } from '#pool/segment/count.ts'
import { followFacts, followFactsName } from '#pool/segment/follow-facts.ts'
import { createSegment } from '#pool/segment/segment.ts'
import { randomOf, someUsefulRule } from '#pool/segment/segment.fixture.ts'
import { makeCursor, moveCursor } from '#platform/cursor.ts'
import { generatePool } from './generated-pool.ts'

const claimMs = 2_000
const segments = 50
const kept = 20
/** Everybody is asked at the same pace: a part of them tells it. */
const fillForMs = 60_000

const { values } = parseArgs({
  options: { members: { type: 'string' }, facts: { type: 'string' } },
})
const members = Number(values.members ?? 1_000_000)
const facts = Number(values.facts ?? 20_000_000)
const now = new Date('2026-11-20T04:00:00Z')

const dataDir = clusterDir('bench-segments')
await rm(dataDir, { recursive: true, force: true })
const postgres = await startPostgres({ dataDir })
try {
  await migrate(postgres.url)
  const db = connect(postgres.url, { statementTimeoutMs: 3_600_000 })
  await generatePool(db, { members, facts, now }, console.log)
  const took: number[] = []
  const random = randomOf(20_261_120)
  for (let n = 0; n < segments; n++) {
    const rule = someUsefulRule(random)
    const startedAt = performance.now()
    const count = await countMembers(db, { rule, now, waitMs: 120_000 })
    took.push(performance.now() - startedAt)
    console.log(`segment ${n + 1}: ${count} people in ${Math.round(took.at(-1)!)} ms`)
  }
  const [asked, seconds] = await fillAll()
  await db.end()

  took.sort((a, b) => a - b)
  const at = (share: number) => Math.round(took[Math.ceil(share * took.length) - 1]!)
  const holds = at(0.5) < claimMs
  console.log(
    `${holds ? 'holds' : 'MISSED'}: ${segments} segments of ten conditions over ${members} people and ` +
      `${facts} facts counted, p50 ${at(0.5)} ms (claim ${claimMs}), p95 ${at(0.95)} ms, most ` +
      `${at(1)} ms; ${kept} segments asked of ${asked} people in ${seconds.toFixed(0)} s: ` +
      `${Math.round(asked / seconds)} people/s by one worker`,
  )
  process.exitCode = holds ? 0 : 1

  /** As when so many are made at once: the pipeline asks everybody, a piece at a time. */
  async function fillAll(): Promise<[number, number]> {
    await makeCursor(db, followFactsName)
    // What was generated has been summed: the pipeline goes on after it.
    await db.begin(async (tx) => {
      const [last] = await tx<{
        txid: string
      }>`select max(txid::text::bigint)::text as txid from pool.fact`
      await moveCursor(tx, followFactsName, last!.txid, now)
      for (let n = 0; n < kept; n++)
        await createSegment(tx, {
          name: `segment ${n}`,
          rule: someUsefulRule(random),
          now,
          by: '00000000-0000-7000-8000-000000000001',
        })
    })
    const startedAt = performance.now()
    while (performance.now() - startedAt < fillForMs && (await followFacts(db, now)) > 0);
    const [state] = await db<{ asked: number }>`select min(asked) as asked from pool.segment_state`
    return [state!.asked, (performance.now() - startedAt) / 1_000]
  }
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
