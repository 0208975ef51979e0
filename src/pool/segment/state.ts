/** How the keeping of segments goes: how far each has been filled, its size, cost and last error. */
import type { Sql, Tx } from '#platform/db.ts'
import type { Answer } from './keep-memberships.ts'

/** Sizes follow what was written; a rule that failed says so until everybody has been asked anew. */
export async function noteState(tx: Tx, answers: Answer[], now: Date): Promise<void> {
  const news = answers.filter(
    ({ entered, left, error }) => error || entered.length + left.length > 0,
  )
  if (news.length === 0) return
  await tx`
    update pool.segment_state as state
    set members = members + new.more, cost_us = new.cost_us, cost_people = new.people,
      last_error = coalesce(new.error, last_error),
      failed_at = case when new.error is null then failed_at else ${now} end
    from unnest(${news.map(({ rule }) => rule.id)}::uuid[],
      ${news.map(({ entered, left }) => entered.length - left.length)}::int[],
      ${news.map(({ tookUs }) => tookUs)}::int[], ${news.map(({ people }) => people)}::int[],
      ${news.map(({ error }) => error)}::text[]) as new (id, more, cost_us, people, error)
    where state.segment_id = new.id`
}

/** Everybody is asked again about these, from the first on. */
export async function refill(tx: Tx, segmentIds: string[]): Promise<void> {
  await tx`
    with locked as (
      select segment_id from pool.segment_state where segment_id = any(${segmentIds}::uuid[])
      order by segment_id for update)
    update pool.segment_state as state
    set rule_version = rule_version + 1, asked_to = null, asked = 0, filled_at = null,
      last_error = null, failed_at = null
    from locked where state.segment_id = locked.segment_id`
}

export type Filling = { segmentIds: string[]; askedTo: string | null }

/** Which segments are to be filled next, and from where on; null when there is none. */
export async function nextToFill(db: Sql): Promise<Filling | null> {
  const [next] = await db<Filling>`
    select array_agg(segment_id) as segment_ids, asked_to
    from pool.segment_state join pool.segment on segment.id = segment_id
    where filled_at is null and status = 'live'
    group by asked_to order by asked_to nulls first limit 1`
  return next ?? null
}

type Piece = { rules: { id: string; ruleVersion: number }[]; people: number; lastId: string | null }

/** A piece was asked; `lastId` null was the last. A rule that changed meanwhile begins anew. */
export async function noteFilled(tx: Tx, piece: Piece, now: Date): Promise<void> {
  const { rules, people, lastId } = piece
  await tx`
    update pool.segment_state as state
    set asked_to = coalesce(${lastId}, asked_to), asked = asked + ${people},
      filled_at = case when ${lastId}::uuid is null then ${now}::timestamptz end,
      rfm_as_of = (select max(as_of) from pool.rfm_bound)
    from unnest(${rules.map((one) => one.id)}::uuid[],
      ${rules.map((one) => one.ruleVersion)}::int[]) as asked (id, version)
    where state.segment_id = asked.id and state.rule_version = asked.version`
  if (lastId === null)
    await sampleSizes(
      tx,
      rules.map((one) => one.id),
      now,
    )
}

/** Writes down how large these segments are at this instant; without a list all that are kept. */
export async function sampleSizes(db: Sql, segmentIds: string[] | null, now: Date): Promise<void> {
  await db`
    insert into pool.segment_size (segment_id, at, members)
    select segment_id, ${now}::timestamptz, members
    from pool.segment_state join pool.segment on segment.id = segment_id
    where status = 'live' and filled_at is not null
      and (${segmentIds}::uuid[] is null or segment_id = any(${segmentIds}::uuid[]))
    on conflict (segment_id, at) do update set members = excluded.members`
}
