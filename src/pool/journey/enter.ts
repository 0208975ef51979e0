/**
 * Bringing people into a journey, or keeping them out of it to compare with: by a keyed hash, so that
 * nobody chooses, and the same for good, so that nobody changes sides.
 */
import { createHmac, randomUUIDv7 } from 'node:crypto'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Tx } from '#platform/db.ts'
import { representativesOf } from '../identity/representative.ts'
import { compile } from './graph.ts'
import type { Again, Graph } from './graph.ts'

export type Running = {
  id: string
  version: number
  graph: Graph
  controlBps: number
  controlKey: Buffer
  startedAt: Date
}

/** What brought them in, as a key that takes effect once. */
export type Coming = { personId: string; entry: string; at: Date }

/** Whether they are kept out to compare with. A larger share keeps all that a smaller one kept. */
export function isControl(
  journey: Pick<Running, 'controlKey' | 'controlBps'>,
  memberId: string,
): boolean {
  const digest = createHmac('sha256', journey.controlKey).update(memberId).digest()
  return digest.readUInt32BE(0) % 10_000 < journey.controlBps
}

/**
 * Enrols those who may come in now, and answers how many. Nobody is in a journey twice at once; visitors
 * and closed accounts cannot be reached and do not come in.
 *
 * Locks: members ascending, by an advisory lock, until the transaction ends.
 */
export async function enter(
  tx: Tx,
  journey: Running,
  coming: Coming[],
  now: Date,
): Promise<number> {
  const { first } = compile(journey.graph)
  if (coming.length === 0 || first === null) return 0
  const standing = await representativesOf(tx, [...new Set(coming.map((one) => one.personId))])
  const entries = new Map(coming.map((one) => [standing.get(one.personId)!, one]))
  const memberIds = [...entries.keys()].toSorted()
  await tx`
    select pg_advisory_xact_lock(hashtextextended(${journey.id}::text || id, 23))
    from unnest(${memberIds}::text[]) as locked (id)`
  const again = againOf(journey.graph)
  const free = await tx<{ memberId: string; wasControl: boolean | null }>`
    select member.id as member_id, before.is_control as was_control
    from pool.member
    left join lateral (
      select bool_or(is_control) as is_control, max(entered_at) as last_at,
        bool_or(ended_at is null) as is_open, count(*) as times
      from pool.enrolment
      where journey_id = ${journey.id} and member_id in (
        select member.id union all
        select person_id from pool.alias where representative_id = member.id)) as before on true
    where member.id = any(${memberIds}::uuid[]) and member.closed_at is null
      and not coalesce(is_open, false)
      and (times = 0 or (${again.is !== 'never'} and last_at <= ${againBefore(again, now)}))`
  const enrolled = await tx`
    insert into pool.enrolment
      (member_id, id, journey_id, version, entry, is_control, entered_at, step, due_at)
    select member_id, id, ${journey.id}, ${journey.version}, entry, is_control,
      at, ${first}, ${now}::timestamptz
    from unnest(${free.map((one) => one.memberId)}::uuid[],
      ${free.map(() => randomUUIDv7())}::uuid[],
      ${free.map((one) => entries.get(one.memberId)!.entry)}::text[],
      ${free.map((one) => entries.get(one.memberId)!.at)}::timestamptz[],
      ${free.map((one) => one.wasControl ?? isControl(journey, one.memberId))}::boolean[])
      as new (member_id, id, entry, at, is_control)
    order by member_id
    on conflict do nothing
    returning 1`
  return enrolled.length
}

/** The year is in a birthday's entry, so it comes once in each without being asked for. */
const againOf = ({ entry, again }: Graph): Again =>
  entry.is === 'birthday' ? { is: 'always' } : again

const againBefore = (again: Again, now: Date): Date =>
  again.is === 'after' ? addMs(now, -again.days * dayMs) : now
