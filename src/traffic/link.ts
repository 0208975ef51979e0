/** Short links: `/l/<code>` leads into the shop and says which channel and campaign sent somebody. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { Sql, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { getCampaign } from './campaign.ts'
import { getChannel } from './channel.ts'
import { newCode } from './code.ts'
import { channelClosed, linkNotFound } from './errors.ts'

/** Who hands it out. Circles and sellers will be further ones. */
export const linkOwners = ['channel', 'store', 'staff'] as const

/** A page of the own shop, and nothing that a browser would take for another host. */
export const ShopPath = z
  .string()
  .trim()
  .max(200)
  .regex(/^\/(?![/\\])[^\s\\\p{Cc}]*$/u, 'is no page of the shop')
  .refine((path) => !/^\/(l|api|console)(\/|$|\?)/.test(path), 'is no page of the shop')

export const Link = z.object({
  id: z.uuid(),
  code: z.string(),
  title: z.string(),
  channelId: z.uuid(),
  campaignId: z.uuid().nullable(),
  ownerKind: z.enum(linkOwners),
  ownerId: z.string(),
  path: z.string(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  closedAt: instant.nullable(),
})
export type LinkRow = z.input<typeof Link>

export type NewLink = {
  title: string
  channelId: string
  campaignId: string | null
  ownerKind: (typeof linkOwners)[number]
  /** A store's or employee's name or number; '' for the channel itself. */
  ownerId: string
  path: string
  expiresAt: Date | null
  by: string
  now: Date
}

/** Errors: channelNotFound, channelClosed, campaignNotFound. */
export async function addLink(tx: Tx, link: NewLink): Promise<LinkRow> {
  const { title, channelId, campaignId, ownerKind, ownerId, path, expiresAt, by, now } = link
  const channel = await getChannel(tx, channelId)
  if (channel.closedAt) throw channelClosed({ channelId })
  if (campaignId) await getCampaign(tx, campaignId)
  const [written] = await tx<LinkRow>`
    insert into traffic.link (id, code, title, channel_id, campaign_id, owner_kind, owner_id, path,
      created_at, created_by, expires_at)
    values (${randomUUIDv7()}, ${newCode()}, ${title}, ${channelId}, ${campaignId}, ${ownerKind},
      ${ownerId}, ${path}, ${now}, ${by}, ${expiresAt})
    returning id, code, title, channel_id, campaign_id, owner_kind, owner_id, path, created_at,
      expires_at, closed_at`
  return written!
}

/** A closed link leads to the home page and credits nobody; what it brought stays. */
export async function closeLink(
  tx: Tx,
  of: { linkId: string; closed: boolean; now: Date },
): Promise<LinkRow> {
  const { linkId, closed, now } = of
  const [written] = await tx<LinkRow>`
    update traffic.link
    set closed_at = case when ${closed} then coalesce(closed_at, ${now}) end
    where id = ${linkId}
    returning id, code, title, channel_id, campaign_id, owner_kind, owner_id, path, created_at,
      expires_at, closed_at`
  if (!written) throw linkNotFound({ linkId })
  return written
}

export type LinkQuery = {
  channelId?: string | undefined
  campaignId?: string | undefined
  afterId?: string | undefined
  limit: number
}

/** Newest first, by key. */
export async function listLinks(db: Sql, query: LinkQuery): Promise<LinkRow[]> {
  const { channelId = null, campaignId = null, afterId = null, limit } = query
  return db<LinkRow>`
    select id, code, title, channel_id, campaign_id, owner_kind, owner_id, path, created_at,
      expires_at, closed_at
    from traffic.link
    where (${channelId}::uuid is null or channel_id = ${channelId})
      and (${campaignId}::uuid is null or campaign_id = ${campaignId})
      and (${afterId}::uuid is null or id < ${afterId})
    order by id desc limit ${limit}`
}

/** Errors: linkNotFound. */
export async function getLink(db: Sql, linkId: string): Promise<LinkRow> {
  const [link] = await db<LinkRow>`
    select id, code, title, channel_id, campaign_id, owner_kind, owner_id, path, created_at,
      expires_at, closed_at
    from traffic.link where id = ${linkId}`
  if (!link) throw linkNotFound({ linkId })
  return link
}
