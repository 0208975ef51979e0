/** Where browsers tell what was done. */
import { z } from 'zod'
import { inputOf } from '#platform/openapi-schema.ts'
import { route } from '#platform/route.ts'
import { tooManyFacts } from '../errors.ts'
import { BrowserFact, factRefusals, factsMax } from './browser-fact.ts'
import { sortOut } from './intake.ts'
import { ensureVisitor, wantsPrivacy } from './visitor.ts'

/** Each fact is looked at alone, so that a bad one does not take the others with it. */
const AnyFact = z.custom<BrowserFact>().meta(inputOf(BrowserFact))

export const postFacts = route({
  method: 'POST',
  path: '/facts',
  summary: 'Tell what was looked at and done; the same fact again changes nothing',
  auth: 'visitor',
  limit: 'facts',
  repeat: 'own', // a fact has its own id
  body: z.strictObject({ facts: z.array(AnyFact).min(1).meta({ maxItems: factsMax }) }),
  answers: [
    200,
    z.object({
      /** Durable now, whether they were told for the first time or not. */
      accepted: z.int(),
      refused: z.array(z.object({ index: z.int(), code: z.enum(factRefusals) })),
      /** False when the browser asks by `Sec-GPC: 1` not to be followed: nothing was kept. */
      isCounted: z.boolean(),
    }),
  ],
  errors: [tooManyFacts],
  example: {
    body: {
      facts: [
        {
          id: '5f2b8c1e-6a52-4c0e-9a3c-5b8f3d2f7a10',
          kind: 'viewed',
          happenedAt: '2026-11-20T04:05:00.000Z',
          productId: '019aa3f0-5c1e-7d2a-8f4b-6c3d2e1f0a9b',
        },
      ],
    },
    answer: { accepted: 1, refused: [], isCounted: true },
  },
  handle: async (call) => {
    const { services, actor, body, now } = call
    if (body.facts.length > factsMax) throw tooManyFacts({ factsMax })
    if (wantsPrivacy(call)) return { accepted: 0, refused: [], isCounted: false }
    const { facts, refused } = sortOut(body.facts, now)
    if (facts.length === 0) return { accepted: 0, refused, isCounted: true }
    const visitorId = ensureVisitor(call)
    const memberId = actor.kind === 'member' ? actor.memberId : null
    const unknown = await services.factIntake.submit({ visitorId, memberId, facts, now })
    return {
      accepted: facts.length - unknown.length,
      refused: [...refused, ...unknown].toSorted((a, b) => a.index - b.index),
      isCounted: true,
    }
  },
})
