/** What became of outreaches, and who one would reach if it were sent now. */
import { z } from 'zod'
import { findPosted } from '#ledger/balance.ts'
import type { Db, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import type { Vault } from '#platform/vault.ts'
import { mayMessage } from './consent.ts'
import { outreachNotFound } from './errors.ts'
import { countAudience, sendIdOf } from './outreach.ts'
import { Channel } from './purpose.ts'
import { findRecipients } from './recipients.ts'
import { whyNot } from './send-batch.ts'
import { budgetOf, findSettings } from './settings.ts'
import { bookOf, windowsOf } from './window.ts'

const Counts = z.array(z.object({ outcome: z.string(), members: z.int() }))

export const Outreach = z.object({
  id: z.uuid(),
  templateId: z.uuid(),
  name: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  segmentId: z.uuid().nullable(),
  segmentName: z.string().nullable(),
  channel: Channel,
  state: z.enum(['sending', 'stopped', 'done']),
  /** Members when it began. */
  wanted: z.int(),
  createdAt: instant,
  endedAt: instant.nullable(),
  waitUntil: instant.nullable(),
  delivered: z.int(),
  waiting: z.int(),
  /** Not sent, by reason, the most first. */
  refused: Counts,
})
type Row = z.input<typeof Outreach>

/** Newest first, by key; one by its id. */
export async function listOutreaches(
  db: Db,
  query: { beforeId: string | null; limit: number; id?: string },
): Promise<Row[]> {
  return db<Row>`
    select outreach.id, template_id, template.name, title_zh, title_en, segment_id,
      segment.name as segment_name, channel, outreach.state, wanted, outreach.created_at, ended_at,
      wait_until,
      (select count(*) from pool.send where about = 'outreach:' || outreach.id) as delivered,
      (select count(*) from pool.deferred_send where id = 'outreach:' || outreach.id) as waiting,
      coalesce((select jsonb_agg(jsonb_build_object('outcome', outcome, 'members', members)
          order by members desc, outcome)
        from pool.outreach_count where outreach_id = outreach.id), '[]') as refused
    from pool.outreach
    join pool.template on template.id = template_id
    left join pool.segment on segment.id = segment_id
    where (${query.id ?? null}::uuid is null or outreach.id = ${query.id ?? null})
      and (${query.beforeId}::uuid is null or outreach.id < ${query.beforeId})
    order by outreach.id desc limit ${query.limit}`
}

/** Errors: outreachNotFound. */
export async function getOutreach(db: Db, id: string): Promise<Row> {
  const [row] = await listOutreaches(db, { beforeId: null, limit: 1, id })
  if (!row) throw outreachNotFound({ outreachId: id })
  return row
}

const followedDays = 7

export const After = z.object({
  /** Members who opened it, of those whose doings may be kept under their name. */
  opened: z.int(),
  /** Paid orders within seven days of the message, and the members who placed them. */
  orders: z.int(),
  buyers: z.int(),
})

/** What came after, which is not what came of it: only a control group could tell that. */
export async function readAfter(
  db: Db,
  of: { outreachId: string; startedAt: Date },
): Promise<z.input<typeof After>> {
  const [row] = await db.beginPatiently(
    20_000,
    (tx) => tx<z.input<typeof After>>`
      with reached as materialized (
        select member_id, message_id, sent_at from pool.send
        where about = ${sendIdOf(of.outreachId)}
      ), seen as (
        select fact.kind, reached.member_id,
          count(*) filter (where fact.kind = 'paid') as orders
        from reached
        cross join lateral (
          select kind from pool.fact
          where person_id = reached.member_id and happened_at >= ${of.startedAt}
            and happened_at > reached.sent_at
            and happened_at <= reached.sent_at + make_interval(days => ${followedDays})
            and (kind = 'paid' or kind = 'opened' and object_id = reached.message_id)) as fact
        group by fact.kind, reached.member_id
      )
      select count(*) filter (where kind = 'opened') as opened,
        coalesce(sum(orders), 0)::bigint as orders, count(*) filter (where kind = 'paid') as buyers
      from seen`,
  )
  return row!
}

export const Reach = z.object({
  /** All it would mean. */
  members: z.int(),
  /** How many of them were looked at: all, or a sample of a large audience. */
  looked: z.int(),
  reached: z.int(),
  refused: Counts,
})

const lookedMax = 5_000

/** If it were sent now. Of a large audience five thousand are drawn, and the answer says so. */
export async function foretell(
  db: Db,
  vault: Vault,
  of: { segmentId: string | null; channel: Channel; now: Date },
): Promise<z.input<typeof Reach>> {
  const { segmentId, channel, now } = of
  const members = await countAudience(db, segmentId)
  const outcomes = new Map<string, number>()
  const looked = await db.begin(async (tx) => {
    const drawn = await drawAudience(tx, segmentId)
    const settings = await findSettings(tx)
    for (let from = 0; from < drawn.length; from += 1_000) {
      const memberIds = drawn.slice(from, from + 1_000)
      const asked = memberIds.map((memberId) => ({ memberId, channel }))
      const [recipients, may] = await Promise.all([
        findRecipients(tx, vault, memberIds, now),
        mayMessage(tx, asked),
      ])
      const windows = memberIds.map((memberId) => {
        const { ownerId } = recipients.get(memberId)!
        return windowsOf({ ownerId, class: 'campaign', at: now }, budgetOf(settings))
      })
      const accountIds = windows.flat().map((window) => window.account.id)
      const posted = await findPosted(tx, { book: bookOf(now), accountIds })
      memberIds.forEach((memberId, index) => {
        const to = recipients.get(memberId)!
        const isSpent = windows[index]!.some(
          ({ account, grant }) => (posted.get(account.id) ?? grant) <= 0,
        )
        const why = whyNot({ channel, at: now }, to, may[index]!, settings)
        const outcome = why ?? (isSpent ? 'over_budget' : 'reached')
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      })
    }
    return drawn.length
  })
  const refused = [...outcomes]
    .filter(([outcome]) => outcome !== 'reached')
    .map(([outcome, count]) => ({ outcome, members: count }))
    .toSorted((a, b) => b.members - a.members)
  return { members, looked, reached: outcomes.get('reached') ?? 0, refused }
}

/** All of a small audience; of a large one some that nothing but chance chose. */
async function drawAudience(tx: Tx, segmentId: string | null): Promise<string[]> {
  const rows = segmentId
    ? await tx<{ id: string }>`
        select member_id as id from pool.segment_member where segment_id = ${segmentId}
        order by hashtext(member_id::text) limit ${lookedMax}`
    : await tx<{ id: string }>`
        select id from pool.member
        where closed_at is null and not exists (
          select from pool.alias where person_id = member.id and representative_id <> member.id)
        order by hashtext(id::text) limit ${lookedMax}`
  return rows.map((row) => row.id)
}

export const AudienceChoice = z.object({
  segmentId: z.uuid(),
  name: z.string(),
  members: z.int(),
})

/** Segments that can be written to, by name, with how many are in each now. */
export async function listAudiences(db: Db): Promise<z.output<typeof AudienceChoice>[]> {
  return db<z.output<typeof AudienceChoice>>`
    select id as segment_id, name,
      (select count(*) from pool.segment_member where segment_id = segment.id) as members
    from pool.segment where status = 'live' order by name, id limit 200`
}
