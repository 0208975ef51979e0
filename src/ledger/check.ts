/** The whole ledger looked through: what is broken in it, and the sum of every kind of unit. */
import { aged } from '#platform/aged.ts'
import type { Db } from '#platform/db.ts'
import { findBreaches } from './invariants.ts'
import type { Breach } from './invariants.ts'

export type UnitSum = {
  book: string
  /** What stands before the colon of a unit: `CNY`, or `SKU` for those of all SKUs. */
  kind: string
  units: number
  accounts: number
  /** Of all balances: 0. */
  sum: number
  /** Of those above zero: what is somewhere. */
  positive: number
}

export type LedgerCheck = { breaches: Breach[]; sums: UnitSum[] }

/** It reads everything, so it is done at most once a minute by each process. */
export const checkLedger = aged(60_000, async (db: Db): Promise<LedgerCheck> => {
  return { breaches: await findBreaches(db), sums: await sumUnits(db) }
})

async function sumUnits(db: Db): Promise<UnitSum[]> {
  return db<UnitSum>`
    with waiting as (
      select book, account_id, sum(amount) as amount from ledger.delta group by book, account_id
    ), balance as (
      select account.book, account.unit, account.posted + coalesce(waiting.amount, 0) as posted
      from ledger.account
      left join waiting on waiting.book = account.book and waiting.account_id = account.id
    )
    select book, split_part(unit, ':', 1) as kind, count(distinct unit) as units,
      count(*) as accounts, sum(posted)::bigint as sum,
      coalesce(sum(posted) filter (where posted > 0), 0)::bigint as positive
    from balance group by 1, 2 order by 1, 2`
}
