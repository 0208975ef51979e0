/** Every route of the program, by its name. Names are unique across domains. */
import * as boards from '#boards/routes.ts'
import * as brandConsole from '#catalog/brand-routes.ts'
import * as catalogConsole from '#catalog/console-routes.ts'
import * as pictureConsole from '#catalog/picture-routes.ts'
import * as productImport from '#catalog/product-import-routes.ts'
import * as catalog from '#catalog/routes.ts'
import * as skuConsole from '#catalog/sku-routes.ts'
import * as anchor from '#insight/anchor-routes.ts'
import * as poolAsset from '#insight/pool-asset-routes.ts'
import * as insight from '#insight/routes.ts'
import * as ledger from '#ledger/routes.ts'
import * as audit from '#platform/audit-routes.ts'
import { routesOf } from '#platform/route.ts'
import type { Route } from '#platform/route.ts'
import * as setUp from '#platform/set-up-routes.ts'
import * as shop from '#platform/shop-routes.ts'
import * as staff from '#platform/staff-routes.ts'
import * as facts from '#pool/facts/routes.ts'
import * as identity from '#pool/identity/routes.ts'
import * as memberImport from '#pool/import/import-routes.ts'
import * as attentionConsole from '#pool/attention/console-routes.ts'
import * as attention from '#pool/attention/routes.ts'
import * as inbox from '#pool/inbox-routes.ts'
import * as journey from '#pool/journey/journey-routes.ts'
import * as memberConsole from '#pool/profile/console-routes.ts'
import * as tags from '#pool/profile/tag-routes.ts'
import * as rights from '#pool/rights/routes.ts'
import * as pool from '#pool/routes.ts'
import * as segment from '#pool/segment/routes.ts'
import * as afterSaleConsole from '#trade/after-sale-console-routes.ts'
import * as afterSale from '#trade/after-sale-routes.ts'
import * as bought from '#trade/bought-routes.ts'
import * as cart from '#trade/cart-routes.ts'
import * as cases from '#trade/case-routes.ts'
import * as orderConsole from '#trade/order-console-routes.ts'
import * as order from '#trade/order-routes.ts'
import * as promotion from '#trade/promotion-routes.ts'
import * as settlement from '#trade/settlement-routes.ts'
import * as campaigns from '#traffic/campaign-routes.ts'
import * as channels from '#traffic/channel-routes.ts'
import * as costs from '#traffic/cost-routes.ts'
import * as inviteConsole from '#traffic/invite-console-routes.ts'
import * as invites from '#traffic/invite-routes.ts'
import * as links from '#traffic/link-routes.ts'
import * as sources from '#traffic/source-routes.ts'
import * as visits from '#traffic/visit-routes.ts'
import * as attribution from '#traffic/attribution-routes.ts'

export const routes: Record<string, Route> = unite([
  routesOf(shop),
  routesOf(setUp),
  routesOf(catalog),
  routesOf(pool),
  routesOf(inbox),
  routesOf(attention),
  routesOf(attentionConsole),
  routesOf(segment),
  routesOf(identity),
  routesOf(rights),
  routesOf(facts),
  routesOf(memberConsole),
  routesOf(tags),
  routesOf(cart),
  routesOf(bought),
  routesOf(order),
  routesOf(afterSale),
  routesOf(staff),
  routesOf(catalogConsole),
  routesOf(skuConsole),
  routesOf(productImport),
  routesOf(pictureConsole),
  routesOf(brandConsole),
  routesOf(promotion),
  routesOf(orderConsole),
  routesOf(afterSaleConsole),
  routesOf(settlement),
  routesOf(cases),
  routesOf(visits),
  routesOf(invites),
  routesOf(channels),
  routesOf(campaigns),
  routesOf(links),
  routesOf(costs),
  routesOf(sources),
  routesOf(inviteConsole),
  routesOf(ledger),
  routesOf(insight),
  routesOf(attribution),
  routesOf(anchor),
  routesOf(poolAsset),
  routesOf(memberImport),
  routesOf(journey),
  routesOf(boards),
  routesOf(audit),
])

function unite(groups: Record<string, Route>[]): Record<string, Route> {
  const all: Record<string, Route> = {}
  for (const group of groups)
    for (const [name, route] of Object.entries(group)) {
      if (all[name]) throw new Error(`two routes are called ${name}`)
      all[name] = route
    }
  return all
}
