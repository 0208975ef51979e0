/** What a member may want again. */
import { ProductCard } from '#catalog/product.ts'
import { route } from '#platform/route.ts'
import { z } from 'zod'
import { listBought } from './bought.ts'

const boughtMax = 20

export const getBought = route({
  method: 'GET',
  path: '/bought',
  summary:
    'What I bought before and is still sold, the last first, as it is now; nothing for who is not signed in',
  auth: 'visitor', // the home page asks for everybody
  answers: [200, z.object({ items: z.array(ProductCard) })],
  handle: async ({ db, actor, now }) => {
    if (actor.kind !== 'member') return { items: [] }
    return { items: await listBought(db, { memberId: actor.memberId, limit: boughtMax, now }) }
  },
})
