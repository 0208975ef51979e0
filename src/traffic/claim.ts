/**
 * Claims: a member signed in where a visitor had been. The visits stay the visitor's; whose they are
 * is read through claims (see the view traffic.touch) and through merges of members.
 */
import type { Tx } from '#platform/db.ts'
import { correctSources } from '#pool/profile/set-source.ts'
import { visitsKeptSince } from './visit.ts'
import { markStale } from './attribution/stale.ts'

export type Claim = { visitorId: string; memberId: string; at: Date; isNew: boolean }

/** Keeps the first claim of each pair; a repeat changes nothing but that a sign-up is remembered. */
export async function claimVisits(tx: Tx, claims: Claim[]): Promise<void> {
  if (claims.length === 0) return
  await tx`
    insert into traffic.claim as known (visitor_id, member_id, at, is_new)
    select distinct on (visitor_id, member_id) visitor_id, member_id, at, is_new
    from unnest(${claims.map((one) => one.visitorId)}::uuid[],
      ${claims.map((one) => one.memberId)}::uuid[], ${claims.map((one) => one.at)}::timestamptz[],
      ${claims.map((one) => one.isNew)}::boolean[]) as new (visitor_id, member_id, at, is_new)
    order by visitor_id, member_id, is_new desc, at
    on conflict (visitor_id, member_id) do update
    set at = least(known.at, excluded.at), is_new = true
    where excluded.is_new and not known.is_new`
  const persons = claims.flatMap(({ visitorId, memberId }) => [visitorId, memberId])
  await tellSources(tx, [...new Set(persons)], claims[0]!.at)
}

/** Tells the pool where these persons came from first: their earliest touch that counts. */
export async function tellSources(tx: Tx, personIds: string[], now: Date): Promise<void> {
  if (personIds.length === 0) return
  await markStale(tx, personIds, now)
  const touches = await tx<{
    personId: string
    channelId: string
    campaignId: string | null
    at: Date
  }>`
    select distinct on (touch.owner_id) touch.owner_id as person_id, touch.channel_id,
      touch.campaign_id, touch.at
    from (
      select wanted.id as owner, wanted.id as person from unnest(${personIds}::uuid[]) as wanted (id)
      union
      select claim.member_id, claim.visitor_id from traffic.claim
      where claim.member_id = any(${personIds}::uuid[])
    ) as mine
    join traffic.touch on touch.person_id = mine.person and touch.owner_id = mine.owner
    order by touch.owner_id, touch.at, touch.id`
  await correctSources(tx, { personIds, sources: touches, since: visitsKeptSince(now) })
}

/** Visitors and, where somebody signed in on them, those members. */
export async function withClaimants(tx: Tx, personIds: string[]): Promise<string[]> {
  const rows = await tx<{ memberId: string }>`
    select distinct member_id from traffic.claim where visitor_id = any(${personIds}::uuid[])`
  return [...new Set([...personIds, ...rows.map((row) => row.memberId)])]
}
