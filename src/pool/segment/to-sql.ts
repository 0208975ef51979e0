/**
 * A rule asked of everybody at once, as one query. `evaluate.ts` asks the same of one person.
 *
 * What is known of a person's profile is a condition on its row; everything else is a set of persons,
 * joined or left out. An `any` becomes the union of its parts, so that every set is read once and the
 * planner may choose where to begin.
 */
import assert from 'node:assert/strict'
import { Fragment, sql } from '#platform/db.ts'
import { dayNumber } from './evaluate.ts'
import { isGroup } from './rule.ts'
import type { Condition, Rule } from './rule.ts'

/** The `member_id` of everybody the rule holds for. The rule has to be whole: see `expand`. */
export function toSql(rule: Rule, now: Date): Fragment {
  return sql`select profile.member_id from pool.profile as profile where ${holds(rule, true, now)}`
}

/** A condition on `profile`. Negation goes down to the leaves, where it is one of the row or of a set. */
function holds(rule: Rule, yes: boolean, now: Date): Fragment {
  if (!isGroup(rule)) return leaf(rule, yes, now)
  const inner = rule.is === 'none' ? !yes : yes
  const parts = rule.of
  // None of these: each does not hold. Not all of these: one of them does not.
  const isEvery = (rule.is === 'any') !== yes
  if (parts.length === 0) return isEvery ? sql`true` : sql`false`
  if (isEvery || parts.length === 1) {
    const all = parts.map((part) => holds(part, inner, now))
    return joined(all, ' and ')
  }
  // Not in a set, or something else: whoever is in it and nothing else. That is few, the others are not.
  if (parts.some((part) => !isGroup(part) && !isOfRow(part) && isPositive(part) !== inner)) {
    const none = parts.map((part) => holds(part, !inner, now))
    return sql`not exists (
      select from (
        select profile.member_id from pool.profile as profile where ${joined(none, ' and ')}
      ) as those where those.member_id = profile.member_id)`
  }
  const rowParts = parts.filter((part) => isOfRow(part))
  const sets = parts.filter((part) => !isOfRow(part)).map((part) => setOf(part, inner, now))
  const ofRow = joined(
    rowParts.map((part) => holds(part, inner, now)),
    ' or ',
  )
  if (sets.length === 0) return ofRow
  if (rowParts.length > 0)
    sets.unshift(sql`select profile.member_id from pool.profile as profile where ${ofRow}`)
  return sql`profile.member_id in (${joined(sets, ' union all ')})`
}

/** Everybody for whom a part holds, or does not. */
function setOf(part: Rule, yes: boolean, now: Date): Fragment {
  if (!isGroup(part) && yes === isPositive(part)) return membersOf(part, now)
  return sql`select profile.member_id from pool.profile as profile where ${holds(part, yes, now)}`
}

/** In parentheses when there are several. */
function joined(parts: Fragment[], by: string): Fragment {
  if (parts.length === 1) return parts[0]!
  const strings = ['(', ...Array.from({ length: parts.length - 1 }, () => by), ')']
  return new Fragment(Object.assign(strings, { raw: strings }), parts)
}

const ofRowOnly = new Set(['stage', 'kind', 'seen', 'sum', 'source', 'rfm'])
const isOfRow = (rule: Rule): boolean =>
  isGroup(rule) ? rule.of.every(isOfRow) : ofRowOnly.has(rule.is)

function leaf(one: Condition, yes: boolean, now: Date): Fragment {
  if (isOfRow(one)) return yes ? ofRow(one, now) : sql`not ${ofRow(one, now)}`
  if (yes === isPositive(one)) return sql`profile.member_id in (${membersOf(one, now)})`
  return sql`not exists (
    select from (${membersOf(one, now)}) as those where those.member_id = profile.member_id)`
}

/** Whether the condition asks to be in its set, or not to be. */
function isPositive(one: Condition): boolean {
  if (one.is === 'tag') return one.has
  if (one.is === 'did') return one.did
  if (one.is === 'spent') return one.compare === 'at_least'
  return one.is === 'agreed' ? one.agreed : true
}

/** Never null, so that it can be turned round. */
function ofRow(one: Condition, now: Date): Fragment {
  switch (one.is) {
    case 'stage':
      return sql`(profile.stage = any(${one.in}::text[]))`
    case 'kind':
      return sql`(profile.kind = ${one.kind})`
    case 'seen': {
      const from = startOf(dayNumber(now.getTime()) - one.days + 1)
      const column = one.when === 'first' ? sql`profile.first_at` : sql`profile.last_at`
      return one.within
        ? sql`(${column} >= ${from}::timestamptz)`
        : sql`(${column} < ${from}::timestamptz)`
    }
    case 'sum':
      return one.compare === 'at_least'
        ? sql`(${columnOf[one.of]} >= ${one.value}::bigint)`
        : sql`(${columnOf[one.of]} <= ${one.value}::bigint)`
    case 'source':
      return one.by === 'channel'
        ? sql`(coalesce(profile.channel_id = any(${one.in}::uuid[]), false))`
        : sql`(coalesce(profile.campaign_id = any(${one.in}::uuid[]), false))`
    case 'rfm':
      return rfm(one)
    default:
      assert.fail(`${one.is} is no condition on a profile`)
  }
}

const columnOf = {
  orders: sql`profile.orders`,
  paidFen: sql`profile.paid_fen`,
  spentFen: sql`profile.paid_fen - profile.refunded_fen`,
  shares: sql`profile.shares`,
  brought: sql`profile.brought`,
}

const newest = sql`from pool.rfm_bound order by as_of desc limit 1`
const valueAndBounds = {
  r: { value: sql`profile.last_paid_at`, bounds: sql`(select recency ${newest})` },
  f: { value: sql`profile.orders`, bounds: sql`(select frequency ${newest})` },
  m: {
    value: sql`profile.paid_fen - profile.refunded_fen`,
    bounds: sql`(select money ${newest})`,
  },
}

/** A score from x to y lies above the bound before x and not above the bound after y. */
function rfm(one: Condition & { is: 'rfm' }): Fragment {
  const parts = [sql`profile.orders > 0`, sql`exists (select from pool.rfm_bound)`]
  for (const score of ['r', 'f', 'm'] as const) {
    const range = one[score]
    if (!range) continue
    const { value, bounds } = valueAndBounds[score]
    if (range[0] > 1) parts.push(sql`${value} > (${bounds})[${range[0] - 1}::int]`)
    if (range[1] < 5) parts.push(sql`${value} <= (${bounds})[${range[1]}::int]`)
  }
  return sql`coalesce(${joined(parts, ' and ')}, false)`
}

const startOf = (day: number) => new Date(day * 86_400_000 - 8 * 3_600_000)

/** The set that a condition is about, by whoever represents its persons. */
function membersOf(one: Condition, now: Date): Fragment {
  const since = (days: number | null) =>
    days === null ? sql`` : sql`and day >= ${dateOf(dayNumber(now.getTime()) - days + 1)}::date`
  switch (one.is) {
    case 'tag':
      return sql`
        select ${representative} as member_id from pool.tag as own ${joinAlias}
        where tag = ${one.tag} and (expires_at is null or expires_at > ${now}::timestamptz)`
    case 'did': {
      const ofTopic = one.topic === null ? sql`` : sql`and topic = ${one.topic}`
      const which = sql`kind = ${one.kind} ${ofTopic} ${since(one.days)}`
      return one.times === 1
        ? sql`select ${representative} as member_id from pool.activity_day as own ${joinAlias}
            where ${which}`
        : sumsOf(which, sql`sum(count) >= ${one.times}::bigint`)
    }
    case 'spent': {
      // At most x is not at least x + 1.
      const least = one.compare === 'at_least' ? one.fen : one.fen + 1
      // Who paid nothing spent at least nothing, too.
      if (least === 0) return sql`select member_id from pool.profile`
      const which = sql`kind = 'paid' ${since(one.days)}`
      return sumsOf(which, sql`sum(amount_fen) >= ${least}::bigint`)
    }
    case 'then_not':
      return thenNot(one, since(one.days), now)
    case 'agreed':
      return agreed(one)
    default:
      assert.fail(`${one.is} is no set`)
  }
}

const representative = sql`coalesce(alias.representative_id, own.person_id)`
const joinAlias = sql`left join pool.alias as alias on alias.person_id = own.person_id`

const sumsOf = (which: Fragment, having: Fragment) => sql`
  select ${representative} as member_id from pool.activity_day as own ${joinAlias}
  where ${which} group by ${representative} having ${having}`

/** The last time of each of both, in one reading. */
function thenNot(one: Condition & { is: 'then_not' }, since: Fragment, now: Date): Fragment {
  const topic = one.topic === null ? sql`` : sql`and topic = ${one.topic}`
  const first = sql`max(last_at) filter (where kind = ${one.first} ${topic})`
  const next = sql`max(last_at) filter (where kind = ${one.next})`
  const until = new Date(now.getTime() - one.hours * 3_600_000)
  return sql`
    select ${representative} as member_id from pool.activity_day as own ${joinAlias}
    where kind in (${one.first}, ${one.next}) ${since}
    group by ${representative}
    having ${first} <= ${until}::timestamptz and coalesce(${next} < ${first}, true)`
}

/** As attention's `mayMessage` and `mayProfile` decide it: the strictest of all that are one human. */
function agreed(one: Condition & { is: 'agreed' }): Fragment {
  const of = sql`own.purpose = ${one.purpose} and own.channel = ${one.channel}`
  return sql`
    select ${representative} as member_id from pool.consent as own ${joinAlias}
    where ${of} and own.withdrawn_at is null
      and own.version = (select version from pool.purpose where purpose = ${one.purpose})
    except
    select ${representative} from pool.consent as own ${joinAlias}
    where ${of} and own.withdrawn_at is not null and not exists (
      select from pool.consent as later
      left join pool.alias as theirs on theirs.person_id = later.person_id
      where later.purpose = own.purpose and later.channel = own.channel
        and coalesce(theirs.representative_id, later.person_id) = ${representative}
        and later.given_at >= own.withdrawn_at
        and (later.person_id = own.person_id or own.person_id = any(later.also_for)))`
}

const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
