/** Loads what rules ask about, for many persons in a handful of statements. */
import type { Sql } from '#platform/db.ts'
import type { FactKind } from '../facts/fact.ts'
import { readRfmBounds, rfmOf } from '../profile/rfm.ts'
import { readActivity, readTotals } from './activity.ts'
import { dayNumber } from './evaluate.ts'
import type { MemberState } from './evaluate.ts'
import type { Needs } from './live-rules.ts'
import { readAgreed } from './read-agreed.ts'

type Profile = NonNullable<MemberState['profile']> & { memberId: string; lastPaidAt: Date | null }

/**
 * The states of these persons, who each stand for whoever is the same human; as much of them as the
 * rules need.
 */
export async function loadStates(
  db: Sql,
  memberIds: string[],
  needs: Needs,
  now: Date,
): Promise<Map<string, MemberState>> {
  const since = dayNumber(now.getTime()) - needs.days + 1
  const persons = await findPersons(db, memberIds)
  const personIds = [...persons.keys()]
  const [profiles, activity, totals, tags, agreed, bounds] = await Promise.all([
    readProfiles(db, memberIds),
    readActivity(db, { personIds, kinds: [...needs.recent], since }),
    readTotals(db, { personIds, kinds: [...needs.ever] }),
    needs.tags ? readTags(db, personIds) : [],
    readAgreed(db, persons, needs.agreed),
    needs.rfm ? readRfmBounds(db) : null,
  ])
  const states = new Map(memberIds.map((id) => [id, emptyState()]))
  for (const { memberId, lastPaidAt, ...profile } of profiles) {
    const state = states.get(memberId)!
    state.profile = profile
    state.rfm = rfmOf({ ...profile, lastPaidAt }, bounds)
  }
  const stateOf = (place: number) => states.get(persons.get(personIds[place]!)!)!
  for (const { place, kind, day } of activity) addTo(stateOf(place).activity, kind, day)
  for (const { place, kind, total } of totals) addTo(stateOf(place).totals, kind, total)
  for (const { personId, tag, expiresAt } of tags)
    states.get(persons.get(personId)!)!.tags.push({ tag, expiresAt })
  for (const { memberId, what } of agreed) states.get(memberId)!.agreed.add(what)
  return states
}

const emptyState = (): MemberState => ({
  profile: null,
  tags: [],
  activity: new Map(),
  totals: new Map(),
  agreed: new Set<string>(),
  rfm: null,
})

function addTo<Sum>(sums: Map<FactKind, Sum[]>, kind: FactKind, sum: Sum): void {
  const ofKind = sums.get(kind)
  if (ofKind) ofKind.push(sum)
  else sums.set(kind, [sum])
}

/** Everybody who is one of these, and which. */
async function findPersons(db: Sql, memberIds: string[]): Promise<Map<string, string>> {
  const joined = await db<{ personId: string; representativeId: string }>`
    select person_id, representative_id from pool.alias
    where representative_id = any(${memberIds}::uuid[])`
  return new Map([
    ...memberIds.map((id) => [id, id] as const),
    ...joined.map((row) => [row.personId, row.representativeId] as const),
  ])
}

async function readProfiles(db: Sql, memberIds: string[]): Promise<Profile[]> {
  return db<Profile>`
    select member_id, kind, stage, first_at, last_at, orders, paid_fen, refunded_fen, shares, brought,
      channel_id, campaign_id, last_paid_at
    from pool.profile where member_id = any(${memberIds}::uuid[])`
}

async function readTags(db: Sql, personIds: string[]) {
  return db<{ personId: string; tag: string; expiresAt: Date | null }>`
    select person_id, tag, expires_at from pool.tag where person_id = any(${personIds}::uuid[])`
}
