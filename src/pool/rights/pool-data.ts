/** What the pool holds about a member. */
import { openAddress } from '../address.ts'
import { readIdentities } from '../identity/identity.ts'
import { readFields } from '../profile/fields.ts'
import { tagsOf } from '../profile/tags.ts'
import { itemOf, sectionOf } from './section.ts'
import type { Counted, DataQuery, DataSection } from './section.ts'

export async function poolData(query: DataQuery): Promise<DataSection[]> {
  const parts = [account, identities, fields, addresses, consents, tags, profile, segments, facts]
  const rest = [messages, sends, pastOrders, merges]
  return Promise.all([...parts, ...rest].map((part) => part(query)))
}

async function account({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, id as "memberId", nickname, created_at as "memberSince"
    from pool.member where id = any(${personIds}::uuid[]) order by created_at desc limit ${limit}`
  return sectionOf({ kind: 'account', source: 'you', why: 'service', until: 'closing' }, rows)
}

async function identities({ db, vault, personIds, limit }: DataQuery): Promise<DataSection> {
  const all = await readIdentities(db, vault, personIds)
  const items = all
    .toReversed()
    .slice(0, limit)
    .map(({ kind, value, how, since }) => itemOf({ kind, value, how, since }))
  const held = { kind: 'identities', source: 'you', why: 'service', until: 'closing' } as const
  return { ...held, count: all.length, items }
}

async function fields({ db, vault, personIds }: DataQuery): Promise<DataSection> {
  const known = await readFields(db, vault, personIds)
  const items = known.map(({ field, value, source, setAt }) =>
    itemOf({ field, value, source, since: setAt }),
  )
  const held = { kind: 'fields', source: 'you', why: 'service', until: 'closing' } as const
  return { ...held, count: items.length, items }
}

async function addresses({ db, vault, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<{ total: number; id: string; cipher: Buffer; changedAt: Date }>`
    select count(*) over () as total, id, cipher, changed_at from pool.address
    where member_id = any(${personIds}::uuid[]) order by changed_at desc limit ${limit}`
  const open = rows.map(({ total, id, cipher, changedAt }) => ({
    total,
    ...openAddress(vault, id, cipher),
    changedAt,
  }))
  return sectionOf({ kind: 'addresses', source: 'you', why: 'service', until: 'closing' }, open)
}

async function consents({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, purpose, channel, version, how, given_at as "givenAt",
      withdrawn_at as "withdrawnAt"
    from pool.consent where person_id = any(${personIds}::uuid[]) order by id desc limit ${limit}`
  const held = {
    kind: 'consents',
    source: 'you',
    why: 'proof',
    until: 'three_years_after',
  } as const
  return sectionOf(held, rows)
}

async function tags({ db, personIds, limit, now }: DataQuery): Promise<DataSection> {
  const all = await tagsOf(db, personIds, now)
  const items = all
    .slice(0, limit)
    .map(({ tag, origin, confidenceBps, setAt, expiresAt }) =>
      itemOf({ tag, origin, confidenceBps, since: setAt, expiresAt }),
    )
  const held = { kind: 'tags', source: 'shop', why: 'service', until: 'closing' } as const
  return { ...held, count: all.length, items }
}

async function profile({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, stage, stage_since as "stageSince", first_at as "firstAt",
      last_at as "lastAt", orders, paid_fen as "paidFen", refunded_fen as "refundedFen", shares
    from pool.profile where member_id = any(${personIds}::uuid[])
    order by member_id limit ${limit}`
  return sectionOf({ kind: 'profile', source: 'shop', why: 'service', until: 'closing' }, rows)
}

async function segments({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, segment.name, since from pool.segment_member
    join pool.segment on segment.id = segment_id
    where member_id = any(${personIds}::uuid[]) order by since desc limit ${limit}`
  return sectionOf({ kind: 'segments', source: 'shop', why: 'service', until: 'closing' }, rows)
}

async function facts({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, kind, topic, object_id as "objectId", amount_fen as "amountFen",
      quantity, happened_at as "happenedAt"
    from pool.fact where person_id = any(${personIds}::uuid[])
    order by happened_at desc, id desc limit ${limit}`
  const held = {
    kind: 'facts',
    source: 'browser',
    why: 'consent',
    until: 'four_hundred_days',
  } as const
  return sectionOf(held, rows)
}

async function messages({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, class, kind, about, happened_at as "happenedAt",
      read_at as "readAt"
    from pool.message where member_id = any(${personIds}::uuid[]) order by id desc limit ${limit}`
  return sectionOf({ kind: 'messages', source: 'shop', why: 'service', until: 'closing' }, rows)
}

async function sends({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, class, channel, state, sent_at as "sentAt" from pool.send
    where member_id = any(${personIds}::uuid[]) order by sent_at desc limit ${limit}`
  return sectionOf({ kind: 'sends', source: 'shop', why: 'consent', until: 'closing' }, rows)
}

async function pastOrders({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, paid_at as "paidAt", amount_fen as "amountFen",
      refunded_fen as "refundedFen"
    from pool.past_order where member_id = any(${personIds}::uuid[])
    order by paid_at desc limit ${limit}`
  const held = { kind: 'past_orders', source: 'import', why: 'service', until: 'closing' } as const
  return sectionOf(held, rows)
}

async function merges({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, a_person as "personId", b_person as "joinedId",
      evidence->>'reason' as reason, evidence->>'kind' as kind, merged_at as "mergedAt",
      undone_at as "undoneAt"
    from pool.merge
    where a_person = any(${personIds}::uuid[]) or b_person = any(${personIds}::uuid[])
    order by id desc limit ${limit}`
  return sectionOf({ kind: 'merges', source: 'shop', why: 'service', until: 'closing' }, rows)
}
