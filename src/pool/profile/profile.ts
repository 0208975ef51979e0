/** The row of whoever stands for a human: what lists, segments and the member's page read. */
import { sql } from '#platform/db.ts'
import type { Tx } from '#platform/db.ts'
import { goneSince } from './milestone.ts'
import type { Bought, Milestones } from './milestone.ts'
import type { Stage, StageChange } from './stage.ts'

export type Profile = {
  memberId: string
  kind: 'visitor' | 'member'
  firstAt: Date
  /** Did something last; known since, for who never did. */
  lastAt: Date
  /** Paid and not wholly given back. */
  orders: number
  paidFen: number
  refundedFen: number
  firstPaidAt: Date | null
  lastPaidAt: Date | null
  shares: number
  brought: number
  stage: Stage
  stageSince: Date
  channelId: string | null
  campaignId: string | null
  birthMonthDay: number | null
}

/** Of `pool.profile`, as a `Profile`. */
export const profileColumns = sql`member_id, kind, first_at, last_at, orders, paid_fen,
  refunded_fen, first_paid_at, last_paid_at, shares, brought, stage, stage_since, channel_id,
  campaign_id, birth_month_day`

type Told = Pick<Profile, 'channelId' | 'campaignId' | 'birthMonthDay'>
export type Known = {
  profile: Profile | null
  changes: StageChange[]
  /** What the facts do not say. */
  told: Told
}

/** What there is of these members, and what is known of their persons otherwise. */
export async function readKnown(
  tx: Tx,
  personsOf: Map<string, string[]>,
): Promise<Map<string, Known>> {
  const members = [...personsOf.keys()]
  const memberOf = new Map([...personsOf].flatMap(([id, all]) => all.map((one) => [one, id])))
  const persons = [...memberOf.keys()]
  const [profiles, changes, sources, birthdays] = await Promise.all([
    tx<Profile>`
      select ${profileColumns} from pool.profile where member_id = any(${members}::uuid[])`,
    tx<{ memberId: string; at: Date; stage: Stage }>`
      select member_id, at, stage from pool.stage_change
      where member_id = any(${members}::uuid[]) order by member_id, at`,
    tx<{ personId: string; channelId: string | null; campaignId: string | null }>`
      select person_id, channel_id, campaign_id from pool.source
      where person_id = any(${persons}::uuid[]) order by at desc, person_id`,
    tx<{ personId: string; monthDay: number }>`
      select person_id, month_day from pool.profile_field
      where person_id = any(${persons}::uuid[]) and field = 'birthday' order by set_at, person_id`,
  ])
  const nothing = { channelId: null, campaignId: null, birthMonthDay: null }
  const known = new Map<string, Known>(
    members.map((id) => [id, { profile: null, changes: [], told: { ...nothing } }]),
  )
  for (const profile of profiles) known.get(profile.memberId)!.profile = profile
  for (const { memberId, at, stage } of changes)
    known.get(memberId)!.changes.push({ at: at.getTime(), stage })
  // Of several persons the earliest source and the latest word about the birthday count.
  for (const { personId, channelId, campaignId } of sources)
    Object.assign(known.get(memberOf.get(personId)!)!.told, { channelId, campaignId })
  for (const { personId, monthDay } of birthdays)
    known.get(memberOf.get(personId)!)!.told.birthMonthDay = monthDay
  return known
}

/** The row that these sums make. */
export function profileOf(
  memberId: string,
  sum: { milestones: Milestones; orders: Bought[] },
  told: Told,
  present: StageChange,
): Profile {
  const { milestones, orders } = sum
  const paid = orders.filter((one) => one.paidAt !== null)
  const keptAt = paid.filter((one) => goneSince(one) === null).map((one) => one.paidAt!)
  const total = (of: (one: Bought) => number) => orders.reduce((fen, one) => fen + of(one), 0)
  return {
    memberId,
    kind: milestones.signedUpAt !== null || paid.length > 0 ? 'member' : 'visitor',
    firstAt: new Date(milestones.firstAt),
    lastAt: new Date(milestones.activeAt.at(-1) ?? milestones.firstAt),
    orders: keptAt.length,
    paidFen: total((one) => one.paidFen),
    refundedFen: total((one) => one.refundedFen),
    firstPaidAt: keptAt.length === 0 ? null : new Date(Math.min(...keptAt)),
    lastPaidAt: keptAt.length === 0 ? null : new Date(Math.max(...keptAt)),
    shares: milestones.shares,
    brought: milestones.brought,
    stage: present.stage,
    stageSince: new Date(present.at),
    ...told,
  }
}

/** Writes the rows that differ from what is there. */
export async function writeProfiles(
  tx: Tx,
  profiles: Profile[],
  known: Map<string, Known>,
): Promise<void> {
  const changed = profiles.filter((one) => !isSame(one, known.get(one.memberId)!.profile))
  if (changed.length === 0) return
  const all = <Key extends keyof Profile>(key: Key) => changed.map((one) => one[key])
  await tx`
    insert into pool.profile (member_id, kind, first_at, last_at, orders, paid_fen, refunded_fen,
      first_paid_at, last_paid_at, shares, brought, stage, stage_since, channel_id, campaign_id,
      birth_month_day, last_on)
    select *, (last_at at time zone 'Asia/Shanghai')::date
    from unnest(${all('memberId')}::uuid[], ${all('kind')}::text[],
      ${all('firstAt')}::timestamptz[], ${all('lastAt')}::timestamptz[], ${all('orders')}::int[],
      ${all('paidFen')}::bigint[], ${all('refundedFen')}::bigint[],
      ${all('firstPaidAt')}::timestamptz[], ${all('lastPaidAt')}::timestamptz[],
      ${all('shares')}::int[], ${all('brought')}::int[], ${all('stage')}::text[],
      ${all('stageSince')}::timestamptz[], ${all('channelId')}::uuid[],
      ${all('campaignId')}::uuid[], ${all('birthMonthDay')}::smallint[])
      as new (member_id, kind, first_at, last_at, orders, paid_fen, refunded_fen, first_paid_at,
        last_paid_at, shares, brought, stage, stage_since, channel_id, campaign_id, birth_month_day)
    on conflict (member_id) do update
    set kind = excluded.kind, first_at = excluded.first_at, last_at = excluded.last_at,
      last_on = excluded.last_on, orders = excluded.orders, paid_fen = excluded.paid_fen,
      refunded_fen = excluded.refunded_fen, first_paid_at = excluded.first_paid_at,
      last_paid_at = excluded.last_paid_at, shares = excluded.shares, brought = excluded.brought,
      stage = excluded.stage, stage_since = excluded.stage_since,
      channel_id = excluded.channel_id, campaign_id = excluded.campaign_id,
      birth_month_day = excluded.birth_month_day`
}

const isSame = (one: Profile, other: Profile | null) =>
  other !== null &&
  (Object.keys(one) as (keyof Profile)[]).every(
    (key) => one[key]?.valueOf() === other[key]?.valueOf(),
  )

/**
 * Writes the stages of these members: most often the newest only, all that follow when a late fact
 * came.
 */
export async function writeStages(
  tx: Tx,
  lives: Map<string, StageChange[]>,
  known: Map<string, Known>,
): Promise<void> {
  const over: { memberId: string; at: Date }[] = []
  const rows: { memberId: string; at: Date; stage: Stage; was: Stage | null }[] = []
  for (const [memberId, changes] of lives) {
    const before = known.get(memberId)!.changes
    let same = 0
    while (same < changes.length && isSameChange(changes[same]!, before[same])) same++
    const instants = new Set(changes.map(({ at }) => at))
    for (const { at } of before.slice(same))
      if (!instants.has(at)) over.push({ memberId, at: new Date(at) })
    for (const [index, { at, stage }] of changes.entries())
      if (index >= same)
        rows.push({ memberId, at: new Date(at), stage, was: changes[index - 1]?.stage ?? null })
  }
  if (over.length > 0)
    await tx`
      delete from pool.stage_change where (member_id, at) in (
        select * from unnest(${over.map((one) => one.memberId)}::uuid[],
          ${over.map((one) => one.at)}::timestamptz[]))`
  if (rows.length > 0)
    await tx`
      insert into pool.stage_change (member_id, at, stage, was)
      select * from unnest(${rows.map((one) => one.memberId)}::uuid[],
        ${rows.map((one) => one.at)}::timestamptz[], ${rows.map((one) => one.stage)}::text[],
        ${rows.map((one) => one.was)}::text[])
      on conflict (member_id, at) do update set stage = excluded.stage, was = excluded.was`
}

const isSameChange = (one: StageChange, other: StageChange | undefined) =>
  other !== undefined && one.at === other.at && one.stage === other.stage
