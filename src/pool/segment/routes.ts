/** Segments for staff: building, counting while typing, and how each goes. Each change is audited. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { staleVersion } from '#platform/shop.ts'
import { countWhileTyping, readOverlap, rememberAnswers } from './count.ts'
import type { Counted } from './count.ts'
import * as errors from './errors.ts'
import { ageOfSegments } from './follow-facts.ts'
import { conditionsOf, Rule } from './rule.ts'
import { archiveSegment, changeSegment, createSegment, makeWhole } from './segment.ts'
import { restoreSegment } from './segment.ts'
import { listSegments, listTagNames, readSegment, SegmentDetail, SegmentView } from './view.ts'

const instant = z.date().transform((date) => date.toISOString())
const Params = z.object({ segmentId: z.uuid() })
const Name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}]*$/u, 'has characters no name has')

export const getSegments = route({
  method: 'GET',
  path: '/console/segments',
  summary: 'All segments with their size, how far they are filled, their cost and last failure',
  auth: 'staff:members.read',
  query: z.object({ status: z.enum(['live', 'archived']).default('live') }),
  answers: [200, z.object({ asOf: instant, everybody: z.int(), items: z.array(SegmentView) })],
  handle: ({ db, query, now }) => listSegments(db, { status: query.status, now }),
})

export const getSegment = route({
  method: 'GET',
  path: '/console/segments/:segmentId',
  summary: 'A segment: its rule, its size over time, some of its people, and who uses it',
  auth: 'staff:members.read',
  params: Params,
  answers: [200, SegmentDetail],
  errors: [errors.segmentNotFound],
  handle: ({ db, params, now }) => readSegment(db, { id: params.segmentId, now }),
})

export const getSegmentChoices = route({
  method: 'GET',
  path: '/console/segment-choices',
  summary: 'What a rule can name: the tags in use',
  auth: 'staff:members.read',
  answers: [200, z.object({ tags: z.array(z.string()) })],
  handle: async ({ db }) => ({ tags: await listTagNames(db) }),
})

/** Longer than this nobody waits for while typing. */
const countWithinMs = 3_000
const remembered = rememberAnswers<Counted | null>(3_000)

const exampleRule = {
  is: 'all' as const,
  of: [
    { is: 'stage' as const, in: ['buyer' as const, 'repeat' as const] },
    { is: 'did' as const, did: false, kind: 'paid' as const, topic: null, times: 1, days: 60 },
  ],
}

export const postSegmentCount = route({
  method: 'POST',
  path: '/console/segment-counts',
  summary: 'How many people a rule is about now, and how many of them are in other segments',
  auth: 'staff:members.read',
  body: z.object({ rule: Rule, segmentIds: z.array(z.uuid()).max(3).default([]) }),
  example: { body: { rule: exampleRule, segmentIds: [] } },
  answers: [
    200,
    z.object({
      asOf: instant,
      /** Null: it takes too long to be counted while typing. */
      counted: z
        .object({
          everybody: z.int(),
          count: z.int(),
          sample: z.array(z.uuid()),
          overlaps: z.array(z.object({ segmentId: z.uuid(), members: z.int(), both: z.int() })),
        })
        .nullable(),
      warning: z.enum(['nobody', 'nearly_everybody']).nullable(),
      tookMs: z.int(),
    }),
  ],
  errors: [errors.ruleTooLarge, errors.ruleNamesItself],
  repeat: 'own',
  handle: async ({ db, body, now }) => {
    const { segmentIds } = body
    const rule = await makeWhole(db, body.rule)
    const asOf = await ageOfSegments(db, now)
    const startedAt = performance.now()
    const counted = await remembered(JSON.stringify([rule, segmentIds]), now, () =>
      countWhileTyping(db, { rule, segmentIds, now, waitMs: countWithinMs }),
    )
    const tookMs = Math.round(performance.now() - startedAt)
    return { asOf, counted, warning: counted && warningOf(counted), tookMs }
  },
})

/** Before anything is sent to them: a rule that is about nobody, or hardly leaves anybody out. */
const nearlyEverybodyBps = 9_500
function warningOf({ count, everybody }: Counted): 'nobody' | 'nearly_everybody' | null {
  if (count === 0) return 'nobody'
  return count * 10_000 > everybody * nearlyEverybodyBps ? 'nearly_everybody' : null
}

export const getSegmentOverlap = route({
  method: 'GET',
  path: '/console/segment-overlap',
  summary: 'How many people are in exactly which of some segments, for every combination',
  auth: 'staff:members.read',
  query: z.object({
    ids: z
      .string()
      .transform((text) => [...new Set(text.split(','))])
      .pipe(z.array(z.uuid()).min(2).max(4)),
  }),
  answers: [
    200,
    z.object({
      asOf: instant,
      /** Null: it takes too long. */
      regions: z.array(z.object({ segmentIds: z.array(z.uuid()), members: z.int() })).nullable(),
    }),
  ],
  handle: async ({ db, query, now }) => {
    const [asOf, regions] = await Promise.all([ageOfSegments(db, now), readOverlap(db, query.ids)])
    return { asOf, regions }
  },
})

const Written = z.object({ segmentId: z.uuid() })

export const postSegment = route({
  method: 'POST',
  path: '/console/segments',
  summary: 'Make a segment; it is filled at once and kept current from then on',
  auth: 'staff:segments.edit',
  body: z.object({ name: Name, rule: Rule }),
  example: { body: { name: 'Buyers who went quiet', rule: exampleRule } },
  answers: [201, Written],
  errors: [
    errors.segmentNotFound,
    errors.ruleTooLarge,
    errors.ruleNamesItself,
    errors.tooManySegments,
    errors.segmentNameTaken,
  ],
  handle: async (call) => {
    const { tx, body, actor, now } = call
    const segmentId = await createSegment(tx, { ...body, by: actor.staffId, now })
    await auditStaff(call, 'pool.create_segment', `segment:${segmentId}`, factsOf(body.rule))
    return { segmentId }
  },
})

export const putSegment = route({
  method: 'PUT',
  path: '/console/segments/:segmentId',
  summary: 'Change a segment; what it was stays among its versions',
  auth: 'staff:segments.edit',
  params: Params,
  body: z.object({ name: Name, rule: Rule, version: z.int32().min(1) }),
  example: { body: { name: 'Buyers who went quiet', rule: exampleRule, version: 1 } },
  answers: [200, Written],
  errors: [
    errors.segmentNotFound,
    errors.ruleTooLarge,
    errors.ruleNamesItself,
    errors.segmentNameTaken,
    staleVersion,
  ],
  handle: async (call) => {
    const { tx, body, actor, now } = call
    const { segmentId } = call.params
    await changeSegment(tx, { ...body, id: segmentId, by: actor.staffId, now })
    const facts = { ...factsOf(body.rule), version: body.version + 1 }
    await auditStaff(call, 'pool.change_segment', `segment:${segmentId}`, facts)
    return { segmentId }
  },
})

export const postSegmentArchiving = route({
  method: 'POST',
  path: '/console/segments/:segmentId/archiving',
  summary: 'Archive a segment: nobody is in it any more, and it can be taken up again',
  auth: 'staff:segments.edit',
  params: Params,
  answers: [200, Written],
  errors: [errors.segmentNotFound],
  handle: async (call) => {
    const { segmentId } = call.params
    await archiveSegment(call.tx, segmentId, call.now)
    await auditStaff(call, 'pool.archive_segment', `segment:${segmentId}`)
    return { segmentId }
  },
})

export const postSegmentRestoring = route({
  method: 'POST',
  path: '/console/segments/:segmentId/restoring',
  summary: 'Take an archived segment up again; it is filled anew',
  auth: 'staff:segments.edit',
  params: Params,
  answers: [200, Written],
  errors: [errors.segmentNotFound, errors.tooManySegments, errors.segmentNameTaken],
  handle: async (call) => {
    const { segmentId } = call.params
    await restoreSegment(call.tx, segmentId, call.now)
    await auditStaff(call, 'pool.restore_segment', `segment:${segmentId}`)
    return { segmentId }
  },
})

const factsOf = (rule: Rule) => ({ conditions: conditionsOf(rule).length })
