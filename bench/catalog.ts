/**
 * bench:catalog: the product list (24) and the product page over HTTP, in production configuration,
 * beside a plain node:http server that runs the same statements on `pg` and answers the same bytes.
 * Claims: at least half of its rate each; a changed price and stock are seen within a second.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { listProducts } from '#catalog/listing.ts'
import type { ProductPage } from '#catalog/listing.ts'
import {
  importMadeUpProducts,
  madeUpId,
  madeUpProductId,
  madeUpSkuId,
} from '#catalog/made-up.fixture.ts'
import type { Product } from '#catalog/product.ts'
import { setPrices } from '#catalog/set-price.ts'
import { readProduct, readProducts } from '#catalog/shared-reads.ts'
import { addStock, stockOf } from '#catalog/stock.ts'
import type { Db } from '#platform/db.ts'
import { startProgram } from '#test/program.ts'
import { median, rateOf } from './rounds.ts'

const claims = { ratio: 0.5, seenMs: 1_000 }
const products = 3_700
const [rounds, durationS, connections] = [5, 4, 32]

/** Every 23rd, so that the pages are spread over the shop. */
const detailPaths = Array.from({ length: 150 }, (_, n) => {
  return `/api/products/${madeUpProductId((n * 23) % products)}`
})
const reads: Record<Read, string[]> = { list: [], detail: detailPaths }
type Read = 'list' | 'detail'

type Result = { rate: number; p50: number; p99: number }
type Cannon = (options: {
  url: string
  connections: number
  duration: number
  requests: { path: string }[]
}) => Promise<{
  '2xx': number
  non2xx: number
  errors: number
  requests: { average: number }
  latency: { p50: number; p99: number }
}>
const autocannon = createRequire(import.meta.url)('autocannon') as Cannon

// One address sends all requests: its limit is out of the way.
await using program = await startProgram('catalog', { RATE_PER_ADDRESS: '1000000000' })
const { db, url: app } = program
await importMadeUpProducts(db, products)
await db`vacuum analyze`
reads.list = await listPaths(db)
const rawServer = spawn(process.execPath, [`${import.meta.dirname}/catalog-raw.ts`], {
  env: { ...process.env, DATABASE_URL: program.databaseUrl },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const [line] = (await once(rawServer.stdout, 'data')) as [Buffer]
  const raw = line.toString().trim()
  for (const path of Object.values(reads).flat()) await assertSameBytes(app, raw, path)

  const ratios: Record<Read, number[]> = { list: [], detail: [] }
  const seen: number[] = []
  for (let round = 0; round <= rounds; round++) {
    for (const read of ['list', 'detail'] as const) {
      const watch = new AbortController()
      const watching = watchChanges(db, app, watch.signal)
      // Whoever comes first may find the machine in another mood, so they take turns at it.
      const first = round % 2 === 0 ? [raw, app] : [app, raw]
      const results = new Map<string, Result>()
      for (const url of first) results.set(url, await fire(url, read))
      watch.abort()
      const delays = await watching
      const [ours, theirs] = [results.get(app)!, results.get(raw)!]
      if (round === 0) continue // warm
      seen.push(...delays)
      const ratio = ours.rate / theirs.rate
      ratios[read].push(ratio)
      const figures = [`app ${figuresOf(ours)}`, `node:http ${figuresOf(theirs)}`]
      console.log(`round ${round} ${read.padEnd(6)}: ${figures.join(', ')}, ${ratio.toFixed(2)}x`)
    }
  }
  await printWithoutHttp(db)
  const [list, detail] = [median(ratios.list), median(ratios.detail)]
  const slowest = Math.max(...seen)
  const holds = list >= claims.ratio && detail >= claims.ratio && slowest <= claims.seenMs
  console.log(
    `${holds ? 'holds' : 'MISSED'}: list ${list.toFixed(2)}x, product ${detail.toFixed(2)}x of ` +
      `node:http (claim ${claims.ratio}x); ${seen.length} changes of price and stock seen within ` +
      `${Math.ceil(slowest)} ms (claim ${claims.seenMs} ms)`,
  )
  process.exitCode = holds ? 0 : 1
} finally {
  rawServer.kill()
}

/** The shop's first pages, and those of each category, by date and by price: 78 different ones. */
async function listPaths(db: Db): Promise<string[]> {
  const categories = [undefined, ...Array.from({ length: 12 }, (_, n) => madeUpId(2, n))]
  const paths: string[] = []
  for (const categoryId of categories)
    for (const sort of ['newest', 'price_up'] as const)
      for (let page = 0, after: string | undefined; page < 3; page++) {
        const query = Object.entries({ category: categoryId, sort, after }).flatMap(
          ([key, value]) => (value === undefined ? [] : [`${key}=${value}`]),
        )
        paths.push(`/api/products?${query.join('&')}`)
        const { next } = await listProducts(db, { categoryId, sort, after, limit: 24 }, new Date())
        after = next ?? undefined
      }
  return paths
}

async function assertSameBytes(app: string, raw: string, path: string): Promise<void> {
  const texts = await Promise.all(
    [app, raw].map(async (url) => {
      const response = await fetch(url + path)
      return `${response.status} ${await response.text()}`
    }),
  )
  if (texts[0] !== texts[1] || !texts[0]!.startsWith('200'))
    throw new Error(`${path} differs:\n${texts.join('\n')}`)
}

async function fire(url: string, read: Read): Promise<Result> {
  const requests = reads[read].map((path) => ({ path }))
  const result = await autocannon({ url, connections, duration: durationS, requests })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: not every answer was a 200`)
  const { p50, p99 } = result.latency
  return { rate: result['2xx'] / durationS, p50, p99 }
}

function figuresOf({ rate, p50, p99 }: Result): string {
  return `${Math.round(rate)}/s p50 ${p50} ms p99 ${p99} ms`
}

/** Changes a price and a stock every quarter of a second; answers how long each took to be seen. */
async function watchChanges(db: Db, app: string, signal: AbortSignal): Promise<number[]> {
  const delays: number[] = []
  const n = products - 1 // the newest: on the list's first page
  const skuId = madeUpSkuId(n)
  for (let turn = 1; !signal.aborted; turn++) {
    const { priceFen, available } = await db.begin(async (tx) => {
      const validFrom = new Date()
      const [sku] = await tx<{ priceFen: number }>`
        select price_fen from catalog.sku where id = ${skuId}`
      const priceFen = sku!.priceFen + 1
      await setPrices(tx, [{ skuId, priceFen, validFrom }])
      const change = { changeId: crypto.randomUUID(), skuId, quantity: 1 }
      await addStock(tx, { ...change, reason: 'delivery' }, validFrom)
      return { priceFen, available: (await stockOf(tx, [skuId], validFrom)).get(skuId)! }
    })
    const changedAt = performance.now()
    await Promise.all([
      until(async () => {
        const response = await fetch(`${app}/api/products/${madeUpProductId(n)}`)
        const { skus } = (await response.json()) as Product
        return skus[0]!.priceFen === priceFen && skus[0]!.available === available
      }),
      until(async () => {
        const response = await fetch(`${app}/api/products`)
        const { items } = (await response.json()) as ProductPage
        return items[0]!.priceFromFen === priceFen && items[0]!.available === available
      }),
    ])
    delays.push(performance.now() - changedAt)
    await sleep(250)
  }
  return delays
}

async function until(isSeen: () => Promise<boolean>): Promise<void> {
  const givesUpAt = performance.now() + 10 * claims.seenMs
  while (!(await isSeen()) && performance.now() < givesUpAt) await sleep(5)
}

/** The same reads called as functions, to tell what HTTP and its checks cost. */
async function printWithoutHttp(db: Db): Promise<void> {
  const sorts = ['newest', 'price_up', 'price_down'] as const
  const list = await rateOf(connections, 2_000, async (caller) => {
    const query = { sort: sorts[caller % 3], limit: 24 }
    return JSON.stringify(await readProducts(db, query, new Date()))
  })
  const detail = await rateOf(connections, 2_000, async (caller) =>
    JSON.stringify(await readProduct(db, madeUpProductId(caller), new Date())),
  )
  console.log(`without HTTP: list ${Math.round(list)}/s, detail ${Math.round(detail)}/s`)
}
