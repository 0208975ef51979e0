/** What a journey would meet if it started now: how many would come in, and what it lacks. */
import { z } from 'zod'
import { addMs, dayMs, dayOf } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { birthdaysOn } from './come-in.ts'
import { allSteps, whyNotRun } from './graph.ts'
import type { Graph } from './graph.ts'

/** What the registry of other domains answers about a coupon's code. */
export type CouponState = 'ok' | 'missing' | 'over'
export type JourneyMeans = {
  couponState(db: Db, code: string, now: Date): Promise<CouponState>
}

declare module '#platform/route.ts' {
  interface Services {
    journeyMeans: JourneyMeans
  }
}

const warnings = [
  'nobody',
  'everybody',
  'segment_missing',
  'template_missing',
  'coupon_missing',
  'coupon_over',
  'no_consent',
  'no_birthdays',
] as const

export const JourneyPreview = z.object({
  asOf: instant,
  /** Members who came by such an entry in the last thirty days, are in the segment now, or have their birthday in the next thirty. */
  people: z.int(),
  members: z.int(),
  /** Of the members, who may be sent marketing on a channel the journey uses. */
  reachable: z.int().nullable(),
  warnings: z.array(z.object({ is: z.enum(warnings), step: z.string().nullable() })),
  /** Why it cannot run at all. */
  whyNot: z.enum(['no_steps', 'too_large', 'same_id']).nullable(),
})
type Preview = z.input<typeof JourneyPreview>

const lookBackDays = 30

export async function previewJourney(
  db: Db,
  means: JourneyMeans,
  of: { graph: Graph; now: Date },
): Promise<Preview> {
  const { graph, now } = of
  const [counted] = await db<{ members: number }>`
    select count(*) as members from pool.profile where kind = 'member'`
  const members = counted!.members
  const people = await countComing(db, graph, now)
  const reachable = await countReachable(db, graph)
  const found: Preview['warnings'] = await findMissing(db, means, of)
  const warn = (is: (typeof warnings)[number]) => void found.unshift({ is, step: null })
  const { entry } = graph
  if (entry.is === 'segment' && !(await isLive(db, entry.segmentId))) warn('segment_missing')
  else if (people === 0) warn(entry.is === 'birthday' ? 'no_birthdays' : 'nobody')
  else if (entry.is !== 'birthday' && members >= 20 && people > members * 0.95) warn('everybody')
  if (reachable === 0 && members > 0) warn('no_consent')
  return { asOf: now, people, members, reachable, warnings: found, whyNot: whyNotRun(graph) }
}

async function countComing(db: Db, { entry }: Graph, now: Date): Promise<number> {
  if (entry.is === 'segment') {
    const [row] = await db<{ people: number }>`
      select count(*) as people from pool.segment_member join pool.profile using (member_id)
      where segment_id = ${entry.segmentId} and kind = 'member'`
    return row!.people
  }
  if (entry.is === 'birthday') {
    const days = Array.from({ length: lookBackDays }, (_, n) => dayOf(addMs(now, n * dayMs)))
    const [row] = await db<{ people: number }>`
      select count(*) as people from pool.profile
      where birth_month_day = any(${days.flatMap(birthdaysOn)}::smallint[]) and kind = 'member'`
    return row!.people
  }
  const [row] = await db<{ people: number }>`
    select count(distinct coalesce(representative_id, activity.person_id)) as people
    from pool.activity_day as activity
    left join pool.alias on alias.person_id = activity.person_id
    join pool.profile on profile.member_id = coalesce(representative_id, activity.person_id)
      and profile.kind = 'member'
    where activity.kind = ${entry.kind}
      and activity.day > ${dayOf(addMs(now, -lookBackDays * dayMs))}::date
      and (${entry.topic}::text is null or activity.topic = ${entry.topic})`
  return row!.people
}

async function isLive(db: Db, segmentId: string): Promise<boolean> {
  const [row] = await db`
    select from pool.segment where id = ${segmentId} and status = 'live'`
  return row !== undefined
}

/** Null for a journey that sends nothing. */
async function countReachable(db: Db, graph: Graph): Promise<number | null> {
  const channels = allSteps(graph.steps).flatMap((step) =>
    step.is === 'message' || step.is === 'coupon' ? [step.channel] : [],
  )
  if (channels.length === 0) return null
  const [row] = await db<{ people: number }>`
    select count(distinct coalesce(representative_id, person_id)) as people
    from pool.consent left join pool.alias using (person_id)
    where purpose = 'marketing' and channel = any(${channels}::text[])
      and given_at is not null and withdrawn_at is null`
  return row!.people
}

async function findMissing(
  db: Db,
  means: JourneyMeans,
  { graph, now }: { graph: Graph; now: Date },
): Promise<Preview['warnings']> {
  const steps = allSteps(graph.steps)
  const sending = steps.filter((step) => step.is === 'message' || step.is === 'coupon')
  const there = await db<{ id: string }>`
    select id from pool.template
    where id = any(${sending.map((step) => step.templateId)}::uuid[]) and status = 'live'`
  const known = new Set(there.map(({ id }) => id))
  const found: Preview['warnings'] = sending
    .filter((step) => !known.has(step.templateId))
    .map((step) => ({ is: 'template_missing', step: step.id }))
  for (const step of steps) {
    if (step.is !== 'coupon') continue
    const state = await means.couponState(db, step.code, now)
    if (state !== 'ok') found.push({ is: `coupon_${state}`, step: step.id })
  }
  return found
}
