/** A correction never edits: it moves the same units back, reading what was really moved. */
import type { Sql } from '#platform/db.ts'
import { account } from './chain.ts'
import type { Account, Chain } from './chain.ts'

export type Moved = { n: number; from: Account; to: Account; amount: number }

/** What a chain moved (posts and posted holds, not holds themselves), in its order. */
export async function movedBy(
  db: Sql,
  query: { book: string; chainId: string },
): Promise<Moved[]> {
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

/** The chain that undoes `moved`. Its id is derived, so a chain can be reversed only once. */
export function reversalOf(chain: Pick<Chain, 'book' | 'id' | 'reference'>, moved: Moved[]): Chain {
  return {
    book: chain.book,
    id: `reverse:${chain.id}`,
    reference: chain.reference,
    transfers: moved.map(({ from, to, amount }) => ({ kind: 'post', from: to, to: from, amount })),
  }
}
