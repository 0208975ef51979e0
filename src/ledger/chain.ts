/**
 * The words of the ledger. An account holds whole units of one kind; a transfer moves some of them
 * from one account to another; a chain is several transfers that happen all together or not at all.
 */
import { hash } from 'node:crypto'

/** An account as code names it. The stored row decides which floor holds once it exists. */
export type Account = {
  /** `unit/purpose/owner`, so a unit can never be put into an account of another one. */
  readonly id: string
  readonly unit: string
  readonly purpose: string
  readonly owner: string
  /** Its available units never fall below this; null: never checked, and never locked either. */
  readonly floor: number | null
}

export function account(of: Omit<Account, 'id'>): Account {
  return { ...of, id: `${of.unit}/${of.purpose}/${of.owner}` }
}

/** Where a hold stands: the chain that made it and its place (from 0) in that chain. */
export type HoldRef = { chainId: string; n: number }

export type Transfer =
  /** Moves now. */
  | { kind: 'post'; from: Account; to: Account; amount: number }
  /** Sets aside until posted, voided, or `expiresAt` has come (null: never). */
  | { kind: 'hold'; from: Account; to: Account; amount: number; expiresAt: Date | null }
  /** Moves what was set aside, in whole (no amount) or in part; the rest is free again. */
  | { kind: 'post_hold'; from: Account; to: Account; hold: HoldRef; amount?: number }
  /** Frees what was set aside, expired or not. */
  | { kind: 'void_hold'; from: Account; to: Account; hold: HoldRef }

export type Chain = {
  book: string
  /** Made by the caller. The same id with the same transfers is done once; with others, an error. */
  id: string
  /** What it is about (an order id, a run): chains are found by it. */
  reference: string
  transfers: Transfer[]
  /** When it took place, if that is not the time of posting: a history that is loaded. */
  at?: Date
}

export type Refusal =
  | 'insufficient' // below the floor
  | 'hold_expired'
  | 'hold_closed' // posted or voided before
  | 'hold_unknown' // no such hold between these accounts
  | 'exceeds_hold'
  | 'too_large' // a balance beyond 2^53-1
  | 'id_reused' // this chain id stands for other transfers

export type ChainResult =
  /** `fresh` is false when the same chain was posted before. */
  { ok: true; fresh: boolean } | { ok: false; reason: Refusal; accountId: string }

export const holdKey = (hold: HoldRef) => `${hold.chainId}#${hold.n}`

/** Amounts are whole and positive, units agree, nothing moves onto itself. A breach is a bug. */
export function assertWellFormed(chain: Chain): void {
  if (chain.transfers.length === 0) throw new Error(`chain ${chain.id} is empty`)
  for (const transfer of chain.transfers) {
    const { from, to } = transfer
    const amount = transfer.kind === 'void_hold' ? 1 : (transfer.amount ?? 1)
    if (!Number.isSafeInteger(amount) || amount <= 0)
      throw new RangeError(`chain ${chain.id}: amount ${amount} is not a positive integer`)
    if (from.unit !== to.unit) throw new Error(`chain ${chain.id}: ${from.id} and ${to.id} differ`)
    if (from.id === to.id) throw new Error(`chain ${chain.id}: ${from.id} to itself`)
  }
}

/** What a chain says, in 22 characters, to tell a repeat from a reused id. */
export function digestOf(chain: Chain): string {
  let text = chain.reference
  for (const transfer of chain.transfers) {
    text += `|${transfer.kind} ${transfer.from.id} ${transfer.to.id}`
    if (transfer.kind !== 'void_hold') text += ` ${transfer.amount ?? 'all'}`
    if (transfer.kind === 'hold') text += ` ${transfer.expiresAt?.getTime() ?? 'never'}`
    if ('hold' in transfer) text += ` ${holdKey(transfer.hold)}`
  }
  return hash('sha256', text, 'base64url').slice(0, 22)
}
