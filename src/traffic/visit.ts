/** Visits: somebody came, by a link or from elsewhere. Written once, never rewritten. */
import { randomUUIDv7 } from 'node:crypto'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import type { Device, Sign } from './agent.ts'
import { markStale } from './attribution/stale.ts'
import { verdictOf } from './judge.ts'
import type { Reason } from './judge.ts'
import type { Source } from './source.ts'
import type { Trace } from './trace.ts'

export type Visit = { personId: string; at: Date; id: string }

export type NewVisit = Source & {
  personId: string
  at: Date
  linkId: string | null
  channelId: string | null
  campaignId: string | null
  inviterId: string | null
  landing: string
  device: Device
  signs: Sign[]
  /** A page of ours runs there already. */
  isConfirmed: boolean
  trace: Trace
}

/** Whoever comes again by the same way within this time is still on the same visit. */
export const visitForMs = 30 * minuteMs

/** Writes a visit, or answers the one that is still going on by the same link or source. */
export async function recordVisit(tx: Tx, visit: NewVisit): Promise<Visit> {
  const { personId, at, linkId, channelId, campaignId, inviterId } = visit
  const { source, medium, name, landing, device, signs, isConfirmed, trace } = visit
  // One after the other for a browser: a double click is one visit.
  await tx`select pg_advisory_xact_lock(hashtextextended(${personId}, 21))`
  const [running] = await tx<Visit>`
    select person_id, at, id from traffic.visit
    where person_id = ${personId} and at > ${addMs(at, -visitForMs)} and at <= ${at}
      and link_id is not distinct from ${linkId}::uuid and source = ${source}
      and medium = ${medium} and name = ${name}
    order by at desc limit 1`
  if (running) {
    if (isConfirmed) await confirmVisit(tx, running, { now: at, signs })
    return running
  }
  const id = randomUUIDv7()
  await tx`
    with written as (
      insert into traffic.visit (person_id, at, id, link_id, channel_id, campaign_id, inviter_id,
        source, medium, name, landing, device, signs, confirmed_at)
      values (${personId}, ${at}, ${id}, ${linkId}, ${channelId}, ${campaignId}, ${inviterId},
        ${source}, ${medium}, ${name}, ${landing}, ${device}, ${signs}::text[],
        ${isConfirmed ? at : null})
    )
    insert into traffic.trace (person_id, at, visit_id, address_key, agent_key)
    values (${personId}, ${at}, ${id}, ${trace.addressKey}, ${trace.agentKey})`
  return { personId, at, id }
}

/** A page of ours runs in the browser that came: no program that only fetches does that. */
export async function confirmVisit(
  tx: Sql,
  visit: Visit,
  seen: { now: Date; signs: Sign[] },
): Promise<boolean> {
  const { now, signs } = seen
  const confirmed = await tx`
    update traffic.visit
    set confirmed_at = coalesce(confirmed_at, ${now}),
      signs = array(select distinct sign from unnest(signs || ${signs}::text[]) as sign order by sign)
    where person_id = ${visit.personId} and at = ${visit.at} and id = ${visit.id}
    returning 1`
  return confirmed.length > 0
}

/** As long as facts of browsers are kept: the same season a year ago can still be compared. */
const visitsKeptDays = 400
export const visitsKeptSince = (now: Date): Date => addMs(now, -visitsKeptDays * dayMs)

/** Takes away older visits, a piece at a time; answers how many went. */
export async function forgetVisits(db: Db, now: Date): Promise<number> {
  const gone = await db`
    delete from traffic.visit where ctid = any(array(
      select ctid from traffic.visit where at < ${visitsKeptSince(now)} limit 5000))
    returning 1`
  return gone.length
}

export type KnownVisit = Omit<NewVisit, 'isConfirmed' | 'trace' | 'signs' | 'inviterId'> & {
  id: string
  /** What speaks against it, if anything does. */
  reasons?: Reason[]
}

/** Visits that a program knows of (a history that is loaded), judged already; set-wise. */
export async function writeKnownVisits(tx: Tx, visits: KnownVisit[]): Promise<void> {
  if (visits.length === 0) return
  const of = <Key extends keyof KnownVisit>(key: Key) => visits.map((visit) => visit[key])
  await tx`
    insert into traffic.visit (person_id, at, id, link_id, channel_id, campaign_id, source, medium,
      name, landing, device, confirmed_at, verdict, reasons, judged_at)
    select person_id, at, id, link_id, channel_id, campaign_id, source, medium, name, landing, device,
      at, verdict, string_to_array(reasons, ','), at
    from unnest(${of('personId')}::uuid[], ${of('at')}::timestamptz[], ${of('id')}::uuid[],
      ${of('linkId')}::uuid[], ${of('channelId')}::uuid[], ${of('campaignId')}::uuid[],
      ${of('source')}::text[], ${of('medium')}::text[], ${of('name')}::text[],
      ${of('landing')}::text[], ${of('device')}::text[],
      ${visits.map(({ reasons = [] }) => verdictOf(reasons))}::text[],
      ${visits.map(({ reasons = [] }) => reasons.join())}::text[])
      as new (person_id, at, id, link_id, channel_id, campaign_id, source, medium, name, landing,
        device, verdict, reasons)
    on conflict do nothing`
  const latest = Math.max(...of('at').map((at) => at.getTime()))
  await markStale(tx, of('personId'), new Date(latest))
}
