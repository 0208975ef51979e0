/** What journeys hold about a member: which they were in, and how far they came. */
import { sectionOf } from '../rights/section.ts'
import type { Counted, DataQuery, DataSection } from '../rights/section.ts'

export async function journeysData({ db, personIds, limit }: DataQuery): Promise<DataSection[]> {
  const rows = await db<Counted>`
    select count(*) over () as total, journey_id as "journeyId", is_control as "isControl",
      entered_at as "enteredAt", ended_at as "endedAt"
    from pool.enrolment where member_id = any(${personIds}::uuid[])
    order by entered_at desc limit ${limit}`
  return [sectionOf({ kind: 'journeys', source: 'shop', why: 'consent', until: 'closing' }, rows)]
}
