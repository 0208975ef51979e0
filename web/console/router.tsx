/** Every page of the console by its address. Pages come when they are asked for; the first one at once. */
import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { BrokenPage, MissingPage } from '#web/kit/app.tsx'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { choiceOf, dayOf, textOf } from '#web/kit/search-params.ts'
import { PageSkeleton } from '#web/kit/skeleton.tsx'
import { Desk, Frame } from './frame.tsx'
import { ranges, views } from './home/ranges.ts'
import type { Range, View } from './home/ranges.ts'
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
