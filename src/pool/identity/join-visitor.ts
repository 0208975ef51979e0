/** The browser somebody signed in on was theirs before they did. */
import type { Tx } from '#platform/db.ts'
import { mayProfile } from '../attention/consent.ts'
import { lockComponents } from './alias.ts'
import { merge } from './merge.ts'
import { componentOf } from './representative.ts'

export type JoinedVisitor =
  | { outcome: 'joined'; mergeId: string }
  /** They are one already, or the member did not agree, or staff parted them or have to look at it. */
  | { outcome: 'left' }
  /** Another member used this browser: it needs a new visitor id, or strangers become one. */
  | { outcome: 'anothers' }

/**
 * Joins a visitor to the member who signed in as them, if the member agrees to be profiled. A pair that
 * staff parted is not joined again.
 */
export async function joinVisitor(
  tx: Tx,
  input: { visitorId: string; memberId: string; now: Date },
): Promise<JoinedVisitor> {
  const { visitorId, memberId, now } = input
  // Locked before it is looked at: of two members who sign in on one browser at once, one is first.
  await lockComponents(tx, [visitorId, memberId])
  const mine = await componentOf(tx, memberId)
  if (mine.includes(visitorId)) return { outcome: 'left' }
  const [past] = await tx<{ isAnothers: boolean; wasParted: boolean }>`
    select
      exists (select from pool.merge
        where (a_person = ${visitorId} or b_person = ${visitorId})
          and a_person <> all(${mine}::uuid[]) and b_person <> all(${mine}::uuid[])) as is_anothers,
      exists (select from pool.merge where undone_at is not null
        and ((a_person = ${visitorId} and b_person = ${memberId})
          or (a_person = ${memberId} and b_person = ${visitorId}))) as was_parted`
  if (past!.isAnothers) return { outcome: 'anothers' }
  if (past!.wasParted) return { outcome: 'left' }
  if (!(await mayProfile(tx, [memberId])).has(memberId)) return { outcome: 'left' }
  const evidence = { reason: 'signed_in' as const }
  const merged = await merge(tx, { a: memberId, b: visitorId, evidence, by: 'sign_in', now })
  return 'mergeId' in merged ? { outcome: 'joined', mergeId: merged.mergeId } : { outcome: 'left' }
}
