/**
 * The same histories through PostgreSQL, from two processes at once, with crashes. In every round each
 * process gets a batch; both are made before either is answered, so they meet on accounts, holds and ids.
 * What comes back must be what the core says for one of the serial orders, and after every round every
 * balance it touched must be the core's.
 */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBreaches } from '#ledger/invariants.ts'
import { foldDeltas, voidExpired } from '#ledger/jobs.ts'
import { connect } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'
import { badLine, committed } from '../bad-line.ts'
import { compare, compareAll, voidInCore } from './compare.ts'
import type { Command } from './goods.ts'
import { createHistory } from './history.ts'
import type { History } from './history.ts'
import { startPoster } from './poster.ts'
import type { Poster } from './poster.ts'
import { explain } from './serial.ts'
import type { Answered, Run } from './serial.ts'
import { createCheckedLedger } from './simulate.ts'
import type { Batch, Posted } from './worker.ts'

export type TwoProcesses = {
  steps: number
  batches: number
  /** Processes killed with a batch under way, by what the database had made of it. */
  killed: { committed: number; notCommitted: number }
  /** Batches that their process ran again after it lost its connection; likewise. */
  again: { committed: number; notCommitted: number }
  /** Rounds that only the second process's batch before the first's explains. */
  secondFirst: number
}

const accidents = [
  'killed', // at any moment
  'killed before answer', // when all is durable
  'cut', // its connection, at any moment
  'commit unheard', // its connection, with the answer to the commit on its way
] as const
/** `part`: when, in parts of the time a batch usually takes. */
type Accident = { kind: (typeof accidents)[number]; whom: 0 | 1; part: number } | null
type Round = { batch: Batch; posted: Posted; diedFirst: boolean }

const commandsMax = 40
const skewMs = 30_000

export async function runTwoProcesses(options: {
  url: string
  steps: number
  seed: string
}): Promise<TwoProcesses> {
  const history = createHistory(`${options.seed}/two processes`)
  const told: TwoProcesses = {
    steps: 0,
    batches: 0,
    killed: { committed: 0, notCommitted: 0 },
    again: { committed: 0, notCommitted: 0 },
    secondFirst: 0,
  }
  const ledger = createCheckedLedger(() => void told.steps++)
  const db = connect(options.url, { statementTimeoutMs: 120_000, connectionsMax: 4 })
  const pair = await startPair(options.url)
  try {
    while (told.steps < options.steps) {
      const { random } = history
      const commands = [someCommands(history), someCommands(history)]
      const batches = commands.map((list) => batchOf(list, history))
      const housework = random.chance(0.2) ? foldDeltas(db, 500) : null
      const rounds = await pair.post(db, batches, drawAccident(history))
      await housework

      const answered = rounds.map(({ batch, posted, diedFirst }): Answered => {
        return { ...batch, results: posted.results, mayHaveRunBefore: diedFirst || posted.runs > 1 }
      })
      const order = explain(ledger.core, answered)
      assert.ok(order, `no serial order explains a round: ${JSON.stringify(answered, null, 1)}`)
      for (const { batch } of order) for (const chain of batch.chains) ledger.post(chain, batch.now)
      note(told, rounds, answered, order)
      await compare(db, ledger.core, answered, history.now)
      commands.forEach((list, index) => tell(list, answered[index]!.results))
      if (random.chance(0.05)) {
        await voidExpired(db, history.now, 10_000)
        voidInCore(ledger, history.now)
      }
    }
    while ((await foldDeltas(db)) > 0);
    await compareAll(db, ledger.core, history.now)
    ledger.checkWhole(history.now)
    assert.deepEqual(await findBreaches(db), [])
    return told
  } finally {
    await pair.stop()
    await db.end()
  }
}

function someCommands(history: History): Command[] {
  const count = 1 + history.random.below(history.random.chance(0.5) ? commandsMax : 5)
  return Array.from({ length: count }, () => history.next())
}

/** Each process has its own idea of the time. */
function batchOf(commands: Command[], { now, random }: History): Batch {
  const skewed = new Date(now.getTime() + random.between(-skewMs, skewMs))
  return { chains: commands.flatMap((command) => command.chains), now: skewed }
}

function drawAccident({ random }: History): Accident {
  if (!random.chance(0.2)) return null
  const whom = random.pick([0, 1] as const)
  return { kind: random.pick(accidents), whom, part: random.below(1_000) / 1_000 }
}

async function startPair(url: string) {
  const names = ['simulator a', 'simulator b']
  const lines = await Promise.all(names.map(() => badLine(url)))
  const start = (index: number) => startPoster(lines[index]!.url, names[index]!)
  const posters = await Promise.all([start(0), start(1)])
  let usualMs = 20

  /** Both batches at once; one of the two processes may meet with an accident meanwhile. */
  async function post(db: Db, batches: Batch[], accident: Accident): Promise<Round[]> {
    const startedAt = performance.now()
    const posting = batches.map((batch, index) => {
      const kind = accident?.whom === index ? accident.kind : null
      if (kind === 'commit unheard') lines[index]!.loseNext(committed)
      return posters[index]!.post(batch, kind === 'killed before answer')
    })
    if (accident) await happen(db, posters[accident.whom], accident, usualMs)
    const first = await Promise.all(posting)
    if (!accident) usualMs = 0.8 * usualMs + 0.2 * (performance.now() - startedAt)
    const rounds: Round[] = []
    for (const [index, batch] of batches.entries()) {
      if (posters[index]!.isDead) posters[index] = await start(index)
      // Another process takes over what a dead one had in hand.
      const posted = first[index] ?? (await posters[1 - index]!.post(batch))
      if (!posted) throw new Error('a process ended by itself')
      rounds.push({ batch, posted, diedFirst: first[index] === null })
    }
    return rounds
  }

  const stop = async () => {
    for (const poster of posters) poster.kill()
    for (const line of lines) await line[Symbol.asyncDispose]()
  }
  return { post, stop }
}

/** Somewhere in the time that a batch usually takes. */
async function happen(
  db: Db,
  poster: Poster,
  { kind, part }: NonNullable<Accident>,
  usualMs: number,
): Promise<void> {
  if (kind === 'killed before answer' || kind === 'commit unheard') return
  await sleep(part * usualMs)
  if (kind === 'killed') poster.kill()
  else
    await db`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = ${poster.name}
        and state <> 'idle'`
}

function note(told: TwoProcesses, rounds: Round[], answered: Answered[], order: Run[]): void {
  told.batches += rounds.length
  const seen = order.filter((run) => run.isSeen)
  if (seen[0]!.batch !== answered[0]) told.secondFirst++
  rounds.forEach(({ posted, diedFirst }, index) => {
    if (!diedFirst && posted.runs === 1) return
    const ranUnseen = order.some((run) => !run.isSeen && run.batch === answered[index])
    const count = diedFirst ? told.killed : told.again
    count[ranUnseen ? 'committed' : 'notCommitted']++
  })
}

function tell(commands: Command[], results: Posted['results']): void {
  let next = 0
  for (const command of commands) {
    command.answered(results.slice(next, next + command.chains.length))
    next += command.chains.length
  }
}
