/** How staff plan campaigns, and how routes and elements compare. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { instant, line } from '#platform/shapes.ts'
import {
  addCampaign,
  Campaign,
  changeCampaign,
  getCampaign,
  listCampaigns,
  routesIn,
} from './campaign.ts'
import * as errors from './errors.ts'
import { DayFigures, Figures, figuresByDay } from './figures.ts'
import { withFigures } from './overview.ts'
import { Owner } from './owners.ts'
import { Day, exampleId, Term, Version } from './words.ts'

const CampaignParams = z.object({ campaignId: z.uuid() })
const Owned = Campaign.extend({ ownerName: z.string().nullable() })

/** All four elements are asked for: a campaign that cannot say them is not planned yet. */
const Terms = z.object({
  name: line(60),
  ownerId: z.uuid().optional(),
  route: z.enum(routesIn),
  scene: line(200),
  circle: line(200),
  content: line(500),
  startsOn: Day,
  endsOn: Day.nullable().default(null),
})

const exampleTerms = {
  name: '春季试用',
  route: 'trust' as const,
  scene: '小区门口的周末市集',
  circle: '三公里内的年轻父母',
  content: '先试用七天，不满意全额退',
  startsOn: '2026-11-20',
  endsOn: '2026-12-20',
}
const exampleCampaign = {
  ...exampleTerms,
  id: exampleId,
  ownerId: exampleId,
  createdAt: '2026-11-20T04:00:00.000Z',
  version: 1,
}

export const getConsoleCampaigns = route({
  method: 'GET',
  path: '/console/campaigns',
  summary: 'All campaigns with what they brought and cost in these days',
  auth: 'staff:traffic.read',
  query: Term,
  answers: [
    200,
    z.object({
      items: z.array(Owned.extend({ figures: Figures })),
      owners: z.array(Owner),
      asOf: instant,
    }),
  ],
  handle: async ({ db, query, now }) => {
    const rows = listCampaigns(db)
    return { ...(await withFigures(db, { by: 'campaign', days: query, rows })), asOf: now }
  },
})

export const getConsoleCampaign = route({
  method: 'GET',
  path: '/console/campaigns/:campaignId',
  summary: 'A campaign: its elements, its figures and each day',
  auth: 'staff:traffic.read',
  params: CampaignParams,
  query: Term,
  answers: [
    200,
    z.object({
      campaign: Owned,
      figures: Figures,
      days: z.array(DayFigures),
      owners: z.array(Owner),
      asOf: instant,
    }),
  ],
  errors: [errors.campaignNotFound],
  handle: async ({ db, params: { campaignId }, query, now }) => {
    const rows = getCampaign(db, campaignId).then((campaign) => [campaign])
    const [shown, days] = await Promise.all([
      withFigures(db, { by: 'campaign', days: query, rows }),
      figuresByDay(db, { ...query, campaignId }),
    ])
    const { figures, ...campaign } = shown.items[0]!
    return { campaign, figures, days, owners: shown.owners, asOf: now }
  },
})

export const postCampaign = route({
  method: 'POST',
  path: '/console/campaigns',
  summary: 'Plan a campaign by its route and its four elements',
  auth: 'staff:traffic.edit',
  body: Terms,
  answers: [201, Campaign],
  errors: [errors.wrongDays, errors.nameTaken],
  example: { body: exampleTerms, answer: exampleCampaign },
  handle: async (call) => {
    const { tx, body, now, actor } = call
    const campaign = { ...body, ownerId: body.ownerId ?? actor.staffId, now }
    const written = await addCampaign(tx, campaign)
    const { route: by, startsOn, endsOn } = body
    await auditStaff(call, 'traffic.add_campaign', `campaign:${written.id}`, {
      route: by,
      startsOn,
      endsOn,
    })
    return written
  },
})

export const putCampaign = route({
  method: 'PUT',
  path: '/console/campaigns/:campaignId',
  summary: 'Change a campaign as it was seen at `version`',
  auth: 'staff:traffic.edit',
  params: CampaignParams,
  body: Terms.extend({ version: Version }),
  answers: [200, Campaign],
  errors: [errors.campaignNotFound, errors.trafficChanged, errors.wrongDays, errors.nameTaken],
  example: { body: { ...exampleTerms, version: 1 }, answer: exampleCampaign },
  handle: async (call) => {
    const { tx, params, body, actor } = call
    const change = { ...params, ...body, ownerId: body.ownerId ?? actor.staffId }
    const written = await changeCampaign(tx, change)
    const { route: by, startsOn, endsOn, version } = body
    const facts = { route: by, startsOn, endsOn, version }
    await auditStaff(call, 'traffic.change_campaign', `campaign:${written.id}`, facts)
    return written
  },
})
