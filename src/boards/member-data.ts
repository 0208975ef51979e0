/** What boards hold about a member. */
import { sectionOf } from '#pool/rights/section.ts'
import type { Counted, DataQuery, DataSection } from '#pool/rights/section.ts'

export async function boardsData({ db, personIds, limit }: DataQuery): Promise<DataSection[]> {
  const rows = await db<Counted>`
    select count(*) over () as total, board, joined_at as "joinedAt", left_at as "leftAt"
    from boards.membership where member_id = any(${personIds}::uuid[])
    order by joined_at desc limit ${limit}`
  return [sectionOf({ kind: 'boards', source: 'you', why: 'service', until: 'closing' }, rows)]
}
