/** Channels: the public sources that people come from, each with somebody who answers for it. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { Sql, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { writeUnique } from '#platform/unique.ts'
import { channelNotFound, nameTaken, trafficChanged } from './errors.ts'

export const channelKinds = [
  'paid_placement',
  'marketplace',
  'search',
  'store',
  'partner',
  'opinion_leader',
  'offline_code',
  'own',
] as const
export type ChannelKind = (typeof channelKinds)[number]

export const Channel = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(channelKinds),
  ownerId: z.uuid(),
  createdAt: instant,
  closedAt: instant.nullable(),
  version: z.int(),
})
export type ChannelRow = z.input<typeof Channel>

export type NewChannel = { name: string; kind: ChannelKind; ownerId: string; now: Date }

/** Names are compared without case. Errors: nameTaken. */
export async function addChannel(tx: Tx, channel: NewChannel): Promise<ChannelRow> {
  const { name, kind, ownerId, now } = channel
  return writeUnique(tx, nameTaken, async () => {
    const [written] = await tx<ChannelRow>`
      insert into traffic.channel (id, name, kind, owner_id, created_at)
      values (${randomUUIDv7()}, ${name}, ${kind}, ${ownerId}, ${now})
      returning id, name, kind, owner_id, created_at, closed_at, version`
    return written!
  })
}

export type ChannelChange = {
  channelId: string
  version: number
  name?: string | undefined
  kind?: ChannelKind | undefined
  ownerId?: string | undefined
  /** Takes no new links any more; what it brought stays. */
  closed?: boolean | undefined
  now: Date
}

/** Changes what is given. Errors: channelNotFound, trafficChanged, nameTaken. */
export async function changeChannel(tx: Tx, change: ChannelChange): Promise<ChannelRow> {
  const { channelId, name = null, kind = null, ownerId = null, closed = null, now } = change
  const [before] = await tx<{ version: number }>`
    select version from traffic.channel where id = ${channelId} for no key update`
  if (!before) throw channelNotFound({ channelId })
  if (before.version !== change.version) throw trafficChanged({ version: before.version })
  return writeUnique(tx, nameTaken, async () => {
    const [written] = await tx<ChannelRow>`
      update traffic.channel set name = coalesce(${name}, name), kind = coalesce(${kind}, kind),
        owner_id = coalesce(${ownerId}::uuid, owner_id), version = version + 1,
        closed_at = case ${closed}::boolean when true then coalesce(closed_at, ${now})
          when false then null else closed_at end
      where id = ${channelId}
      returning id, name, kind, owner_id, created_at, closed_at, version`
    return written!
  })
}

const channelsMax = 1_000

/** All of them, those in use first. */
export async function listChannels(db: Sql): Promise<ChannelRow[]> {
  return db<ChannelRow>`
    select id, name, kind, owner_id, created_at, closed_at, version from traffic.channel
    order by closed_at is not null, created_at, id limit ${channelsMax}`
}

/** Errors: channelNotFound. */
export async function getChannel(db: Sql, channelId: string): Promise<ChannelRow> {
  const [channel] = await db<ChannelRow>`
    select id, name, kind, owner_id, created_at, closed_at, version from traffic.channel
    where id = ${channelId}`
  if (!channel) throw channelNotFound({ channelId })
  return channel
}
