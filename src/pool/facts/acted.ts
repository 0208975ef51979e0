/** Who of some persons did more than come. */
import type { Sql } from '#platform/db.ts'

/** Those of whom there is a fact in this time that is not a visit. */
export async function actedAmong(
  db: Sql,
  personIds: string[],
  term: { from: Date; to: Date },
): Promise<Set<string>> {
  if (personIds.length === 0) return new Set()
  const rows = await db<{ personId: string }>`
    select person_id from unnest(${personIds}::uuid[]) as wanted (person_id)
    where exists (
      select from pool.fact where fact.person_id = wanted.person_id
        and happened_at >= ${term.from} and happened_at < ${term.to} and kind <> 'visited')`
  return new Set(rows.map((row) => row.personId))
}
