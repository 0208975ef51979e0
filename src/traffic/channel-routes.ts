/** How staff keep channels: what each brought and cost, and what of it is not of people. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { instant, line } from '#platform/shapes.ts'
import {
  addChannel,
  changeChannel,
  Channel,
  channelKinds,
  getChannel,
  listChannels,
} from './channel.ts'
import * as errors from './errors.ts'
import { DayFigures, Figures, figuresByDay, LeftOut, whyLeftOut } from './figures.ts'
import { countOverruled, overrule } from './overrule.ts'
import { withFigures } from './overview.ts'
import { Owner } from './owners.ts'
import { exampleId, Term, Version } from './words.ts'

const Name = line(60)
const Kind = z.enum(channelKinds)
const ChannelParams = z.object({ channelId: z.uuid() })
const Owned = Channel.extend({ ownerName: z.string().nullable() })

const exampleChannel = {
  id: exampleId,
  name: '小红书笔记',
  kind: 'opinion_leader' as const,
  ownerId: exampleId,
  createdAt: '2026-11-20T04:00:00.000Z',
  closedAt: null,
  version: 1,
}

export const getConsoleChannels = route({
  method: 'GET',
  path: '/console/channels',
  summary: 'All channels with what they brought and cost in these days',
  auth: 'staff:traffic.read',
  query: Term,
  answers: [
    200,
    z.object({
      items: z.array(Owned.extend({ figures: Figures })),
      /** Who of the staff may answer for one. */
      owners: z.array(Owner),
      asOf: instant,
    }),
  ],
  handle: async ({ db, query, now }) => {
    const rows = listChannels(db)
    return { ...(await withFigures(db, { by: 'channel', days: query, rows })), asOf: now }
  },
})

export const getConsoleChannel = route({
  method: 'GET',
  path: '/console/channels/:channelId',
  summary: 'A channel: its figures, each day, and why visits were left out',
  auth: 'staff:traffic.read',
  params: ChannelParams,
  query: Term,
  answers: [
    200,
    z.object({
      channel: Owned,
      figures: Figures,
      days: z.array(DayFigures),
      leftOut: z.array(LeftOut),
      /** Visits that staff decided on; they can be given back to the rules. */
      overruled: z.object({ real: z.int(), fake: z.int() }),
      owners: z.array(Owner),
      asOf: instant,
    }),
  ],
  errors: [errors.channelNotFound],
  handle: async ({ db, params: { channelId }, query, now }) => {
    const rows = getChannel(db, channelId).then((channel) => [channel])
    const [shown, days, leftOut, overruled] = await Promise.all([
      withFigures(db, { by: 'channel', days: query, rows }),
      figuresByDay(db, { ...query, channelId }),
      whyLeftOut(db, { ...query, channelId }),
      countOverruled(db, { ...query, channelId }),
    ])
    const { figures, ...channel } = shown.items[0]!
    return { channel, figures, days, leftOut, overruled, owners: shown.owners, asOf: now }
  },
})

export const postChannel = route({
  method: 'POST',
  path: '/console/channels',
  summary: 'Add a channel; whoever adds it answers for it unless somebody else is named',
  auth: 'staff:traffic.edit',
  body: z.object({ name: Name, kind: Kind, ownerId: z.uuid().optional() }),
  answers: [201, Channel],
  errors: [errors.nameTaken],
  example: { body: { name: '小红书笔记', kind: 'opinion_leader' }, answer: exampleChannel },
  handle: async (call) => {
    const { tx, body, now, actor } = call
    const channel = await addChannel(tx, { ...body, ownerId: body.ownerId ?? actor.staffId, now })
    await auditStaff(call, 'traffic.add_channel', `channel:${channel.id}`, { kind: body.kind })
    return channel
  },
})

export const patchChannel = route({
  method: 'PATCH',
  path: '/console/channels/:channelId',
  summary: 'Change a channel as it was seen at `version`, or close it',
  auth: 'staff:traffic.edit',
  params: ChannelParams,
  body: z.object({
    version: Version,
    name: Name.optional(),
    kind: Kind.optional(),
    ownerId: z.uuid().optional(),
    closed: z.boolean().optional(),
  }),
  answers: [200, Channel],
  errors: [errors.channelNotFound, errors.trafficChanged, errors.nameTaken],
  example: { body: { version: 1, closed: true }, answer: exampleChannel },
  handle: async (call) => {
    const { tx, params, body, now } = call
    const channel = await changeChannel(tx, { ...params, ...body, now })
    const { kind, ownerId, closed } = body
    await auditStaff(call, 'traffic.change_channel', `channel:${channel.id}`, {
      kind,
      ownerId,
      closed,
    })
    return channel
  },
})

export const postOverruling = route({
  method: 'POST',
  path: '/console/channels/:channelId/overrulings',
  summary:
    'Say that visits of these days are of people after all, or are not; `rules` gives them back to the rules',
  auth: 'staff:traffic.edit',
  params: ChannelParams,
  body: Term.extend({
    linkId: z.uuid().nullable().default(null),
    was: z.enum(['real', 'suspect', 'fake']),
    verdict: z.enum(['real', 'fake', 'rules']),
  }),
  answers: [200, z.object({ changed: z.int() })],
  errors: [errors.channelNotFound],
  example: {
    body: { from: '2026-11-01', to: '2026-11-20', was: 'suspect', verdict: 'real' },
    answer: { changed: 12 },
  },
  handle: async (call) => {
    const { tx, params, body, actor, now } = call
    await getChannel(tx, params.channelId)
    const changed = await overrule(tx, { ...params, ...body, by: actor.staffId, now })
    await auditStaff(call, 'traffic.overrule_visits', `channel:${params.channelId}`, {
      ...body,
      changed,
    })
    return { changed }
  },
})
