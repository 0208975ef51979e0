/** Journeys: written as a draft, started as a version, paused, and stopped for good. */
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { json } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { staleVersion } from '#platform/shop.ts'
import { followSegment, unfollowSegment } from '../segment/segment.ts'
import type { Running } from './enter.ts'
import { controlNeedsReason, journeyCannotRun, journeyNotFound, journeyState } from './errors.ts'
import { allSteps, Graph, whyNotRun } from './graph.ts'

const journeyStates = ['draft', 'running', 'paused', 'stopped'] as const

export const JourneyText = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{Cc}]*$/u, 'has characters no name has'),
  graph: Graph,
  controlBps: z.int().min(0).max(9_000),
  controlReason: z.string().trim().max(200).nullable(),
  measuredDays: z.int().min(1).max(90),
})
export type JourneyText = z.output<typeof JourneyText>

export const Journey = JourneyText.omit({ graph: true }).extend({
  id: z.uuid(),
  status: z.enum(journeyStates),
  draft: Graph,
  version: z.int(),
  edition: z.int(),
  changedAt: instant,
  startedAt: instant.nullable(),
  stoppedAt: instant.nullable(),
})
type Row = Omit<z.input<typeof Journey>, 'draft'> & { draft: Graph }

export const controlBpsUsual = 1_000

type Written = JourneyText & { now: Date; staffId: string }

/** Errors: controlNeedsReason. */
export async function createJourney(tx: Tx, written: Written): Promise<string> {
  const { name, graph, controlBps, controlReason, measuredDays, now, staffId } = written
  refuseSilence(written)
  const id = randomUUIDv7()
  await tx`
    insert into pool.journey (id, name, status, draft, control_bps, control_key, control_reason,
      measured_days, created_at, created_by, changed_at)
    values (${id}, ${name}, 'draft', ${json(graph)}::jsonb, ${controlBps}, ${randomBytes(32)},
      ${controlReason}, ${measuredDays}, ${now}, ${staffId}, ${now})`
  return id
}

/** Nobody to compare with is a choice that has to be said. */
function refuseSilence({ controlBps, controlReason }: JourneyText): void {
  if (controlBps === 0 && (controlReason ?? '').length < 10) throw controlNeedsReason()
}

/**
 * Changes the draft, as it was seen at `edition`. What runs goes on as it is until it is started anew;
 * the share to compare with may change only before the first start, or both sides would be of two kinds.
 *
 * Errors: journeyNotFound, journeyState (stopped, or another share), staleVersion,
 * controlNeedsReason.
 */
export async function changeJourney(
  tx: Tx,
  change: JourneyText & { id: string; edition: number; now: Date },
): Promise<void> {
  const { id, edition, name, graph, controlBps, controlReason, measuredDays, now } = change
  refuseSilence(change)
  const found = await getJourney(tx, id)
  if (found.status === 'stopped') throw journeyState({ status: found.status })
  if (found.version > 0 && found.controlBps !== controlBps) throw journeyState({ controlBps })
  const changed = await tx`
    update pool.journey set name = ${name}, draft = ${json(graph)}::jsonb,
      control_bps = ${controlBps}, control_reason = ${controlReason},
      measured_days = ${measuredDays}, edition = edition + 1, changed_at = ${now}
    where id = ${id} and edition = ${edition} returning 1`
  if (changed.length === 0) throw staleVersion()
}

/**
 * The draft becomes a version, which whoever comes in from now on goes through.
 *
 * Errors: journeyNotFound, journeyState (stopped), staleVersion, journeyCannotRun.
 */
export async function startJourney(
  tx: Tx,
  of: { id: string; edition: number; now: Date; staffId: string },
): Promise<void> {
  const { id, edition, now, staffId } = of
  const journey = await lockJourney(tx, id)
  if (journey.status === 'stopped') throw journeyState({ status: journey.status })
  if (journey.edition !== edition) throw staleVersion()
  const reason = whyNotRun(journey.draft) ?? (await whyNotSend(tx, journey.draft))
  if (reason) throw journeyCannotRun({ reason })
  const version = journey.version + 1
  const { entry } = journey.draft
  await tx`
    insert into pool.journey_version (journey_id, version, graph, published_at, published_by)
    values (${id}, ${version}, ${json(journey.draft)}::jsonb, ${now}, ${staffId})`
  await tx`
    update pool.journey set status = 'running', version = ${version},
      started_at = coalesce(started_at, ${now}), filling_after = null,
      is_filling = ${entry.is === 'segment' && entry.alsoNow && version === 1}
    where id = ${id}`
  const former = version > 1 ? await graphOf(tx, id, version - 1) : null
  if (former?.entry.is === 'segment')
    await unfollowSegment(tx, former.entry.segmentId, `journey:${id}`)
  if (entry.is === 'segment') await followSegment(tx, entry.segmentId, `journey:${id}`)
}

/** Words that do not exist cannot be sent; those that were archived still are, and are warned of. */
async function whyNotSend(tx: Tx, graph: Graph): Promise<'template_missing' | null> {
  const wanted = allSteps(graph.steps).flatMap((step) =>
    step.is === 'message' || step.is === 'coupon' ? [step.templateId] : [],
  )
  const found = await tx`select from pool.template where id = any(${wanted}::uuid[])`
  return found.length < new Set(wanted).size ? 'template_missing' : null
}

/**
 * Nobody comes in and nobody moves; time goes on, and what was missed is done on resuming.
 *
 * Errors: journeyNotFound, journeyState.
 */
export const pauseJourney = (tx: Tx, id: string) => move(tx, id, 'running', 'paused')
export const resumeJourney = (tx: Tx, id: string) => move(tx, id, 'paused', 'running')

async function move(tx: Tx, id: string, from: string, to: string): Promise<void> {
  const { status } = await lockJourney(tx, id)
  if (status !== from) throw journeyState({ status })
  await tx`update pool.journey set status = ${to} where id = ${id}`
}

/**
 * For good: whoever is under way gets no further, which a job writes down.
 *
 * Errors: journeyNotFound, journeyState.
 */
export async function stopJourney(tx: Tx, id: string, now: Date): Promise<void> {
  const { status, version } = await lockJourney(tx, id)
  if (status !== 'running' && status !== 'paused') throw journeyState({ status })
  await tx`
    update pool.journey set status = 'stopped', stopped_at = ${now}, is_filling = false,
      filling_after = null
    where id = ${id}`
  const { entry } = await graphOf(tx, id, version)
  if (entry.is === 'segment') await unfollowSegment(tx, entry.segmentId, `journey:${id}`)
}

async function lockJourney(tx: Tx, id: string): Promise<Row> {
  const [locked] = await tx`select from pool.journey where id = ${id} for update`
  if (!locked) throw journeyNotFound({ journeyId: id })
  return getJourney(tx, id)
}

/** Errors: journeyNotFound. */
export async function getJourney(db: Sql, id: string): Promise<Row> {
  const [found] = await db<Row>`
    select id, name, status, draft, version, edition, control_bps, control_reason, measured_days,
      changed_at, started_at, stopped_at
    from pool.journey where id = ${id}`
  if (!found) throw journeyNotFound({ journeyId: id })
  return found
}

async function graphOf(db: Sql, id: string, version: number): Promise<Graph> {
  const [found] = await db<{ graph: Graph }>`
    select graph from pool.journey_version where journey_id = ${id} and version = ${version}`
  return found!.graph
}

export const JourneyLine = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(journeyStates),
  draft: Graph,
  version: z.int(),
  changedAt: instant,
  entered: z.int(),
  underWay: z.int(),
})

/** Those that run first, then the newest. */
export async function listJourneys(db: Db): Promise<z.input<typeof JourneyLine>[]> {
  return db`
    select id, name, status, draft, version, changed_at, counted.entered, counted.under_way
    from pool.journey
    cross join lateral (
      select count(*) as entered, count(*) filter (where ended_at is null) as under_way
      from pool.enrolment where journey_id = journey.id and not is_control) as counted
    order by array_position(array['running', 'paused', 'draft', 'stopped'], status), id desc
    limit 200`
}

/** What runs now, with the version that newcomers go through. */
export async function readRunning(db: Sql): Promise<Running[]> {
  return db<Running>`
    select journey.id, journey.version, graph, control_bps, control_key, started_at
    from pool.journey join pool.journey_version as shown
      on shown.journey_id = journey.id and shown.version = journey.version
    where status = 'running' order by journey.id`
}
