/**
 * Posts chains: the set-wise SQL around `decide`. Whatever the number of chains, it is the same
 * handful of statements, so a batch of 1,000 costs little more than a batch of 10.
 *
 * The order matters and is the proof of safety: (1) missing accounts are made, (2) accounts that have
 * a floor are locked in ascending id, (3) only then known ids, open and expired holds are read, in
 * later statements and so in newer snapshots than the locks, (4) decide, (5) write.
 */
import { isUniqueViolation, Outdated } from '#platform/db.ts'
import type { Tx } from '#platform/db.ts'
import { assertWellFormed, digestOf, holdKey } from './chain.ts'
import type { Account, Chain, ChainResult, HoldRef, Transfer } from './chain.ts'
import { decide } from './decide.ts'
import type { LedgerState } from './decide.ts'

/**
 * Posts chains in order, one result each; an accepted chain is durable when `tx` commits.
 * Call it once per transaction and after locking rows of your own: that keeps one order of locks.
 * All chains of a call stand in one book. Errors: none expected; a refusal is a result.
 */
export async function postChains(tx: Tx, chains: Chain[], now: Date): Promise<ChainResult[]> {
  if (chains.length === 0) return []
  const book = chains[0]!.book
  for (const chain of chains) {
    assertWellFormed(chain)
    if (chain.book !== book) throw new Error('chains of one call stand in one book')
  }
  const state = await load(tx, book, chains, now)
  const results = decide(state, chains, now)
  await write(tx, book, acceptedOnce(chains, results), state, now)
  return results
}

/** Posts one chain and turns a refusal into an exception: `refuse(reason)` says which. */
export async function postChain(
  tx: Tx,
  chain: Chain,
  now: Date,
  refuse: (refusal: Extract<ChainResult, { ok: false }>) => Error,
): Promise<{ fresh: boolean }> {
  const [result] = await postChains(tx, [chain], now)
  if (!result!.ok) throw refuse(result!)
  return result!
}

type State = LedgerState & { amounts: Map<string, number> }

async function load(tx: Tx, book: string, chains: Chain[], now: Date): Promise<State> {
  const accounts = accountsOf(chains)
  const holds = chains.flatMap((chain) => chain.transfers.flatMap(holdOf))
  // One round trip; the server runs them in this order, each with a snapshot of its own.
  const [, locked, known, held] = await Promise.all([
    chains.some(needsAccounts) && createMissing(tx, book, accounts),
    lockAccounts(tx, book, accounts),
    findKnown(tx, book, chains),
    holds.length > 0 ? findHolds(tx, book, holds) : [],
  ])
  const state: State = {
    // Whatever the caller says of it, an account that was not locked has no floor.
    accounts: new Map(accounts.map(({ id }) => [id, { floor: null, posted: 0, held: 0 }])),
    holds: new Map(),
    known: new Map(known.map(({ id, digest }) => [id, digest])),
    closed: new Set(),
    amounts: new Map(),
  }
  for (const { id, floor, posted, held } of locked) state.accounts.set(id, { floor, posted, held })
  for (const { from, to, amount, expiresAt, ...hold } of held) {
    const key = holdKey(hold)
    state.amounts.set(key, amount)
    state.holds.set(key, { from, to, amount, expiresAt: expiresAt?.getTime() ?? null })
  }
  const missing = holds.filter((key) => !state.holds.has(key))
  if (missing.length > 0) state.closed = await findClosed(tx, book, missing)
  await freeExpired(tx, book, locked, state, now)
  return state
}

/** The stored floor decides, not the caller's: all are looked up and those that have one are locked. */
async function lockAccounts(tx: Tx, book: string, accounts: Account[]) {
  return tx<{ id: string; floor: number; posted: number; held: number }>`
    select locked.id, locked.floor, locked.posted, locked.held
    from (select id from unnest(${accounts.map((one) => one.id)}::text[]) as one (id)
      order by id collate "C") as wanted
    cross join lateral (
      select id, floor, posted, held from ledger.account
      where book = ${book} and id = wanted.id and floor is not null
      for no key update) as locked`
}

async function findKnown(tx: Tx, book: string, chains: Chain[]) {
  const ids = chains.map((chain) => chain.id)
  return tx<{ id: string; digest: string }>`
    select known.id, known.digest from unnest(${ids}::text[]) as wanted (id)
    cross join lateral (
      select id, digest from ledger.chain where book = ${book} and id = wanted.id offset 0) as known`
}

/** A hold was made between accounts that exist: closing it needs no new ones. */
const needsAccounts = ({ transfers }: Chain) =>
  transfers.some(({ kind }) => kind === 'post' || kind === 'hold')

async function createMissing(tx: Tx, book: string, accounts: Account[]): Promise<void> {
  await tx`
    insert into ledger.account (book, id, unit, purpose, owner, floor)
    select ${book}, new.* from unnest(
      ${accounts.map((one) => one.id)}::text[], ${accounts.map((one) => one.unit)}::text[],
      ${accounts.map((one) => one.purpose)}::text[], ${accounts.map((one) => one.owner)}::text[],
      ${accounts.map((one) => one.floor)}::bigint[]) as new (id, unit, purpose, owner, floor)
    left join lateral (
      select true as there from ledger.account where book = ${book} and id = new.id offset 0) as old on true
    where old.there is null
    on conflict do nothing`
}

/** The open ones of these. */
async function findHolds(tx: Tx, book: string, keys: string[]) {
  const { chainIds, places } = partsOf(keys)
  return tx<{
    chainId: string
    n: number
    from: string
    to: string
    amount: number
    expiresAt: Date | null
  }>`
    select hold.chain_id, hold.n, hold.from_account as "from", hold.to_account as "to", hold.amount,
      hold.expires_at
    from unnest(${chainIds}::text[], ${places}::smallint[]) as wanted (chain_id, n)
    cross join lateral (
      select * from ledger.hold where book = ${book} and chain_id = wanted.chain_id
        and n = wanted.n offset 0) as hold`
}

/** Holds that are not open but were once: a chain that comes too late hears why. */
async function findClosed(tx: Tx, book: string, keys: string[]): Promise<Set<string>> {
  const { chainIds, places } = partsOf(keys)
  const rows = await tx<HoldRef>`
    select transfer.chain_id, transfer.n
    from unnest(${chainIds}::text[], ${places}::smallint[]) as wanted (chain_id, n)
    cross join lateral (
      select * from ledger.transfer where book = ${book} and chain_id = wanted.chain_id
        and n = wanted.n and kind = 'hold' offset 0) as transfer`
  return new Set(rows.map(holdKey))
}

function partsOf(keys: string[]) {
  return {
    chainIds: keys.map((key) => key.slice(0, key.lastIndexOf('#'))),
    places: keys.map((key) => Number(key.slice(key.lastIndexOf('#') + 1))),
  }
}

/** `account.held` counts expired holds until a job voids them; they are free all the same. */
async function freeExpired(
  tx: Tx,
  book: string,
  locked: { id: string; held: number }[],
  state: State,
  now: Date,
): Promise<void> {
  const holding = locked.filter((one) => one.held > 0).map((one) => one.id)
  if (holding.length === 0) return
  const expired = await tx<{ id: string; amount: number }>`
    select from_account as id, sum(amount)::bigint as amount
    from unnest(${holding}::text[]) as wanted (id)
    cross join lateral (
      select * from ledger.hold
      where from_account = wanted.id and coalesce(expires_at, 'infinity') <= ${now} offset 0) as hold
    where book = ${book} group by from_account`
  for (const { id, amount } of expired) state.accounts.get(id)!.held -= amount
}

async function write(tx: Tx, book: string, chains: Chain[], state: State, now: Date) {
  if (chains.length === 0) return
  const { transfers, opened, closed, moves } = effectsOf(chains, state, now)
  const withFloor = [...moves].filter(([, move]) => move.floor)
  const without = [...moves].filter(([, move]) => !move.floor && move.posted !== 0)
  try {
    // One round trip, in this order: a hold may be opened and closed by chains of the same call.
    await Promise.all([
      writeChains(tx, book, chains, now),
      writeTransfers(tx, book, transfers),
      opened.length > 0 && openHolds(tx, book, opened),
      closed.length > 0 && closeHolds(tx, book, closed),
      withFloor.length > 0 && writeBalances(tx, book, withFloor),
      without.length > 0 && writeDeltas(tx, book, without),
    ])
  } catch (error) {
    // Chains of which no account has a floor meet nobody's lock: another call had the same one first.
    if (isUniqueViolation(error))
      throw new Outdated('a chain was posted meanwhile', { cause: error })
    throw error
  }
}

async function writeChains(tx: Tx, book: string, chains: Chain[], now: Date): Promise<void> {
  await tx`
    insert into ledger.chain (book, id, reference, digest, at)
    select ${book}, * from unnest(
      ${chains.map((chain) => chain.id)}::text[], ${chains.map((chain) => chain.reference)}::text[],
      ${chains.map(digestOf)}::text[], ${chains.map((chain) => chain.at ?? now)}::timestamptz[])`
}

async function openHolds(tx: Tx, book: string, opened: TransferRow[]): Promise<void> {
  await tx`
    insert into ledger.hold (book, chain_id, n, from_account, to_account, amount, expires_at)
    select ${book}, * from unnest(
      ${opened.map((row) => row.chainId)}::text[], ${opened.map((row) => row.n)}::smallint[],
      ${opened.map((row) => row.from)}::text[], ${opened.map((row) => row.to)}::text[],
      ${opened.map((row) => row.amount)}::bigint[],
      ${opened.map((row) => row.expiresAt)}::timestamptz[])`
}

async function closeHolds(tx: Tx, book: string, closed: HoldRef[]): Promise<void> {
  await tx`
    delete from ledger.hold where ctid = any(array(
      select hold.ctid from unnest(${closed.map((hold) => hold.chainId)}::text[],
        ${closed.map((hold) => hold.n)}::smallint[]) as gone (chain_id, n)
      cross join lateral (
        select ctid from ledger.hold
        where book = ${book} and chain_id = gone.chain_id and n = gone.n offset 0) as hold))`
}

type TransferRow = {
  chainId: string
  n: number
  kind: Transfer['kind']
  from: string
  to: string
  amount: number
  expiresAt: Date | null
  holdChain: string | null
  holdN: number | null
  at: Date
}

async function writeTransfers(tx: Tx, book: string, rows: TransferRow[]): Promise<void> {
  await tx`
    insert into ledger.transfer (book, chain_id, n, kind, from_account, to_account, amount,
      expires_at, hold_chain, hold_n, at)
    select ${book}, * from unnest(
      ${rows.map((row) => row.chainId)}::text[], ${rows.map((row) => row.n)}::smallint[],
      ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.from)}::text[],
      ${rows.map((row) => row.to)}::text[], ${rows.map((row) => row.amount)}::bigint[],
      ${rows.map((row) => row.expiresAt)}::timestamptz[],
      ${rows.map((row) => row.holdChain)}::text[], ${rows.map((row) => row.holdN)}::smallint[],
      ${rows.map((row) => row.at)}::timestamptz[])`
}

type Move = { posted: number; held: number; floor: boolean }

/** By row address: the rows are locked, so nobody can have moved them since they were found. */
async function writeBalances(tx: Tx, book: string, moves: [string, Move][]): Promise<void> {
  await tx`
    update ledger.account set posted = account.posted + move.posted, held = account.held + move.held
    from unnest(${moves.map(([id]) => id)}::text[], ${moves.map(([, move]) => move.posted)}::bigint[],
      ${moves.map(([, move]) => move.held)}::bigint[]) as move (id, posted, held)
    cross join lateral (
      select ctid from ledger.account where book = ${book} and id = move.id offset 0) as found
    where account.ctid = found.ctid`
}

async function writeDeltas(tx: Tx, book: string, moves: [string, Move][]): Promise<void> {
  await tx`
    insert into ledger.delta (book, account_id, amount)
    select ${book}, * from unnest(${moves.map(([id]) => id)}::text[],
      ${moves.map(([, move]) => move.posted)}::bigint[])`
}

function effectsOf(chains: Chain[], state: State, now: Date) {
  const transfers: TransferRow[] = []
  const opened: TransferRow[] = []
  const closed: HoldRef[] = []
  const moves = new Map<string, Move>()
  const moveOf = ({ id }: Account) => {
    let move = moves.get(id)
    if (!move)
      moves.set(id, (move = { posted: 0, held: 0, floor: state.accounts.get(id)!.floor !== null }))
    return move
  }
  for (const chain of chains) {
    chain.transfers.forEach((transfer, n) => {
      const row = rowOf(chain.id, n, transfer, state, chain.at ?? now)
      const held = 'hold' in transfer ? state.amounts.get(holdKey(transfer.hold))! : 0
      transfers.push(row)
      if (transfer.kind === 'hold') {
        opened.push(row)
        state.amounts.set(`${chain.id}#${n}`, row.amount)
        moveOf(transfer.from).held += row.amount
      }
      if ('hold' in transfer) {
        closed.push(transfer.hold)
        moveOf(transfer.from).held -= held
      }
      if (transfer.kind === 'post' || transfer.kind === 'post_hold') {
        moveOf(transfer.from).posted -= row.amount
        moveOf(transfer.to).posted += row.amount
      }
    })
  }
  return { transfers, opened, closed, moves }
}

function rowOf(
  chainId: string,
  n: number,
  transfer: Transfer,
  state: State,
  at: Date,
): TransferRow {
  const hold = 'hold' in transfer ? transfer.hold : null
  const amount = 'amount' in transfer ? transfer.amount : undefined
  return {
    chainId,
    n,
    kind: transfer.kind,
    from: transfer.from.id,
    to: transfer.to.id,
    amount: amount ?? state.amounts.get(holdKey(hold!))!,
    expiresAt: transfer.kind === 'hold' ? transfer.expiresAt : null,
    holdChain: hold?.chainId ?? null,
    holdN: hold?.n ?? null,
    at,
  }
}

const holdOf = (transfer: Transfer) => ('hold' in transfer ? [holdKey(transfer.hold)] : [])

function accountsOf(chains: Chain[]): Account[] {
  const byId = new Map<string, Account>()
  for (const chain of chains)
    for (const { from, to } of chain.transfers) byId.set(from.id, from).set(to.id, to)
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function acceptedOnce(chains: Chain[], results: ChainResult[]): Chain[] {
  return chains.filter((_, index) => {
    const result = results[index]!
    return result.ok && result.fresh
  })
}
