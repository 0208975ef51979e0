/** What accounts hold. Reading takes no locks and decides nothing: only a chain decides. */
import type { Sql } from '#platform/db.ts'
import type { Account } from './chain.ts'

export type Balance = {
  accountId: string
  /** Moved in less moved out. */
  posted: number
  /** Set aside to leave, not expired at `now`. */
  held: number
  /** posted - held. */
  available: number
}

/** One balance per account, in order; an account that does not exist yet has zeros. */
export async function balancesOf(
  db: Sql,
  query: { book: string; accounts: Pick<Account, 'id'>[]; now: Date },
): Promise<Balance[]> {
  const { book, accounts, now } = query
  return db<Balance>`
    with wanted as (
      select id, place from unnest(${accounts.map((one) => one.id)}::text[]) with ordinality as w (id, place)
    ), sums as (
      select wanted.id, wanted.place,
        coalesce((select posted from ledger.account where book = ${book} and account.id = wanted.id), 0)
          + coalesce((select sum(amount) from ledger.delta
              where book = ${book} and account_id = wanted.id), 0) as posted,
        coalesce((select sum(amount) from (
            select * from ledger.hold
            where from_account = wanted.id and coalesce(expires_at, 'infinity') > ${now} offset 0
          ) as hold where book = ${book}), 0) as held
      from wanted
    )
    select id as account_id, posted::bigint, held::bigint, (posted - held)::bigint as available
    from sums order by place`
}

/**
 * What is posted on those of these accounts that exist; each has a floor, so nothing of it waits. To
 * spare chains that cannot pass: by the time one is posted it may be less.
 */
export async function findPosted(
  db: Sql,
  query: { book: string; accountIds: string[] },
): Promise<Map<string, number>> {
  if (query.accountIds.length === 0) return new Map()
  const rows = await db<{ id: string; posted: number }>`
    select found.id, found.posted from unnest(${query.accountIds}::text[]) as wanted (id)
    cross join lateral (
      select id, posted from ledger.account
      where book = ${query.book} and id = wanted.id offset 0) as found`
  return new Map(rows.map((row) => [row.id, row.posted]))
}
