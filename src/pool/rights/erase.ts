/** What the pool forgets when an account is closed: everything but what the law keeps. */
import type { Tx } from '#platform/db.ts'
import { markErased } from '../import/erased.ts'
import { forgetMessages } from '../inbox.ts'
import { forgetProfiles } from '../profile/keep-profiles.ts'
import { forgetActivity } from '../segment/activity.ts'
import { forgetInSegments } from '../segment/follow-time.ts'

/**
 * Deletes what is held about these persons. May be done again: what came in between goes then. What
 * they agreed to ends, and stays as the proof of it; see `retention.ts` for how long.
 */
export async function erase(tx: Tx, personIds: string[], now: Date): Promise<void> {
  await markErased(tx, personIds, now)
  await tx`delete from pool.identity where member_id = any(${personIds}::uuid[])`
  await tx`delete from pool.address where member_id = any(${personIds}::uuid[])`
  await tx`delete from pool.fact where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.past_order where member_id = any(${personIds}::uuid[])`
  await forgetMessages(tx, personIds)
  await tx`delete from pool.send where member_id = any(${personIds}::uuid[])`
  await tx`delete from pool.deferred_send where member_id = any(${personIds}::uuid[])`
  await tx`delete from pool.quiet_hours where member_id = any(${personIds}::uuid[])`
  await tx`delete from pool.consent_asked where person_id = any(${personIds}::uuid[])`
  await tx`
    update pool.consent set withdrawn_at = greatest(given_at, ${now})
    where person_id = any(${personIds}::uuid[]) and withdrawn_at is null`
  await forgetActivity(tx, personIds)
  await forgetInSegments(tx, personIds)
  await forgetProfiles(tx, personIds)
  await part(tx, personIds)
}

/** Nobody is found behind them by way of another: what joined them goes, and what might have. */
async function part(tx: Tx, personIds: string[]): Promise<void> {
  await tx`
    delete from pool.merge
    where a_person = any(${personIds}::uuid[]) or b_person = any(${personIds}::uuid[])`
  await tx`
    delete from pool.merge_proposal
    where a_person = any(${personIds}::uuid[]) or b_person = any(${personIds}::uuid[])`
  await tx`delete from pool.alias where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.stale_person where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.due where member_id = any(${personIds}::uuid[])`
}
