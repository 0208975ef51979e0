/** What the pipeline does besides facts: changes of another kind, the passing of time, new segments. */
import { lockCursor, moveCursor, noteFailure, readCursor, setAside } from '#platform/cursor.ts'
import { isConnectionLoss } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { representativesOf } from '../identity/representative.ts'
import { keepProfiles } from '../profile/keep-profiles.ts'
import { keepDue } from './due.ts'
import { askAbout, dropMemberships, keepMemberships } from './keep-memberships.ts'
import { readLiveRules } from './live-rules.ts'
import { nextToFill, noteFilled, refill } from './state.ts'

export const timeName = 'pool.follow_time'
const lockName = 'pool.follow_facts'

const personsMax = 500
const fillPiece = 2_000
const failuresMax = 5

/** Answers how much it did; a piece of either or more means that there is more. */
export async function followTime(db: Db, now: Date): Promise<number> {
  if (!(await isWork(db, now))) return 0
  const { failures } = await readCursor(db, timeName)
  try {
    // Alone after a failure, so that the person at fault is known.
    const limit = failures > 0 ? 1 : personsMax
    const persons = await db.beginByKey((tx) => takePersons(tx, now, limit))
    const filled = persons < personsMax ? await db.beginByKey((tx) => fillPieceOf(tx, now)) : 0
    const isMore = persons >= limit || filled >= fillPiece
    return isMore ? 2_000 : Math.max(persons, filled)
  } catch (error) {
    if (isConnectionLoss(error)) throw error
    await db.begin((tx) => noteTrouble(tx, error, now))
    throw error
  }
}

async function isWork(db: Sql, now: Date): Promise<boolean> {
  const [found] = await db<{ isWork: boolean }>`
    select exists (select from pool.stale_person)
      or exists (select from pool.due where at <= ${now})
      or exists (select from pool.segment_state join pool.segment on segment.id = segment_id
        where status = 'live' and filled_at is null) as is_work`
  return found!.isWork
}

/** Persons who changed other than by facts, and those whose time has come. */
async function takePersons(tx: Tx, now: Date, limit: number): Promise<number> {
  if (!(await lockCursor(tx, lockName))) return 0
  const stale = await tx<{ personId: string }>`
    delete from pool.stale_person where (person_id, id) in (
      select person_id, id from pool.stale_person order by person_id, id limit ${limit})
    returning person_id`
  const due = await tx<{ memberId: string }>`
    select member_id from pool.due where at <= ${now} order by at, member_id
    limit ${Math.max(limit - stale.length, 0)}`
  const staleIds = [...new Set(stale.map((row) => row.personId))]
  const dueIds = due.map((row) => row.memberId)
  const standFor = await representativesOf(tx, [...staleIds, ...dueIds])
  const rebuilt = [...new Set(staleIds.map((id) => standFor.get(id)!))].toSorted()
  const members = [...new Set(standFor.values())].toSorted()
  const gone = [...standFor]
    .filter(([id, by]) => id !== by)
    .map(([id]) => id)
    .toSorted()
  if (members.length > 0) {
    const lapses = await keepProfiles(tx, { members, facts: [], rebuilt, gone }, now)
    const changes = await keepMemberships(tx, { members, facts: [], gone }, now)
    await keepDue(tx, { whole: members, some: [] }, [lapses, changes])
  }
  const cursor = await readCursor(tx, timeName)
  if (cursor.failures > 0) await moveCursor(tx, timeName, cursor.txid, now)
  return stale.length + due.length
}

/** Asks the next people about the segments that are being filled. */
async function fillPieceOf(tx: Tx, now: Date): Promise<number> {
  if (!(await lockCursor(tx, lockName))) return 0
  const filling = await nextToFill(tx)
  if (!filling) return 0
  const rules = (await readLiveRules(tx)).filter(({ id }) => filling.segmentIds.includes(id))
  const people = await tx<{ memberId: string }>`
    select member_id from pool.profile
    where ${filling.askedTo}::uuid is null or member_id > ${filling.askedTo}
    order by member_id limit ${fillPiece}`
  const memberIds = people.map((row) => row.memberId)
  const changes = await askAbout(
    tx,
    rules.map((rule) => ({ rule, memberIds })),
    now,
  )
  await keepDue(tx, { whole: [], some: memberIds }, [changes])
  const lastId = people.length < fillPiece ? null : memberIds.at(-1)!
  await noteFilled(tx, { rules, people: people.length, lastId }, now)
  return people.length
}

/** After several tries the person at the head is let go; what is known of them stays as it is. */
async function noteTrouble(tx: Tx, error: unknown, now: Date): Promise<void> {
  if ((await noteFailure(tx, timeName, error)) <= failuresMax) return
  const [head] = await tx<{ id: string }>`
    delete from pool.stale_person where (person_id, id) in (
      select person_id, id from pool.stale_person order by person_id, id limit 1)
    returning id`
  if (!head)
    await tx`
      update pool.due set at = ${now}::timestamptz + interval '1 day'
      where member_id = (select member_id from pool.due where at <= ${now}
        order by at, member_id limit 1)`
  const [txid] = await tx<{ txid: string }>`select pg_current_xact_id()::text as txid`
  await setAside(tx, timeName, { txid: txid!.txid, number: 0 }, error, now)
  await moveCursor(tx, timeName, '0', now)
}

/** New bounds between the fifths: who asks for them is asked anew. Answers how many segments that is. */
export async function refillByBounds(db: Db): Promise<number> {
  return db.begin(async (tx) => {
    const rules = (await readLiveRules(tx)).filter(({ needs }) => needs.rfm)
    const stale = await tx<{ id: string }>`
      select segment_id as id from pool.segment_state
      where segment_id = any(${rules.map(({ id }) => id)}::uuid[]) and filled_at is not null
        and rfm_as_of is distinct from (select max(as_of) from pool.rfm_bound)`
    if (stale.length > 0)
      await refill(
        tx,
        stale.map((row) => row.id),
      )
    return stale.length
  })
}

/** People who are gone for good: they are in no segment and nothing is due of them. */
export async function forgetInSegments(tx: Tx, memberIds: string[]): Promise<void> {
  await dropMemberships(tx, memberIds)
}
