/** What the pages need to know before anybody has signed in. */
import { z } from 'zod'
import { route } from './route.ts'

export const getShopInfo = route({
  method: 'GET',
  path: '/shop-info',
  summary: 'Whether this is the demo, which the pages then say at their head',
  auth: 'visitor',
  answers: [200, z.object({ mode: z.enum(['demo', 'production', 'test']) })],
  handle: async ({ services }) => ({ mode: services.config.mode }),
})
