/**
 * How long it takes from a browser's call until whoever it concerns is in or out of every live segment:
 * the whole program in production configuration, told by the clock, whether what was told before is
 * through or not.
 */
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { addMs, dayMs } from '#platform/clock.ts'
import { readCursor } from '#platform/cursor.ts'
import type { Db } from '#platform/db.ts'
import { findMembers } from '#pool/segment/count.ts'
import { followFactsName } from '#pool/segment/follow-facts.ts'
import { membersOf } from '#pool/segment/history.fixture.ts'
import { createSegment, readWholeRule } from '#pool/segment/segment.ts'
import { randomOf, someUsefulRule } from '#pool/segment/segment.fixture.ts'
import { startProgram } from '../program.ts'
import { createCaller, stockGoods } from '../shoppers.ts'

const segments = 20
const visitors = 20_000
const factsPerCall = 20
const callsPerSecond = 100
const forMs = 15_000
const stepMs = 50
const kinds = ['visited', 'searched', 'checked_out', 'viewed', 'shared', 'added'] as const

export type Lag = { p50: number; p99: number; factsPerSecond: number; differences: number }
type Told = { txid: bigint; calledAt: number }

export async function measureLag(): Promise<Lag> {
  const limits = { RATE_PER_ADDRESS: '1000000', RATE_FACTS: '1000000' }
  await using program = await startProgram('segments', limits)
  const { db, vault } = program
  await stockGoods(db, program.adapter, { count: 200, stock: 1 })
  const products = await db<{ id: string }>`select id from catalog.product`
  const random = randomOf(2_026)
  const segmentIds = await makeSegments(db, random)
  const people = Array.from({ length: visitors }, () => {
    const id = randomUUIDv7()
    return {
      id,
      cookie: `tessera_visitor=${vault.signToken('visitor', id, addMs(new Date(), dayMs))}`,
    }
  })
  const caller = createCaller(program.url, 32)
  const waiting: Told[] = []
  const lags: number[] = []
  const calls: Promise<void>[] = []

  await tell() // connections are open and statements planned before anything counts
  waiting.length = 0
  const startedAt = performance.now()
  for (let turn = 1; performance.now() - startedAt < forMs; turn++) {
    for (let n = 0; n < (callsPerSecond * stepMs) / 1_000; n++) calls.push(tell())
    while (performance.now() < startedAt + turn * stepMs) {
      await noteThrough()
      await sleep(5)
    }
  }
  await Promise.all(calls)
  const seconds = (performance.now() - startedAt) / 1_000
  while (waiting.length > 0) {
    await noteThrough()
    await sleep(5)
  }
  caller.close()
  lags.sort((a, b) => a - b)
  const at = (share: number) => Math.round(lags[Math.ceil(share * lags.length) - 1]!)
  const factsPerSecond = (calls.length * factsPerCall) / seconds
  const differences = await countDifferences(db, segmentIds)
  return { p50: at(0.5), p99: at(0.99), factsPerSecond, differences }

  /** A page's worth of one visitor. */
  async function tell(): Promise<void> {
    const calledAt = performance.now()
    const facts = Array.from({ length: factsPerCall }, () => {
      const kind = random.one(kinds)
      const one = { id: randomUUID(), kind, happenedAt: new Date().toISOString() }
      if (kind === 'visited' || kind === 'searched' || kind === 'checked_out') return one
      const productId = random.one(products).id
      return kind === 'added' ? { ...one, productId, quantity: 1 } : { ...one, productId }
    })
    const { id, cookie } = random.one(people)
    const { status, body } = await caller.call('POST', '/facts', { cookie, body: { facts } })
    const { accepted } = body as { accepted?: number }
    if (status !== 200 || accepted !== factsPerCall)
      throw new Error(`${status}: ${JSON.stringify(body)}`)
    const [row] = await db<{ txid: string }>`
      select txid::text as txid from pool.fact where person_id = ${id} and id = ${facts[0]!.id}`
    waiting.push({ txid: BigInt(row!.txid), calledAt })
  }

  async function noteThrough(): Promise<void> {
    const upTo = BigInt((await readCursor(db, followFactsName)).txid)
    const at = performance.now()
    for (let n = waiting.length - 1; n >= 0; n--)
      if (waiting[n]!.txid <= upTo) lags.push(at - waiting.splice(n, 1)[0]!.calledAt)
  }
}

async function makeSegments(db: Db, random: ReturnType<typeof randomOf>): Promise<string[]> {
  const by = '00000000-0000-7000-8000-000000000001'
  return db.begin(async (tx) => {
    const ids: string[] = []
    for (let n = 0; n < segments; n++)
      ids.push(
        await createSegment(tx, {
          name: `segment ${n}`,
          rule: someUsefulRule(random),
          by,
          now: new Date(),
        }),
      )
    return ids
  })
}

/** Segments whose members are not those that a reading of everything finds now. */
async function countDifferences(db: Db, segmentIds: string[]): Promise<number> {
  let differences = 0
  for (const id of segmentIds) {
    const asked = await findMembers(db, await readWholeRule(db, id), new Date())
    if (asked.join() !== (await membersOf(db, id)).join()) differences += 1
  }
  return differences
}
