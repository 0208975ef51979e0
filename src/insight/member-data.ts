/** What insight tells of a member. */
import { sectionOf } from '#pool/rights/section.ts'
import type { Counted, DataQuery, DataSection } from '#pool/rights/section.ts'

export async function insightData({ db, personIds, limit }: DataQuery): Promise<DataSection[]> {
  const rows = await db<Counted>`
    select count(*) over () as total, index_bps as "indexBps", is_head as "isHead"
    from insight.anchor where member_id = any(${personIds}::uuid[])
    order by member_id limit ${limit}`
  return [sectionOf({ kind: 'anchor', source: 'shop', why: 'service', until: 'closing' }, rows)]
}
