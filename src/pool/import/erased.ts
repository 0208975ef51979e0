/**
 * Who closed their account while a file with them was waiting is not brought back by it, nor given out
 * with its bad rows.
 */
import type { Sql, Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import type { CleanRow } from './clean-row.ts'
import { indexesOf } from './match-rows.ts'

/** Stands where the line of the file would, which begins with 1. */
const erasedLine = 0

/** Before what these members are known by is deleted. Goes with whatever is kept of the file. */
export async function markErased(tx: Tx, memberIds: string[], now: Date): Promise<void> {
  await tx`
    insert into pool.member_import_seen (import_id, blind_index, line)
    select distinct member_import.id, blind_index, ${erasedLine}::int
    from pool.identity, pool.member_import
    where member_id = any(${memberIds}::uuid[]) and expires_at > ${now}
    order by 1, 2
    on conflict (import_id, blind_index) do update set line = ${erasedLine}`
}

/** Those of the rows that are about somebody who is gone. */
export async function erasedAmong<Row extends Pick<CleanRow, 'identities'>>(
  db: Sql,
  vault: Vault,
  of: { importId: string; rows: Row[] },
): Promise<Set<Row>> {
  const { importId, rows } = of
  const marked = await db<{ blindIndex: Buffer }>`
    select blind_index from pool.member_import_seen
    where import_id = ${importId} and line = ${erasedLine}
      and blind_index = any(${indexesOf(vault, rows)}::bytea[])`
  const gone = new Set(marked.map((one) => one.blindIndex.toString('hex')))
  const isGone = (row: Row) =>
    indexesOf(vault, [row]).some((index) => gone.has(index.toString('hex')))
  return new Set(gone.size === 0 ? [] : rows.filter(isGone))
}
