/** Whom the shop can reach by itself, how many come again, and who is new. */
import { startOfDay } from '#platform/clock.ts'
import type { Sql } from '#platform/db.ts'
import { mayMessage } from '../attention/consent.ts'
import { channels } from '../attention/purpose.ts'
import type { Channel } from '../attention/purpose.ts'

export type Reach = {
  members: number
  /** Did something in the last thirty days. */
  activeMembers: number
  /** Agreed to be told of offers there; `any`: on one channel at least. */
  reachable: Record<Channel | 'any', number>
  buyers: number
  /** With two orders or more. */
  repeatBuyers: number
  /** Let through in the last thirty days. */
  messages: number
}

/** Reads whole tables: for whoever looks at most every few minutes. */
export async function readReach(db: Sql, now: Date): Promise<Reach> {
  const [[sums], [sends], consents] = await Promise.all([
    db<{ members: number; activeMembers: number; buyers: number; repeatBuyers: number }>`
      select count(*) filter (where kind = 'member') as members,
        count(*) filter (where kind = 'member'
          and last_at > ${now}::timestamptz - interval '30 days') as active_members,
        count(*) filter (where orders > 0) as buyers,
        count(*) filter (where orders > 1) as repeat_buyers
      from pool.profile`,
    db<{ messages: number }>`
      select count(*) as messages from pool.send
      where sent_at > ${now}::timestamptz - interval '30 days' and state <> 'failed'`,
    db<{ memberId: string; channel: Channel }>`
      select distinct coalesce(representative_id, person_id) as member_id, channel
      from pool.consent left join pool.alias using (person_id)
      where purpose = 'marketing' and withdrawn_at is null`,
  ])
  const may = await mayMessage(db, consents)
  const agreed = consents.filter((_, i) => may[i])
  const reachable = {
    any: new Set(agreed.map(({ memberId }) => memberId)).size,
  } as Reach['reachable']
  for (const channel of channels)
    reachable[channel] = agreed.filter((one) => one.channel === channel).length
  return { ...sums!, ...sends!, reachable }
}

export type ReachMonth = { month: string; members: number; reachable: number; newMembers: number }

/**
 * At the end of each of the last twelve months (of the running one: now): members, and persons with an
 * open consent to marketing on some channel.
 */
export async function readReachByMonth(db: Sql, now: Date): Promise<ReachMonth[]> {
  return db<ReachMonth>`
    with month as (
      select first, least(first + interval '1 month', ${now}::timestamptz at time zone 'Asia/Shanghai')
        at time zone 'Asia/Shanghai' as ended_at, first at time zone 'Asia/Shanghai' as began_at
      from generate_series(
        date_trunc('month', ${now}::timestamptz at time zone 'Asia/Shanghai') - interval '11 months',
        date_trunc('month', ${now}::timestamptz at time zone 'Asia/Shanghai'),
        interval '1 month') as first)
    select to_char(first, 'YYYY-MM') as month,
      (select count(*) from pool.member where created_at <= ended_at
        and (closed_at is null or closed_at > ended_at)) as members,
      (select count(*) from pool.member where created_at <= ended_at and created_at >= began_at)
        as new_members,
      (select count(distinct person_id) from pool.consent where purpose = 'marketing'
        and given_at <= ended_at and (withdrawn_at is null or withdrawn_at > ended_at)) as reachable
    from month order by first`
}

export type NewMembers = { channelId: string; week: string; members: number }

/** Members by the channel of their first touch, and the Monday of the week they were first seen. */
export async function newMembersByWeek(
  db: Sql,
  of: { from: string; to: string },
): Promise<NewMembers[]> {
  return db<NewMembers>`
    select channel_id, count(*) as members,
      date_trunc('week', first_at at time zone 'Asia/Shanghai')::date::text as week
    from pool.profile
    where kind = 'member' and channel_id is not null
      and first_at >= ${startOfDay(of.from)}
      and first_at < ${startOfDay(of.to)}::timestamptz + interval '1 day'
    group by channel_id, week order by week, channel_id`
}
