/** Where a journey ends before its end: an account is closed, two turn out to be one, it is stopped. */
import type { Consumer } from '#platform/consumers.ts'
import type { Db, Tx } from '#platform/db.ts'
import { accountClosed, identityChanged } from '../events.ts'

/**
 * Of a closed account nothing stays: what it did is gone as well, so it would count as who did nothing.
 */
export const endForClosed: Consumer = {
  name: 'pool.end_journeys',
  wants: [accountClosed.name, identityChanged.name],
  async take(tx, events, now) {
    for (const { name, payload } of events) {
      if (name === accountClosed.name) {
        const { memberId } = accountClosed.payload.parse(payload)
        await forgetEnrolments(tx, [memberId])
      } else await endTwice(tx, identityChanged.payload.parse(payload).personIds, now)
    }
  },
}

export async function forgetEnrolments(tx: Tx, memberIds: string[]): Promise<void> {
  await tx`delete from pool.enrolment_step where member_id = any(${memberIds}::uuid[])`
  await tx`delete from pool.enrolment where member_id = any(${memberIds}::uuid[])`
}

/**
 * Of several who are one human now the first to have come in goes on. Undoing the merge brings nobody
 * back: who was in both groups is left out of the comparison as long as they are one, and counted.
 */
async function endTwice(tx: Tx, personIds: string[], now: Date): Promise<void> {
  const open = await openOf(tx, personIds)
  const groups = Map.groupBy(open, (one) => `${one.representativeId} ${one.journeyId}`)
  for (const group of groups.values()) await end(tx, group.slice(1), 'merged', now)
}

type Open = { memberId: string; id: string; journeyId: string; representativeId: string }

const openOf = (tx: Tx, personIds: string[]) => tx<Open>`
  select member_id, enrolment.id, journey_id, coalesce(representative_id, member_id) as representative_id
  from pool.enrolment left join pool.alias on person_id = member_id
  where member_id = any(${personIds}::uuid[]) and ended_at is null
  order by entered_at, enrolment.id for update of enrolment`

async function end(tx: Tx, open: Open[], why: string, now: Date): Promise<void> {
  await tx`
    update pool.enrolment set ended_at = greatest(${now}, entered_at), ended_why = ${why},
      step = null, due_at = null, since = null, waits_kind = null, moves = moves + 1
    from unnest(${open.map((one) => one.memberId)}::uuid[], ${open.map((one) => one.id)}::uuid[])
      as gone (member_id, id)
    where enrolment.member_id = gone.member_id and enrolment.id = gone.id and ended_at is null`
}

export const stoppedPiece = 500

/** Who was under way in a journey that was stopped. */
export async function endStopped(db: Db, now: Date): Promise<number> {
  return db.begin(async (tx) => {
    const open = await tx<Open>`
      select member_id, enrolment.id, journey_id, member_id as representative_id
      from pool.journey join pool.enrolment on journey_id = journey.id
      where status = 'stopped' and ended_at is null
      order by member_id, enrolment.id limit ${stoppedPiece} for update of enrolment skip locked`
    await end(tx, open, 'stopped', now)
    return open.length
  })
}
