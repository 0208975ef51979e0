/**
 * A rule asked of everybody at once, as one query. `evaluate.ts` asks the same of one person.
 *
 * Everything is read once, whatever the number of conditions: see `held.ts`. That is joined to the
 * profile, and the rule becomes a condition on the row.
 */
import assert from 'node:assert/strict'
import { type Fragment, sql } from '#platform/db.ts'
import { dayNumber } from './evaluate.ts'
import { joinHeld, joined, noneAsked, readAgreement, readDays, readTag, sumOf } from './held.ts'
import type { Asked } from './held.ts'
import { isGroup } from './rule.ts'
import type { Condition, Rule } from './rule.ts'

/** The `member_id` of everybody the rule holds for. The rule has to be whole: see `expand`. */
export function toSql(rule: Rule, now: Date): Fragment {
  const asked = noneAsked(now)
  const holding = holds(rule, true, asked)
  return sql`
    select profile.member_id from pool.profile as profile ${joinHeld(asked)} where ${holding}`
}

/** Negation goes down to the leaves. */
function holds(rule: Rule, yes: boolean, asked: Asked): Fragment {
  if (!isGroup(rule)) return yes ? leaf(rule, asked) : not(leaf(rule, asked))
  const inner = rule.is === 'none' ? !yes : yes
  // None of these: each does not hold. Not all of these: one of them does not.
  const isEvery = (rule.is === 'any') !== yes
  if (rule.of.length === 0) return isEvery ? sql`true` : sql`false`
  const parts = rule.of.map((part) => holds(part, inner, asked))
  return sql`(${joined(parts, isEvery ? ' and ' : ' or ')})`
}

/** What is not known is not true. */
const not = (holding: Fragment) => sql`not coalesce(${holding}, false)`

/** True where it holds; false or null where not. */
function leaf(one: Condition, asked: Asked): Fragment {
  switch (one.is) {
    case 'stage':
      return sql`profile.stage = any(${one.in}::text[])`
    case 'kind':
      return sql`profile.kind = ${one.kind}`
    case 'seen': {
      const from = startOf(dayNumber(asked.now.getTime()) - one.days + 1)
      const column = one.when === 'first' ? sql`profile.first_at` : sql`profile.last_at`
      return one.within
        ? sql`${column} >= ${from}::timestamptz`
        : sql`${column} < ${from}::timestamptz`
    }
    case 'sum':
      return one.compare === 'at_least'
        ? sql`${columnOf[one.of]} >= ${one.value}::bigint`
        : sql`${columnOf[one.of]} <= ${one.value}::bigint`
    case 'source':
      return one.by === 'channel'
        ? sql`profile.channel_id = any(${one.in}::uuid[])`
        : sql`profile.campaign_id = any(${one.in}::uuid[])`
    case 'rfm':
      return rfm(one)
    case 'tag': {
      const has = readTag(one.tag, asked)
      return one.has ? has : not(has)
    }
    case 'did': {
      const ofTopic = one.topic === null ? sql`` : sql`and topic = ${one.topic}`
      const days = readDays(one.kind, one.days, asked)
      const sum = sql`sum(count) filter (where ${days} ${ofTopic})`
      const did = sumOf(sql`${sum} >= ${one.times}::bigint`, asked)
      return one.did ? did : not(did)
    }
    case 'spent':
      // At most x is not at least x + 1.
      return one.compare === 'at_least'
        ? spentAtLeast(one.fen, one.days, asked)
        : not(spentAtLeast(one.fen + 1, one.days, asked))
    case 'then_not':
      return thenNot(one, asked)
    case 'agreed': {
      const agreed = readAgreement(one, asked)
      return one.agreed ? agreed : not(agreed)
    }
    case 'in':
      assert.fail('a rule that names segments is expanded before it is asked')
  }
}

const startOf = (day: number) => new Date(day * 86_400_000 - 8 * 3_600_000)

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
  return sql`(${joined(parts, ' and ')})`
}

function spentAtLeast(fen: number, days: number | null, asked: Asked): Fragment {
  // Who paid nothing spent at least nothing, too.
  if (fen === 0) return sql`true`
  if (days === null) return sql`profile.paid_fen >= ${fen}::bigint`
  const sum = sql`sum(amount_fen) filter (where ${readDays('paid', days, asked)})`
  return sumOf(sql`${sum} >= ${fen}::bigint`, asked)
}

/** The last time of the first has passed for so long, and the next was not done since. */
function thenNot(one: Condition & { is: 'then_not' }, asked: Asked): Fragment {
  const topic = one.topic === null ? sql`` : sql`and topic = ${one.topic}`
  const first = sql`max(last_at) filter (where ${readDays(one.first, one.days, asked)} ${topic})`
  const next = sql`max(last_at) filter (where ${readDays(one.next, one.days, asked)})`
  const until = new Date(asked.now.getTime() - one.hours * 3_600_000)
  return sumOf(sql`${first} <= ${until}::timestamptz and coalesce(${next} < ${first}, true)`, asked)
}
