/** Whose story changed: a visit was judged, somebody signed in, bought, got money back, or was merged. */
import type { Sql, Tx } from '#platform/db.ts'

/** In the transaction of the change, so that nothing is forgotten; the story is made anew soon after. */
export async function markStale(tx: Sql, personIds: readonly string[], now: Date): Promise<void> {
  if (personIds.length === 0) return
  await tx`
    insert into traffic.stale_credit (person_id, at)
    select distinct person_id, ${now}::timestamptz from unnest(${personIds}::uuid[]) as new (person_id)`
}

/** Takes marks away, the oldest first, with the persons whose they were. */
export async function takeStale(tx: Tx, limit: number): Promise<string[]> {
  const taken = await tx<{ personId: string }>`
    delete from traffic.stale_credit
    where (person_id, id) in (
      select person_id, id from traffic.stale_credit order by at, person_id limit ${limit})
    returning person_id`
  return [...new Set(taken.map(({ personId }) => personId))]
}

/** Since when the oldest change waits; null when everything is told. */
export async function staleSince(db: Sql): Promise<Date | null> {
  const [oldest] = await db<{ at: Date }>`
    select at from traffic.stale_credit order by at limit 1`
  return oldest?.at ?? null
}
