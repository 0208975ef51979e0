/** What staff see of segments. */
import { z } from 'zod'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db, Sql } from '#platform/db.ts'
import { segmentNotFound } from './errors.ts'
import { ageOfSegments } from './follow-facts.ts'
import { readRules } from './live-rules.ts'
import { Rule, segmentsOf } from './rule.ts'

const instant = z.date().transform((date) => date.toISOString())

export const SegmentView = z.object({
  id: z.uuid(),
  name: z.string(),
  rule: Rule,
  status: z.enum(['live', 'archived']),
  version: z.int(),
  members: z.int(),
  /** A week ago, or when it was first counted since; null: never counted. */
  membersBefore: z.int().nullable(),
  /** How many people have been asked so far; null: everybody has. */
  filling: z.object({ asked: z.int(), everybody: z.int() }).nullable(),
  changedAt: instant,
  /** Of asking the people of the last piece: how long, and how many they were. */
  costUs: z.int(),
  costPeople: z.int(),
  failedAt: instant.nullable(),
})
export type SegmentView = z.input<typeof SegmentView>

export const users = ['segment', 'tag', 'journey', 'other'] as const
export const SegmentDetail = SegmentView.extend({
  asOf: instant,
  lastError: z.string().nullable(),
  sizes: z.array(z.object({ at: instant, members: z.int() })),
  sample: z.array(z.object({ memberId: z.uuid(), since: instant })),
  usedBy: z.array(z.object({ what: z.enum(users), id: z.string(), name: z.string().nullable() })),
  versions: z.array(
    z.object({ version: z.int(), name: z.string(), rule: Rule, changedAt: instant }),
  ),
})

type Row = Omit<SegmentView, 'filling'> & {
  isFilled: boolean
  asked: number
  lastError: string | null
}

async function readRows(
  db: Sql,
  of: { status?: string | undefined; id?: string | undefined; now: Date },
): Promise<Row[]> {
  const weekAgo = addMs(of.now, -7 * dayMs)
  return db<Row>`
    select segment.id, name, rule, status, version, state.members, changed_at, asked,
      filled_at is not null as is_filled, cost_us, cost_people, failed_at, last_error,
      (select members from pool.segment_size as size where size.segment_id = segment.id
        order by abs(extract(epoch from size.at - ${weekAgo}::timestamptz)) limit 1) as members_before
    from pool.segment join pool.segment_state as state on state.segment_id = segment.id
    where (${of.status ?? null}::text is null or status = ${of.status ?? null})
      and (${of.id ?? null}::uuid is null or segment.id = ${of.id ?? null})
    order by lower(name) limit 500`
}

const viewOf = ({ isFilled, asked, lastError, ...row }: Row, everybody: number): SegmentView => {
  void lastError
  return { ...row, filling: isFilled ? null : { asked: Math.min(asked, everybody), everybody } }
}

export async function listSegments(db: Db, of: { status: 'live' | 'archived'; now: Date }) {
  const [rows, everybody, asOf] = await Promise.all([
    readRows(db, of),
    countEverybody(db),
    ageOfSegments(db, of.now),
  ])
  return { asOf, everybody, items: rows.map((row) => viewOf(row, everybody)) }
}

/** Errors: segmentNotFound. */
export async function readSegment(
  db: Db,
  of: { id: string; now: Date },
): Promise<z.input<typeof SegmentDetail>> {
  const { id, now } = of
  const [row] = await readRows(db, of)
  if (!row) throw segmentNotFound({ segmentId: id })
  const [everybody, asOf, sizes, sample, usedBy, versions] = await Promise.all([
    countEverybody(db),
    ageOfSegments(db, now),
    readSizes(db, id, now),
    db<{ memberId: string; since: Date }>`
      select member_id, since from pool.segment_member where segment_id = ${id}
      order by member_id limit 6`,
    readUsers(db, id),
    db<{ version: number; name: string; rule: Rule; changedAt: Date }>`
      select version, name, rule, changed_at from pool.segment_version
      where segment_id = ${id} order by version desc limit 20`,
  ])
  const { lastError } = row
  return { ...viewOf(row, everybody), asOf, lastError, sizes, sample, usedBy, versions }
}

/** Of ninety days, at most one for each day but the last, whose hours are all there. */
async function readSizes(db: Sql, id: string, now: Date): Promise<{ at: Date; members: number }[]> {
  return db`
    with point as (
      select at, members, case when at > ${addMs(now, -2 * dayMs)} then at
        else date_trunc('day', at, 'Asia/Shanghai') end as slot
      from pool.segment_size where segment_id = ${id} and at > ${addMs(now, -90 * dayMs)})
    select at, members from (
      select distinct on (slot) at, members from point order by slot, at desc) as kept
    order by at`
}

/** Everybody the pool knows, by whoever represents them. */
async function countEverybody(db: Sql): Promise<number> {
  const [counted] = await db<{ count: number }>`select count(*) from pool.profile`
  return counted!.count
}

type User = { what: (typeof users)[number]; id: string; name: string | null }

async function readUsers(db: Sql, id: string): Promise<User[]> {
  const naming = [...(await readRules(db))].filter(([, rule]) => segmentsOf(rule).includes(id))
  return db<User>`
    select 'segment' as what, segment.id::text, name from pool.segment
    where id = any(${naming.map(([segmentId]) => segmentId)}::uuid[]) and status = 'live'
    union all
    select 'tag', id::text, tag from pool.tag_rule where segment_id = ${id} and ended_at is null
    union all
    select case when follower like 'journey:%' then 'journey' else 'other' end,
      split_part(follower, ':', 2), null
    from pool.segment_follower where segment_id = ${id}
    order by 1, 3 limit 50`
}

/** What a rule can name: the tags that somebody has. */
export async function listTagNames(db: Sql): Promise<string[]> {
  const rows = await db<{ tag: string }>`
    with recursive name as (
      (select tag from pool.tag order by tag limit 1)
      union all
      select (select tag from pool.tag where tag > name.tag order by tag limit 1) from name
      where name.tag is not null)
    select tag from name where tag is not null limit 300`
  return rows.map((row) => row.tag)
}
