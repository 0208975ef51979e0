/** What came to accounts and went from them in a time: for statements. Holds alone move nothing. */
import { sql } from '#platform/db.ts'
import type { Sql } from '#platform/db.ts'
import type { Place } from './place.ts'

/** From `from` on and before `to`, by the chains' own times. */
export type Period = { from: Date; to: Date }

export type Turnover = {
  openingPosted: number
  closingPosted: number
  /** Net, by the purpose of the accounts on the other side. */
  netByPurpose: Map<string, number>
}

/** By account; one statement, so all of it is of the same moment. */
export async function turnoverOf(
  db: Sql,
  query: { book: string; accountIds: string[] } & Period,
): Promise<Map<string, Turnover>> {
  const { book, accountIds, from, to } = query
  type Row = { id: string; posted: number; purpose: string | null; later: boolean; net: number }
  const rows = await db<Row>`
    select wanted.id, balance.posted::bigint, sums.purpose, sums.later, sums.net
    from unnest(${accountIds}::text[]) as wanted (id)
    cross join lateral (
      select coalesce((
          select posted from ledger.account where book = ${book} and account.id = wanted.id), 0)
        + coalesce((
          select sum(amount) from ledger.delta where book = ${book} and account_id = wanted.id), 0)
        as posted) as balance
    left join lateral (
      select split_part(other, '/', 2) as purpose, at >= ${to} as later, sum(amount)::bigint as net
      from (
        select at, from_account as other, amount from ledger.transfer
        where book = ${book} and to_account = wanted.id and at >= ${from}
          and kind in ('post', 'post_hold')
        union all
        select at, to_account, -amount from ledger.transfer
        where book = ${book} and from_account = wanted.id and at >= ${from}
          and kind in ('post', 'post_hold')
      ) as move group by 1, 2
    ) as sums on true`
  const byAccount = Map.groupBy(rows, (row) => row.id)
  return new Map([...byAccount].map(([id, own]) => [id, turnoverFrom(own)]))
}

/** Back from what is there now: that reads what happened since, and not the whole past. */
function turnoverFrom(
  rows: { posted: number; purpose: string | null; later: boolean; net: number }[],
) {
  const turnover: Turnover = {
    openingPosted: rows[0]!.posted,
    closingPosted: rows[0]!.posted,
    netByPurpose: new Map(),
  }
  for (const { purpose, later, net } of rows) {
    if (purpose === null) continue
    turnover.openingPosted -= net
    if (later) turnover.closingPosted -= net
    else turnover.netByPurpose.set(purpose, net)
  }
  return turnover
}

export type ChainMoves = {
  at: Date
  chainId: string
  reference: string
  moves: { from: string; to: string; amount: number }[]
}

/** The chains that moved something on any of these accounts, oldest first, with just those moves. */
export async function listMoves(
  db: Sql,
  query: { book: string; accountIds: string[]; after?: Place | undefined; limit: number } & Period,
): Promise<ChainMoves[]> {
  const { book, accountIds, from, to, after, limit } = query
  const wanted = after
    ? sql`at < ${to} and (at, chain_id) > (${after.at}, ${after.chainId})`
    : sql`at < ${to} and at >= ${from}`
  type Row = Omit<ChainMoves, 'moves'> & { from: string; to: string; amount: number }
  const rows = await db<Row>`
    with page as (
      select distinct side.at, side.chain_id from unnest(${accountIds}::text[]) as wanted (id)
      cross join lateral (
        (select distinct at, chain_id from ledger.transfer
        where book = ${book} and to_account = wanted.id and kind in ('post', 'post_hold')
          and ${wanted}
        order by at, chain_id limit ${limit})
        union all
        (select distinct at, chain_id from ledger.transfer
        where book = ${book} and from_account = wanted.id and kind in ('post', 'post_hold')
          and ${wanted}
        order by at, chain_id limit ${limit})
      ) as side
      order by at, chain_id limit ${limit}
    )
    select page.at, page.chain_id, chain.reference, move.from_account as "from",
      move.to_account as "to", move.amount
    from page
    cross join lateral (
      select reference from ledger.chain
      where book = ${book} and id = page.chain_id offset 0) as chain
    cross join lateral (
      select n, from_account, to_account, amount from ledger.transfer
      where book = ${book} and chain_id = page.chain_id and kind in ('post', 'post_hold')
        and (from_account = any(${accountIds}) or to_account = any(${accountIds})) offset 0) as move
    order by page.at, page.chain_id, move.n`
  const byChain = Map.groupBy(rows, (row) => row.chainId)
  return [...byChain.values()].map((own) => {
    const { at, chainId, reference } = own[0]!
    return {
      at,
      chainId,
      reference,
      moves: own.map(({ from, to, amount }) => ({ from, to, amount })),
    }
  })
}
