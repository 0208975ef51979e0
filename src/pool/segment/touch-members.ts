/** For whoever changes what a segment may ask, other than by a fact: a tag, a consent, a source. */
import type { Tx } from '#platform/db.ts'

/**
 * These persons are looked at again soon: their profile and the segments they are in. Any person's id
 * will do. Only appends, so that nobody waits for the pipeline, nor it for them.
 */
export async function touchMembers(tx: Tx, personIds: string[]): Promise<void> {
  if (personIds.length === 0) return
  await tx`
    insert into pool.stale_person (person_id)
    select * from unnest(${[...new Set(personIds)]}::uuid[])`
}
