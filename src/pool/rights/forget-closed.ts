/** What was under way when an account was closed is forgotten as well. */
import { addMs, hourMs } from '#platform/clock.ts'
import { awaitCursor } from '#platform/cursor.ts'
import type { Db } from '#platform/db.ts'
import { forgetEnrolments } from '../journey/end.ts'
import { followFactsName } from '../segment/follow-facts.ts'
import { erase } from './erase.ts'

/** Longer than anything that could have begun before the account was closed. */
const lateMs = hourMs

/**
 * A batch of facts, or sums of facts, that were read before an account was closed may be written after
 * it. So those who left lately are erased again, visitors too, while the pipeline stands still.
 */
export async function forgetClosed(db: Db, now: Date): Promise<number> {
  const closed = await db<{ personId: string }>`
    select person_id from pool.closed_person order by person_id`
  if (closed.length === 0) return 0
  const personIds = closed.map(({ personId }) => personId)
  // Whoever was coming into a journey. By itself: who moves journeys waits for sends meanwhile.
  await db.begin((tx) => forgetEnrolments(tx, personIds))
  await db.begin(async (tx) => {
    await awaitCursor(tx, followFactsName)
    await erase(tx, personIds, now)
    await tx`delete from pool.closed_person where closed_at <= ${addMs(now, -lateMs)}`
  })
  return closed.length
}
