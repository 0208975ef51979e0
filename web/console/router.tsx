/**
 * Every page of the console by its address: those of the way around in `routes/`, group by group, and here
 * what stands beside them. Pages come when they are asked for; the first one at once.
 */
import { createRoute, createRouter } from '@tanstack/react-router'
import { BrokenPage } from '#web/kit/app.tsx'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { choiceOf, textOf } from '#web/kit/search-params.ts'
import { PageSkeleton } from '#web/kit/skeleton.tsx'
import { ranges, views } from './home/ranges.ts'
import { HomePage } from './pages/home.tsx'
import { goodsPages } from './routes/goods.ts'
import { housePages } from './routes/house.ts'
import { at, inside, root } from './routes/inside.ts'
import type { Search } from './routes/inside.ts'
import { moneyPages } from './routes/money.ts'
import { poolPages } from './routes/pool.ts'
import { tradePages } from './routes/trade.ts'
import { trafficPages } from './routes/traffic.ts'

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search) => textOf('back', search),
  component: lazyPage(() => import('./pages/sign-in.tsx'), 'SignInPage'),
})
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyPage(() => import('./pages/set-up.tsx'), 'SetUpPage'),
})

const home = createRoute({
  ...at('/'),
  validateSearch: (search: Search) => ({
    ...choiceOf('view', search, views),
    ...choiceOf('days', search, ranges),
  }),
  component: HomePage,
})
const account = createRoute({
  ...at('/account'),
  component: lazyPage(() => import('./pages/account.tsx'), 'AccountPage'),
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
      firstSteps,
      ...tradePages,
      ...goodsPages,
      ...poolPages,
      ...trafficPages,
      ...moneyPages,
      ...housePages,
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
