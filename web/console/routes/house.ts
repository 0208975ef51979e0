/** The house: who did what, who works here, and its settings. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { textOf } from '#web/kit/search-params.ts'
import { at } from './inside.ts'
import type { Search } from './inside.ts'

export const housePages = [
  createRoute({
    ...at('/audit'),
    validateSearch: (search: Search) => textOf('subject', search),
    component: lazyPage(() => import('../pages/audit.tsx'), 'AuditPage'),
  }),
  createRoute({
    ...at('/staff'),
    component: lazyPage(() => import('../pages/staff.tsx'), 'StaffPage'),
  }),
  createRoute({
    ...at('/settings'),
    component: lazyPage(() => import('../pages/settings.tsx'), 'SettingsPage'),
  }),
] as const
