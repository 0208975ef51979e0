/**
 * Loads the demo shop: plans the replay of the history and sends it through the functions that serve
 * HTTP, in batches, at the times of the history. See README.md for what is real in it.
 */
import { readConfig } from '#platform/config.ts'
import type { Config } from '#platform/config.ts'
import { dayOf } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { sealLog } from '#platform/seal.ts'
import { findBreaches } from '#ledger/invariants.ts'
import { foldDeltas } from '#ledger/jobs.ts'
import { createProgram, sealedLogs } from '../src/services.ts'
import type { Program } from '../src/services.ts'
import { addBegun } from './begun.ts'
import { browse } from './browsing.ts'
import { readHistory, readProducts } from './history.ts'
import { nameShop, openShop } from './open-shop.ts'
import { planReplay } from './plan.ts'
import type { Plan } from './plan.ts'
import { createReplay } from './replay.ts'
import { importReport } from './report.ts'
import type { ImportReport } from './report.ts'
import { addDemoStaff } from './staff.ts'
import { spansAhead, spansOf } from './steps.ts'
import type { Batch, Span } from './steps.ts'
import { addTraffic } from './traffic.ts'

export type Progress = { part: number; what: string }

export type LoadOptions = {
  now: Date
  onProgress?: (progress: Progress) => void
  /** Only the first so many days of the history, for tests. */
  daysMax?: number
}

/**
 * Fills an empty, migrated database. The institution must honour the times it is told. Everything is
 * checked at the end: a broken ledger, or money the institution sees otherwise, is an error.
 */
export async function loadDemo(config: Config, options: LoadOptions): Promise<ImportReport> {
  const { now, onProgress = () => {} } = options
  const startedAt = performance.now()
  onProgress({ part: 0, what: 'reading the history of a real shop' })
  const plan = planReplay(await readHistory(), await readProducts(), dayOf(now))
  const program = createProgram(config, createLog('silent', 'demo'))
  try {
    await addDemoStaff(program, plan.opensAt)
    await nameShop(program, plan.opensAt)
    await openShop(program, plan)
    await addTraffic(program, plan)
    await addBegun(program, plan.opensAt)
    const [orders] = await Promise.all([
      replay(program, plan, options),
      ...(options.daysMax ? [] : [browse(program, plan)]),
    ])
    onProgress({ part: 0.99, what: 'checking every balance' })
    await finish(program, now)
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    onProgress({ part: 1, what: `${orders} real orders, balanced to the fen, in ${seconds} s` })
    return importReport(plan)
  } finally {
    await program.close()
  }
}

const spansBetweenSeals = 6

/**
 * Three lanes side by side: orders are placed and paid; what was bought is shipped, received, given back
 * and paid out; what the ledger gained is folded and sealed.
 */
async function replay(program: Program, plan: Plan, options: LoadOptions): Promise<number> {
  const { onProgress = () => {}, now, daysMax = Infinity } = options
  const days = new Set([...new Set(plan.steps.map(({ day }) => day))].slice(0, daysMax))
  const steps = plan.steps.filter(({ day }) => days.has(day))
  const shop = createReplay(program, plan)
  let done = 0
  const takeAll = async (batches: Batch[], { lastDay }: Span) => {
    for (const batch of batches) {
      await shop.take(batch)
      done += batch.steps.length
      onProgress({ part: 0.05 + 0.9 * (done / steps.length), what: lastDay })
    }
  }
  const bought: Promise<void>[] = []
  const handled: Promise<void>[] = []
  const sealed: Promise<void>[] = []
  spansOf(steps, 500).forEach((span, i) => {
    const [former, behind] = [i - 1, i - spansAhead]
    bought[i] = Promise.all([bought[former], handled[behind]]).then(() =>
      takeAll(span.buying, span),
    )
    handled[i] = Promise.all([handled[former], bought[i]]).then(() => takeAll(span.handling, span))
    if (i % spansBetweenSeals === 0)
      sealed.push(Promise.all([sealed.at(-1), handled[i]]).then(() => foldAndSeal(program, now)))
  })
  await Promise.all([handled.at(-1), sealed.at(-1)])
  return shop.orderCount
}

/** What the background work of a running shop does all the time. */
async function foldAndSeal({ db }: Program, now: Date): Promise<void> {
  while ((await foldDeltas(db)) > 0);
  for (const log of sealedLogs) while (await sealLog(db, log, now));
}

async function finish(program: Program, now: Date): Promise<void> {
  const { db, services } = program
  const [, breaches] = await Promise.all([
    foldAndSeal(program, now),
    // The planner learns how large the tables have become.
    db`analyze`.then(() => findBreaches(db)),
  ])
  if (breaches.length > 0) throw new Error(`the ledger is broken: ${JSON.stringify(breaches)}`)
  const [ours] = await db<{ frozenFen: number }>`
    select coalesce(sum(posted), 0)::bigint as frozen_fen from ledger.account
    where book = 'main' and unit = 'CNY' and purpose = 'escrow'`
  const theirs = await services.payments.balances()
  if (ours!.frozenFen !== theirs.frozenFen)
    throw new Error(`escrow is ${ours!.frozenFen} fen here and ${theirs.frozenFen} there`)
}

if (import.meta.main)
  await loadDemo(readConfig(process.env), {
    now: new Date(),
    onProgress: ({ part, what }) => console.log(`${Math.round(part * 100)} % ${what}`),
  })
