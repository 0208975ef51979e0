/**
 * The pipeline from facts to sums, profiles and segments. One worker at a time is at it: facts in one
 * transaction; then what time and other changes ask for in another, so that neither keeps the other
 * waiting. What fails again and again is set aside and blocks nobody.
 */
import { awaitCursor, lockCursor, makeCursor, moveCursor } from '#platform/cursor.ts'
import { noteFailure, readCursor, setAside } from '#platform/cursor.ts'
import { isConnectionLoss, withSavepoint } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { NewFact, ProjectedFact } from '../facts/fact.ts'
import { readFactsAfter } from '../facts/read-facts.ts'
import { representativesOf } from '../identity/representative.ts'
import { keepProfiles } from '../profile/keep-profiles.ts'
import { keepActivity } from './activity.ts'
import { keepDue } from './due.ts'
import { followTime, timeName } from './follow-time.ts'
import { keepMemberships } from './keep-memberships.ts'

export const followFactsName = 'pool.follow_facts'

/** A run that answers this or more has left some. */
export const followPiece = 2_000
const failuresMax = 5

/**
 * Takes the next facts, then persons who changed otherwise or whose time has come, and a piece of a
 * segment that is being filled. Answers how much it moved past (0: nothing to do, or another worker is
 * at it); a piece or more means that there is more.
 */
export async function followFacts(db: Db, now: Date): Promise<number> {
  await makeCursor(db, followFactsName)
  await makeCursor(db, timeName)
  const facts = await attempt(db, now)
  const others = await followTime(db, now)
  return Math.max(facts, others)
}

async function attempt(db: Db, now: Date): Promise<number> {
  try {
    return await db.beginByKey((tx) => takeFacts(tx, now))
  } catch (error) {
    // It says nothing about the facts, which must not be set aside for it.
    if (isConnectionLoss(error)) throw error
    const failures = await db.begin((tx) => noteFailure(tx, followFactsName, error))
    if (failures > failuresMax) await db.beginByKey((tx) => takeOneByOne(tx, now))
    throw error
  }
}

async function takeFacts(tx: Tx, now: Date): Promise<number> {
  const cursor = await lockCursor(tx, followFactsName)
  if (!cursor) return 0
  // After a failure transactions go one by one, so that the one at fault is known.
  const limit = cursor.failures > 0 ? 1 : followPiece
  const { facts, next } = await readFactsAfter(tx, cursor, limit)
  if (facts.length === 0) return 0
  await project(tx, await withRepresentatives(tx, facts), now)
  await moveCursor(tx, followFactsName, next.txid, now)
  return cursor.failures > 0 ? followPiece : facts.length
}

/** The transaction at the head fails: its persons go one by one, and who fails is set aside. */
async function takeOneByOne(tx: Tx, now: Date): Promise<void> {
  const cursor = await awaitCursor(tx, followFactsName)
  const { facts, next } = await readFactsAfter(tx, cursor!, 1)
  const persons = Map.groupBy(await withRepresentatives(tx, facts), (fact) => fact.memberId)
  for (const [number, of] of [...persons.values()].entries())
    try {
      await withSavepoint(tx, () => project(tx, of, now))
    } catch (error) {
      if (isConnectionLoss(error)) throw error
      await setAside(tx, followFactsName, { txid: next.txid, number }, error, now)
    }
  await moveCursor(tx, followFactsName, next.txid, now)
}

async function withRepresentatives(tx: Tx, facts: NewFact[]): Promise<ProjectedFact[]> {
  const persons = [...new Set(facts.map((fact) => fact.personId))]
  const members = await representativesOf(tx, persons)
  return facts.map((fact) => ({ ...fact, memberId: members.get(fact.personId)! }))
}

async function project(tx: Tx, facts: ProjectedFact[], now: Date): Promise<void> {
  const members = [...new Set(facts.map((fact) => fact.memberId))].toSorted()
  const strangers = await findStrangers(tx, members)
  await keepActivity(tx, facts)
  const lapses = await keepProfiles(tx, { members, facts, rebuilt: [], gone: [] }, now)
  const changes = await keepMemberships(tx, { members: strangers, facts, gone: [] }, now)
  await keepDue(tx, { some: members, whole: strangers }, [lapses, changes])
}

/** Nobody knew them before: whatever they did, they are in every segment that asks who did not. */
async function findStrangers(tx: Tx, members: string[]): Promise<string[]> {
  const rows = await tx<{ memberId: string }>`
    select member_id from unnest(${members}::uuid[]) as one (member_id)
    where not exists (select from pool.profile where profile.member_id = one.member_id)`
  return rows.map((row) => row.memberId)
}

/** Where the pipeline stands: complete up to `asOf`. */
export async function ageOfSegments(db: Db, now: Date): Promise<Date> {
  const { txid } = await readCursor(db, followFactsName)
  const [oldest] = await db<{ receivedAt: Date }>`
    select received_at from pool.fact where txid > ${txid}::xid8 order by fact.txid limit 1`
  return oldest && oldest.receivedAt < now ? oldest.receivedAt : now
}
