/** A correction never edits: it moves the same units back, reading what was really moved. */
import type { Sql } from '#platform/db.ts'
import { account } from './chain.ts'
import type { Account, Chain } from './chain.ts'

export type Moved = { n: number; from: Account; to: Account; amount: number }

/** What a chain moved (posts and posted holds, not holds themselves), in its order. */
export async function movedBy(db: Sql, query: { book: string; chainId: string }): Promise<Moved[]> {
  const rows = await db<{ n: number; fromAccount: string; toAccount: string; amount: number }>`
    select n, from_account, to_account, amount from ledger.transfer
    where book = ${query.book} and chain_id = ${query.chainId} and kind in ('post', 'post_hold')
    order by n`
  const ids = rows.flatMap((row) => [row.fromAccount, row.toAccount])
  const accounts = new Map(
    (
      await db<Account>`
        select id, unit, purpose, owner, floor from ledger.account
        where book = ${query.book} and id = any(${ids})`
    ).map((row) => [row.id, account(row)]),
  )
  return rows.map(({ n, fromAccount, toAccount, amount }) => ({
    n,
    from: accounts.get(fromAccount)!,
    to: accounts.get(toAccount)!,
    amount,
  }))
}

/**
 * What the holds of these chains moved in the end, whichever chains posted them; by chain, in the
 * order of the holds. Chains of which no hold was posted are missing.
 */
export async function movedFromHolds(
  db: Sql,
  query: { book: string; chainIds: string[] },
): Promise<Map<string, Moved[]>> {
  const { book, chainIds } = query
  type Row = { chainId: string; n: number; amount: number; from: Account; to: Account }
  const rows = await db<Row>`
    select posted.hold_chain as chain_id, posted.hold_n as n, posted.amount,
      jsonb_build_object('unit', source.unit, 'purpose', source.purpose, 'owner', source.owner,
        'floor', source.floor) as "from",
      jsonb_build_object('unit', target.unit, 'purpose', target.purpose, 'owner', target.owner,
        'floor', target.floor) as "to"
    from unnest(${chainIds}::text[]) as wanted (chain_id)
    cross join lateral (
      select * from ledger.transfer
      where book = ${book} and hold_chain = wanted.chain_id and kind = 'post_hold' offset 0
    ) as posted
    join ledger.account as source on source.book = ${book} and source.id = posted.from_account
    join ledger.account as target on target.book = ${book} and target.id = posted.to_account
    order by posted.hold_chain, posted.hold_n`
  const moved = rows.map(({ from, to, ...row }) => ({
    ...row,
    from: account(from),
    to: account(to),
  }))
  return Map.groupBy(moved, (row) => row.chainId)
}

/** The chain that undoes `moved`. Its id is derived, so a chain can be reversed only once. */
export function reversalOf(chain: Pick<Chain, 'book' | 'id' | 'reference'>, moved: Moved[]): Chain {
  return {
    book: chain.book,
    id: `reverse:${chain.id}`,
    reference: chain.reference,
    transfers: moved.map(({ from, to, amount }) => ({ kind: 'post', from: to, to: from, amount })),
  }
}
