/** Writes facts, any number at once. */
import {
  bigintArray,
  instantArray,
  intArray,
  textArray,
  uuidArray,
} from '#platform/binary-array.ts'
import type { Tx } from '#platform/db.ts'
import type { NewFact } from './fact.ts'
import { ensureMonths } from './months.ts'

/** Readers take whole transactions: more than this in one would be too much to read at once. */
export const factsPerTransaction = 20_000

/**
 * Writes facts of any age, set-wise; one that is known is passed over, so that whatever tells them
 * may tell them again. Answers how many are new.
 *
 * Locks: keys in one order, so that two writers of the same facts wait for each other and never in turn.
 */
export async function writeFacts(tx: Tx, facts: NewFact[], now: Date): Promise<number> {
  if (facts.length === 0) return 0
  if (facts.length > factsPerTransaction) throw new Error('too many facts for one transaction')
  await ensureMonths(tx, facts)
  const [written] = await tx<{ count: number }>`
    with written as (
      insert into pool.fact
        (person_id, happened_at, id, kind, topic, object_id, amount_fen, quantity, received_at)
      select person_id, happened_at, id, kind, topic, object_id, amount_fen, quantity,
        ${now}::timestamptz
      from unnest(${uuidArray(facts.map((one) => one.personId))}::uuid[],
        ${instantArray(facts.map((one) => one.happenedAt))}::timestamptz[],
        ${uuidArray(facts.map((one) => one.id))}::uuid[],
        ${textArray(facts.map((one) => one.kind))}::text[],
        ${textArray(facts.map((one) => one.topic))}::text[],
        ${uuidArray(facts.map((one) => one.objectId))}::uuid[],
        ${bigintArray(facts.map((one) => one.amountFen))}::bigint[],
        ${intArray(facts.map((one) => one.quantity))}::int[])
        as new (person_id, happened_at, id, kind, topic, object_id, amount_fen, quantity)
      -- An order of somebody who is gone goes on; nothing more is kept of them.
      where not exists (
        select from pool.member where id = new.person_id and closed_at is not null)
      order by person_id, happened_at, id
      on conflict do nothing
      returning 1
    )
    select count(*) from written`
  return written!.count
}
