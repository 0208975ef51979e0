/** When persons bought first, imported orders of before among them. */
import type { Sql } from '#platform/db.ts'

/** By whoever represents them; missing is nothing known yet. */
export async function firstPaidOf(db: Sql, memberIds: string[]): Promise<Map<string, Date>> {
  const rows = await db<{ memberId: string; firstPaidAt: Date }>`
    select member_id, first_paid_at from pool.profile
    where member_id = any(${memberIds}::uuid[]) and first_paid_at is not null`
  return new Map(rows.map((row) => [row.memberId, row.firstPaidAt]))
}
