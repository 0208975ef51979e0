/**
 * What an arrival without a link says of itself (utm words, the host it came from), and the channel
 * staff say it means. Nobody is given a channel by what a stranger wrote: unknown words are counted
 * and shown to staff, who may map them for what comes later.
 */
import { z } from 'zod'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { writeUnique } from '#platform/unique.ts'
import { getCampaign } from './campaign.ts'
import { getChannel } from './channel.ts'
import { ruleTaken } from './errors.ts'

export type Source = { source: string; medium: string; name: string }

const allowed = /[^\p{L}\p{N}._-]+/gu
const manyDigits = /\d{6,}/

/**
 * A word as it is kept: small letters, no spaces, at most 60 characters. What looks like a telephone
 * number or an address of e-mail is somebody's and is not kept.
 */
export function sourceWord(text: string | undefined): string {
  if (!text || text.includes('@')) return ''
  const word = text.normalize('NFKC').trim().toLowerCase().replaceAll(allowed, '-').slice(0, 60)
  return manyDigits.test(word.replaceAll(/[^\p{N}]/gu, '')) ? '' : word
}

/** The host of a page that led here, without `www.`; '' when it is our own or none. */
export function sourceHost(host: string | undefined, ownHost: string): string {
  const name = sourceWord(host?.replace(/:\d+$/, '').replace(/^www\./i, ''))
  return name === sourceWord(ownHost.replace(/:\d+$/, '').replace(/^www\./i, '')) ? '' : name
}

export const SourceRule = z.object({
  source: z.string(),
  medium: z.string(),
  name: z.string(),
  channelId: z.uuid(),
  campaignId: z.uuid().nullable(),
  madeAt: instant,
})
export type SourceRuleRow = z.input<typeof SourceRule>

/** The rule that says most about it: with its medium and name before without. */
export async function findRule(
  db: Sql,
  of: Source,
): Promise<{ channelId: string; campaignId: string | null } | null> {
  if (of.source === '') return null
  const [rule] = await db<{ channelId: string; campaignId: string | null }>`
    select channel_id, campaign_id from traffic.source_rule
    where source = ${of.source} and medium in ('', ${of.medium}) and name in ('', ${of.name})
    order by (name <> '')::int * 2 + (medium <> '')::int desc limit 1`
  return rule ?? null
}

export type NewRule = Source & {
  channelId: string
  campaignId: string | null
  by: string
  now: Date
}

/** Holds for what arrives from now on. Errors: channelNotFound, campaignNotFound, ruleTaken. */
export async function addRule(tx: Tx, rule: NewRule): Promise<SourceRuleRow> {
  const { source, medium, name, channelId, campaignId, by, now } = rule
  await getChannel(tx, channelId)
  if (campaignId) await getCampaign(tx, campaignId)
  return writeUnique(tx, ruleTaken, async () => {
    const [written] = await tx<SourceRuleRow>`
      insert into traffic.source_rule (source, medium, name, channel_id, campaign_id, made_at, made_by)
      values (${source}, ${medium}, ${name}, ${channelId}, ${campaignId}, ${now}, ${by})
      returning source, medium, name, channel_id, campaign_id, made_at`
    return written!
  })
}

export async function removeRule(tx: Tx, of: Source): Promise<void> {
  await tx`
    delete from traffic.source_rule
    where source = ${of.source} and medium = ${of.medium} and name = ${of.name}`
}

const rulesMax = 1_000

export async function listRules(db: Sql): Promise<SourceRuleRow[]> {
  return db<SourceRuleRow>`
    select source, medium, name, channel_id, campaign_id, made_at from traffic.source_rule
    order by source, medium, name limit ${rulesMax}`
}

export type Unmapped = Source & { visits: number; lastAt: Date }

/** What came in the last 30 days and means no channel yet, the most frequent first. */
export async function listUnmapped(db: Sql, now: Date): Promise<Unmapped[]> {
  return db<Unmapped>`
    select source, medium, name, count(*) as visits, max(at) as last_at from traffic.visit
    where channel_id is null and source <> '' and at >= ${addMs(now, -30 * dayMs)}
      and verdict in ('real', 'pending')
    group by source, medium, name
    order by count(*) desc, source, medium, name limit 100`
}
