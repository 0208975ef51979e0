/** What sending leaves behind: messages, what was sent to whom, what waits, and the tally. */
import assert from 'node:assert/strict'
import { dayOf } from '#platform/clock.ts'
import { json } from '#platform/db.ts'
import type { Tx } from '#platform/db.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { isFact } from '../inbox.ts'
import type { SenderClass } from './classes.ts'
import type { Recipient } from './recipients.ts'
import type { Send, SendResult } from './send.ts'
import { keyOf } from './key.ts'

/** What was sent before under these ids. */
export async function findSent(tx: Tx, sends: Send[]): Promise<Map<string, SendResult>> {
  if (sends.length === 0) return new Map()
  const rows = await tx<{ memberId: string; id: string; messageId: string }>`
    select sent.* from unnest(${sends.map((one) => one.memberId)}::uuid[],
      ${sends.map((one) => one.id)}::text[]) as wanted (member_id, id)
    cross join lateral (
      select member_id, id, message_id from pool.send
      where send.member_id = wanted.member_id and send.id = wanted.id offset 0) as sent`
  return new Map(
    rows.map((row) => [
      keyOf(row),
      { outcome: 'delivered', messageId: row.messageId, fresh: false },
    ]),
  )
}

/** Since then, to any person who is the same human, out of windows that are not theirs now. */
export async function findSentForOthers(
  tx: Tx,
  recipients: Pick<Recipient, 'ownerId' | 'personIds'>[],
  since: Date,
): Promise<{ memberId: string; id: string; class: SenderClass; sentAt: Date; ownerId: string }[]> {
  const persons = recipients.flatMap(({ ownerId, personIds }) =>
    personIds.map((personId) => ({ ownerId, personId })),
  )
  return tx`
    select wanted.owner_id, sent.*
    from (select distinct * from unnest(${persons.map((one) => one.personId)}::uuid[],
      ${persons.map((one) => one.ownerId)}::uuid[]) as one (person_id, owner_id)) as wanted
    cross join lateral (
      select member_id, id, class, sent_at from pool.send
      where send.member_id = wanted.person_id and sent_at >= ${since}
        and send.owner_id <> wanted.owner_id offset 0) as sent
    order by sent.member_id, sent.id`
}

type Delivery = { send: Send; to: Recipient; messageId: string }

/** An inbox is reached at once; what goes outside is queued for its sender. */
export async function writeDeliveries(tx: Tx, delivered: Delivery[], now: Date): Promise<void> {
  if (delivered.length === 0) return
  for (const { send } of delivered)
    assert(Object.values(send.facts).every(isFact), `${send.about} would keep what is no fact`)
  const inside = delivered.filter(({ send }) => send.channel === 'inbox')
  await Promise.all([
    inside.length > 0 && writeOffers(tx, inside),
    tx`
      insert into pool.send (member_id, id, class, channel, template_id, about, facts, owner_id,
        message_id, sent_at, state, due_at)
      select *, case channel when 'inbox' then 'delivered' else 'queued' end,
        case when channel <> 'inbox' then sent_at end
      from unnest(${delivered.map(({ send }) => send.memberId)}::uuid[],
        ${delivered.map(({ send }) => send.id)}::text[],
        ${delivered.map(({ send }) => send.class)}::text[],
        ${delivered.map(({ send }) => send.channel)}::text[],
        ${delivered.map(({ send }) => send.templateId)}::uuid[],
        ${delivered.map(({ send }) => send.about)}::text[],
        ${delivered.map(({ send }) => json(send.facts))}::jsonb[],
        ${delivered.map(({ to }) => to.ownerId)}::uuid[],
        ${delivered.map(({ messageId }) => messageId)}::uuid[],
        ${delivered.map(({ send }) => send.at)}::timestamptz[])
        as new (member_id, id, class, channel, template_id, about, facts, owner_id, message_id,
          sent_at)`,
  ])
  await writeFacts(
    tx,
    delivered.map(({ send, messageId }) => ({
      personId: send.memberId,
      happenedAt: send.at,
      id: messageId,
      kind: 'messaged',
      topic: '',
      objectId: messageId,
      amountFen: null,
      quantity: null,
    })),
    now,
  )
}

async function writeOffers(tx: Tx, delivered: Delivery[]): Promise<void> {
  await tx`
    insert into pool.message
      (member_id, id, class, kind, about, version, facts, happened_at, template_id)
    select member_id, id, 'marketing', kind, 'send:' || id, 1, facts, happened_at, template_id
    from unnest(${delivered.map(({ send }) => send.memberId)}::uuid[],
      ${delivered.map(({ messageId }) => messageId)}::uuid[],
      ${delivered.map(({ send }) => send.class)}::text[],
      ${delivered.map(({ send }) => json(send.facts))}::jsonb[],
      ${delivered.map(({ send }) => send.at)}::timestamptz[],
      ${delivered.map(({ send }) => send.templateId)}::uuid[])
      as new (member_id, id, kind, facts, happened_at, template_id)`
}

/** What waits is kept with its command; of every attempt only the sum by day, class and outcome. */
export async function writeOutcomes(
  tx: Tx,
  sends: Send[],
  results: ReadonlyMap<string, SendResult>,
): Promise<void> {
  const waiting = new Map<string, { send: Send; until: Date }>()
  const tally = new Map<
    string,
    { day: string; class: SenderClass; outcome: string; sends: number }
  >()
  const counted = new Set<string>()
  for (const send of sends) {
    const result = results.get(keyOf(send))!
    const isRepeat = result.outcome === 'delivered' && !result.fresh
    if (isRepeat || counted.has(keyOf(send))) continue
    counted.add(keyOf(send))
    if (result.outcome === 'deferred') waiting.set(keyOf(send), { send, until: result.until })
    const outcome = result.outcome === 'delivered' ? 'delivered' : result.reason
    const of = { day: dayOf(send.at), class: send.class, outcome }
    const key = `${of.day} ${of.class} ${outcome}`
    tally.set(key, { ...of, sends: (tally.get(key)?.sends ?? 0) + 1 })
  }
  const deferred = [...waiting.values()]
  const rows = [...tally.values()]
  await Promise.all([
    rows.length > 0 &&
      tx`
        insert into pool.attention_tally (day, class, outcome, sends)
        select * from unnest(${rows.map((row) => row.day)}::date[],
          ${rows.map((row) => row.class)}::text[], ${rows.map((row) => row.outcome)}::text[],
          ${rows.map((row) => row.sends)}::int[])`,
    deferred.length > 0 &&
      tx`
        insert into pool.deferred_send (member_id, id, send, due_at)
        select * from unnest(${deferred.map(({ send }) => send.memberId)}::uuid[],
          ${deferred.map(({ send }) => send.id)}::text[],
          ${deferred.map(({ send }) => json(send))}::jsonb[],
          ${deferred.map(({ until }) => until)}::timestamptz[]) as new (member_id, id, send, due_at)
        order by member_id, id
        on conflict (member_id, id) do update set due_at = excluded.due_at, send = excluded.send`,
  ])
}
