/** What arrives without a link: which words mean which channel, and which mean nothing yet. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import * as errors from './errors.ts'
import { addRule, listRules, listUnmapped, removeRule, SourceRule, sourceWord } from './source.ts'
import { exampleId } from './words.ts'

const Word = z.string().max(200).transform(sourceWord)
const Words = z.object({
  source: Word.refine((word) => word !== '', 'says nothing'),
  medium: Word.default(''),
  name: Word.default(''),
})

export const getSources = route({
  method: 'GET',
  path: '/console/sources',
  summary: 'Rules for arrivals without a link, and what came in 30 days that no rule knows',
  auth: 'staff:traffic.read',
  answers: [
    200,
    z.object({
      rules: z.array(SourceRule),
      unmapped: z.array(
        z.object({
          source: z.string(),
          medium: z.string(),
          name: z.string(),
          visits: z.int(),
          lastAt: instant,
        }),
      ),
    }),
  ],
  handle: async ({ db, now }) => {
    const [rules, unmapped] = await Promise.all([listRules(db), listUnmapped(db, now)])
    return { rules, unmapped }
  },
})

export const postSourceRule = route({
  method: 'POST',
  path: '/console/sources',
  summary: 'Say which channel an arrival means from now on: by its source, or medium and name too',
  auth: 'staff:traffic.edit',
  body: Words.extend({ channelId: z.uuid(), campaignId: z.uuid().nullable().default(null) }),
  answers: [201, SourceRule],
  errors: [errors.channelNotFound, errors.campaignNotFound, errors.ruleTaken],
  example: { body: { source: 'xiaohongshu.com', channelId: exampleId } },
  handle: async (call) => {
    const { tx, body, now, actor } = call
    const rule = await addRule(tx, { ...body, by: actor.staffId, now })
    const { channelId, campaignId } = body
    await auditStaff(call, 'traffic.add_source_rule', `channel:${channelId}`, { campaignId })
    return rule
  },
})

export const postSourceRuleRemoval = route({
  method: 'POST',
  path: '/console/sources/removals',
  summary: 'Take a rule back; what it gave stays',
  auth: 'staff:traffic.edit',
  body: Words,
  answers: [204, z.null()],
  example: { body: { source: 'xiaohongshu.com' } },
  handle: async (call) => {
    await removeRule(call.tx, call.body)
    await auditStaff(call, 'traffic.remove_source_rule', 'sources')
    return null
  },
})
