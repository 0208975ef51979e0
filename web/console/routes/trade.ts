/** Orders, and what is asked back of them. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { choiceOf, dayOf, textOf } from '#web/kit/search-params.ts'
import { disputeStatuses, orderStatuses, refundStatuses } from '../states.tsx'
import { at } from './inside.ts'
import type { Search } from './inside.ts'

export const tradePages = [
  createRoute({
    ...at('/orders'),
    validateSearch: (search: Search) => ({
      ...textOf('q', search),
      ...choiceOf('status', search, orderStatuses),
      ...dayOf('day', search),
      ...textOf('memberId', search),
    }),
    component: lazyPage(() => import('../pages/orders.tsx'), 'OrdersPage'),
  }),
  createRoute({
    ...at('/orders/$orderId'),
    component: lazyPage(() => import('../pages/order.tsx'), 'OrderPage'),
  }),
  createRoute({
    ...at('/refunds'),
    validateSearch: (search: Search) =>
      choiceOf('status', search, [...refundStatuses, 'all'] as const),
    component: lazyPage(() => import('../pages/refunds.tsx'), 'RefundsPage'),
  }),
  createRoute({
    ...at('/disputes'),
    validateSearch: (search: Search) =>
      choiceOf('status', search, [...disputeStatuses, 'all'] as const),
    component: lazyPage(() => import('../pages/disputes.tsx'), 'DisputesPage'),
  }),
] as const
