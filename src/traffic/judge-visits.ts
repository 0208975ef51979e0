/** Judges visits as they settle: each hour that has new ones is looked at as a whole, and again. */
import { addMs, hourMs, minuteMs } from '#platform/clock.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { actedAmong } from '#pool/facts/acted.ts'
import { tellSources, withClaimants } from './claim.ts'
import { judgeHour, verdictOf } from './judge.ts'
import type { Evidence } from './judge.ts'

/** A page that runs has said so by then, and who came to look has looked. */
const settledAfterMs = 2 * minuteMs
const hoursAtOnce = 4

/** Takes hours with visits that wait for a verdict; answers how many it judged. */
export async function judgeVisits(db: Db, now: Date): Promise<number> {
  const settled = addMs(now, -settledAfterMs)
  const hours = await db<{ hour: Date }>`
    select distinct date_trunc('hour', at) as hour from traffic.visit
    where verdict = 'pending' and at <= ${settled} order by hour limit ${hoursAtOnce}`
  for (const { hour } of hours) await db.begin((tx) => judgeOne(tx, { hour, settled, now }))
  return hours.length
}

type Known = Evidence & { verdict: string; was: string[] }

async function judgeOne(tx: Tx, of: { hour: Date; settled: Date; now: Date }): Promise<void> {
  // One worker at a time; the next one finds nothing left.
  await tx`select pg_advisory_xact_lock(hashtextextended('traffic.judge', 21))`
  const visits = await loadHour(tx, of)
  const found = judgeHour(visits)
  const changed = visits.flatMap((visit) => {
    const against = found.get(visit.id)!
    const verdict = verdictOf(against)
    const isSame = verdict === visit.verdict && against.join() === visit.was.join()
    return isSame ? [] : [{ ...visit, verdict, against, before: visit.verdict }]
  })
  if (changed.length === 0) return
  await tx`
    update traffic.visit set verdict = new.verdict, judged_at = ${of.now},
      reasons = string_to_array(new.reasons, ',')
    from unnest(${changed.map((one) => one.personId)}::uuid[],
      ${changed.map((one) => one.at)}::timestamptz[], ${changed.map((one) => one.id)}::uuid[],
      ${changed.map((one) => one.verdict)}::text[],
      ${changed.map((one) => one.against.join())}::text[]) as new (person_id, at, id, verdict, reasons)
    where visit.person_id = new.person_id and visit.at = new.at and visit.id = new.id
      and visit.overruled_by is null`
  const persons = changed.map((one) => one.personId)
  await tellSources(tx, await withClaimants(tx, [...new Set(persons)]), of.now)
}

/** The visits of an hour that rules may judge, with what is known of them. */
async function loadHour(tx: Tx, of: { hour: Date; settled: Date }): Promise<Known[]> {
  const until = addMs(of.hour, hourMs)
  type Row = Omit<Known, 'hasActed' | 'isConfirmed'> & {
    confirmedAt: Date | null
    isClaimed: boolean
  }
  const rows = await tx<Row>`
    select visit.id, visit.person_id, visit.at, channel_id, link_id, signs, confirmed_at, verdict,
      reasons as was, encode(address_key, 'hex') as address, encode(agent_key, 'hex') as agent,
      coalesce(claims.members, 0) > 0 as is_claimed, coalesce(claims.sign_ups, 0)::int as sign_ups
    from traffic.visit
    left join traffic.trace on trace.person_id = visit.person_id and trace.at = visit.at
      and trace.visit_id = visit.id
    left join lateral (
      select count(*) as members, count(*) filter (where is_new) as sign_ups from traffic.claim
      where claim.visitor_id = visit.person_id) as claims on true
    where visit.at >= ${of.hour} and visit.at < ${until} and visit.at <= ${of.settled}
      and visit.overruled_by is null
    order by visit.at, visit.id`
  const acted = await actedSince(tx, rows, of.hour)
  return rows.map(({ confirmedAt, isClaimed, ...row }) => ({
    ...row,
    isConfirmed: confirmedAt !== null,
    hasActed: isClaimed || acted.has(row.personId),
  }))
}

const actedSince = (db: Sql, rows: { personId: string }[], hour: Date) =>
  actedAmong(db, [...new Set(rows.map((row) => row.personId))], {
    from: addMs(hour, -5 * minuteMs),
    to: addMs(hour, 3 * hourMs),
  })
