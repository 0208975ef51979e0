/** Sends that were refused for now: when each is tried again, and the trying. */
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { keyOf } from './key.ts'
import { countRefused } from './outreach.ts'
import { isQuiet, quietEnds } from './quiet.ts'
import type { QuietHours } from './quiet.ts'
import type { Refused, Send, Sends } from './send.ts'

/** After the quiet; with nothing left of the day's budget, when the next day's quiet is over. */
export function nextTry(
  at: Date,
  reason: Extract<Refused, 'quiet_hours' | 'over_budget'>,
  quiet: QuietHours[],
): Date {
  let until = reason === 'over_budget' ? addMs(startOfDay(dayOf(at)), dayMs) : at
  // Each round ends one of the quiets; several of them together may leave no hour of a day free.
  for (let round = 0; round < 2 * quiet.length + 1; round++) {
    const hours = quiet.find((one) => isQuiet(until, one))
    if (!hours) return until
    until = quietEnds(until, hours)
  }
  return addMs(until, dayMs)
}

/** Tries what is due again, as the same send: whoever comes twice sends once. Answers how many. */
export async function sendDeferred(db: Db, sends: Sends, now: Date, limit = 500): Promise<number> {
  const due = await db<{ memberId: string; id: string; send: Stored; dueAt: Date }>`
    select member_id, id, send, due_at from pool.deferred_send
    where due_at <= ${now} order by due_at limit ${limit}`
  const results = await Promise.all(due.map(({ send }) => sends.submit(readStored(send, now))))
  const over = due.filter((_, index) => results[index]!.outcome !== 'deferred')
  await db.begin(async (tx) => {
    const gone = await tx<{ memberId: string; id: string }>`
      delete from pool.deferred_send as gone
      using unnest(${over.map((one) => one.memberId)}::uuid[], ${over.map((one) => one.id)}::text[])
        as one (member_id, id)
      where gone.member_id = one.member_id and gone.id = one.id
      returning gone.member_id, gone.id`
    const ended = new Set(gone.map(keyOf))
    await countRefused(
      tx,
      due.flatMap((send, index) => {
        const result = results[index]!
        const isOver = result.outcome === 'refused' && ended.has(keyOf(send))
        return isOver ? [{ id: send.id, reason: result.reason }] : []
      }),
    )
  })
  return due.length
}

type Stored = Omit<Send, 'at' | 'deferUntil'> & { deferUntil: string }

const readStored = (send: Stored, now: Date): Send => ({
  ...send,
  at: now,
  deferUntil: new Date(send.deferUntil),
})
