/** Follows the facts as they are written. */
import { horizon } from '#platform/generation.ts'
import type { Tx } from '#platform/db.ts'
import type { NewFact } from './fact.ts'

/** A transaction that was read to its end. Kept in the `txid` of `platform.consumer`; first is '0'. */
export type FactCursor = { txid: string }

export type FactsAfter = {
  facts: NewFact[]
  /** Where to go on; the one given when there was nothing. */
  next: FactCursor
}

/**
 * The facts of the transactions after the cursor and below the horizon, in the order of the
 * transactions: at least `limit` of them where there are so many, and on to the end of the last
 * transaction. None can appear behind `next` any more.
 */
export async function readFactsAfter(
  tx: Tx,
  cursor: FactCursor,
  limit: number,
): Promise<FactsAfter> {
  const rows = await tx<NewFact & { txid: string }>`
    with upto as (
      select txid from pool.fact
      where txid > ${cursor.txid}::xid8 and txid < ${horizon}
      order by fact.txid offset ${limit - 1} limit 1
    )
    select person_id, happened_at, id, kind, topic, object_id, amount_fen, quantity,
      fact.txid::text
    from pool.fact
    where txid > ${cursor.txid}::xid8 and txid < ${horizon}
      and txid <= coalesce((select txid from upto), ${horizon})
    order by fact.txid -- without the table it would be by the text`
  const last = rows.at(-1)
  return { facts: rows, next: last ? { txid: last.txid } : cursor }
}

/** The facts of these persons, as they told them: each one's in the order in which they happened. */
export async function readFactsOf(tx: Tx, personIds: string[]): Promise<NewFact[]> {
  return tx<NewFact>`
    select person_id, happened_at, id, kind, topic, object_id, amount_fen, quantity
    from pool.fact where person_id = any(${personIds}::uuid[])
    order by person_id, happened_at, id`
}
