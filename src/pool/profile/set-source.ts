/** Where a person came from first, as traffic tells it. */
import type { Tx } from '#platform/db.ts'
import { touchMembers } from '../segment/touch-members.ts'

export type NewSource = {
  personId: string
  channelId: string | null
  campaignId: string | null
  /** The instant of the touch. */
  at: Date
}

/** The first touch of each person stays its source, in whatever order touches are told. */
export async function setSources(tx: Tx, sources: NewSource[]): Promise<void> {
  if (sources.length === 0) return
  const changed = await tx<{ personId: string }>`
    insert into pool.source as known (person_id, channel_id, campaign_id, at)
    select distinct on (person_id) person_id, channel_id, campaign_id, at
    from unnest(${sources.map((one) => one.personId)}::uuid[],
      ${sources.map((one) => one.channelId)}::uuid[],
      ${sources.map((one) => one.campaignId)}::uuid[],
      ${sources.map((one) => one.at)}::timestamptz[]) as new (person_id, channel_id, campaign_id, at)
    order by person_id, at, channel_id, campaign_id
    on conflict (person_id) do update
    set channel_id = excluded.channel_id, campaign_id = excluded.campaign_id, at = excluded.at
    where excluded.at < known.at
    returning person_id`
  await touchMembers(
    tx,
    changed.map((row) => row.personId),
  )
}

export const setSource = (tx: Tx, source: NewSource): Promise<void> => setSources(tx, [source])

/**
 * These persons came from where `sources` says, or from nowhere that counts: touches turned out to
 * be no people's, or people's after all. What is older than `since` is not known any more and
 * stays.
 */
export async function correctSources(
  tx: Tx,
  of: { personIds: string[]; sources: NewSource[]; since: Date },
): Promise<void> {
  const { personIds, sources, since } = of
  const gone = await tx<{ personId: string }>`
    delete from pool.source
    where person_id = any(${personIds}::uuid[]) and at >= ${since}
      and (person_id, at) not in (
        select * from unnest(${sources.map((one) => one.personId)}::uuid[],
          ${sources.map((one) => one.at)}::timestamptz[]))
    returning person_id`
  await touchMembers(
    tx,
    gone.map((row) => row.personId),
  )
  await setSources(tx, sources)
}
