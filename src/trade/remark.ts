/**
 * What members and staff wrote in their own words. It is kept here only, where it can be erased:
 * events, audit, the ledger and stored answers never hold it.
 */
import type { Sql, Tx } from '#platform/db.ts'
import { z } from 'zod'
import { instant } from './views.ts'

/** Lines of text; the one character that PostgreSQL cannot keep is refused. */
export const RemarkText = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .regex(/^[^\0]*$/, 'has a NUL')

export const Remark = z.object({
  author: z.enum(['member', 'staff']),
  text: z.string(),
  writtenAt: instant,
})

export type NewRemark = {
  /** `refund:<id>` or `dispute:<id>`. */
  subject: string
  author: 'member' | 'staff'
  /** Whom it is about, whoever wrote it: it is erased with them. */
  memberId: string
  text: string
  writtenAt: Date
}

export async function writeRemarks(tx: Tx, remarks: NewRemark[]): Promise<void> {
  if (remarks.length === 0) return
  await tx`
    insert into trade.remark (subject, author, member_id, text, written_at)
    select * from unnest(
      ${remarks.map((one) => one.subject)}::text[], ${remarks.map((one) => one.author)}::text[],
      ${remarks.map((one) => one.memberId)}::uuid[], ${remarks.map((one) => one.text)}::text[],
      ${remarks.map((one) => one.writtenAt)}::timestamptz[])`
}

/** By subject, the first first. */
export async function findRemarks(
  db: Sql,
  subjects: string[],
): Promise<Map<string, z.input<typeof Remark>[]>> {
  const rows = await db<z.input<typeof Remark> & { subject: string }>`
    select subject, author, text, written_at from trade.remark
    where subject = any(${subjects}::text[])
    order by subject, id`
  return Map.groupBy(rows, (row) => row.subject)
}
