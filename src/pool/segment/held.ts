/**
 * What rules ask of many rows of a person, for everybody: one reading of what people did, one of tags
 * and one of consents, each summed up by who represents the person. A condition is told as a place in
 * such a sum, and is null for whom there is none.
 */
import { Fragment, sql } from '#platform/db.ts'
import type { FactKind } from '../facts/fact.ts'
import { dayNumber } from './evaluate.ts'

/** What the conditions of a rule ask for, collected on the way through it. */
export type Asked = {
  now: Date
  /** The first day that counts of what was done of a kind. */
  since: Map<FactKind, number>
  /** Kinds that are asked about over all days. */
  ever: Set<FactKind>
  /** Conditions on sums of what a person did: their places in `did.held`. */
  did: Fragment[]
  /** Their places in `tagged.held`, and gates in `agreed.held`. */
  tags: string[]
  gates: Gate[]
}
type Gate = { purpose: string; channel: string }

export const noneAsked = (now: Date): Asked => ({
  now,
  since: new Map(),
  ever: new Set(),
  did: [],
  tags: [],
  gates: [],
})

/** A condition on sums of what a person did; see `readDays`. */
export function sumOf(condition: Fragment, { did }: Asked): Fragment {
  did.push(condition)
  return sql`did.held[${did.length}::int]`
}

/** Sees to it that so many last days are read, or the total; answers which of all rows they are. */
export function readDays(
  kind: FactKind,
  days: number | null,
  { now, since, ever }: Asked,
): Fragment {
  if (days === null) {
    ever.add(kind)
    return sql`kind = ${kind} and day is null`
  }
  const from = dayNumber(now.getTime()) - days + 1
  since.set(kind, Math.min(from, since.get(kind) ?? from))
  return sql`kind = ${kind} and day >= ${dateOf(from)}::date`
}

export function readTag(tag: string, { tags }: Asked): Fragment {
  return sql`tagged.held[${tags.push(tag)}::int]`
}

export function readAgreement(gate: Gate, { gates }: Asked): Fragment {
  return sql`agreed.held[${gates.push(gate)}::int]`
}

/** Joins to `profile` what was asked for. */
export function joinHeld(asked: Asked): Fragment {
  return sql`${joinDid(asked)} ${joinTags(asked)} ${joinAgreed(asked)}`
}

/** Of one at least. */
export function joined(parts: Fragment[], by: string): Fragment {
  const strings = ['', ...Array.from({ length: parts.length - 1 }, () => by), '']
  return new Fragment(Object.assign(strings, { raw: strings }), parts)
}

const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)

const representative = sql`coalesce(alias.representative_id, own.person_id)`
const joinAlias = sql`left join pool.alias as alias on alias.person_id = own.person_id`

function joinDid({ since, ever, did }: Asked): Fragment {
  if (did.length === 0) return sql``
  const days = [...since].map(
    ([kind, from]) => sql`
      select person_id, kind, topic, day, count, amount_fen, last_at from pool.activity_day
      where kind = ${kind} and day >= ${dateOf(from)}::date`,
  )
  const totals = [...ever].map(
    (kind) => sql`
      select person_id, kind, topic, null, count, null, null from pool.activity_total
      where kind = ${kind}`,
  )
  return sql`left join (
    select ${representative} as member_id, array[${joined(did, ', ')}] as held
    from (${joined([...days, ...totals], ' union all ')}) as own
      (person_id, kind, topic, day, count, amount_fen, last_at) ${joinAlias}
    group by ${representative}) as did on did.member_id = profile.member_id`
}

function joinTags({ tags, now }: Asked): Fragment {
  if (tags.length === 0) return sql``
  const held = tags.map((tag) => sql`bool_or(tag = ${tag})`)
  return sql`left join (
    select ${representative} as member_id, array[${joined(held, ', ')}] as held
    from pool.tag as own ${joinAlias}
    where tag = any(${tags}::text[])
      and (expires_at is null or expires_at > ${now}::timestamptz)
    group by ${representative}) as tagged on tagged.member_id = profile.member_id`
}

/** As attention's `mayMessage` and `mayProfile` decide it: the strictest of all that are one human. */
function joinAgreed({ gates }: Asked): Fragment {
  if (gates.length === 0) return sql``
  const ofEach = gates.map(
    ({ purpose, channel }) => sql`(own.purpose = ${purpose} and own.channel = ${channel})`,
  )
  const held = ofEach.map((ofGate) => sql`bool_or(${ofGate})`)
  const ofGates = sql`(${joined(ofEach, ' or ')})`
  return sql`left join (
    select ${representative} as member_id, array[${joined(held, ', ')}] as held
    from pool.consent as own join pool.purpose on purpose.purpose = own.purpose ${joinAlias}
    where ${ofGates} and own.withdrawn_at is null and own.version = purpose.version and not exists (
      select from (${withdrawals(ofGates)}) as ended
      where ended.member_id = ${representative} and ended.purpose = own.purpose
        and ended.channel = own.channel)
    group by ${representative}) as agreed on agreed.member_id = profile.member_id`
}

/** Those that stand: nobody of them has agreed again since, for all whose withdrawal it is. */
const withdrawals = (ofGates: Fragment) => sql`
  select ${representative} as member_id, own.purpose, own.channel
  from pool.consent as own ${joinAlias}
  where ${ofGates} and own.withdrawn_at is not null and not exists (
    select from pool.consent as later
    left join pool.alias as theirs on theirs.person_id = later.person_id
    where later.purpose = own.purpose and later.channel = own.channel
      and coalesce(theirs.representative_id, later.person_id) = ${representative}
      and later.given_at >= own.withdrawn_at
      and (later.person_id = own.person_id or own.person_id = any(later.also_for)))`
