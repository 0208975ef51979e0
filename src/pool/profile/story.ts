/** One line of everything that happened to somebody, newest first. */
import { z } from 'zod'
import { sql } from '#platform/db.ts'
import type { Sql } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'

export const storyKinds = ['deeds', 'orders', 'stages', 'messages', 'tags', 'identity'] as const
export type StoryKind = (typeof storyKinds)[number]

export const StoryItem = z.object({
  id: z.string(),
  at: instant,
  group: z.enum(storyKinds),
  /** A kind of fact, a stage, a kind of message, an origin of tags, `merged` or `merge_undone`. */
  what: z.string(),
  /** Under which id, where it is not the representative's own. */
  personId: z.uuid(),
  topic: z.string().nullable(),
  objectId: z.uuid().nullable(),
  amountFen: z.int().nullable(),
  quantity: z.int().nullable(),
  /** The stage before, or the tag. */
  detail: z.string().nullable(),
})
export type StoryItem = z.input<typeof StoryItem>

/** Where a page ends: everything at this instant with this id and after it is on pages before. */
export type StoryKey = { at: Date; id: string }

const orderFacts = ['paid', 'refunded', 'completed']
/** What an order holds, and what the inbox tells itself. */
const toldElsewhere = ['bought', 'messaged']

/**
 * What happened to these persons, who are one human, by key. Each source gives no more than a page,
 * by its index.
 */
export async function readStory(
  db: Sql,
  of: { memberId: string; personIds: string[] },
  query: { before: StoryKey | null; group: StoryKind | null; limit: number },
): Promise<StoryItem[]> {
  const { memberId, personIds } = of
  const { before, group, limit } = query
  const at = before?.at ?? new Date('9999-01-01T00:00:00Z')
  const id = before?.id ?? ''
  const other = sql`case when a_person = ${memberId} then b_person else a_person end`
  const wants = (...groups: StoryKind[]) => group === null || groups.includes(group)
  return db<StoryItem>`
    select id, at, "group", what, person_id, topic, object_id, amount_fen, quantity, detail
    from (
      select told.* from unnest(${personIds}::uuid[]) as person (id)
      cross join lateral (
        select 'fact:' || fact.id as id, happened_at as at,
          case when kind = any(${orderFacts}::text[]) then 'orders'
            when kind = 'opened' then 'messages'
            else 'deeds' end as "group",
          kind as what, person_id, nullif(topic, '') as topic, object_id, amount_fen, quantity,
          null as detail
        from pool.fact
        where person_id = person.id and happened_at <= ${at}
          and kind <> all(${toldElsewhere}::text[])
          and ${wants('deeds', 'orders', 'messages')}
          and (${group}::text is null or case ${group}
            when 'orders' then kind = any(${orderFacts}::text[])
            when 'messages' then kind = 'opened'
            else kind <> all(${orderFacts}::text[]) and kind <> 'opened' end)
          and (happened_at < ${at} or 'fact:' || fact.id < ${id})
        order by happened_at desc, fact.id desc limit ${limit}
      ) as told
      union all (
        select 'stage:' || extract(epoch from at), at, 'stages', stage, member_id,
          null, null, null, null, was
        from pool.stage_change
        where member_id = ${memberId} and at <= ${at} and ${wants('stages')}
          and (at < ${at} or 'stage:' || extract(epoch from at) < ${id})
        order by at desc limit ${limit})
      union all (
        select 'tag:' || tag, set_at, 'tags', origin, person_id, null, null, null, null, tag
        from pool.tag
        where person_id = any(${personIds}::uuid[]) and set_at <= ${at} and ${wants('tags')}
          and (set_at < ${at} or 'tag:' || tag < ${id})
        order by set_at desc, tag desc limit ${limit})
      union all (
        select 'message:' || message.id, happened_at, 'messages', kind, member_id, null, null,
          null, null, null
        from pool.message
        where member_id = any(${personIds}::uuid[]) and happened_at <= ${at}
          and ${wants('messages')}
          and (happened_at < ${at} or 'message:' || message.id < ${id})
        order by happened_at desc, message.id desc limit ${limit})
      union all (
        select 'merge:' || merge.id, merged_at, 'identity', 'merged', a_person, null, ${other},
          null, null, null
        from pool.merge
        where (a_person = any(${personIds}::uuid[]) or b_person = any(${personIds}::uuid[]))
          and merged_at <= ${at} and ${wants('identity')}
          and (merged_at < ${at} or 'merge:' || merge.id < ${id})
        order by merged_at desc, merge.id desc limit ${limit})
      union all (
        select 'undo:' || merge.id, undone_at, 'identity', 'merge_undone', a_person, null,
          ${other}, null, null, null
        from pool.merge
        where (a_person = any(${personIds}::uuid[]) or b_person = any(${personIds}::uuid[]))
          and undone_at <= ${at} and ${wants('identity')}
          and (undone_at < ${at} or 'undo:' || merge.id < ${id})
        order by undone_at desc, merge.id desc limit ${limit})
    ) as story
    order by at desc, id desc limit ${limit}`
}
