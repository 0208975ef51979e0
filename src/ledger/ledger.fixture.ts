/** A small ledger for tests: goods that come from a source, lie on shelves and go to a sink. */
import type { Db, Sql, Tx } from '#platform/db.ts'
import { balancesOf } from './balance.ts'
import { account } from './chain.ts'
import type { Account, Chain, ChainResult, HoldRef, Transfer } from './chain.ts'
import { postChains } from './post.ts'

export const book = 'main'
export const now = new Date('2026-11-20T04:00:00Z')
export const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000)

export const goods = (owner: string, floor: number | null, unit = 'U') =>
  account({ unit, purpose: 'goods', owner, floor })
export const [source, sink] = [goods('source', null), goods('sink', null)]
export const [shelf, till] = [goods('shelf', 0), goods('till', 0)]

export const move = (from: Account, to: Account, amount: number): Transfer => {
  return { kind: 'post', from, to, amount }
}
export const hold = (from: Account, to: Account, amount: number, expiresAt: Date | null = null) => {
  return { kind: 'hold' as const, from, to, amount, expiresAt }
}
/** Closes `hold`, in whole unless it is told how much. */
export const take = (from: Account, to: Account, hold: HoldRef, amount?: number): Transfer => {
  return { kind: 'post_hold', from, to, hold, ...(amount === undefined ? {} : { amount }) }
}
export const free = (from: Account, to: Account, hold: HoldRef): Transfer => {
  return { kind: 'void_hold', from, to, hold }
}

export const chain = (id: string, ...transfers: Transfer[]): Chain => {
  return { book, id, reference: 'test', transfers }
}

export async function post(db: Db, one: Chain, at = now): Promise<ChainResult> {
  const [result] = await db.begin((tx) => postChains(tx, [one], at))
  return result!
}

/** For `overlap`: one chain in a transaction of its own, which counts how often it had to run. */
export function posting(one: Chain, at = now) {
  const run = async (tx: Tx) => {
    run.tries++
    const [result] = await postChains(tx, [one], at)
    return result!
  }
  run.tries = 0
  return run
}

export const done: ChainResult = { ok: true, fresh: true }
export const doneBefore: ChainResult = { ok: true, fresh: false }
export const refused = (reason: Extract<ChainResult, { ok: false }>['reason'], from: Account) => {
  return { ok: false as const, reason, accountId: from.id }
}

/** Posted and held of each account. */
export async function balances(db: Db, accounts: Account[], at = now): Promise<number[][]> {
  const found = await balancesOf(db, { book, accounts, now: at })
  return found.map(({ posted, held }) => [posted, held])
}

/** Puts `amount` on the shelf. */
export const fill = (db: Db, amount: number, id = 'fill') =>
  post(db, chain(id, move(source, shelf, amount)))

/** For jobs that open their own transaction: they run in `tx`, which the test commits. */
export const within = (tx: Tx): Db =>
  Object.assign(((...statement) => tx(...statement)) as Sql, {
    begin: <T>(work: (tx: Tx) => Promise<T>) => work(tx),
  }) as unknown as Db
