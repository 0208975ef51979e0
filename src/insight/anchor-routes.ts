/** How attached members are: how well that is known, who is a head, and whose index moved. */
import { z } from 'zod'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { describePersons } from '#pool/identity/describe.ts'
import { byReason, features, reasons } from './anchor/features.ts'
import type { Reason } from './anchor/features.ts'
import { lists, readHistoryOf, readLastRun, readMembers, readSpread } from './anchor/read-anchor.ts'
import { changeDays, headTag } from './anchor/run.ts'
import { horizonDays } from './anchor/train.ts'

const Ppm = z.int()
const Feature = z.enum(features)
const reasonNames = Object.keys(reasons) as Reason[]

const HeldBack = z.object({
  cutOffAt: z.iso.datetime(),
  buyers: z.int(),
  cameBack: z.int(),
  auc: Ppm,
  aucFrom: Ppm,
  aucTo: Ppm,
  brier: Ppm,
  calibrationError: Ppm,
  tenths: z.array(z.object({ buyers: z.int(), told: Ppm, happened: Ppm })),
  others: z.array(
    z.object({ name: z.enum(['recency', 'rfm']), auc: Ppm, brier: Ppm, calibrationError: Ppm }),
  ),
})

export const getAnchoring = route({
  method: 'GET',
  path: '/console/anchoring',
  summary: 'The attachment index: how well it tells who buys again, and how members stand in it',
  auth: 'staff:members.read',
  answers: [
    200,
    z.object({
      /** Null before the first run. */
      asOf: instant.nullable(),
      state: z.enum(['none', 'telling', 'done', 'too_few']),
      horizonDays: z.int(),
      changeDays: z.int(),
      headTag: z.string(),
      /** Weights in thousandths of log-odds for one unit that stands out. */
      weights: z.array(z.object({ feature: Feature, milli: z.int() })),
      heldBack: HeldBack.nullable(),
      members: z.int(),
      heads: z.int(),
      headsPaidFen: z.int(),
      paidFen: z.int(),
      meanBps: z.int().nullable(),
      tenths: z.array(z.object({ fromBps: z.int(), members: z.int(), heads: z.int() })),
    }),
  ],
  handle: async ({ db }) => {
    const [run, spread] = await Promise.all([readLastRun(db), readSpread(db)])
    const weights = run?.model?.model.weights ?? []
    return {
      asOf: run ? (run.endedAt ?? run.beganAt) : null,
      state: run?.state ?? ('none' as const),
      horizonDays,
      changeDays,
      headTag,
      weights: weights.map((weight, j) => ({
        feature: features[j]!,
        milli: Math.round(weight * 1_000),
      })),
      heldBack: run?.heldBack ?? null,
      ...spread,
    }
  },
})

/** What it adds to the log-odds beside somebody average, in thousandths. */
const Part = z.object({
  reason: z.enum(reasonNames),
  milli: z.int(),
  beforeMilli: z.int().nullable(),
})

export const getAnchoredMembers = route({
  method: 'GET',
  path: '/console/anchoring/members',
  summary: 'Head members, or those whose index rose or fell most in thirty days, and why',
  auth: 'staff:members.read',
  query: z.object({
    list: z.enum(lists).default('heads'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answers: [
    200,
    z.object({
      items: z.array(
        z.object({
          memberId: z.uuid(),
          /** What they chose to be seen by. */
          nickname: z.string().nullable(),
          indexBps: z.int(),
          beforeBps: z.int().nullable(),
          paidFen: z.int(),
          isHead: z.boolean(),
          parts: z.array(Part),
        }),
      ),
    }),
  ],
  handle: async ({ db, query, services }) => {
    const members = await readMembers(db, query.list, query.limit)
    const ids = members.map(({ memberId }) => memberId)
    const persons = await describePersons(db, services.vault, ids)
    return {
      items: members.map(({ parts, beforeParts, ...member }) => ({
        ...member,
        nickname: persons.get(member.memberId)?.nickname ?? null,
        parts: partsOf(parts, beforeParts),
      })),
    }
  },
})

function partsOf(parts: number[], beforeParts: number[] | null) {
  const [now, before] = [byReason(parts), beforeParts && byReason(beforeParts)]
  return reasonNames.map((reason) => ({
    reason,
    milli: now[reason],
    beforeMilli: before && before[reason],
  }))
}

export const getAnchorHistory = route({
  method: 'GET',
  path: '/console/anchoring/members/:memberId',
  summary: 'The attachment index of a member over time, as it was told',
  auth: 'staff:members.read',
  params: z.object({ memberId: z.uuid() }),
  answers: [
    200,
    z.object({
      items: z.array(z.object({ day: z.iso.date(), indexBps: z.int(), isHead: z.boolean() })),
    }),
  ],
  handle: async ({ db, params }) => ({ items: await readHistoryOf(db, params.memberId) }),
})
