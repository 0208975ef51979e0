/** Staff's message to a segment or to everybody: sent in pieces, stopped at once, counted by outcome. */
import { randomUUIDv7 } from 'node:crypto'
import { audit } from '#platform/audit.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { doer } from '#platform/staff.ts'
import type { Doer } from '#platform/staff.ts'
import { countDiffers, nobodyToReach, outreachEnded, outreachNotFound } from './errors.ts'
import type { Channel } from './purpose.ts'
import type { Send, Sends } from './send.ts'
import { getTemplate } from './template.ts'

export type NewOutreach = {
  templateId: string
  /** null: everybody. */
  segmentId: string | null
  channel: Channel
  /** As whoever sends was shown it. */
  membersSeen: number
  /** Whether who cannot be sent it now is tried again for two days. */
  waits: boolean
}

const waitsForMs = 2 * dayMs
const pieceSize = 1_000

/** A segment with so much of the pool in it is as good as everybody. */
const nearlyEverybodyBps = 9_500

/**
 * Begins to send. Errors: templateNotFound, nobodyToReach, countDiffers (for everybody, or nearly: that
 * number is what the sender confirms by typing it).
 */
export async function startOutreach(tx: Tx, outreach: NewOutreach & Doer): Promise<string> {
  const { templateId, segmentId, channel, membersSeen, waits, now, by } = outreach
  await getTemplate(tx, templateId)
  const wanted = await countAudience(tx, segmentId)
  if (wanted === 0) throw nobodyToReach()
  if (wanted !== membersSeen) {
    const everybody = segmentId === null ? wanted : await countAudience(tx, null)
    if (wanted * 10_000 >= everybody * nearlyEverybodyBps) throw countDiffers({ members: wanted })
  }
  const id = randomUUIDv7()
  await tx`
    insert into pool.outreach (id, template_id, segment_id, channel, state, wanted, wait_until,
      created_at, created_by)
    values (${id}, ${templateId}, ${segmentId}, ${channel}, 'sending', ${wanted},
      ${waits ? addMs(now, waitsForMs) : null}, ${now}, ${by.id})`
  await audit(tx, {
    ...doer(outreach),
    act: 'pool.start_outreach',
    subject: `outreach:${id}`,
    facts: { templateId, segmentId, channel, wanted },
  })
  return id
}

/** What is not sent yet is not sent any more. Errors: outreachNotFound, outreachEnded. */
export async function stopOutreach(tx: Tx, stop: { id: string } & Doer): Promise<void> {
  const [was] = await tx<{ state: string }>`
    select state from pool.outreach where id = ${stop.id} for update`
  if (!was) throw outreachNotFound({ outreachId: stop.id })
  const waiting = await tx`
    delete from pool.deferred_send where id = ${sendIdOf(stop.id)} returning 1`
  if (was.state !== 'sending' && waiting.length === 0) throw outreachEnded({ outreachId: stop.id })
  await tx`
    update pool.outreach set state = 'stopped', after_id = null, ended_at = ${stop.now}
    where id = ${stop.id}`
  await count(tx, stop.id, new Map([['stopped', waiting.length]]))
  await audit(tx, { ...doer(stop), act: 'pool.stop_outreach', subject: `outreach:${stop.id}` })
}

/** Members whom this means: those who stand for themselves, so that nobody is meant twice. */
export async function countAudience(db: Sql, segmentId: string | null): Promise<number> {
  const [row] = segmentId
    ? await db<{ count: number }>`
        select count(*) from pool.segment_member where segment_id = ${segmentId}`
    : await db<{ count: number }>`
        select count(*) from pool.member
        where closed_at is null and not exists (
          select from pool.alias where person_id = member.id and representative_id <> member.id)`
  return row!.count
}

/** The next of them, in the order of ids. */
async function findAudience(
  db: Sql,
  of: { segmentId: string | null; afterId: string | null; limit: number },
): Promise<string[]> {
  const after = of.afterId ?? '00000000-0000-0000-0000-000000000000'
  const rows = of.segmentId
    ? await db<{ id: string }>`
        select member_id as id from pool.segment_member
        where segment_id = ${of.segmentId} and member_id > ${after}
        order by member_id limit ${of.limit}`
    : await db<{ id: string }>`
        select id from pool.member
        where closed_at is null and id > ${after} and not exists (
          select from pool.alias where person_id = member.id and representative_id <> member.id)
        order by id limit ${of.limit}`
  return rows.map((row) => row.id)
}

type Sending = {
  id: string
  templateId: string
  segmentId: string | null
  channel: Channel
  afterId: string | null
  waitUntil: Date | null
}

export const sendIdOf = (outreachId: string) => `outreach:${outreachId}`

/**
 * Sends a piece of the oldest one that is being sent. The place is kept after the piece is durable; a
 * piece that is done twice sends nothing twice. Answers how many members it went through.
 */
export async function sendOutreachPiece(db: Db, sends: Sends, now: Date): Promise<number> {
  return db.begin(async (tx) => {
    const [outreach] = await tx<Sending>`
      select id, template_id, segment_id, channel, after_id, wait_until from pool.outreach
      where state = 'sending' order by id limit 1 for update skip locked`
    if (!outreach) return 0
    const memberIds = await findAudience(tx, { ...outreach, limit: pieceSize })
    const results = await Promise.all(
      memberIds.map((memberId) => sends.submit(sendOf(outreach, memberId, now))),
    )
    const outcomes = new Map<string, number>()
    for (const result of results) {
      if (result.outcome !== 'refused') continue
      outcomes.set(result.reason, (outcomes.get(result.reason) ?? 0) + 1)
    }
    await count(tx, outreach.id, outcomes)
    const isDone = memberIds.length < pieceSize
    await tx`
      update pool.outreach set after_id = ${isDone ? null : memberIds.at(-1)!},
        state = ${isDone ? 'done' : 'sending'}, ended_at = ${isDone ? now : null}
      where id = ${outreach.id}`
    return memberIds.length
  })
}

const sendOf = (outreach: Sending, memberId: string, now: Date): Send => ({
  id: sendIdOf(outreach.id),
  memberId,
  class: 'campaign',
  templateId: outreach.templateId,
  channel: outreach.channel,
  about: sendIdOf(outreach.id),
  facts: {},
  at: now,
  ...(outreach.waitUntil && { deferUntil: outreach.waitUntil }),
})

/** Sends that waited and were refused in the end, those of outreaches among them. */
export async function countRefused(
  tx: Tx,
  refused: { id: string; reason: string }[],
): Promise<void> {
  const prefix = sendIdOf('')
  const ofOutreaches = refused.filter(({ id }) => id.startsWith(prefix))
  const byOutreach = Map.groupBy(ofOutreaches, ({ id }) => id.slice(prefix.length))
  for (const [outreachId, ended] of [...byOutreach].toSorted()) {
    const outcomes = new Map<string, number>()
    for (const { reason } of ended) outcomes.set(reason, (outcomes.get(reason) ?? 0) + 1)
    await count(tx, outreachId, outcomes)
  }
}

async function count(
  tx: Sql,
  outreachId: string,
  outcomes: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = [...outcomes].filter(([, members]) => members > 0)
  await tx`
    insert into pool.outreach_count (outreach_id, outcome, members)
    select ${outreachId}, * from unnest(${rows.map(([name]) => name)}::text[],
      ${rows.map(([, members]) => members)}::int[]) as new (outcome, members)
    order by outcome
    on conflict (outreach_id, outcome) do update
      set members = outreach_count.members + excluded.members`
}
