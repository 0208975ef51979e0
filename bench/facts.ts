/**
 * bench:facts: behaviour facts a second, over HTTP in batches of 500 by 16 callers, each answered when
 * its facts are durable, validated and without repeats; beside raw COPY of such rows into the same table,
 * with the same indexes and partitions. Claim: at least 0.3 x. And through to 20 live segments, which a
 * worker beside the server keeps: at least 5,000 a second.
 */
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { finished } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { addMs, dayMs } from '#platform/clock.ts'
import { startProgram } from '../test/program.ts'
import { createCaller, stockGoods } from '../test/shoppers.ts'
import {
  findUnequal,
  liveSegments,
  makeSegments,
  startWorker,
  untilFollowed,
} from './live-segments.ts'
import { median, runRounds } from './rounds.ts'

const claims = { toCopy: 0.3, throughToSegments: 5_000 }
const rounds = 5
const callers = 16
const batchSize = 500
const visitors = 2_000
const batchesOfRound = 160
const batchesThrough = 80

await using program = await startProgram('bench-facts', {
  RATE_PER_ADDRESS: '100000000',
  RATE_FACTS: '100000000',
  WORK: '0',
})
const { db, url, vault } = program
await stockGoods(db, program.adapter, { count: 500, stock: 1 })
const topics = new Map(
  (
    await db<{ id: string; slug: string }>`
      select product.id, slug from catalog.product join catalog.category on category.id = category_id`
  ).map(({ id, slug }) => [id, slug]),
)
const people = Array.from({ length: visitors }, () => {
  const visitorId = randomUUIDv7()
  const token = vault.signToken('visitor', visitorId, addMs(new Date(), 400 * dayMs))
  return { visitorId, cookie: `tessera_visitor=${token}` }
})
const products = [...topics.keys()]
const any = <T>(list: T[]): T => list[Math.floor(Math.random() * list.length)]!

/** A visit of one visitor: pages looked at during the last week, seconds apart. */
function aVisit() {
  const startsAt = Date.now() - Math.floor(Math.random() * 7 * dayMs)
  const facts = Array.from({ length: batchSize }, (_, n) => {
    const told = { id: randomUUID(), happenedAt: new Date(startsAt + n * 1_000).toISOString() }
    return n % 10 === 9
      ? { ...told, kind: 'added', productId: any(products), quantity: 1 }
      : { ...told, kind: 'viewed', productId: any(products) }
  })
  return { ...any(people), facts }
}

const caller = createCaller(url, callers)
let told = 0
async function overHttp(): Promise<number> {
  const visits = Array.from({ length: batchesOfRound }, aVisit)
  const startedAt = performance.now()
  await tellAll(visits)
  return perSecond(batchesOfRound, startedAt)
}

async function throughToSegments(): Promise<number> {
  const visits = Array.from({ length: batchesThrough }, aVisit)
  const startedAt = performance.now()
  await tellAll(visits)
  await untilFollowed(db)
  return perSecond(batchesThrough, startedAt)
}

async function tellAll(visits: ReturnType<typeof aVisit>[]): Promise<void> {
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let visit = visits.pop(); visit; visit = visits.pop()) {
        const { cookie, facts } = visit
        const { status, body } = await caller.call('POST', '/facts', { cookie, body: { facts } })
        const { accepted } = body as { accepted?: number }
        if (status !== 200 || accepted !== batchSize) throw new Error(JSON.stringify(body))
        told += accepted
      }
    }),
  )
}

const copier = new pg.Client(program.databaseUrl)
await copier.connect()
async function byCopy(): Promise<number> {
  const receivedAt = new Date().toISOString()
  const pieces = Array.from({ length: batchesOfRound }, () => {
    const { visitorId, facts } = aVisit()
    const lines = facts.map(({ id, happenedAt, kind, productId }) => {
      const quantity = kind === 'added' ? 1 : '\\N'
      const topic = topics.get(productId)
      return `${visitorId}\t${happenedAt}\t${id}\t${kind}\t${topic}\t${productId}\t${quantity}\t${receivedAt}\n`
    })
    return Buffer.from(lines.join(''))
  })
  const startedAt = performance.now()
  const copy = copier.query(
    copyFrom(`copy pool.fact
      (person_id, happened_at, id, kind, topic, object_id, quantity, received_at) from stdin`),
  )
  for (const piece of pieces)
    if (!copy.write(piece)) await new Promise((go) => copy.once('drain', go))
  copy.end()
  await finished(copy)
  return perSecond(batchesOfRound, startedAt)
}

const perSecond = (batches: number, startedAt: number) =>
  ((batches * batchSize) / (performance.now() - startedAt)) * 1_000

const segmentIds = await makeSegments(db)
let unequal: string[]
const through: number[] = []
{
  await using _ = await startWorker(program.env)
  await throughToSegments() // caches are filled before anything counts
  for (let round = 1; round <= rounds; round++) {
    through.push(await throughToSegments())
    console.log(
      `round ${round}: through to ${liveSegments} segments ${Math.round(through.at(-1)!)}/s`,
    )
  }
  unequal = await findUnequal(db, segmentIds)
  for (const one of unequal) console.log(one)
}
await overHttp()
await byCopy()
const rates = await runRounds(
  [
    { name: 'raw COPY', run: byCopy },
    { name: 'over HTTP', run: overHttp },
  ],
  { rounds, durationMs: 0 },
)
caller.close()

const [kept] = await db<{ count: number }>`select count(*) from pool.fact`
const copied = (rounds + 1) * batchesOfRound * batchSize
const [copyRate, httpRate] = [median(rates.get('raw COPY')!), median(rates.get('over HTTP')!)]
const toCopy = httpRate / copyRate
const live = median(through)
const sound = kept!.count === told + copied && unequal.length === 0
const holds = sound && toCopy >= claims.toCopy && live >= claims.throughToSegments
console.log(
  `${holds ? 'holds' : 'MISSED'}: ${Math.round(httpRate)} facts/s over HTTP = ` +
    `${toCopy.toFixed(2)} x raw COPY (claim ${claims.toCopy}), every one of ${told} kept once; through to ` +
    `${liveSegments} live segments ${Math.round(live)}/s (claim ${claims.throughToSegments})`,
)
process.exitCode = holds ? 0 : 1
await copier.end()
