/** Everything that the pipeline keeps, made anew from facts, tags, merges and consents. */
import { awaitCursor, makeCursor, moveCursor } from '#platform/cursor.ts'
import type { Db } from '#platform/db.ts'
import { forgetAllProfiles } from '../profile/keep-profiles.ts'
import { followFacts, followFactsName } from './follow-facts.ts'
import { refill } from './state.ts'

/** Forgets all sums; until the pipeline is through they are incomplete, and say so: they are behind. */
export async function forgetSums(db: Db, now: Date): Promise<void> {
  await makeCursor(db, followFactsName)
  await db.begin(async (tx) => {
    await awaitCursor(tx, followFactsName)
    await forgetAllProfiles(tx)
    await tx`truncate pool.activity_day, pool.activity_total, pool.segment_member, pool.due`
    await tx`update pool.segment_state set members = 0`
    const segments = await tx<{ id: string }>`select id from pool.segment`
    await refill(
      tx,
      segments.map((row) => row.id),
    )
    await moveCursor(tx, followFactsName, '0', now)
  })
}

/** Runs the pipeline until there is nothing left to do at this instant. */
export async function catchUp(db: Db, now: Date): Promise<void> {
  while ((await followFacts(db, now)) > 0);
}
