/** Keeps the profile of everybody whose facts came in, or whose time has come. */
import type { Tx } from '#platform/db.ts'
import type { Change, ProjectedFact } from '../facts/fact.ts'
import { isOfOrder, lapsedAfterMs } from './milestone.ts'
import type { Milestones } from './milestone.ts'
import {
  addFacts,
  keepBought,
  readMilestones,
  sumOf,
  wentOnOnly,
  writeMilestones,
} from './person-sums.ts'
import type { Sums } from './person-sums.ts'
import { profileOf, readKnown, writeProfiles, writeStages } from './profile.ts'
import type { Profile } from './profile.ts'
import { lifeOf } from './stage.ts'
import type { StageChange } from './stage.ts'

/**
 * Keeps profiles and stages of `change.members`. The order of facts does not matter, late ones
 * included. Each new fact is told once in `change.facts`, also of members in `rebuilt`: what was
 * summed before for each person stands, and whoever represents them now is their sum.
 *
 * Returns for each member whose stage time alone will change when that is; missing is never.
 */
export async function keepProfiles(tx: Tx, change: Change, now: Date): Promise<Map<string, Date>> {
  const { facts } = change
  const members = [...new Set(change.members)].toSorted()
  const told = facts.map((fact) => fact.personId)
  const sums = await readMilestones(tx, members, told)
  const before = addFacts(sums, facts)
  await writeMilestones(tx, sums, [...before.keys()])
  const quiet = quietOf(change, sums, before, now)
  const missing = new Set(
    await moveLast(
      tx,
      sums,
      [...quiet].filter((id) => before.has(id)),
    ),
  )
  const whole = members.filter((id) => !quiet.has(id) || missing.has(id))
  return keepWhole(tx, { sums, facts, members: whole, gone: change.gone }, now)
}

/**
 * Members of whom only one thing is new: they went on. That is nearly everybody, and all their
 * profile needs is the new last instant. When it will lapse was told before, if it will: it is
 * asked again then.
 */
function quietOf(
  { facts, rebuilt }: Change,
  { byPerson, personsOf }: Sums,
  before: Map<string, Milestones | null>,
  now: Date,
): Set<string> {
  const quiet = new Set(facts.map((fact) => fact.memberId))
  for (const id of rebuilt) quiet.delete(id)
  for (const fact of facts) if (isOfOrder(fact.kind)) quiet.delete(fact.memberId)
  for (const id of quiet) {
    const is = byPerson.get(id)?.milestones
    const was = before.has(id) ? before.get(id) : is
    const isAlone = personsOf.get(id)?.length === 1
    if (!isAlone || !is || !was || !wentOnOnly(was, is) || !isAwake(was, now)) quiet.delete(id)
  }
  return quiet
}

/** Not long enough silent, before these facts, to have lapsed by now. */
const isAwake = ({ activeAt }: Milestones, now: Date) =>
  activeAt.at(-1)! + lapsedAfterMs > now.getTime()

type Whole = { sums: Sums; facts: ProjectedFact[]; members: string[]; gone: string[] }

/** Makes the profiles of these members and all their stages from their sums. */
async function keepWhole(tx: Tx, of: Whole, now: Date): Promise<Map<string, Date>> {
  const { sums, facts, members } = of
  const over = [...of.gone]
  const personsOf = new Map(members.map((id) => [id, sums.personsOf.get(id)!]))
  await keepBought(tx, sums, [...personsOf.values()].flat(), facts)
  const known = await readKnown(tx, personsOf)
  const dues = new Map<string, Date>()
  const lives = new Map<string, StageChange[]>()
  const profiles: Profile[] = []
  for (const [memberId, persons] of personsOf) {
    const sum = sumOf(persons.map((id) => sums.byPerson.get(id)!))
    if (!sum) {
      // There is a tag or a source, but no fact yet; or no fact any more.
      if (known.get(memberId)!.profile) over.push(memberId)
      continue
    }
    const { changes, changesAt } = lifeOf(sum.milestones, sum.orders, now.getTime())
    if (changesAt !== null) dues.set(memberId, new Date(changesAt))
    lives.set(memberId, changes)
    profiles.push(profileOf(memberId, sum, known.get(memberId)!.told, changes.at(-1)!))
  }
  await writeProfiles(tx, profiles, known)
  await writeStages(tx, lives, known)
  await forgetProjected(tx, over)
  return dues
}

/** Returns those who have no profile yet. */
async function moveLast(tx: Tx, sums: Sums, memberIds: string[]): Promise<string[]> {
  if (memberIds.length === 0) return []
  const ids = memberIds.toSorted()
  const lasts = ids.map((id) => new Date(sums.byPerson.get(id)!.milestones!.activeAt.at(-1)!))
  const moved = await tx<{ memberId: string }>`
    update pool.profile
    set last_at = new.at, last_on = (new.at at time zone 'Asia/Shanghai')::date
    from unnest(${ids}::uuid[], ${lasts}::timestamptz[]) as new (member_id, at)
    where profile.member_id = new.member_id
    returning profile.member_id`
  const found = new Set(moved.map((row) => row.memberId))
  return ids.filter((id) => !found.has(id))
}

/** Who is represented by somebody else has no profile of their own. */
async function forgetProjected(tx: Tx, memberIds: string[]): Promise<void> {
  if (memberIds.length === 0) return
  await tx`delete from pool.stage_change where member_id = any(${memberIds}::uuid[])`
  await tx`delete from pool.profile where member_id = any(${memberIds}::uuid[])`
}

/** Forgets what facts added up to, for a rebuild: every fact is told again then. */
export async function forgetAllProfiles(tx: Tx): Promise<void> {
  await tx`truncate pool.milestone, pool.bought, pool.profile, pool.stage_change`
}

/** Nothing that was known of these persons is left: their account was closed. */
export async function forgetProfiles(tx: Tx, personIds: string[]): Promise<void> {
  await forgetProjected(tx, personIds)
  await tx`delete from pool.milestone where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.bought where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.source where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.profile_field where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.tag where person_id = any(${personIds}::uuid[])`
  await tx`delete from pool.tag_refusal where person_id = any(${personIds}::uuid[])`
}
