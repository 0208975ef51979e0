/** What traffic holds about a member. */
import { sectionOf } from '#pool/rights/section.ts'
import type { Counted, DataQuery, DataSection } from '#pool/rights/section.ts'

export async function trafficData(query: DataQuery): Promise<DataSection[]> {
  return Promise.all([visits(query), invites(query)])
}

/** Also those of browsers that they signed in on. */
async function visits({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, landing, device, source, visit.at from traffic.visit
    where person_id = any(${personIds}::uuid[]) or person_id in (
      select visitor_id from traffic.claim where member_id = any(${personIds}::uuid[]))
    order by visit.at desc, visit.id limit ${limit}`
  const until = 'four_hundred_days' as const
  return sectionOf({ kind: 'visits', source: 'browser', why: 'service', until }, rows)
}

/** Whom they brought, and who brought them: ids and what it was worth, no names. */
async function invites({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, inviter_id = any(${personIds}::uuid[]) as "isMine",
      joined_at as "joinedAt", state, points
    from traffic.invite
    where inviter_id = any(${personIds}::uuid[]) or newcomer_id = any(${personIds}::uuid[])
    order by joined_at desc limit ${limit}`
  return sectionOf({ kind: 'invites', source: 'you', why: 'service', until: 'law' }, rows)
}
