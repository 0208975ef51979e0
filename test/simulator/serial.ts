/**
 * Which serial order explains what two processes were answered? Their batches overlapped, so either may
 * have come first; and a batch whose process died, or lost its connection, may or may not have been
 * committed before it was repeated.
 */
import type { Chain, ChainResult } from '#ledger/chain.ts'
import { decide } from '#ledger/decide.ts'
import type { LedgerState } from '#ledger/decide.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Core } from './core.ts'
import type { Batch } from './worker.ts'

/** A batch as it was answered, at last. */
export type Answered = Batch & {
  results: ChainResult[]
  /** It ran more than once, and only the last answers are known. */
  mayHaveRunBefore: boolean
}

/** One run of a batch; `isSeen` when its answers are the known ones. */
export type Run = { batch: Answered; isSeen: boolean }

/** The first order of runs in which the core gives exactly the known answers; null when there is none. */
export function explain(core: Core, batches: Answered[]): Run[] | null {
  const touched = batches.flatMap((batch) => batch.chains)
  for (const order of orders(batches)) {
    const state = copyFor(core, touched)
    const fits = order.every(({ batch, isSeen }) => {
      countHeld(state, batch.now)
      const results = decide(state, batch.chains, batch.now)
      return !isSeen || isDeepStrictEqual(results, batch.results)
    })
    if (fits) return order
  }
  return null
}

/** All orders of the seen runs, each with and without the unseen run of a batch somewhere before it. */
function orders(batches: Answered[]): Run[][] {
  const seen = permutations(batches.map((batch): Run => ({ batch, isSeen: true })))
  return batches
    .filter((batch) => batch.mayHaveRunBefore)
    .reduce<Run[][]>(
      (orders, batch) =>
        orders.flatMap((order) => {
          const latest = order.findIndex((run) => run.batch === batch)
          const places = Array.from({ length: latest + 1 }, (_, place) => place)
          return [
            order,
            ...places.map((place) => order.toSpliced(place, 0, { batch, isSeen: false })),
          ]
        }),
      seen,
    )
}

function permutations<T>(list: T[]): T[][] {
  if (list.length < 2) return [list]
  return list.flatMap((one, place) =>
    permutations(list.toSpliced(place, 1)).map((rest) => [one, ...rest]),
  )
}

/** What of the core's state these chains can see, to try an order on. */
function copyFor(core: Core, chains: Chain[]): LedgerState {
  const { accounts, holds, known, closed } = core.state
  const copy: LedgerState = {
    accounts: new Map(),
    holds: new Map(),
    known: new Map(),
    closed: new Set(closed),
  }
  for (const chain of chains) {
    const before = known.get(chain.id)
    if (before !== undefined) copy.known.set(chain.id, before)
    for (const { from, to } of chain.transfers)
      for (const { id } of [from, to]) {
        const account = accounts.get(id)
        if (account) copy.accounts.set(id, { ...account })
      }
  }
  for (const [key, hold] of holds) if (copy.accounts.has(hold.from)) copy.holds.set(key, hold)
  return copy
}

/** `held` as it is at `now`: the two processes' clocks differ. */
function countHeld(state: LedgerState, now: Date): void {
  for (const account of state.accounts.values()) account.held = 0
  for (const { from, amount, expiresAt } of state.holds.values())
    if (expiresAt === null || expiresAt > now.getTime()) state.accounts.get(from)!.held += amount
}
