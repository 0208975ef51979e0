/**
 * The simulator: histories of a shop run through the pure core and, beside it, the model, which predicts
 * every answer. One thread, no clock and no randomness but the seed's: the same seed leaves the same trace.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Chain, ChainResult } from '#ledger/chain.ts'
import { createCore } from './core.ts'
import type { Core } from './core.ts'
import type { Command } from './goods.ts'
import { createHistory } from './history.ts'
import type { History } from './history.ts'
import { createModel } from './model.ts'
import { createWatch } from './watch.ts'

/** After so many steps a shop's history ends and another begins. */
const historySteps = 5_000
const wholeEvery = 1_000
const crashesPerStep = 1 / 400

export type Simulation = {
  steps: number
  histories: number
  /** What was found wrong, each with the seed and the step it takes to see it again. */
  broken: string[]
  /** Of the whole trace, and of its first `earlySteps`. */
  traceHash: string
  earlyHash: string
  /** How often each answer was given. */
  answers: Map<string, number>
  crashes: number
  jumps: number
}

export type SimulationOptions = {
  steps: number
  seed: string
  earlySteps?: number
  /** Stands between the chains and the core; for tests of the simulator itself. */
  tamper?: (result: ChainResult, chain: Chain, step: number) => ChainResult
}

export function simulate(options: SimulationOptions): Simulation {
  const { steps, seed, earlySteps = steps } = options
  const trace = createHash('sha256')
  const told: Simulation = {
    steps: 0,
    histories: 0,
    broken: [],
    traceHash: '',
    earlyHash: '',
    answers: new Map(),
    crashes: 0,
    jumps: 0,
  }
  const onStep = (chain: Chain, result: ChainResult, now: Date, balances: string) => {
    told.steps++
    const answer = result.ok ? (result.fresh ? 'done' : 'done before') : result.reason
    told.answers.set(answer, (told.answers.get(answer) ?? 0) + 1)
    trace.update(`${told.steps} ${now.getTime()} ${chain.id} ${answer} ${balances}\n`)
    if (told.steps === earlySteps) told.earlyHash = trace.copy().digest('hex')
  }
  while (told.steps < steps) {
    const name = `${seed}/${++told.histories}`
    const history = createHistory(name)
    const until = Math.min(steps, told.steps + historySteps)
    try {
      runHistory(history, told, until, onStep, options.tamper)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      told.broken.push(`history ${name}, step ${told.steps}: ${error.message}`)
      // A step that broke is a step, or a history that breaks at once would never end.
      told.steps = Math.max(told.steps, until)
    }
    told.jumps += history.jumps
  }
  told.traceHash = trace.digest('hex')
  return told
}

type OnStep = (chain: Chain, result: ChainResult, now: Date, balances: string) => void

function runHistory(
  history: History,
  told: { steps: number; crashes: number },
  until: number,
  onStep: OnStep,
  tamper: SimulationOptions['tamper'],
): void {
  const { random } = history
  const ledger = createCheckedLedger(onStep, (result, chain) =>
    tamper ? tamper(result, chain, told.steps) : result,
  )
  let nextWhole = told.steps + wholeEvery
  while (told.steps < until) {
    if (random.chance(crashesPerStep)) {
      told.crashes++
      crash(history, ledger)
    } else run(history, ledger)
    if (told.steps < nextWhole) continue
    ledger.checkWhole(history.now)
    nextWhole = told.steps + wholeEvery
  }
  ledger.checkWhole(history.now)
}

function run(history: History, ledger: CheckedLedger): void {
  const command = history.next()
  command.answered(command.chains.map((chain) => ledger.post(chain, history.now)))
}

/**
 * Several commands are in flight when the process dies: some are stored, some have been decided and not
 * stored, some have not arrived. Nobody got an answer, so all are sent again, in any order.
 */
function crash(history: History, ledger: CheckedLedger): void {
  const { random } = history
  const inFlight = Array.from({ length: random.between(1, 8) }, () => history.next())
  const stored = random.below(inFlight.length + 1)
  for (const { chains } of inFlight.slice(0, stored))
    for (const chain of chains) ledger.post(chain, history.now)
  const decided = random.between(stored, inFlight.length)
  ledger.die(chainsOf(inFlight.slice(stored, decided)), history.now)
  ledger.checkWhole(history.now)
  for (const command of random.shuffled(inFlight))
    command.answered(command.chains.map((chain) => ledger.post(chain, history.now)))
}

const chainsOf = (commands: Command[]) => commands.flatMap((command) => command.chains)

export type CheckedLedger = ReturnType<typeof createCheckedLedger>

/** A core, the model beside it and the watch over both. */
export function createCheckedLedger(
  onStep: OnStep = () => undefined,
  tamper: (result: ChainResult, chain: Chain) => ChainResult = (result) => result,
) {
  let core: Core = createCore()
  const model = createModel()
  const watch = createWatch(model)
  return {
    get core() {
      return core
    },
    post(chain: Chain, now: Date): ChainResult {
      const result = tamper(core.post(chain, now), chain)
      assertAnswer(result, model.answer(chain, now), chain)
      watch.afterStep(core, chain, now)
      onStep(chain, result, now, balancesOf(core, chain))
      return result
    },
    /** Loses the memory after deciding `chains`, of which nothing is durable. */
    die(chains: Chain[], now: Date): void {
      for (const chain of chains) core.postAndDie(chain, now)
      core = core.afterCrash()
    },
    checkWhole: (now: Date) => watch.whole(core, now),
  }
}

function assertAnswer(got: ChainResult, expected: ChainResult, chain: Chain): void {
  const isSame =
    got.ok === expected.ok &&
    (got.ok
      ? got.fresh === (expected as typeof got).fresh
      : got.reason === (expected as typeof got).reason &&
        got.accountId === (expected as typeof got).accountId)
  if (!isSame) assert.deepEqual(got, expected, `the answer to ${chain.id}`)
}

function balancesOf(core: Core, chain: Chain): string {
  let text = ''
  for (const { from, to } of chain.transfers) {
    const [source, target] = [core.state.accounts.get(from.id), core.state.accounts.get(to.id)]
    text += `${source?.posted}-${source?.held} ${target?.posted}-${target?.held} `
  }
  return text
}
