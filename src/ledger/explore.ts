/** Looking into the ledger: its accounts, what happened on one, chains. Reads only, paged by key. */
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import { balancesOf } from './balance.ts'
import type { Balance } from './balance.ts'
import type { Account, Transfer } from './chain.ts'
import type { Place } from './place.ts'

export type AccountsQuery = {
  book: string
  unit?: string | undefined
  purpose?: string | undefined
  owner?: string | undefined
  afterId?: string | undefined
  now: Date
  limit: number
}
export type AccountRow = Account & Omit<Balance, 'accountId'>

/** By id, with what each holds at `now`. A purpose alone walks the whole book: name a unit or an owner. */
export async function listAccounts(db: Sql, query: AccountsQuery): Promise<AccountRow[]> {
  const { book, afterId = '', now, limit } = query
  const wanted = wantedAccounts(query)
  const accounts = await db<Account>`
    select id, unit, purpose, owner, floor from ledger.account
    where book = ${book} and id > ${afterId} and ${wanted}
    order by id limit ${limit}`
  const balances = await balancesOf(db, { book, accounts, now })
  return accounts.map((account, index) => {
    const { posted, held, available } = balances[index]!
    return { ...account, posted, held, available }
  })
}

function wantedAccounts({ unit, purpose, owner }: AccountsQuery): Fragment {
  if (unit !== undefined && owner === undefined)
    return idsBelow(purpose === undefined ? `${unit}/` : `${unit}/${purpose}/`)
  const of = owner === undefined ? sql`true` : sql`owner = ${owner}`
  const ofUnit = unit === undefined ? of : sql`${of} and unit = ${unit}`
  return purpose === undefined ? ofUnit : sql`${ofUnit} and purpose = ${purpose}`
}

/** Ids are compared byte by byte, and 0 comes right after the slash. */
const idsBelow = (prefix: string) => sql`id >= ${prefix} and id < ${`${prefix.slice(0, -1)}0`}`

/** What a transfer meant for an account. Announced and called off: for the one who would get it. */
export const meanings = ['in', 'out', 'set_aside', 'freed', 'announced', 'called_off'] as const
export type Meaning = (typeof meanings)[number]

export type Entry = Place & {
  reference: string
  kind: Transfer['kind']
  counterAccount: string
  amount: number
  meaning: Meaning
  /** What it did to the account: `posted` and `held` changed by this much. */
  postedChange: number
  heldChange: number
}

type EntryRow = Omit<Entry, 'meaning' | 'postedChange' | 'heldChange'> & {
  gives: boolean
  /** What was set aside, when this posts or voids it. */
  holdAmount: number | null
}

/** Everything that happened on an account, newest first. */
export async function listEntries(
  db: Sql,
  query: { book: string; accountId: string; before?: Place | undefined; limit: number },
): Promise<Entry[]> {
  const { book, accountId, before, limit } = query
  const older = before
    ? sql`(at, chain_id, n) < (${before.at}, ${before.chainId}, ${before.n}::smallint)`
    : sql`true`
  const rows = await db<EntryRow>`
    select entry.at, entry.chain_id, entry.n, chain.reference, entry.kind, entry.counter_account,
      entry.amount, entry.gives, held.amount as hold_amount
    from (
      select * from (
        (select at, chain_id, n, kind, to_account as counter_account, amount, true as gives,
          hold_chain, hold_n
        from ledger.transfer where book = ${book} and from_account = ${accountId} and ${older}
        order by at desc, chain_id desc, n desc limit ${limit})
        union all
        (select at, chain_id, n, kind, from_account, amount, false, hold_chain, hold_n
        from ledger.transfer where book = ${book} and to_account = ${accountId} and ${older}
        order by at desc, chain_id desc, n desc limit ${limit})
      ) as side order by at desc, chain_id desc, n desc limit ${limit}
    ) as entry
    cross join lateral (
      select reference from ledger.chain
      where book = ${book} and id = entry.chain_id offset 0) as chain
    left join lateral (
      select amount from ledger.transfer
      where book = ${book} and chain_id = entry.hold_chain and n = entry.hold_n offset 0
    ) as held on true
    order by entry.at desc, entry.chain_id desc, entry.n desc`
  return rows.map(({ gives, holdAmount, ...row }) => {
    return { ...row, ...(gives ? given(row, holdAmount) : taken(row)) }
  })
}

type Effect = Pick<Entry, 'meaning' | 'postedChange' | 'heldChange'>

function given({ kind, amount }: { kind: Transfer['kind']; amount: number }, held: number | null) {
  const effect = (meaning: Meaning, postedChange: number, heldChange: number): Effect => {
    return { meaning, postedChange, heldChange }
  }
  if (kind === 'hold') return effect('set_aside', 0, amount)
  if (kind === 'void_hold') return effect('freed', 0, -amount)
  // A hold that is posted in part gives the rest free, too.
  return effect('out', -amount, kind === 'post_hold' ? -held! : 0)
}

function taken({ kind, amount }: { kind: Transfer['kind']; amount: number }): Effect {
  if (kind === 'hold') return { meaning: 'announced', postedChange: 0, heldChange: 0 }
  if (kind === 'void_hold') return { meaning: 'called_off', postedChange: 0, heldChange: 0 }
  return { meaning: 'in', postedChange: amount, heldChange: 0 }
}

/** Expired: its time has come, so it is free, and a job has not voided it yet. */
export const holdStates = ['open', 'expired', 'posted', 'voided'] as const
export type HoldState = {
  state: (typeof holdStates)[number]
  expiresAt: Date | null
  /** What of it moved in the end, and the chain that posted or voided it. */
  postedAmount: number
  closedBy: string | null
}

export type TransferView = {
  n: number
  kind: Transfer['kind']
  from: string
  to: string
  amount: number
  /** Of a hold. */
  hold: HoldState | null
  /** The hold that this posts or voids. */
  closes: { chainId: string; n: number } | null
}
export type ChainView = { id: string; reference: string; at: Date; transfers: TransferView[] }

export type ChainsQuery = {
  book: string
  now: Date
  limit: number
  after?: Place | undefined
} & ({ chainId: string } | { reference: string })

/** One chain, or all of a reference in the order they took place; each with what became of its holds. */
export async function listChains(db: Sql, query: ChainsQuery): Promise<ChainView[]> {
  const { book, now, limit, after } = query
  const which =
    'chainId' in query ? sql`id = ${query.chainId}` : sql`reference = ${query.reference}`
  const later = after ? sql`(at, id) > (${after.at}, ${after.chainId})` : sql`true`
  const chains = await db<Omit<ChainView, 'transfers'>>`
    select id, reference, at from ledger.chain where book = ${book} and ${which} and ${later}
    order by at, id limit ${limit}`
  const transfers = await transfersOf(
    db,
    book,
    chains.map((chain) => chain.id),
    now,
  )
  return chains.map((chain) => ({ ...chain, transfers: transfers.get(chain.id)! }))
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
  closedKind: 'post_hold' | 'void_hold' | null
  closedBy: string | null
  closedAmount: number | null
}

async function transfersOf(
  db: Sql,
  book: string,
  chainIds: string[],
  now: Date,
): Promise<Map<string, TransferView[]>> {
  const rows = await db<TransferRow>`
    select transfer.chain_id, transfer.n, transfer.kind, transfer.from_account as "from",
      transfer.to_account as "to", transfer.amount, transfer.expires_at, transfer.hold_chain,
      transfer.hold_n, closing.kind as closed_kind, closing.chain_id as closed_by,
      closing.amount as closed_amount
    from unnest(${chainIds}::text[]) as wanted (chain_id)
    cross join lateral (
      select * from ledger.transfer
      where book = ${book} and chain_id = wanted.chain_id offset 0) as transfer
    left join lateral (
      select kind, chain_id, amount from ledger.transfer as later
      where transfer.kind = 'hold' and later.book = ${book}
        and later.hold_chain = transfer.chain_id and later.hold_n = transfer.n offset 0
    ) as closing on true
    order by transfer.chain_id, transfer.n`
  const views = rows.map((row) => ({ chainId: row.chainId, view: viewOf(row, now) }))
  const byChain = Map.groupBy(views, (one) => one.chainId)
  return new Map([...byChain].map(([id, list]) => [id, list.map((one) => one.view)]))
}

function viewOf(row: TransferRow, now: Date): TransferView {
  const { n, kind, from, to, amount, holdChain, holdN } = row
  const closes = holdChain === null ? null : { chainId: holdChain, n: holdN! }
  return { n, kind, from, to, amount, hold: kind === 'hold' ? stateOf(row, now) : null, closes }
}

function stateOf(row: TransferRow, now: Date): HoldState {
  const { expiresAt, closedKind, closedBy, closedAmount } = row
  if (closedKind === 'post_hold')
    return { state: 'posted', expiresAt, postedAmount: closedAmount!, closedBy }
  const open = expiresAt && expiresAt <= now ? 'expired' : 'open'
  return { state: closedKind ? 'voided' : open, expiresAt, postedAmount: 0, closedBy }
}
