/** Staff overrule the rules: they know of a bus of tourists, or that a channel sold them robots. */
import type { Sql, Tx } from '#platform/db.ts'
import { tellSources, withClaimants } from './claim.ts'
import { verdictOf } from './judge.ts'
import type { Verdict } from './judge.ts'
import { instantsOf } from './words.ts'
import type { Days } from './words.ts'

export type Overruling = Days & {
  channelId: string
  linkId: string | null
  /** What the visits are now. */
  was: Verdict
  /** What they shall be; `rules`: what the rules say, which undoes it. */
  verdict: 'real' | 'fake' | 'rules'
  by: string
  now: Date
}

/** Answers how many visits it changed. Visits that are not judged yet are left alone. */
export async function overrule(tx: Tx, of: Overruling): Promise<number> {
  const { channelId, linkId, was, verdict, by } = of
  const { from, until } = instantsOf(of)
  const visits = await tx<{ personId: string; at: Date; id: string; reasons: string[] }>`
    select person_id, at, id, reasons from traffic.visit
    where channel_id = ${channelId} and at >= ${from} and at < ${until} and verdict = ${was}
      and (${linkId}::uuid is null or link_id = ${linkId})
      and (overruled_by is not null or ${verdict} <> 'rules')
    order by person_id, at, id for update`
  if (visits.length === 0) return 0
  const verdicts = visits.map(({ reasons }) => (verdict === 'rules' ? verdictOf(reasons) : verdict))
  await tx`
    update traffic.visit set verdict = new.verdict,
      overruled_by = ${verdict === 'rules' ? null : by}::uuid
    from unnest(${visits.map((one) => one.personId)}::uuid[],
      ${visits.map((one) => one.at)}::timestamptz[], ${visits.map((one) => one.id)}::uuid[],
      ${verdicts}::text[]) as new (person_id, at, id, verdict)
    where visit.person_id = new.person_id and visit.at = new.at and visit.id = new.id`
  const persons = [...new Set(visits.map((one) => one.personId))]
  await tellSources(tx, await withClaimants(tx, persons), of.now)
  return visits.length
}

/** Visits of these days that staff decided on. */
export async function countOverruled(
  db: Sql,
  of: Days & { channelId: string },
): Promise<{ real: number; fake: number }> {
  const { from, until } = instantsOf(of)
  const [counts] = await db<{ real: number; fake: number }>`
    select count(*) filter (where verdict = 'real') as real,
      count(*) filter (where verdict = 'fake') as fake
    from traffic.visit
    where channel_id = ${of.channelId} and at >= ${from} and at < ${until}
      and overruled_by is not null`
  return counts!
}
