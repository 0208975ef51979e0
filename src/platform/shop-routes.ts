/** What everybody sees of the shop itself, and how its owner changes it. */
import { z } from 'zod'
import { route } from './route.ts'
import * as shop from './shop.ts'

const example = {
  nameZh: '青石小铺',
  nameEn: 'Bluestone',
  accent: 'indigo',
  announcementZh: '周五停发一天',
  announcementEn: 'Nothing is sent this Friday',
}
const exampleShop = { ...example, madeUp: false, version: 2 }

export const getShopInfo = route({
  method: 'GET',
  path: '/shop',
  summary:
    'The shop’s name and look, and whether this is the demo, which the pages say at their head',
  auth: 'visitor',
  answers: [
    200,
    z.object({
      mode: z.enum(['demo', 'production', 'test']),
      /** Null before it was set up. */
      shop: shop.Shop.omit({ version: true }).nullable(),
    }),
  ],
  handle: async ({ db, services }) => ({
    mode: services.config.mode,
    shop: await shop.findShop(db),
  }),
})

export const getConsoleShop = route({
  method: 'GET',
  path: '/console/shop',
  summary: 'The shop as its owner changes it; null before it has a name',
  auth: 'staff:shop.edit',
  answers: [200, z.object({ shop: shop.Shop.nullable() })],
  example: { answer: { shop: exampleShop } },
  handle: async ({ db }) => ({ shop: await shop.findShop(db) }),
})

export const putConsoleShop = route({
  method: 'PUT',
  path: '/console/shop',
  summary: 'Change the shop as it was seen at `version` (0: it had no name)',
  auth: 'staff:shop.edit',
  body: shop.ShopTexts.extend({ version: z.int().min(0) }),
  answers: [200, shop.Shop],
  errors: [shop.staleVersion],
  example: { body: { ...example, version: 1 }, answer: exampleShop },
  handle: async ({ tx, body, actor, now, traceId }) => {
    const by = { kind: actor.kind, id: actor.staffId }
    return shop.changeShop(tx, { ...body, by, now, traceId })
  },
})
