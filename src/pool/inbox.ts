/**
 * A member's inbox: what happened, as a kind with ids and figures. The apps say it in words, in the
 * reader's language; nothing personal and no text is kept.
 */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { addMs, dayMs } from '#platform/clock.ts'
import { json } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { messageNotFound } from './errors.ts'

export const OfferText = z.object({
  titleZh: z.string(),
  titleEn: z.string(),
  bodyZh: z.string(),
  bodyEn: z.string(),
  /** An address inside the shop. */
  link: z.string().nullable(),
})

/** Kinds are open ended: a reader passes over what it does not know yet. */
export const Message = z.object({
  id: z.uuid(),
  class: z.enum(['service', 'marketing']),
  kind: z.string(),
  /** Of marketing: what staff wrote, in both languages. */
  text: OfferText.nullable(),
  facts: z.record(z.string(), z.union([z.int(), z.string()])),
  happenedAt: instant,
  isRead: z.boolean(),
})

/** Beside figures an id, an instant or a code: there is no room for a name or a sentence. */
const factText =
  /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.]{8,12}Z|(?=[\d-]*[A-Z])[A-Z\d-]{2,40})$/
export const isFact = (fact: string | number) =>
  typeof fact === 'number' ? Number.isSafeInteger(fact) : factText.test(fact)

export type NewMessage = {
  memberId: string
  class: 'service'
  kind: string
  /** The thing it tells of, as `order:<id>`: one message of a kind about it. */
  about: string
  /** Of that thing. */
  version: number
  facts: Record<string, string | number>
  happenedAt: Date
}

/** What happened so long ago is no news: it can be looked up and does not ask to be read. */
export const newsForMs = 30 * dayMs

/**
 * Writes messages, set-wise. One that was told before is passed over, and so is one that is older
 * than what was told of the same thing, or whose member has closed the account.
 */
export async function writeMessages(tx: Tx, messages: NewMessage[], now: Date): Promise<void> {
  const news = withoutOlder(messages)
  if (news.length === 0) return
  for (const { kind, facts } of news)
    assert(Object.values(facts).every(isFact), `${kind} would keep what is no fact`)
  await tx`
    insert into pool.message
      (member_id, id, class, kind, about, version, facts, happened_at, read_at)
    select new.member_id, new.id, class, kind, about, version, facts, happened_at,
      case when happened_at < ${addMs(now, -newsForMs)} then ${now}::timestamptz end
    from unnest(${news.map((one) => one.memberId)}::uuid[],
      ${news.map(idOf)}::uuid[], ${news.map((one) => one.class)}::text[],
      ${news.map((one) => one.kind)}::text[], ${news.map((one) => one.about)}::text[],
      ${news.map((one) => one.version)}::int[], ${news.map((one) => json(one.facts))}::jsonb[],
      ${news.map((one) => one.happenedAt)}::timestamptz[]
    ) as new (member_id, id, class, kind, about, version, facts, happened_at)
    cross join lateral (
      select from pool.member where id = new.member_id and closed_at is null offset 0) as member
    where not exists (
      select from pool.message as told
      where told.member_id = new.member_id and told.about = new.about
        and told.version > new.version)
    on conflict (member_id, about, kind) do nothing`
}

/** Of each thing, what is not behind something newer that came before it. */
function withoutOlder(messages: NewMessage[]): NewMessage[] {
  const newest = new Map<string, number>()
  return messages.filter(({ memberId, about, version }) => {
    const thing = `${memberId} ${about}`
    if (version < (newest.get(thing) ?? version)) return false
    newest.set(thing, version)
    return true
  })
}

/** An id of version 7 of that instant, which may be long ago; of one instant by what came later. */
export function idOf({ happenedAt, version }: Pick<NewMessage, 'happenedAt' | 'version'>): string {
  const time = happenedAt.getTime().toString(16).padStart(12, '0')
  const turn = Math.min(version, 0xfff).toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${turn}${randomUUIDv7().slice(18)}`
}

/** Newest first, by key. */
export async function listMessages(
  db: Db,
  query: {
    memberId: string
    beforeId: string | null
    limit: number
    class?: 'service' | 'marketing' | undefined
  },
): Promise<z.input<typeof Message>[]> {
  const { memberId, beforeId, limit } = query
  return db`
    select message.id, class, kind, facts, happened_at, read_at is not null as is_read,
      case when template_id is not null then jsonb_build_object('titleZh', title_zh,
        'titleEn', title_en, 'bodyZh', body_zh, 'bodyEn', body_en, 'link', link) end as text
    from pool.message
    left join pool.template on template.id = template_id
    where member_id = ${memberId} and (${beforeId}::uuid is null or message.id < ${beforeId})
      and (${query.class ?? null}::text is null or class = ${query.class ?? null})
    order by message.id desc limit ${limit}`
}

/** How many wait to be read, counted up to `max`. */
export async function countUnread(db: Db, of: { memberId: string; max: number }): Promise<number> {
  const [row] = await db<{ count: number }>`
    select count(*) from (
      select from pool.message where member_id = ${of.memberId} and read_at is null
      limit ${of.max}) as unread`
  return row!.count
}

/** Everything up to this message, which is the member's, has been read. Errors: messageNotFound. */
export async function readUpTo(
  tx: Tx,
  read: { memberId: string; messageId: string; now: Date },
): Promise<void> {
  const { memberId, messageId, now } = read
  const [mine] = await tx`
    select from pool.message where member_id = ${memberId} and id = ${messageId}`
  if (!mine) throw messageNotFound({ messageId })
  await tx`
    update pool.message set read_at = ${now}
    where member_id = ${memberId} and id <= ${messageId} and read_at is null`
}

/** What members were told goes with them. */
export async function forgetMessages(tx: Tx, memberIds: string[]): Promise<void> {
  await tx`delete from pool.message where member_id = any(${memberIds}::uuid[])`
}
