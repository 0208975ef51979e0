/** Every page of the console by its address. Pages come when they are asked for; the first one at once. */
import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { BrokenPage, MissingPage } from '#web/kit/app.tsx'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { choiceOf, dayOf, textOf } from '#web/kit/search-params.ts'
import { PageSkeleton } from '#web/kit/skeleton.tsx'
import { lists as anchorLists } from './anchoring/lists.ts'
import type { List } from './anchoring/lists.ts'
import * as asked from './attribution/choices.ts'
import type { AttributionSearch } from './attribution/choices.ts'
import { Desk, Frame } from './frame.tsx'
import { ranges, views } from './home/ranges.ts'
import type { Range, View } from './home/ranges.ts'
import { startNames } from './journey/starts.ts'
import { segmentStatuses, startNames as segmentStarts } from './segment/conditions.ts'
import type { StartName } from './segment/conditions.ts'
import { memberKinds, memberViews, stages, storyGroups } from './member/choices.ts'
import { elements, inviteStates } from './traffic/choices.ts'
import type { DaysSearch, Element } from './traffic/choices.ts'
import { HomePage } from './pages/home.tsx'
import {
  disputeStatuses,
  orderStatuses,
  productStatuses,
  refundStatuses,
  scarcities,
} from './states.tsx'

type Search = Record<string, unknown>
type OrdersSearch = {
  q?: string
  status?: (typeof orderStatuses)[number]
  /** A calendar day in China. */
  day?: string
  memberId?: string
}
type ProductsSearch = {
  q?: string
  status?: (typeof productStatuses)[number]
  brand?: string
  stock?: (typeof scarcities)[number]
}

type MembersSearch = {
  view?: (typeof memberViews)[number]
  stage?: (typeof stages)[number]
  kind?: (typeof memberKinds)[number]
  tag?: string
  channelId?: string
}

const root = createRootRoute({ component: Frame, notFoundComponent: MissingPage })
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search): { back?: string } => textOf('back', search),
  component: lazyPage(() => import('./pages/sign-in.tsx'), 'SignInPage'),
})

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyPage(() => import('./pages/set-up.tsx'), 'SetUpPage'),
})

/** Behind the door: the way around stands beside every page. */
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Desk })
const at = <Path extends string>(path: Path) => ({ getParentRoute: () => inside, path })

const home = createRoute({
  ...at('/'),
  validateSearch: (search: Search): { view?: View; days?: Range } => ({
    ...choiceOf('view', search, views),
    ...choiceOf('days', { days: String(search['days']) }, ranges),
  }),
  component: HomePage,
})
const account = createRoute({
  ...at('/account'),
  component: lazyPage(() => import('./pages/account.tsx'), 'AccountPage'),
})

const orders = createRoute({
  ...at('/orders'),
  validateSearch: (search: Search): OrdersSearch => ({
    ...textOf('q', search),
    ...choiceOf('status', search, orderStatuses),
    ...dayOf('day', search),
    ...textOf('memberId', search),
  }),
  component: lazyPage(() => import('./pages/orders.tsx'), 'OrdersPage'),
})
const order = createRoute({
  ...at('/orders/$orderId'),
  component: lazyPage(() => import('./pages/order.tsx'), 'OrderPage'),
})
const segments = createRoute({
  ...at('/segments'),
  validateSearch: (search: Search): { status?: (typeof segmentStatuses)[number] } =>
    choiceOf('status', search, segmentStatuses),
  component: lazyPage(() => import('./pages/segments.tsx'), 'SegmentsPage'),
})
const newSegment = createRoute({
  ...at('/segments/new'),
  validateSearch: (search: Search): { from?: StartName } => choiceOf('from', search, segmentStarts),
  component: lazyPage(() => import('./pages/new-segment.tsx'), 'NewSegmentPage'),
})
const segment = createRoute({
  ...at('/segments/$segmentId'),
  component: lazyPage(() => import('./pages/segment.tsx'), 'SegmentPage'),
})
const outreaches = createRoute({
  ...at('/outreach'),
  component: lazyPage(() => import('./pages/outreach.tsx'), 'OutreachesPage'),
})
const newOutreach = createRoute({
  ...at('/outreach/new'),
  validateSearch: (search: Search): { segmentId?: string } => textOf('segmentId', search),
  component: lazyPage(() => import('./pages/new-outreach.tsx'), 'NewOutreachPage'),
})
const outreach = createRoute({
  ...at('/outreach/$outreachId'),
  component: lazyPage(() => import('./pages/one-outreach.tsx'), 'OutreachPage'),
})
const attention = createRoute({
  ...at('/attention'),
  component: lazyPage(() => import('./pages/attention.tsx'), 'AttentionPage'),
})
const refunds = createRoute({
  ...at('/refunds'),
  validateSearch: (search: Search): { status?: (typeof refundStatuses)[number] | 'all' } =>
    choiceOf('status', search, [...refundStatuses, 'all']),
  component: lazyPage(() => import('./pages/refunds.tsx'), 'RefundsPage'),
})
const disputes = createRoute({
  ...at('/disputes'),
  validateSearch: (search: Search): { status?: (typeof disputeStatuses)[number] | 'all' } =>
    choiceOf('status', search, [...disputeStatuses, 'all']),
  component: lazyPage(() => import('./pages/disputes.tsx'), 'DisputesPage'),
})

const products = createRoute({
  ...at('/products'),
  validateSearch: (search: Search): ProductsSearch => ({
    ...textOf('q', search),
    ...choiceOf('status', search, productStatuses),
    ...textOf('brand', search),
    ...choiceOf('stock', search, scarcities),
  }),
  component: lazyPage(() => import('./pages/products.tsx'), 'ProductsPage'),
})
const newProduct = createRoute({
  ...at('/products/new'),
  component: lazyPage(() => import('./pages/new-product.tsx'), 'NewProductPage'),
})
const importProducts = createRoute({
  ...at('/products/import'),
  component: lazyPage(() => import('./pages/import-products.tsx'), 'ImportProductsPage'),
})
const product = createRoute({
  ...at('/products/$productId'),
  component: lazyPage(() => import('./pages/product.tsx'), 'ProductPage'),
})
const brands = createRoute({
  ...at('/brands'),
  component: lazyPage(() => import('./pages/brands.tsx'), 'BrandsPage'),
})
const flashSales = createRoute({
  ...at('/flash-sales'),
  component: lazyPage(() => import('./pages/flash-sales.tsx'), 'FlashSalesPage'),
})
const flashSale = createRoute({
  ...at('/flash-sales/$saleId'),
  component: lazyPage(() => import('./pages/flash-sale.tsx'), 'FlashSalePage'),
})
const coupons = createRoute({
  ...at('/coupons'),
  component: lazyPage(() => import('./pages/coupons.tsx'), 'CouponsPage'),
})

const members = createRoute({
  ...at('/members'),
  validateSearch: (search: Search): MembersSearch => ({
    ...choiceOf('view', search, memberViews),
    ...choiceOf('stage', search, stages),
    ...choiceOf('kind', search, memberKinds),
    ...textOf('tag', search),
    ...textOf('channelId', search),
  }),
  component: lazyPage(() => import('./pages/members.tsx'), 'MembersPage'),
})
const identities = createRoute({
  ...at('/identities'),
  validateSearch: (search: Search): { view?: 'merged' } => choiceOf('view', search, ['merged']),
  component: lazyPage(() => import('./pages/identities.tsx'), 'IdentitiesPage'),
})
const member = createRoute({
  ...at('/members/$memberId'),
  validateSearch: (search: Search): { group?: (typeof storyGroups)[number] } =>
    choiceOf('group', search, storyGroups),
  component: lazyPage(() => import('./pages/member.tsx'), 'MemberPage'),
})
const journeys = createRoute({
  ...at('/journeys'),
  component: lazyPage(() => import('./pages/journeys.tsx'), 'JourneysPage'),
})
const newJourney = createRoute({
  ...at('/journeys/new'),
  validateSearch: (search: Search): { from?: (typeof startNames)[number] } =>
    choiceOf('from', search, startNames),
  component: lazyPage(() => import('./pages/new-journey.tsx'), 'NewJourneyPage'),
})
const journey = createRoute({
  ...at('/journeys/$journeyId'),
  component: lazyPage(() => import('./pages/journey.tsx'), 'JourneyPage'),
})
const boards = createRoute({
  ...at('/boards'),
  component: lazyPage(() => import('./pages/boards.tsx'), 'BoardsPage'),
})
const importMembers = createRoute({
  ...at('/members/import'),
  validateSearch: (search: Search): { importId?: string } => textOf('importId', search),
  component: lazyPage(() => import('./pages/import-members.tsx'), 'ImportMembersPage'),
})

const anchoring = createRoute({
  ...at('/anchoring'),
  validateSearch: (search: Search): { list?: List } => choiceOf('list', search, anchorLists),
  component: lazyPage(() => import('./pages/anchoring.tsx'), 'AnchoringPage'),
})
const poolAsset = createRoute({
  ...at('/pool-asset'),
  component: lazyPage(() => import('./pages/pool-asset.tsx'), 'PoolAssetPage'),
})
const attribution = createRoute({
  ...at('/attribution'),
  validateSearch: (search: Search): AttributionSearch => ({
    ...choiceOf('model', search, asked.models),
    ...choiceOf('window', { window: String(search['window']) }, asked.windows),
    ...choiceOf('which', search, asked.kinds),
    ...choiceOf('days', { days: String(search['days']) }, asked.ranges),
    ...choiceOf('margin', { margin: String(search['margin']) }, asked.margins),
    ...textOf('channel', search),
  }),
  component: lazyPage(() => import('./pages/attribution.tsx'), 'AttributionPage'),
})

const daysIn = (search: Search): DaysSearch =>
  choiceOf('days', { days: String(search['days']) }, ranges)
const channels = createRoute({
  ...at('/channels'),
  validateSearch: daysIn,
  component: lazyPage(() => import('./pages/channels.tsx'), 'ChannelsPage'),
})
const importCosts = createRoute({
  ...at('/channels/costs'),
  component: lazyPage(() => import('./pages/import-costs.tsx'), 'ImportCostsPage'),
})
const channel = createRoute({
  ...at('/channels/$channelId'),
  validateSearch: daysIn,
  component: lazyPage(() => import('./pages/channel.tsx'), 'ChannelPage'),
})
const campaigns = createRoute({
  ...at('/campaigns'),
  validateSearch: (search: Search): DaysSearch & { by?: Element } => ({
    ...daysIn(search),
    ...choiceOf('by', search, elements),
  }),
  component: lazyPage(() => import('./pages/campaigns.tsx'), 'CampaignsPage'),
})
const campaign = createRoute({
  ...at('/campaigns/$campaignId'),
  validateSearch: daysIn,
  component: lazyPage(() => import('./pages/campaign.tsx'), 'CampaignPage'),
})
const links = createRoute({
  ...at('/links'),
  component: lazyPage(() => import('./pages/links.tsx'), 'LinksPage'),
})
const invites = createRoute({
  ...at('/invites'),
  validateSearch: (search: Search): { state?: (typeof inviteStates)[number] } =>
    choiceOf('state', search, inviteStates),
  component: lazyPage(() => import('./pages/invites.tsx'), 'InvitesPage'),
})

const settlement = createRoute({
  ...at('/settlement'),
  component: lazyPage(() => import('./pages/settlement.tsx'), 'SettlementPage'),
})
const statement = createRoute({
  ...at('/settlement/$brandId'),
  validateSearch: (search: Search): { from?: string; to?: string } => ({
    ...textOf('from', search),
    ...textOf('to', search),
  }),
  component: lazyPage(() => import('./pages/statement.tsx'), 'StatementPage'),
})
const reconciliation = createRoute({
  ...at('/reconciliation'),
  component: lazyPage(() => import('./pages/reconciliation.tsx'), 'ReconciliationPage'),
})
const reconciliationRun = createRoute({
  ...at('/reconciliation/$reconciliationId'),
  component: lazyPage(() => import('./pages/reconciliation-run.tsx'), 'ReconciliationRunPage'),
})
const cases = createRoute({
  ...at('/cases'),
  validateSearch: (search: Search): { closed?: true } =>
    search['closed'] === true ? { closed: true } : {},
  component: lazyPage(() => import('./pages/cases.tsx'), 'CasesPage'),
})

const ledger = createRoute({
  ...at('/ledger'),
  validateSearch: (search: Search): { unit?: string; purpose?: string; owner?: string } => ({
    ...textOf('unit', search),
    ...textOf('purpose', search),
    ...textOf('owner', search),
  }),
  component: lazyPage(() => import('./pages/ledger.tsx'), 'LedgerPage'),
})
const ledgerAccount = createRoute({
  ...at('/ledger/account'),
  validateSearch: (search: Search): { id?: string } => textOf('id', search),
  component: lazyPage(() => import('./pages/ledger-account.tsx'), 'LedgerAccountPage'),
})
const ledgerChains = createRoute({
  ...at('/ledger/chains'),
  validateSearch: (search: Search): { reference?: string; chainId?: string } => ({
    ...textOf('reference', search),
    ...textOf('chainId', search),
  }),
  component: lazyPage(() => import('./pages/ledger-chains.tsx'), 'LedgerChainsPage'),
})

const audit = createRoute({
  ...at('/audit'),
  validateSearch: (search: Search): { subject?: string } => textOf('subject', search),
  component: lazyPage(() => import('./pages/audit.tsx'), 'AuditPage'),
})
const staff = createRoute({
  ...at('/staff'),
  component: lazyPage(() => import('./pages/staff.tsx'), 'StaffPage'),
})

const settings = createRoute({
  ...at('/settings'),
  component: lazyPage(() => import('./pages/settings.tsx'), 'SettingsPage'),
})
const firstSteps = createRoute({
  ...at('/first-steps'),
  component: lazyPage(() => import('./pages/first-steps.tsx'), 'FirstStepsPage'),
})

export const router = createRouter({
  basepath: '/console',
  routeTree: root.addChildren([
    signIn,
    setUp,
    inside.addChildren([
      home,
      account,
      orders,
      order,
      refunds,
      disputes,
      products,
      newProduct,
      importProducts,
      product,
      brands,
      flashSales,
      flashSale,
      coupons,
      members,
      member,
      identities,
      journeys,
      newJourney,
      journey,
      boards,
      importMembers,
      segments,
      newSegment,
      segment,
      outreaches,
      newOutreach,
      outreach,
      attention,
      anchoring,
      poolAsset,
      attribution,
      channels,
      importCosts,
      channel,
      campaigns,
      campaign,
      links,
      invites,
      settlement,
      statement,
      reconciliation,
      reconciliationRun,
      cases,
      ledger,
      ledgerAccount,
      ledgerChains,
      audit,
      staff,
      settings,
      firstSteps,
    ]),
  ]),
  scrollRestoration: true,
  defaultPendingMs: 150,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: BrokenPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
