/** The pool as an asset, for whoever answers for it. */
import { z } from 'zod'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { channelKinds } from '#traffic/channel.ts'
import { Marginal, tellMarginal } from '#traffic/marginal.ts'
import { costDays, readPoolAsset } from './pool-asset.ts'

export const getPoolAsset = route({
  method: 'GET',
  path: '/console/pool-asset',
  summary: 'Reach owned, how far it is used again, the repeat rate, and what another member costs',
  auth: 'staff:reports.read',
  answers: [
    200,
    z.object({
      asOf: instant,
      costDays: z.int(),
      members: z.int(),
      activeMembers: z.int(),
      reachable: z.object({ any: z.int(), inbox: z.int(), sms: z.int(), email: z.int() }),
      buyers: z.int(),
      repeatBuyers: z.int(),
      messages: z.int(),
      /** The last twelve, the oldest first; the last one runs. */
      months: z.array(
        z.object({
          month: z.string(),
          members: z.int(),
          newMembers: z.int(),
          reachable: z.int(),
          orders: z.int(),
          /** Without a touch of a paid channel in the thirty days before. */
          ownOrders: z.int(),
        }),
      ),
      channels: z.array(
        z.object({
          channelId: z.uuid(),
          name: z.string(),
          kind: z.enum(channelKinds),
          members: z.int(),
          costFen: z.int().nullable(),
          perMemberFen: z.int().nullable(),
          marginal: Marginal,
        }),
      ),
    }),
  ],
  handle: async ({ db, now }) => {
    const { value, asOf } = await readPoolAsset(db, now)
    const channels = value.channels.map(({ id, marginal, ...channel }) => {
      return { ...channel, channelId: id, marginal: tellMarginal(marginal) }
    })
    return { ...value, channels, asOf, costDays }
  },
})
