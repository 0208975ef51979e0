/** Making, changing and archiving segments. Who is in them follows by itself: see `follow-facts.ts`. */
import { isUniqueViolation, json, withSavepoint } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { staleVersion } from '#platform/shop.ts'
import * as errors from './errors.ts'
import { readRules } from './live-rules.ts'
import { conditionsOf, expand, isTooLarge, segmentsOf } from './rule.ts'
import type { Rule } from './rule.ts'
import { refill } from './state.ts'

/** More than the pipeline can ask of every fact within a second. */
export const segmentsMax = 100

export type NewSegment = { name: string; rule: Rule; by: string; now: Date }

/**
 * Makes a segment, which is filled from now on. Answers its id.
 *
 * Errors: ruleTooLarge, ruleNamesItself, tooManySegments, segmentNameTaken.
 */
export async function createSegment(tx: Tx, segment: NewSegment): Promise<string> {
  const { name, rule, by, now } = segment
  await lockSegments(tx)
  await refuseRule(tx, null, rule)
  await refuseMore(tx)
  const [written] = await named(
    tx,
    () => tx<{ id: string }>`
      insert into pool.segment (name, rule, status, created_at, changed_at, created_by)
      values (${name}, ${json(rule)}::jsonb, 'live', ${now}, ${now}, ${by}) returning id`,
  )
  const { id } = written!
  await tx`insert into pool.segment_state (segment_id) values (${id})`
  await writeVersion(tx, { id, version: 1, name, rule, by, now })
  return id
}

export type SegmentChange = {
  id: string
  /** The one that was changed: nobody overwrites what they have not seen. */
  version: number
  name: string
  rule: Rule
  by: string
  now: Date
}

/**
 * Changes a segment; what it was stays in its versions. With another rule everybody is asked anew about
 * it and about the segments that name it.
 *
 * Errors: segmentNotFound, staleVersion, ruleTooLarge, ruleNamesItself, segmentNameTaken.
 */
export async function changeSegment(tx: Tx, change: SegmentChange): Promise<void> {
  const { id, version, name, rule, by, now } = change
  await lockSegments(tx)
  const was = await lockOne(tx, id)
  if (was.version !== version) throw staleVersion({ version: was.version })
  await refuseRule(tx, id, rule)
  await named(
    tx,
    () => tx`
      update pool.segment
      set name = ${name}, rule = ${json(rule)}::jsonb, version = version + 1, changed_at = ${now}
      where id = ${id}`,
  )
  await writeVersion(tx, { id, version: version + 1, name, rule, by, now })
  if (!isSame(was.rule, rule)) await refill(tx, [id, ...(await whoNames(tx, id))])
}

/** Of two rules as they are kept: keys of jsonb have an order of their own. */
const isSame = (one: Rule, other: Rule): boolean => inOrder(one) === inOrder(other)
const inOrder = (rule: Rule): string =>
  JSON.stringify(rule, (_, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

/** Nobody is in it from now on; its rule stays, for the segments that name it. Errors: segmentNotFound. */
export async function archiveSegment(tx: Tx, id: string, now: Date): Promise<void> {
  await lockSegments(tx)
  await lockOne(tx, id)
  await tx`
    update pool.segment set status = 'archived', changed_at = ${now}
    where id = ${id} and status = 'live'`
  await refill(tx, [id])
}

/** Takes it up again, filled anew. Errors: segmentNotFound, tooManySegments, segmentNameTaken. */
export async function restoreSegment(tx: Tx, id: string, now: Date): Promise<void> {
  await lockSegments(tx)
  const { status } = await lockOne(tx, id)
  if (status === 'live') return
  await refuseMore(tx)
  await named(
    tx,
    () => tx`
      update pool.segment set status = 'live', changed_at = ${now} where id = ${id}`,
  )
  await refill(tx, [id])
}

export const archivedPiece = 5_000

/** Takes out those who are in segments that are archived, a piece at a time; answers how many went. */
export const emptyArchived = (db: Db): Promise<number> => db.begin(emptyPiece)

async function emptyPiece(tx: Tx): Promise<number> {
  const gone = await tx<{ segmentId: string }>`
    delete from pool.segment_member where (member_id, segment_id) in (
      select member_id, segment_id from pool.segment_member
      join pool.segment on segment.id = segment_id where status = 'archived'
      order by member_id, segment_id limit ${archivedPiece} for update of segment_member skip locked)
    returning segment_id`
  const counts = Map.groupBy(gone, (row) => row.segmentId)
  await tx`
    update pool.segment_state set members = members - gone.count
    from unnest(${[...counts.keys()]}::uuid[], ${[...counts.values()].map((of) => of.length)}::int[])
      as gone (segment_id, count)
    where segment_state.segment_id = gone.segment_id`
  return gone.length
}

/** From now on `pool.segment_changed` tells of each coming and going, until nobody follows it. */
export async function followSegment(tx: Tx, segmentId: string, follower: string): Promise<void> {
  await tx`
    insert into pool.segment_follower (segment_id, follower) values (${segmentId}, ${follower})
    on conflict do nothing`
}

export async function unfollowSegment(tx: Tx, segmentId: string, follower: string): Promise<void> {
  await tx`
    delete from pool.segment_follower
    where segment_id = ${segmentId} and follower = ${follower}`
}

/** The rule of a live segment, whole. Errors: segmentNotFound. */
export async function readWholeRule(db: Sql, segmentId: string): Promise<Rule> {
  const rules = await readRules(db)
  const rule = rules.get(segmentId)
  if (!rule) throw errors.segmentNotFound({ segmentId })
  return wholeRule(rules, rule)
}

/** A rule that is not kept yet, whole. Errors: ruleTooLarge, ruleNamesItself. */
export async function makeWhole(db: Sql, rule: Rule): Promise<Rule> {
  return wholeRule(await readRules(db), rule)
}

function wholeRule(rules: Map<string, Rule>, rule: Rule): Rule {
  if (isTooLarge(rule)) throw errors.ruleTooLarge()
  const whole = expand(rule, (id) => rules.get(id))
  if (!whole) throw errors.ruleNamesItself()
  if (conditionsOf(whole).length > wholeMax) throw errors.ruleTooLarge()
  return whole
}
/** With the rules it names. */
const wholeMax = 200

async function refuseRule(tx: Tx, id: string | null, rule: Rule): Promise<void> {
  const rules = await readRules(tx)
  for (const segmentId of segmentsOf(rule))
    if (!rules.has(segmentId)) throw errors.segmentNotFound({ segmentId })
  if (id) rules.set(id, rule)
  wholeRule(rules, id ? { is: 'in', in: true, segmentId: id } : rule)
  if (isTooLarge(rule)) throw errors.ruleTooLarge()
}

/** One change of segments at a time: two that name each other would be a circle nobody saw. */
const lockSegments = (tx: Tx) =>
  tx`select pg_advisory_xact_lock(hashtextextended('pool.segment', 0))`

async function lockOne(tx: Tx, id: string) {
  const [segment] = await tx<{ version: number; rule: Rule; status: string }>`
    select version, rule, status from pool.segment where id = ${id} for update`
  if (!segment) throw errors.segmentNotFound({ segmentId: id })
  return segment
}

async function refuseMore(tx: Tx): Promise<void> {
  const [live] = await tx<{ count: number }>`
    select count(*) from pool.segment where status = 'live'`
  if (live!.count >= segmentsMax) throw errors.tooManySegments()
}

/** Live segments that name this one, directly or through others. */
async function whoNames(tx: Tx, id: string): Promise<string[]> {
  const rules = await readRules(tx)
  const found = new Set<string>([id])
  for (let before = 0; before < found.size;) {
    before = found.size
    for (const [other, rule] of rules)
      if (segmentsOf(rule).some((named) => found.has(named))) found.add(other)
  }
  found.delete(id)
  return [...found]
}

async function named<Result>(tx: Tx, write: () => Promise<Result>): Promise<Result> {
  try {
    return await withSavepoint(tx, write)
  } catch (error) {
    if (isUniqueViolation(error)) throw errors.segmentNameTaken()
    throw error
  }
}

async function writeVersion(tx: Tx, change: SegmentChange): Promise<void> {
  const { id, version, name, rule, by, now } = change
  await tx`
    insert into pool.segment_version (segment_id, version, name, rule, changed_at, changed_by)
    values (${id}, ${version}, ${name}, ${json(rule)}::jsonb, ${now}, ${by})`
}
