/**
 * Campaigns: what is done to draw people in, by one of three routes, and the four things each must
 * say before it starts: the scene it meets people in, the circle it is for, its content, and how it
 * connects (its links).
 */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { Sql, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { writeUnique } from '#platform/unique.ts'
import { campaignNotFound, nameTaken, trafficChanged, wrongDays } from './errors.ts'

/** 消费资本 (trust guarantees draw consumers in), 自建IP, 内容置换 (a better process for a poor one). */
export const routesIn = ['trust', 'own_brand', 'better_process'] as const
export type RouteIn = (typeof routesIn)[number]

export const Campaign = z.object({
  id: z.uuid(),
  name: z.string(),
  ownerId: z.uuid(),
  route: z.enum(routesIn),
  scene: z.string(),
  circle: z.string(),
  content: z.string(),
  startsOn: z.iso.date(),
  endsOn: z.iso.date().nullable(),
  createdAt: instant,
  version: z.int(),
})
export type CampaignRow = z.input<typeof Campaign>

export type CampaignTerms = {
  name: string
  ownerId: string
  route: RouteIn
  scene: string
  circle: string
  content: string
  startsOn: string
  endsOn: string | null
}

/** Errors: wrongDays, nameTaken. */
export async function addCampaign(
  tx: Tx,
  campaign: CampaignTerms & { now: Date },
): Promise<CampaignRow> {
  const { name, ownerId, route, scene, circle, content, startsOn, endsOn, now } = campaign
  if (endsOn !== null && endsOn < startsOn) throw wrongDays()
  return writeUnique(tx, nameTaken, async () => {
    const [written] = await tx<CampaignRow>`
      insert into traffic.campaign
        (id, name, owner_id, route, scene, circle, content, starts_on, ends_on, created_at)
      values (${randomUUIDv7()}, ${name}, ${ownerId}, ${route}, ${scene}, ${circle}, ${content},
        ${startsOn}, ${endsOn}, ${now})
      returning id, name, owner_id, route, scene, circle, content, starts_on, ends_on, created_at,
        version`
    return written!
  })
}

export type CampaignChange = CampaignTerms & { campaignId: string; version: number }

/** Writes all terms as given. Errors: campaignNotFound, trafficChanged, wrongDays, nameTaken. */
export async function changeCampaign(tx: Tx, change: CampaignChange): Promise<CampaignRow> {
  const { campaignId, name, ownerId, route, scene, circle, content, startsOn, endsOn } = change
  if (endsOn !== null && endsOn < startsOn) throw wrongDays()
  const [before] = await tx<{ version: number }>`
    select version from traffic.campaign where id = ${campaignId} for no key update`
  if (!before) throw campaignNotFound({ campaignId })
  if (before.version !== change.version) throw trafficChanged({ version: before.version })
  return writeUnique(tx, nameTaken, async () => {
    const [written] = await tx<CampaignRow>`
      update traffic.campaign set name = ${name}, owner_id = ${ownerId}, route = ${route},
        scene = ${scene}, circle = ${circle}, content = ${content}, starts_on = ${startsOn},
        ends_on = ${endsOn}, version = version + 1
      where id = ${campaignId}
      returning id, name, owner_id, route, scene, circle, content, starts_on, ends_on, created_at,
        version`
    return written!
  })
}

const campaignsMax = 1_000

/** All of them, the last to start first. */
export async function listCampaigns(db: Sql): Promise<CampaignRow[]> {
  return db<CampaignRow>`
    select id, name, owner_id, route, scene, circle, content, starts_on, ends_on, created_at, version
    from traffic.campaign order by starts_on desc, id desc limit ${campaignsMax}`
}

/** Errors: campaignNotFound. */
export async function getCampaign(db: Sql, campaignId: string): Promise<CampaignRow> {
  const [campaign] = await db<CampaignRow>`
    select id, name, owner_id, route, scene, circle, content, starts_on, ends_on, created_at, version
    from traffic.campaign where id = ${campaignId}`
  if (!campaign) throw campaignNotFound({ campaignId })
  return campaign
}
