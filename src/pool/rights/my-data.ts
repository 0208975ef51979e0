/** Everything that is held about whoever asks. */
import { componentOf } from '../identity/representative.ts'
import type { Db } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import type { DataOf, DataSection } from './section.ts'

/** More than anybody has of one kind but facts; the count is always of all. */
export const itemsInFile = 50_000

export async function readMyData(
  db: Db,
  vault: Vault,
  of: { memberId: string; dataOf: DataOf[]; limit: number; now: Date },
): Promise<DataSection[]> {
  const { memberId, dataOf, limit, now } = of
  const personIds = await componentOf(db, memberId)
  const all = await Promise.all(dataOf.map((read) => read({ db, vault, personIds, limit, now })))
  return all.flat().filter(({ count }) => count > 0)
}
