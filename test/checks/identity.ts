/**
 * check:identity -- --steps N [--seed S]: random merges, undoings, orders, tags and closed accounts, by
 * several workers at once and with transactions that are lost; the pipeline runs meanwhile. After each
 * round who represents whom, and the sums of every human, equal a plain model; every few rounds, and at
 * the end, all that was kept equals what a rebuild from nothing makes.
 */
import { parseArgs } from 'node:util'
import { findBreaches } from '#ledger/invariants.ts'
import { connect } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { followFacts } from '#pool/segment/follow-facts.ts'
import { compare, compareWithRebuild, settle } from '../identity/compare.ts'
import type { Difference } from '../identity/compare.ts'
import { live, noCounts, populate } from '../identity/steps.ts'
import type { Group } from '../identity/steps.ts'
import { databaseUrl, execute, startTestServer, template } from '../server.ts'
import { createRandom } from '../simulator/random.ts'

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '100000' },
    seed: { type: 'string', default: 'tessera' },
  },
})
const steps = Number(values.steps)
const [workers, rounds, stepsAtOnce] = [3, 10, 100]
const now = new Date('2026-11-20T04:00:00Z')
const vault = createVault(Buffer.alloc(32, 5))
const startedAt = performance.now()

const server = await startTestServer()
await execute(server.url, `create database identity template ${template} strategy file_copy`)
const db = connect(databaseUrl(server.url, 'identity'), { statementTimeoutMs: 60_000 })
const counts = noCounts()
const worldOf = (seed: string) => ({ db, vault, random: createRandom(seed), now, counts })

const differences: Difference[] = []
let taken = 0
try {
  const all = worldOf(values.seed)
  const groups: Group[] = []
  for (let n = 0; n < 60; n++) {
    // One of ten has more persons than one human can be.
    const size = n % 10 === 0 ? [3, 3, 60] : [4, 4, 4]
    const [phones, cards, visitors] = size as [number, number, number]
    groups.push(await populate(all, String(n), { phones, cards, visitors }))
  }
  for (let round = 0; round < rounds && differences.length === 0; round++) {
    const until = Math.round((steps * (round + 1)) / rounds)
    await Promise.all(
      Array.from({ length: workers }, async (_, worker) => {
        const world = worldOf(`${values.seed} ${round} ${worker}`)
        const own = groups.filter((_, n) => n % workers === worker)
        for (let turn = 0; taken < until; turn++) {
          taken += stepsAtOnce
          await live(world, world.random.pick(own), stepsAtOnce)
          if (worker === 0 && turn % 20 === 0) await followFacts(db, now)
        }
      }),
    )
    await settle(db, now)
    const humans = groups.map((group) => group.humans)
    differences.push(...(await compare(db, humans, now)))
    const isRebuilt = round % 4 === 3 || round === rounds - 1
    if (isRebuilt) differences.push(...(await compareWithRebuild(db, now)))
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0)
    const rebuilt = isRebuilt ? ', rebuilt from nothing' : ''
    console.log(`${taken} steps, ${seconds} s: ${differences.length} differences${rebuilt}`)
  }
  const breaches = await findBreaches(db)
  for (const one of differences.slice(0, 5)) console.log(`DIFFERS ${JSON.stringify(one)}`)
  const done = Object.entries(counts).map(([what, count]) => `${what} ${count}`)
  const holds = differences.length + breaches.length === 0 && taken >= steps
  console.log(
    `${holds ? 'holds' : 'MISSED'}: ${taken} steps (${done.join(', ')}), ` +
      `${differences.length} differ from the model or a rebuild, ${breaches.length} breaches of the ledger`,
  )
  process.exitCode = holds ? 0 : 1
} finally {
  await db.end()
  await server.stop()
}
