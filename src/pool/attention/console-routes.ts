/** How staff write to members, and how much attention there is. Each act is audited where it is done. */
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { staleVersion } from '#platform/shop.ts'
import { AttentionReport, readAttention } from './attention-report.ts'
import * as errors from './errors.ts'
import { countAudience, startOutreach, stopOutreach } from './outreach.ts'
import {
  After,
  AudienceChoice,
  foretell,
  getOutreach,
  listAudiences,
  listOutreaches,
  Outreach,
  Reach,
  readAfter,
} from './outreach-report.ts'
import { Channel } from './purpose.ts'
import { changeSettings, findSettings, Settings, weekHoldsADay } from './settings.ts'
import {
  changeTemplate,
  createTemplate,
  getTemplate,
  listTemplates,
  Template,
  TemplateText,
} from './template.ts'

const pageSize = 30
const Audience = z.object({ segmentId: z.uuid().nullable(), channel: Channel })
const TemplateId = z.object({ templateId: z.uuid() })
const OutreachId = z.object({ outreachId: z.uuid() })

export const getTemplates = route({
  method: 'GET',
  path: '/console/templates',
  summary: 'The words that may be sent, newest first',
  auth: 'staff:members.read',
  answers: [200, z.object({ items: z.array(Template) })],
  handle: async ({ db }) => ({ items: await listTemplates(db) }),
})

const exampleText = {
  name: 'Spring',
  titleZh: '春茶到了',
  titleEn: 'Spring tea is here',
  bodyZh: '今年第一批明前茶，数量不多。',
  bodyEn: 'The first tea of this spring; there is not much of it.',
  link: '/products',
}

export const postTemplate = route({
  method: 'POST',
  path: '/console/templates',
  summary: 'Write the words of a message',
  auth: 'staff:outreach.send',
  body: TemplateText,
  answers: [201, Template],
  example: { body: exampleText },
  handle: async ({ tx, body, actor, now, traceId }) => {
    const id = await createTemplate(tx, { ...body, by: by(actor), now, traceId })
    return getTemplate(tx, id)
  },
})

export const putTemplate = route({
  method: 'PUT',
  path: '/console/templates/:templateId',
  summary: 'Change words; those that were sent stay, and a new text is made',
  auth: 'staff:outreach.send',
  params: TemplateId,
  body: TemplateText.extend({ version: z.int32().min(1) }),
  answers: [200, Template],
  errors: [errors.templateNotFound, staleVersion],
  example: { body: { ...exampleText, version: 1 } },
  handle: async ({ tx, params, body, actor, now, traceId }) => {
    const change = { ...body, id: params.templateId, by: by(actor), now, traceId }
    return getTemplate(tx, await changeTemplate(tx, change))
  },
})

export const getAudiences = route({
  method: 'GET',
  path: '/console/outreach/audiences',
  summary: 'Whom one can write to: every live segment with its members, and everybody',
  auth: 'staff:members.read',
  takesLong: true,
  answers: [200, z.object({ items: z.array(AudienceChoice), everybody: z.int() })],
  handle: async ({ db }) => {
    const [items, everybody] = await Promise.all([listAudiences(db), countAudience(db, null)])
    return { items, everybody }
  },
})

export const postReach = route({
  method: 'POST',
  path: '/console/outreach/reach',
  summary: 'Whom it would reach if it were sent now, and why others not; nothing is sent',
  auth: 'staff:members.read',
  repeat: 'none',
  takesLong: true,
  body: Audience,
  answers: [200, Reach],
  handle: ({ db, services, body, now }) => foretell(db, services.vault, { ...body, now }),
})

export const getOutreaches = route({
  method: 'GET',
  path: '/console/outreach',
  summary: 'Messages to segments, newest first, and what became of each',
  auth: 'staff:members.read',
  query: z.object({ after: z.uuid().optional() }),
  answers: [200, z.object({ items: z.array(Outreach), next: z.string().nullable() })],
  handle: async ({ db, query }) => {
    const rows = await listOutreaches(db, { beforeId: query.after ?? null, limit: pageSize + 1 })
    return pageFrom(rows, pageSize)
  },
})

export const getOutreachPage = route({
  method: 'GET',
  path: '/console/outreach/:outreachId',
  summary: 'A message to a segment: how far it is, what became of it, and what came after',
  auth: 'staff:members.read',
  takesLong: true,
  params: OutreachId,
  answers: [
    200,
    z.object({
      outreach: Outreach,
      template: Template,
      after: After,
      asOf: instant,
    }),
  ],
  errors: [errors.outreachNotFound],
  handle: async ({ db, params: { outreachId }, now }) => {
    const outreach = await getOutreach(db, outreachId)
    const [template, after] = await Promise.all([
      getTemplate(db, outreach.templateId),
      readAfter(db, { outreachId, startedAt: outreach.createdAt }),
    ])
    return { outreach, template, after, asOf: now }
  },
})

export const postOutreach = route({
  method: 'POST',
  path: '/console/outreach',
  summary: 'Send words to a segment, or to everybody: then the number of members is confirmed',
  auth: 'staff:outreach.send',
  body: Audience.extend({
    templateId: z.uuid(),
    membersSeen: z.int().min(0),
    waits: z.boolean(),
  }),
  answers: [201, OutreachId],
  errors: [errors.templateNotFound, errors.nobodyToReach, errors.countDiffers],
  handle: async ({ tx, body, actor, now, traceId }) => ({
    outreachId: await startOutreach(tx, { ...body, by: by(actor), now, traceId }),
  }),
})

export const postOutreachStop = route({
  method: 'POST',
  path: '/console/outreach/:outreachId/stop',
  summary: 'Stop sending what is not sent yet',
  auth: 'staff:outreach.send',
  params: OutreachId,
  answers: [204, z.null()],
  errors: [errors.outreachNotFound, errors.outreachEnded],
  handle: async ({ tx, params, actor, now, traceId }) => {
    await stopOutreach(tx, { id: params.outreachId, by: by(actor), now, traceId })
    return null
  },
})

export const getAttention = route({
  method: 'GET',
  path: '/console/attention',
  summary: 'How much of members’ attention was used, by whom, and who was refused',
  auth: 'staff:members.read',
  takesLong: true,
  query: z.object({ days: z.coerce.number().int().min(1).max(90).default(28) }),
  answers: [200, AttentionReport.extend({ settings: Settings })],
  handle: async ({ db, query, now }) => {
    const [report, settings] = await Promise.all([
      readAttention(db, { ...query, now }),
      findSettings(db),
    ])
    return { ...report, settings }
  },
})

export const putAttentionSettings = route({
  method: 'PUT',
  path: '/console/attention/settings',
  summary: 'Change budgets, shares and hours of quiet; windows that are open keep theirs',
  auth: 'staff:outreach.send',
  body: Settings.refine(weekHoldsADay, 'a week holds at least a day'),
  answers: [200, Settings],
  errors: [staleVersion],
  handle: async ({ tx, body, actor, now, traceId }) => {
    await changeSettings(tx, { ...body, by: by(actor), now, traceId })
    return findSettings(tx)
  },
})

const by = ({ staffId: id }: { staffId: string }) => ({ kind: 'staff', id })
