/**
 * The pure core as a process would run it: its memory is one `LedgerState`, what is durable is the list
 * of accepted chains. Losing the memory and making it again from the list must change nothing.
 */
import { digestOf } from '#ledger/chain.ts'
import type { Chain, ChainResult } from '#ledger/chain.ts'
import { decide } from '#ledger/decide.ts'
import type { LedgerState } from '#ledger/decide.ts'

export type Stored = { chain: Chain; digest: string; now: Date }
export type Core = {
  readonly state: Readonly<LedgerState>
  readonly stored: readonly Stored[]
  /** Answers, and stores what is accepted. */
  post(chain: Chain, now: Date): ChainResult
  /** Answers and dies before anything is durable: the memory is of no use afterwards. */
  postAndDie(chain: Chain, now: Date): void
  /** Lets the clock say `now`, which may be earlier than before. */
  turnTo(now: Date): void
  /** The core that starts after this one's memory is lost. */
  afterCrash(): Core
}

/** A core with the memory that these stored chains, in their order, lead to. */
export function createCore(stored: Stored[] = []): Core {
  const state: LedgerState = {
    accounts: new Map(),
    holds: new Map(),
    known: new Map(),
    closed: new Set(),
  }
  const expiry = createExpiry(state)

  function decideAt(chain: Chain, now: Date): ChainResult {
    expiry.turnTo(now.getTime())
    const [result] = decide(state, [chain], now)
    if (result!.ok && result!.fresh) expiry.note(chain)
    return result!
  }

  for (const { chain, digest, now } of stored) {
    const result = decideAt(chain, now)
    if (!result.ok || !result.fresh)
      throw new Error(`the stored chain ${chain.id} is not taken again: ${JSON.stringify(result)}`)
    state.known.set(chain.id, digest)
  }
  return {
    state,
    stored,
    post(chain, now) {
      const result = decideAt(chain, now)
      if (result.ok && result.fresh) stored.push({ chain, digest: digestOf(chain), now })
      return result
    },
    postAndDie: (chain, now) => void decideAt(chain, now),
    turnTo: (now) => expiry.turnTo(now.getTime()),
    afterCrash: () => createCore(stored),
  }
}

/**
 * `AccountState.held` leaves out expired holds. SQL works that out per call; a memory that lives on has
 * to take holds out when their time comes, and back in when the clock is put back.
 */
function createExpiry(state: LedgerState) {
  const holds: { key: string; expiresAt: number }[] = [] // in order of expiry
  let expired = 0 // this many of them

  const countIn = (key: string, sign: 1 | -1) => {
    const hold = state.holds.get(key)
    if (hold) state.accounts.get(hold.from)!.held += sign * hold.amount
  }
  return {
    turnTo(at: number): void {
      for (; expired < holds.length && holds[expired]!.expiresAt <= at; expired++)
        countIn(holds[expired]!.key, -1)
      for (; expired > 0 && holds[expired - 1]!.expiresAt > at; expired--)
        countIn(holds[expired - 1]!.key, 1)
    },
    note(chain: Chain): void {
      chain.transfers.forEach((transfer, n) => {
        if (transfer.kind !== 'hold' || !transfer.expiresAt) return
        const entry = { key: `${chain.id}#${n}`, expiresAt: transfer.expiresAt.getTime() }
        let place = holds.length
        while (place > 0 && holds[place - 1]!.expiresAt > entry.expiresAt) place--
        holds.splice(place, 0, entry)
      })
    },
  }
}
