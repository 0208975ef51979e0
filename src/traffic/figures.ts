/** What channels, campaigns and links brought, and what they cost, in a time. */
import { z } from 'zod'
import type { Sql } from '#platform/db.ts'
import { sumBySource } from '#pool/profile/by-source.ts'
import { instantsOf } from './words.ts'
import type { Days } from './words.ts'

const figure = z.int()
/** People by their first touch; visits and costs by their own days. */
export const Figures = z.object({
  visits: figure,
  suspectVisits: figure,
  fakeVisits: figure,
  /** Not judged yet. */
  pendingVisits: figure,
  people: figure,
  members: figure,
  buyers: figure,
  repeatBuyers: figure,
  /** Paid and not given back. */
  keptFen: figure,
  costFen: figure,
  /** Days on which a cost was noted; without any it is not known what it cost. */
  costDays: figure,
  impressions: figure,
  /** As the channel reports them. */
  clicks: figure,
})
export type Figures = z.output<typeof Figures>

const none: Figures = {
  visits: 0,
  suspectVisits: 0,
  fakeVisits: 0,
  pendingVisits: 0,
  people: 0,
  members: 0,
  buyers: 0,
  repeatBuyers: 0,
  keptFen: 0,
  costFen: 0,
  costDays: 0,
  impressions: 0,
  clicks: 0,
}

export type By = 'channel' | 'campaign'

/** By the id of each channel or campaign; what has nothing has zeros. */
export async function figuresBy(db: Sql, by: By, days: Days): Promise<(id: string) => Figures> {
  const { from, until } = instantsOf(days)
  type Visits = Pick<Figures, 'visits' | 'suspectVisits' | 'fakeVisits' | 'pendingVisits'>
  type Costs = Pick<Figures, 'costFen' | 'costDays' | 'impressions' | 'clicks'>
  const [visits, costs, people] = await Promise.all([
    db<Visits & { id: string }>`
      select case ${by} when 'channel' then channel_id else campaign_id end as id,
        count(*) filter (where verdict = 'real') as visits,
        count(*) filter (where verdict = 'suspect') as suspect_visits,
        count(*) filter (where verdict = 'fake') as fake_visits,
        count(*) filter (where verdict = 'pending') as pending_visits
      from traffic.visit where at >= ${from} and at < ${until} and channel_id is not null
      group by 1`,
    db<Costs & { id: string }>`
      select case ${by} when 'channel' then channel_id else campaign_id end as id,
        sum(cost_fen)::bigint as cost_fen, count(distinct day) as cost_days,
        coalesce(sum(impressions), 0)::bigint as impressions,
        coalesce(sum(clicks), 0)::bigint as clicks
      from traffic.cost
      where day between ${days.from} and ${days.to} and replaced_at is null
      group by 1`,
    sumBySource(db, { by, from, to: until }),
  ])
  const byId = new Map<string, Figures>()
  const add = (rows: ({ id: string } & Partial<Figures>)[]) => {
    for (const { id, ...row } of rows) if (id) byId.set(id, { ...none, ...byId.get(id), ...row })
  }
  add(visits)
  add(costs)
  add(
    people.map(({ paidFen, refundedFen, ...row }) => ({ ...row, keptFen: paidFen - refundedFen })),
  )
  return (id) => byId.get(id) ?? none
}

export const DayFigures = z.object({
  day: z.iso.date(),
  visits: figure,
  leftOut: figure,
  costFen: figure,
})

/** Every day of the time, also those without anything. */
export async function figuresByDay(
  db: Sql,
  of: Days & { channelId?: string; campaignId?: string },
): Promise<z.input<typeof DayFigures>[]> {
  const { channelId = null, campaignId = null } = of
  const { from, until } = instantsOf(of)
  return db<z.input<typeof DayFigures>>`
    with seen as (
      select (at at time zone 'Asia/Shanghai')::date as day,
        count(*) filter (where verdict = 'real') as visits,
        count(*) filter (where verdict in ('suspect', 'fake')) as left_out
      from traffic.visit
      where at >= ${from} and at < ${until}
        and (${channelId}::uuid is null or channel_id = ${channelId})
        and (${campaignId}::uuid is null or campaign_id = ${campaignId})
      group by 1
    ), spent as (
      select day, sum(cost_fen)::bigint as cost_fen from traffic.cost
      where day between ${of.from} and ${of.to} and replaced_at is null
        and (${channelId}::uuid is null or channel_id = ${channelId})
        and (${campaignId}::uuid is null or campaign_id = ${campaignId})
      group by day
    )
    select day::date, coalesce(visits, 0) as visits, coalesce(left_out, 0) as left_out,
      coalesce(cost_fen, 0) as cost_fen
    from generate_series(${of.from}::date, ${of.to}::date, interval '1 day') as every (day)
    left join seen using (day) left join spent using (day) order by day`
}

export const LinkFigures = z.object({ visits: figure, people: figure, signUps: figure })
type LinkFigures = z.output<typeof LinkFigures>

/** Of links, ever: visits that count, who came, and who signed up in the browser they came with. */
export async function figuresOfLinks(
  db: Sql,
  linkIds: string[],
): Promise<(linkId: string) => LinkFigures> {
  const rows = await db<LinkFigures & { linkId: string }>`
    select link_id, count(distinct visit.id) as visits, count(distinct person_id) as people,
      count(distinct claim.member_id) as sign_ups
    from traffic.visit
    left join traffic.claim on claim.visitor_id = visit.person_id and claim.is_new
      and claim.at >= visit.at
    where link_id = any(${linkIds}::uuid[]) and verdict = 'real'
    group by link_id`
  const byId = new Map(rows.map(({ linkId, ...row }) => [linkId, row]))
  return (linkId) => byId.get(linkId) ?? { visits: 0, people: 0, signUps: 0 }
}

export const LeftOut = z.object({
  verdict: z.enum(['suspect', 'fake']),
  reasons: z.array(z.string()),
  visits: figure,
})

/** Why visits of a channel were left out, the most frequent first. */
export async function whyLeftOut(
  db: Sql,
  of: Days & { channelId: string },
): Promise<z.input<typeof LeftOut>[]> {
  const { from, until } = instantsOf(of)
  return db<z.input<typeof LeftOut>>`
    select verdict, reasons, count(*) as visits from traffic.visit
    where channel_id = ${of.channelId} and at >= ${from} and at < ${until}
      and verdict in ('suspect', 'fake')
    group by verdict, reasons order by count(*) desc, verdict, reasons limit 50`
}
