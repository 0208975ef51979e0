/** Money and the ledger. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { textOf } from '#web/kit/search-params.ts'
import { at } from './inside.ts'
import type { Search } from './inside.ts'

export const moneyPages = [
  createRoute({
    ...at('/settlement'),
    component: lazyPage(() => import('../pages/settlement.tsx'), 'SettlementPage'),
  }),
  createRoute({
    ...at('/settlement/$brandId'),
    validateSearch: (search: Search) => ({
      ...textOf('from', search),
      ...textOf('to', search),
    }),
    component: lazyPage(() => import('../pages/statement.tsx'), 'StatementPage'),
  }),
  createRoute({
    ...at('/reconciliation'),
    component: lazyPage(() => import('../pages/reconciliation.tsx'), 'ReconciliationPage'),
  }),
  createRoute({
    ...at('/reconciliation/$reconciliationId'),
    component: lazyPage(() => import('../pages/reconciliation-run.tsx'), 'ReconciliationRunPage'),
  }),
  createRoute({
    ...at('/cases'),
    validateSearch: (search: Search): { closed?: true } =>
      search['closed'] === true ? { closed: true } : {},
    component: lazyPage(() => import('../pages/cases.tsx'), 'CasesPage'),
  }),
  createRoute({
    ...at('/ledger'),
    validateSearch: (search: Search) => ({
      ...textOf('unit', search),
      ...textOf('purpose', search),
      ...textOf('owner', search),
    }),
    component: lazyPage(() => import('../pages/ledger.tsx'), 'LedgerPage'),
  }),
  createRoute({
    ...at('/ledger/account'),
    validateSearch: (search: Search) => textOf('id', search),
    component: lazyPage(() => import('../pages/ledger-account.tsx'), 'LedgerAccountPage'),
  }),
  createRoute({
    ...at('/ledger/chains'),
    validateSearch: (search: Search) => ({
      ...textOf('reference', search),
      ...textOf('chainId', search),
    }),
    component: lazyPage(() => import('../pages/ledger-chains.tsx'), 'LedgerChainsPage'),
  }),
] as const
