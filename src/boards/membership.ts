/** Joining a board in one step, and leaving it as easily. */
import { randomUUIDv7 } from 'node:crypto'
import type { Db, Tx } from '#platform/db.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { whatLacks } from '#pool/segment/ask-rule.ts'
import type { Condition } from '#pool/segment/rule.ts'
import { getBoard, readBoards } from './board.ts'
import type { BoardRow } from './board.ts'
import { boardClosed, boardConditions, notInBoard } from './errors.ts'
import { membershipChanged } from './events.ts'

/**
 * What is missing, as a member may read it: what they can do something about, with how much of it. What
 * the shop thinks of them (its segments, tags and fifths) is not told, only that it is not met.
 */
export type Missing =
  | { is: 'orders'; least: number }
  | { is: 'spent'; leastFen: number }
  | { is: 'invited'; least: number }
  | { is: 'agreed'; purpose: 'marketing' | 'profiling' }
  | { is: 'buyer' }
  | { is: 'other' }

function missingOf(conditions: Condition[]): Missing[] {
  const missing = conditions.map((one): Missing => {
    if (one.is === 'sum' && one.compare === 'at_least') {
      if (one.of === 'orders') return { is: 'orders', least: one.value }
      if (one.of === 'paidFen' || one.of === 'spentFen') return { is: 'spent', leastFen: one.value }
      if (one.of === 'brought') return { is: 'invited', least: one.value }
    }
    if (one.is === 'agreed' && one.agreed) return { is: 'agreed', purpose: one.purpose }
    if (one.is === 'stage' && one.in.includes('buyer')) return { is: 'buyer' }
    return { is: 'other' }
  })
  return [...new Map(missing.map((one) => [JSON.stringify(one), one])).values()]
}

/** Why this member may not join now: what is missing; an empty list when they may. */
async function whyNotJoin(
  db: Db | Tx,
  of: { board: BoardRow; memberId: string; now: Date },
): Promise<Missing[]> {
  const { board, memberId, now } = of
  return board.rule ? missingOf(await whatLacks(db, board.rule, memberId, now)) : []
}

/**
 * A member who is in it stays in it. Errors: boardNotFound, boardClosed, boardConditions (with what is
 * missing).
 */
export async function joinBoard(
  tx: Tx,
  of: { code: string; memberId: string; now: Date },
): Promise<void> {
  const { code, memberId, now } = of
  const board = await getBoard(tx, code)
  if (await isIn(tx, of)) return
  if (board.status === 'closed') throw boardClosed({ code })
  const missing = await whyNotJoin(tx, { board, memberId, now })
  if (missing.length > 0) throw boardConditions({ code, missing })
  const id = randomUUIDv7()
  const joined = await tx`
    insert into boards.membership (member_id, id, board, joined_at)
    values (${memberId}, ${id}, ${code}, ${now})
    on conflict (member_id, board) where left_at is null do nothing returning 1`
  if (joined.length === 0) return
  const nothing = { objectId: null, amountFen: null, quantity: null }
  const fact = { personId: memberId, happenedAt: now, id, kind: 'joined' as const, topic: code }
  await writeFacts(tx, [{ ...fact, ...nothing }], now)
  const at = now.toISOString()
  await membershipChanged.record(tx, { board: code, memberId, isIn: true, at, version: 1 })
}

/** Errors: boardNotFound, notInBoard. */
export async function leaveBoard(
  tx: Tx,
  of: { code: string; memberId: string; now: Date },
): Promise<void> {
  const { code, memberId, now } = of
  await getBoard(tx, code)
  const left = await tx`
    update boards.membership set left_at = greatest(joined_at, ${now})
    where member_id = ${memberId} and board = ${code} and left_at is null returning 1`
  if (left.length === 0) throw notInBoard({ code })
  const at = now.toISOString()
  await membershipChanged.record(tx, { board: code, memberId, isIn: false, at, version: 2 })
}

async function isIn(tx: Tx, of: { code: string; memberId: string }): Promise<boolean> {
  const [found] = await tx`
    select from boards.membership
    where member_id = ${of.memberId} and board = ${of.code} and left_at is null`
  return found !== undefined
}

export type MyBoard = Pick<
  BoardRow,
  'code' | 'nameZh' | 'nameEn' | 'offerZh' | 'offerEn' | 'link'
> & { joinedAt: Date | null; missing: Missing[] }

/** Those a member is in, and those that are open, with what is missing for each. */
export async function listMyBoards(
  db: Db,
  of: { memberId: string; now: Date },
): Promise<MyBoard[]> {
  const boards = await readBoards(db)
  const mine = await db<{ board: string; joinedAt: Date }>`
    select board, joined_at from boards.membership
    where member_id = ${of.memberId} and left_at is null`
  const joined = new Map(mine.map((one) => [one.board, one.joinedAt]))
  const shown = boards.filter((board) => board.status === 'open' || joined.has(board.code))
  return Promise.all(
    shown.map(async (board) => {
      const { code, nameZh, nameEn, offerZh, offerEn, link } = board
      const joinedAt = joined.get(code) ?? null
      const missing = joinedAt ? [] : await whyNotJoin(db, { board, ...of })
      return { code, nameZh, nameEn, offerZh, offerEn, link, joinedAt, missing }
    }),
  )
}
