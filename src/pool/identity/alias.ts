/** Who represents whom, kept as rows: the sum of the merges that stand. Only this file writes it. */
import { Outdated } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { representatives } from './component.ts'
import type { Edge } from './component.ts'
import { componentOfMany } from './representative.ts'

/**
 * All persons of these components, which nobody else joins or parts until the transaction ends. Whoever
 * changes a component locks all of it first, so what was read under the locks stays true. When it grew
 * while we waited, the transaction is run again.
 */
export async function lockComponents(tx: Tx, personIds: string[]): Promise<string[]> {
  const persons = await componentOfMany(tx, personIds)
  await tx`
    select pg_advisory_xact_lock(hashtextextended(person_id, 17))
    from unnest(${persons}::text[]) as locked (person_id)`
  const now = await componentOfMany(tx, personIds)
  if (now.some((id) => !persons.includes(id))) throw new Outdated('another merge came between')
  return now
}

/**
 * Sums the merges between these persons anew, which are locked whole components, and has the sums of
 * all of them made again. Returns who represents whom now.
 */
export async function joinAnew(tx: Tx, persons: string[], now: Date): Promise<Map<string, string>> {
  const standing = await sumOf(tx, await readEdges(tx, persons))
  await tx`
    delete from pool.alias
    where person_id = any(${persons}::uuid[]) and person_id <> all(${[...standing.keys()]}::uuid[])`
  await writeAliases(tx, standing)
  await tx`
    insert into pool.stale_person (person_id, at)
    select person_id, ${now} from unnest(${persons}::uuid[]) as changed (person_id)`
  return standing
}

/** From nothing, for a check: what joining step by step must have come to. */
export async function rebuildAliases(db: Db): Promise<void> {
  await db.begin(async (tx) => {
    const edges = await tx<Edge>`
      select a_person as a, b_person as b from pool.merge where undone_at is null`
    const standing = await sumOf(tx, edges)
    await tx`delete from pool.alias`
    await writeAliases(tx, standing)
  })
}

const readEdges = (tx: Tx, persons: string[]) => tx<Edge>`
  select a_person as a, b_person as b from pool.merge
  where a_person = any(${persons}::uuid[]) and undone_at is null`

async function sumOf(tx: Tx, edges: Edge[]): Promise<Map<string, string>> {
  const persons = [...new Set(edges.flatMap(({ a, b }) => [a, b]))]
  const members = await tx<{ id: string; createdAt: Date }>`
    select id, created_at from pool.member where id = any(${persons}::uuid[])`
  const enrolled = new Map(members.map(({ id, createdAt }) => [id, createdAt]))
  return representatives(edges, (person) => enrolled.get(person) ?? null)
}

const writeAliases = (tx: Tx, standing: Map<string, string>) => tx`
  insert into pool.alias (person_id, representative_id)
  select * from unnest(${[...standing.keys()]}::uuid[], ${[...standing.values()]}::uuid[])
  on conflict (person_id) do update set representative_id = excluded.representative_id
    where alias.representative_id <> excluded.representative_id`
