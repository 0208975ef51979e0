/** Tags of persons: each with where it comes from, how sure it is, and until when it counts. */
import { z } from 'zod'
import { addMs, dayMs } from '#platform/clock.ts'
import { domainError } from '#platform/errors.ts'
import { sql } from '#platform/db.ts'
import type { Fragment, Sql, Tx } from '#platform/db.ts'
import { touchMembers } from '../segment/touch-members.ts'

export const tagOrigins = ['hand', 'rule', 'computed', 'import'] as const
export type TagOrigin = (typeof tagOrigins)[number]

/** A word of the shop, not a note about somebody: nothing by which a person could be reached. */
export const TagName = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(
    /^[^\p{Cc}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069\ufeff@]*$/u,
    'has characters no tag has',
  )
  .refine((tag) => !/^\.+$/.test(tag), 'is no word') // addresses of pages would swallow it
  .refine((tag) => !/\d[\d\s-]{5,}\d/.test(tag), 'looks like a number to reach somebody by')

export const tagRefused = domainError(
  'tag_refused',
  409,
  'The member has taken this tag away. It is not set again.',
)
export const tagNotFound = domainError('tag_not_found', 404, 'There is no such tag here.')
export const tooManyTags = domainError('too_many_tags', 409, 'A person has 200 tags at most.')

/** Of one person. */
export const tagsMax = 200
export const tagDaysMax = 3650

export type NewTag = {
  personId: string
  tag: string
  origin: TagOrigin
  confidenceBps: number
  /** `staff:<id>`, `rule:<id>`, `import:<id>`, or the name of what computed it. */
  setBy: string
  expiresAt: Date | null
}

export type Tag = {
  tag: string
  origin: TagOrigin
  confidenceBps: number
  setBy: string
  setAt: Date
  expiresAt: Date | null
}

/**
 * Sets tags, set-wise; a tag that is there already is set anew. What a member took away stays away,
 * whoever of the same human it was set for. Returns whose tags changed.
 */
export async function setTags(tx: Tx, tags: NewTag[], now: Date): Promise<string[]> {
  if (tags.length === 0) return []
  const set = await tx<{ personId: string; tag: string }>`
    insert into pool.tag as known
      (person_id, tag, origin, confidence_bps, set_by, set_at, expires_at)
    select distinct on (person_id, tag)
      person_id, tag, origin, confidence_bps, set_by, ${now}::timestamptz, expires_at
    from unnest(${tags.map((one) => one.personId)}::uuid[], ${tags.map((one) => one.tag)}::text[],
      ${tags.map((one) => one.origin)}::text[], ${tags.map((one) => one.confidenceBps)}::int[],
      ${tags.map((one) => one.setBy)}::text[], ${tags.map((one) => one.expiresAt)}::timestamptz[]
    ) as new (person_id, tag, origin, confidence_bps, set_by, expires_at)
    where not ${isRefused(sql`new.person_id`, sql`new.tag`)}
    order by person_id, tag
    on conflict (person_id, tag) do update
    set origin = excluded.origin, confidence_bps = excluded.confidence_bps,
      set_by = excluded.set_by, set_at = excluded.set_at, expires_at = excluded.expires_at
    returning person_id, tag`
  // A member who was taking one away just now made us wait, and had not when we looked.
  const refused = await tx<{ personId: string; tag: string }>`
    delete from pool.tag using unnest(${set.map((one) => one.personId)}::uuid[],
      ${set.map((one) => one.tag)}::text[]) as new (person_id, tag)
    where tag.person_id = new.person_id and tag.tag = new.tag
      and ${isRefused(sql`new.person_id`, sql`new.tag`)}
    returning tag.person_id, tag.tag`
  const over = new Set(refused.map((one) => `${one.personId} ${one.tag}`))
  const changed = set.filter((one) => !over.has(`${one.personId} ${one.tag}`))
  const persons = [...new Set(changed.map((one) => one.personId))]
  await touchMembers(tx, persons)
  return persons
}

const isRefused = (personId: Fragment, tag: Fragment) => sql`
  exists (
    select from pool.tag_refusal as refused
    where refused.tag = ${tag} and refused.person_id = any(array(
      select ${personId} union all
      select joined.person_id from pool.alias as mine
      join pool.alias as joined using (representative_id)
      where mine.person_id = ${personId})))`

/**
 * The tags that count now of these persons, who are one human: of a tag set twice the surest one.
 */
export async function tagsOf(db: Sql, personIds: string[], now: Date): Promise<Tag[]> {
  return db<Tag>`
    select distinct on (tag) tag, origin, confidence_bps, set_by, set_at, expires_at from pool.tag
    where person_id = any(${personIds}::uuid[]) and (expires_at is null or expires_at > ${now})
    order by tag, confidence_bps desc, set_at desc`
}

/** Takes a tag off these persons, who are one human. Errors: tagNotFound. */
export async function removeTag(tx: Tx, of: { personIds: string[]; tag: string }): Promise<void> {
  const removed = await tx`
    delete from pool.tag where person_id = any(${of.personIds}::uuid[]) and tag = ${of.tag}
    returning 1`
  if (removed.length === 0) throw tagNotFound()
  await touchMembers(tx, of.personIds)
}

/** A member takes a tag of theirs away for good. Errors: tagNotFound. */
export async function refuseTag(
  tx: Tx,
  of: { memberId: string; personIds: string[]; tag: string },
  now: Date,
): Promise<void> {
  await removeTag(tx, of)
  await tx`
    insert into pool.tag_refusal (person_id, tag, refused_at)
    values (${of.memberId}, ${of.tag}, ${now}) on conflict do nothing`
}

/** Tags whose time is over go; they have not counted since. Returns how many, 5,000 at most. */
export async function sweepTags(tx: Tx, now: Date): Promise<number> {
  const swept = await tx`
    delete from pool.tag where (person_id, tag) in (
      select person_id, tag from pool.tag where expires_at <= ${now}
      order by expires_at limit 5000 for update skip locked)
    returning 1`
  return swept.length
}

/** When a tag set now for so many days is over. */
export const tagEnd = (days: number | null, now: Date): Date | null =>
  days === null ? null : addMs(now, days * dayMs)
