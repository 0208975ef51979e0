/**
 * Hands queued messages to their sender, each at most once: it is marked as being sent before it is
 * handed over, so whatever breaks off in between is not sent again. Consent, account and hours of quiet
 * are looked at once more, because it may have waited.
 */
import { addMs, minuteMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { Log } from '#platform/log.ts'
import { findShop } from '#platform/shop.ts'
import type { Vault } from '#platform/vault.ts'
import { identityPlaceOf } from '../identity/identity.ts'
import { mayMessage } from './consent.ts'
import { nextTry } from './defer.ts'
import { unsubscribeToken } from './my-attention.ts'
import type { OutsideSenders } from './outside-sender.ts'
import { findRecipients } from './recipients.ts'
import { quietOf, whyNot } from './send-batch.ts'
import { findSettings } from './settings.ts'

type Queued = {
  memberId: string
  id: string
  channel: 'sms' | 'email'
  messageId: string
  titleZh: string
  bodyZh: string
  link: string | null
}

/** What is not known to be sent after so long is given up, because sending it again might be twice. */
const unknownAfterMs = 10 * minuteMs

type Means = { db: Db; vault: Vault; senders: OutsideSenders; shopUrl: string; now: Date; log: Log }

/** Answers how many it looked at. */
export async function sendOutside(means: Means, limit = 100): Promise<number> {
  const { db, vault, senders, now } = means
  const claimed = await db.begin((tx) => claim(tx, vault, now, limit))
  const shop = await findShop(db)
  for (const { message, to } of claimed.going) {
    const { memberId, id, channel, messageId: key, titleZh: title, bodyZh: body, link } = message
    const token = unsubscribeToken(vault, { memberId, channel, now })
    const state = await senders[channel]
      .send({
        key,
        to,
        sender: shop?.nameZh ?? 'Tessera',
        title,
        body,
        url: link && `${means.shopUrl}${link}`,
        unsubscribeUrl: `${means.shopUrl}/unsubscribe#${token}`,
      })
      .catch((error: Error) => {
        // Nobody knows whether it went out. What the adapter says of it may name the address.
        means.log.error({ messageId: key, channel, error: error.name }, 'a message may be lost')
        return null
      })
    if (state)
      await db`update pool.send set state = ${state} where member_id = ${memberId} and id = ${id}`
  }
  return claimed.looked
}

async function claim(tx: Tx, vault: Vault, now: Date, limit: number) {
  await tx`
    update pool.send set state = 'failed'
    where state = 'sending' and due_at <= ${addMs(now, -unknownAfterMs)}`
  const queued = await tx<Queued>`
    select member_id, send.id, channel, message_id, title_zh, body_zh, link
    from pool.send join pool.template on template.id = template_id
    where state = 'queued' and due_at <= ${now}
    order by due_at limit ${limit} for update of send skip locked`
  if (queued.length === 0) return { looked: 0, going: [] }
  const memberIds = queued.map((one) => one.memberId)
  const [settings, recipients, may, addresses] = await Promise.all([
    findSettings(tx),
    findRecipients(tx, vault, memberIds, now),
    mayMessage(tx, queued),
    findAddresses(tx, vault, queued),
  ])
  const going: { message: Queued; to: string }[] = []
  const next = queued.map((message, index) => {
    const recipient = recipients.get(message.memberId)!
    const send = { channel: message.channel, at: now }
    const refusal = whyNot(send, recipient, may[index]!, settings)
    if (refusal === 'quiet_hours') {
      const until = nextTry(now, refusal, quietOf(recipient, settings))
      return { state: 'queued', dueAt: until }
    }
    const to = addresses[index]
    if (refusal || !to) return { state: 'stopped', dueAt: now }
    going.push({ message, to })
    return { state: 'sending', dueAt: now }
  })
  await tx`
    update pool.send set state = next.state, due_at = next.due_at
    from unnest(${memberIds}::uuid[], ${queued.map((one) => one.id)}::text[],
      ${next.map((one) => one.state)}::text[], ${next.map((one) => one.dueAt)}::timestamptz[])
      as next (member_id, id, state, due_at)
    where send.member_id = next.member_id and send.id = next.id`
  return { looked: queued.length, going }
}

/** The member's own address on the channel, else that of whoever is the same human. */
async function findAddresses(
  tx: Tx,
  vault: Vault,
  queued: Queued[],
): Promise<(string | undefined)[]> {
  const rows = await tx<{ n: number; memberId: string; kind: 'phone' | 'email'; cipher: Buffer }>`
    select wanted.n::int, found.*
    from unnest(${queued.map((one) => one.memberId)}::uuid[],
      ${queued.map(({ channel }) => (channel === 'sms' ? 'phone' : 'email'))}::text[])
      with ordinality as wanted (member_id, kind, n)
    cross join lateral (
      select identity.member_id, identity.kind, value_cipher as cipher from pool.identity
      where identity.kind = wanted.kind and identity.member_id = any(array(
        select joined.person_id from pool.alias as own
        join pool.alias as joined using (representative_id)
        where own.person_id = wanted.member_id union select wanted.member_id))
      order by identity.member_id <> wanted.member_id, identity.created_at limit 1) as found`
  const addresses: (string | undefined)[] = queued.map(() => undefined)
  for (const row of rows) addresses[row.n - 1] = vault.open(identityPlaceOf(row), row.cipher)
  return addresses
}
