/** What channels and campaigns cost by day, as staff noted it. A correction is a new row. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { dayOf } from '#platform/clock.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { getCampaign } from './campaign.ts'
import { getChannel } from './channel.ts'
import { wrongDays } from './errors.ts'

export const Cost = z.object({
  id: z.uuid(),
  channelId: z.uuid(),
  campaignId: z.uuid().nullable(),
  day: z.iso.date(),
  costFen: z.int(),
  impressions: z.int().nullable(),
  clicks: z.int().nullable(),
  notedAt: instant,
  /** Null while it holds; else when a correction took its place. */
  replacedAt: instant.nullable(),
})
export type CostRow = z.input<typeof Cost>

export type NewCost = {
  channelId: string
  campaignId: string | null
  day: string
  costFen: number
  impressions: number | null
  clicks: number | null
}

type Noting = { by: string; now: Date }

/** Errors: channelNotFound, campaignNotFound, wrongDays (a day that has not begun). */
export async function noteCost(tx: Tx, cost: NewCost, noting: Noting): Promise<{ fresh: boolean }> {
  if (cost.day > dayOf(noting.now)) throw wrongDays()
  await getChannel(tx, cost.channelId)
  if (cost.campaignId) await getCampaign(tx, cost.campaignId)
  return { fresh: (await noteCosts(tx, [cost], noting)) === 1 }
}

/**
 * Notes costs, each of another channel, campaign and day; what holds already is left alone, what
 * differs is replaced and kept. Answers how many are new.
 */
export async function noteCosts(tx: Tx, costs: NewCost[], { by, now }: Noting): Promise<number> {
  if (costs.length === 0) return 0
  // Costs are noted seldom: one after the other, so that none is replaced by two.
  await tx`select pg_advisory_xact_lock(hashtextextended('traffic.cost', 21))`
  const of = <Key extends keyof NewCost>(key: Key) => costs.map((cost) => cost[key])
  const differing = await tx<NewCost & { oldId: string | null }>`
    select new.channel_id, new.campaign_id, new.day, new.cost_fen, new.impressions, new.clicks,
      known.id as old_id
    from unnest(${of('channelId')}::uuid[], ${of('campaignId')}::uuid[], ${of('day')}::date[],
      ${of('costFen')}::bigint[], ${of('impressions')}::int[], ${of('clicks')}::int[])
      as new (channel_id, campaign_id, day, cost_fen, impressions, clicks)
    left join traffic.cost as known on known.channel_id = new.channel_id and known.day = new.day
      and known.campaign_id is not distinct from new.campaign_id and known.replaced_at is null
    where (known.cost_fen, known.impressions, known.clicks)
      is distinct from (new.cost_fen, new.impressions, new.clicks)`
  const old = differing.flatMap(({ oldId }) => oldId ?? [])
  await tx`update traffic.cost set replaced_at = ${now} where id = any(${old}::uuid[])`
  await tx`
    insert into traffic.cost (id, channel_id, campaign_id, day, cost_fen, impressions, clicks,
      noted_at, noted_by)
    select id, channel_id, campaign_id, day, cost_fen, impressions, clicks, ${now}::timestamptz,
      ${by}::uuid
    from unnest(${differing.map(() => randomUUIDv7())}::uuid[],
      ${differing.map((one) => one.channelId)}::uuid[],
      ${differing.map((one) => one.campaignId)}::uuid[], ${differing.map((one) => one.day)}::date[],
      ${differing.map((one) => one.costFen)}::bigint[],
      ${differing.map((one) => one.impressions)}::int[],
      ${differing.map((one) => one.clicks)}::int[])
      as new (id, channel_id, campaign_id, day, cost_fen, impressions, clicks)`
  return differing.length
}

export type CostQuery = {
  channelId?: string | undefined
  campaignId?: string | undefined
  from: string
  to: string
}

const costsMax = 1_000

/** The last day first, and of a day what holds before what it replaced. */
export async function listCosts(db: Sql, query: CostQuery): Promise<CostRow[]> {
  const { channelId = null, campaignId = null, from, to } = query
  return db<CostRow>`
    select id, channel_id, campaign_id, day, cost_fen, impressions, clicks, noted_at, replaced_at
    from traffic.cost
    where day between ${from} and ${to}
      and (${channelId}::uuid is null or channel_id = ${channelId})
      and (${campaignId}::uuid is null or campaign_id = ${campaignId})
    order by day desc, replaced_at desc nulls first, noted_at desc, id limit ${costsMax}`
}
