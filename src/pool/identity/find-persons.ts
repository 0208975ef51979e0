/** Finding a person by exactly what they are known by. Whoever asks for staff audits it. */
import type { Db, Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import type { IdentityKind } from './evidence.ts'
import { normalise } from './identity.ts'
import { representativesOf } from './representative.ts'

export type FoundPerson = {
  memberId: string
  /** Who stands for them: the one whose page tells the whole story. */
  representativeId: string
}

/** Exact, by blind index, in any spelling; nobody for what is no such thing. At most one. */
export async function findPersons(
  db: Db | Tx,
  vault: Vault,
  wanted: { kind: IdentityKind; value: string },
): Promise<FoundPerson[]> {
  const value = normalise(wanted.kind, wanted.value)
  if (value === null) return []
  const rows = await db<{ memberId: string }>`
    select member_id from pool.identity
    where blind_index = ${vault.blindIndex(wanted.kind, value)} and kind = ${wanted.kind}`
  const standing = await representativesOf(
    db,
    rows.map((row) => row.memberId),
  )
  return rows.map(({ memberId }) => ({
    memberId,
    representativeId: standing.get(memberId)!,
  }))
}
