/** What all accounts of a purpose hold together. These read every one of them: not for a hot path. */
import type { Sql } from '#platform/db.ts'

export type PurposeQuery = { book: string; unit: string; purpose: string }

/** The sum of what is posted. */
export async function sumOfPurpose(db: Sql, query: PurposeQuery): Promise<number> {
  const { book, from, to } = rangeOf(query)
  const [row] = await db<{ sum: number }>`
    select (
      coalesce((select sum(posted) from ledger.account
        where book = ${book} and id >= ${from} and id < ${to}), 0)
      + coalesce((select sum(amount) from ledger.delta
        where book = ${book} and account_id >= ${from} and account_id < ${to}), 0))::bigint as sum`
  return row!.sum
}

/** What is posted, by owner. */
export async function postedByOwner(db: Sql, query: PurposeQuery): Promise<Map<string, number>> {
  const { book, from, to } = rangeOf(query)
  const rows = await db<{ owner: string; posted: number }>`
    select owner, (posted + coalesce((
      select sum(amount) from ledger.delta
      where delta.book = account.book and delta.account_id = account.id), 0))::bigint as posted
    from ledger.account where book = ${book} and id >= ${from} and id < ${to}`
  return new Map(rows.map((row) => [row.owner, row.posted]))
}

/** Ids are compared byte by byte, and 0 comes right after the slash. */
function rangeOf({ book, unit, purpose }: PurposeQuery) {
  return { book, from: `${unit}/${purpose}/`, to: `${unit}/${purpose}0` }
}
