/** Reading through merges: who stands for a person, and which persons are the same human. */
import type { Sql } from '#platform/db.ts'

/** For each person, who stands for it; one that is joined to nobody stands for itself. */
export async function representativesOf(
  db: Sql,
  personIds: string[],
): Promise<Map<string, string>> {
  const known = await findRepresentatives(db, personIds)
  return new Map(personIds.map((id) => [id, known.get(id) ?? id]))
}

/** Only of those that are joined to others: missing is itself. */
export async function findRepresentatives(
  db: Sql,
  personIds: string[],
): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map()
  const rows = await db<{ personId: string; representativeId: string }>`
    select person_id, representative_id from pool.alias
    where person_id = any(${personIds}::uuid[])`
  return new Map(rows.map((row) => [row.personId, row.representativeId]))
}

/** All persons that are the same human, this one among them, in the order of their ids. */
export async function componentOf(db: Sql, personId: string): Promise<string[]> {
  return componentOfMany(db, [personId])
}

/** The persons of all these components together, each once, in the order of their ids. */
export async function componentOfMany(db: Sql, personIds: string[]): Promise<string[]> {
  const rows = await db<{ personId: string }>`
    select joined.person_id from pool.alias as mine
    join pool.alias as joined using (representative_id)
    where mine.person_id = any(${personIds}::uuid[])`
  return [...new Set([...personIds, ...rows.map((row) => row.personId)])].toSorted()
}
