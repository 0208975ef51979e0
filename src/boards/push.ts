/** A board writes to its members: only those whose data meet its conditions then, by the one way to send. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { json } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import type { Sends } from '#pool/attention/send.ts'
import { Channel } from '#pool/attention/purpose.ts'
import { getTemplate } from '#pool/attention/template.ts'
import { askRule } from '#pool/segment/ask-rule.ts'
import type { Rule } from '#pool/segment/rule.ts'
import { getBoard } from './board.ts'
import { pushNotFound } from './errors.ts'

export const Push = z.object({
  id: z.uuid(),
  board: z.string(),
  templateId: z.uuid(),
  channel: Channel,
  status: z.enum(['sending', 'stopped', 'done']),
  madeAt: instant,
  endedAt: instant.nullable(),
  looked: z.int(),
  delivered: z.int(),
  /** Members of the board whose data do not meet its conditions. */
  unmet: z.int(),
  refused: z.record(z.string(), z.int()),
})
type Row = z.input<typeof Push>

/** Errors: boardNotFound, templateNotFound. */
export async function createPush(
  tx: Tx,
  push: { code: string; templateId: string; channel: Channel; staffId: string; now: Date },
): Promise<string> {
  const { code, templateId, channel, staffId, now } = push
  await getBoard(tx, code)
  await getTemplate(tx, templateId)
  const id = randomUUIDv7()
  await tx`
    insert into boards.push (id, board, template_id, channel, status, made_at, made_by)
    values (${id}, ${code}, ${templateId}, ${channel}, 'sending', ${now}, ${staffId})`
  return id
}

/** Errors: pushNotFound, also when it is over. */
export async function stopPush(tx: Tx, id: string, now: Date): Promise<void> {
  const stopped = await tx`
    update boards.push set status = 'stopped', sent_to = null, ended_at = ${now}
    where id = ${id} and status = 'sending' returning 1`
  if (stopped.length === 0) throw pushNotFound({ pushId: id })
}

/** The newest first, fifty at most. Errors: boardNotFound. */
export async function listPushes(db: Db, code: string): Promise<Row[]> {
  await getBoard(db, code)
  return db<Row>`
    select id, board, template_id, channel, status, made_at, ended_at, looked, delivered, unmet,
      refused
    from boards.push where board = ${code} order by id desc limit 50`
}

const piece = 200

type Work = Row & { sentTo: string | null; rule: Rule | null }

/**
 * Looks at the next members of a board that writes, and answers how many. Each message carries the id
 * of the push, so a piece that is done twice sends once; who moves on counts.
 */
export async function sendPushes(db: Db, sends: Sends, now: Date): Promise<number> {
  const [push] = await db<Work>`
    select push.id, push.board, template_id, channel, push.status, made_at, ended_at, looked,
      delivered, unmet, refused, sent_to, board.rule
    from boards.push join boards.board on board.code = push.board
    where push.status = 'sending' order by made_at limit 1`
  if (!push) return 0
  const members = await db<{ memberId: string }>`
    select member_id from boards.membership
    where board = ${push.board} and left_at is null
      and (${push.sentTo}::uuid is null or member_id > ${push.sentTo})
    order by member_id limit ${piece}`
  const ids = members.map((one) => one.memberId)
  const meets = push.rule ? await askRule(db, push.rule, ids, now) : null
  const wanted = ids.filter((id) => meets?.get(id)!.isIn ?? true)
  const results = await Promise.all(
    wanted.map((memberId) =>
      sends.submit({
        id: `board:${push.id}`,
        memberId,
        class: 'board',
        templateId: push.templateId,
        channel: push.channel,
        about: `board:${push.board}`,
        facts: {},
        at: now,
      }),
    ),
  )
  const refused = { ...push.refused }
  for (const result of results)
    if (result.outcome === 'refused') refused[result.reason] = (refused[result.reason] ?? 0) + 1
  const isLast = ids.length < piece
  await db`
    update boards.push set sent_to = ${isLast ? null : ids.at(-1)!}, looked = looked + ${ids.length},
      delivered = delivered + ${results.filter((one) => one.outcome === 'delivered').length},
      unmet = unmet + ${ids.length - wanted.length}, refused = ${json(refused)}::jsonb,
      status = ${isLast ? 'done' : 'sending'}, ended_at = ${isLast ? now : null}
    where id = ${push.id} and status = 'sending' and sent_to is not distinct from ${push.sentTo}`
  return ids.length
}
