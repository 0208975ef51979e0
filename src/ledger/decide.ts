/**
 * The one rule of everything scarce, as a pure function. It reads and changes only the state it is
 * given; the SQL around it (`post.ts`) loads that state under locks and writes the effects.
 */
import { digestOf, holdKey } from './chain.ts'
import type { Chain, ChainResult, Refusal, Transfer } from './chain.ts'

export type AccountState = {
  floor: number | null
  /** Units that moved in, less those that moved out. */
  posted: number
  /** Units set aside to leave and not expired. Available = posted - held. */
  held: number
}

export type OpenHold = { from: string; to: string; amount: number; expiresAt: number | null }

export type LedgerState = {
  /** Accounts by id. One that is missing has no floor and nothing in it yet. */
  accounts: Map<string, AccountState>
  /** Open holds by `chainId#n`. */
  holds: Map<string, OpenHold>
  /** Posted chains by id: their digest, or the chain itself when it was posted in this state. */
  known: Map<string, string | Chain>
  /** Holds by `chainId#n` that are no longer open; only to give the better reason. */
  closed?: Set<string>
}

/**
 * Decides chains in order, each on what the former left. Accepted ones change `state`; a refused one
 * leaves no trace. One result per chain. A hold whose `expiresAt <= now` is free already.
 */
export function decide(state: LedgerState, chains: Chain[], now: Date): ChainResult[] {
  const at = now.getTime()
  return chains.map((chain) => decideOne(state, chain, at))
}

const done: ChainResult = Object.freeze({ ok: true, fresh: true })
const doneBefore: ChainResult = Object.freeze({ ok: true, fresh: false })

function decideOne(state: LedgerState, chain: Chain, at: number): ChainResult {
  const known = state.known.get(chain.id)
  if (known !== undefined) {
    const digest = typeof known === 'string' ? known : digestOf(known)
    if (digest === digestOf(chain)) return doneBefore
    return { ok: false, reason: 'id_reused', accountId: chain.transfers[0]!.from.id }
  }
  const undo: (() => void)[] = []
  const last = chain.transfers.length - 1
  for (let n = 0; n <= last; n++) {
    const transfer = chain.transfers[n]!
    // The last transfer can only be the refused one, so a single transfer never pays for an undo.
    const refusal = apply(state, transfer, chain.id, n, at, n < last ? undo : null)
    if (refusal) {
      for (const step of undo.reverse()) step()
      return { ok: false, reason: refusal, accountId: transfer.from.id }
    }
  }
  state.known.set(chain.id, chain)
  return done
}

function apply(
  state: LedgerState,
  transfer: Transfer,
  chainId: string,
  n: number,
  at: number,
  undo: (() => void)[] | null,
): Refusal | null {
  const from = accountOf(state, transfer.from)
  const to = accountOf(state, transfer.to)
  if (transfer.kind === 'post') {
    const { amount } = transfer
    if (from.floor !== null && from.posted - from.held - amount < from.floor) return 'insufficient'
    if (!move(from, to, amount)) return 'too_large'
    undo?.push(() => void move(to, from, amount))
    return null
  }
  if (transfer.kind === 'hold') {
    const { amount } = transfer
    const expiresAt = transfer.expiresAt?.getTime() ?? null
    if (expiresAt !== null && expiresAt <= at) return 'hold_expired'
    if (from.floor !== null && from.posted - from.held - amount < from.floor) return 'insufficient'
    const key = `${chainId}#${n}`
    from.held += amount
    state.holds.set(key, { from: transfer.from.id, to: transfer.to.id, amount, expiresAt })
    undo?.push(() => {
      from.held -= amount
      state.holds.delete(key)
    })
    return null
  }
  return closeHold(state, transfer, from, to, at, undo)
}

function closeHold(
  state: LedgerState,
  transfer: Extract<Transfer, { hold: unknown }>,
  from: AccountState,
  to: AccountState,
  at: number,
  undo: (() => void)[] | null,
): Refusal | null {
  const key = holdKey(transfer.hold)
  const hold = state.holds.get(key)
  if (!hold) return state.closed?.has(key) ? 'hold_closed' : 'hold_unknown'
  if (hold.from !== transfer.from.id || hold.to !== transfer.to.id) return 'hold_unknown'
  const expired = hold.expiresAt !== null && hold.expiresAt <= at
  const heldNow = expired ? 0 : hold.amount

  if (transfer.kind === 'post_hold') {
    const amount = transfer.amount ?? hold.amount
    if (amount > hold.amount) return 'exceeds_hold'
    if (expired) return 'hold_expired'
    // Only a clock that ran backwards can find this short: the expired hold was then sold again.
    const left = from.posted - amount - (from.held - heldNow)
    if (from.floor !== null && left < from.floor) return 'insufficient'
    if (!move(from, to, amount)) return 'too_large'
    undo?.push(() => void move(to, from, amount))
  }
  from.held -= heldNow
  state.holds.delete(key)
  state.closed?.add(key)
  undo?.push(() => {
    from.held += heldNow
    state.holds.set(key, hold)
    state.closed?.delete(key)
  })
  return null
}

function accountOf(state: LedgerState, { id, floor }: { id: string; floor: number | null }) {
  let found = state.accounts.get(id)
  if (!found) {
    found = { floor, posted: 0, held: 0 }
    state.accounts.set(id, found)
  }
  return found
}

function move(from: AccountState, to: AccountState, amount: number): boolean {
  if (!Number.isSafeInteger(to.posted + amount)) return false
  if (!Number.isSafeInteger(from.posted - amount)) return false
  from.posted -= amount
  to.posted += amount
  return true
}
