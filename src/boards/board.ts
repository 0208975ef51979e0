/** The register of boards: what each is called and offers, and whom it is for. */
import { z } from 'zod'
import { json } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { line, shopLink } from '#platform/shapes.ts'
import { staleVersion } from '#platform/shop.ts'
import { writeUnique } from '#platform/unique.ts'
import { Rule } from '#pool/segment/rule.ts'
import { boardCodeTaken, boardNotFound } from './errors.ts'

export const BoardCode = z.string().regex(/^[a-z][a-z0-9-]{1,29}$/)
export const BoardText = z.object({
  nameZh: line(40),
  nameEn: line(40),
  offerZh: line(200),
  offerEn: line(200),
  link: shopLink.nullable(),
  /** Who may join and be written to; null: everybody. */
  rule: Rule.nullable(),
  status: z.enum(['open', 'closed']),
})
export type BoardText = z.output<typeof BoardText>

export const Board = BoardText.extend({
  code: BoardCode,
  edition: z.int(),
  members: z.int(),
  joinedThisWeek: z.int(),
  leftThisWeek: z.int(),
})
export type BoardRow = BoardText & { code: string; edition: number }

/** Errors: boardCodeTaken. */
export async function createBoard(
  tx: Tx,
  board: BoardText & { code: string; now: Date },
): Promise<void> {
  const { code, nameZh, nameEn, offerZh, offerEn, link, rule, status, now } = board
  await writeUnique(
    tx,
    () => boardCodeTaken({ code }),
    () => tx`
      insert into boards.board (code, name_zh, name_en, offer_zh, offer_en, link, rule, status,
        created_at, changed_at)
      values (${code}, ${nameZh}, ${nameEn}, ${offerZh}, ${offerEn}, ${link},
        ${rule && json(rule)}::jsonb, ${status}, ${now}, ${now})`,
  )
}

/** As it was seen at `edition`. Errors: boardNotFound, staleVersion. */
export async function changeBoard(
  tx: Tx,
  change: BoardText & { code: string; edition: number; now: Date },
): Promise<void> {
  const { code, edition, nameZh, nameEn, offerZh, offerEn, link, rule, status, now } = change
  await getBoard(tx, code)
  const changed = await tx`
    update boards.board set name_zh = ${nameZh}, name_en = ${nameEn}, offer_zh = ${offerZh},
      offer_en = ${offerEn}, link = ${link}, rule = ${rule && json(rule)}::jsonb,
      status = ${status}, edition = edition + 1, changed_at = ${now}
    where code = ${code} and edition = ${edition} returning 1`
  if (changed.length === 0) throw staleVersion()
}

/** Errors: boardNotFound. */
export async function getBoard(db: Sql, code: string): Promise<BoardRow> {
  const [found] = await db<BoardRow>`
    select code, name_zh, name_en, offer_zh, offer_en, link, rule, status, edition
    from boards.board where code = ${code}`
  if (!found) throw boardNotFound({ code })
  return found
}

/** All of them, the first registered first; a shop has few. */
export async function readBoards(db: Db): Promise<BoardRow[]> {
  return db<BoardRow>`
    select code, name_zh, name_en, offer_zh, offer_en, link, rule, status, edition
    from boards.board order by created_at, code limit 100`
}

/** For staff: with how many are in each, and who came and went in the last seven days. */
export async function listBoards(db: Db, now: Date): Promise<z.input<typeof Board>[]> {
  return db`
    select code, name_zh, name_en, offer_zh, offer_en, link, rule, status, edition,
      counted.members, counted.joined_this_week, counted.left_this_week
    from boards.board
    cross join lateral (
      select count(*) filter (where left_at is null) as members,
        count(*) filter (where joined_at > ${now}::timestamptz - interval '7 days') as joined_this_week,
        count(*) filter (where left_at > ${now}::timestamptz - interval '7 days') as left_this_week
      from boards.membership where membership.board = board.code) as counted
    order by created_at, code limit 100`
}
