/** The people of the pool: who they are, and what is said to them. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { choiceOf, textOf } from '#web/kit/search-params.ts'
import { lists as anchorLists } from '../anchoring/lists.ts'
import { startNames as journeyStarts } from '../journey/starts.ts'
import { memberKinds, memberViews, stages, storyGroups } from '../member/choices.ts'
import { segmentStatuses, startNames as segmentStarts } from '../segment/conditions.ts'
import { at } from './inside.ts'
import type { Search } from './inside.ts'

export const poolPages = [
  createRoute({
    ...at('/members'),
    validateSearch: (search: Search) => ({
      ...choiceOf('view', search, memberViews),
      ...choiceOf('stage', search, stages),
      ...choiceOf('kind', search, memberKinds),
      ...textOf('tag', search),
      ...textOf('channelId', search),
    }),
    component: lazyPage(() => import('../pages/members.tsx'), 'MembersPage'),
  }),
  createRoute({
    ...at('/members/import'),
    validateSearch: (search: Search) => textOf('importId', search),
    component: lazyPage(() => import('../pages/import-members.tsx'), 'ImportMembersPage'),
  }),
  createRoute({
    ...at('/members/$memberId'),
    validateSearch: (search: Search) => choiceOf('group', search, storyGroups),
    component: lazyPage(() => import('../pages/member.tsx'), 'MemberPage'),
  }),
  createRoute({
    ...at('/segments'),
    validateSearch: (search: Search) => choiceOf('status', search, segmentStatuses),
    component: lazyPage(() => import('../pages/segments.tsx'), 'SegmentsPage'),
  }),
  createRoute({
    ...at('/segments/new'),
    validateSearch: (search: Search) => choiceOf('from', search, segmentStarts),
    component: lazyPage(() => import('../pages/new-segment.tsx'), 'NewSegmentPage'),
  }),
  createRoute({
    ...at('/segments/$segmentId'),
    component: lazyPage(() => import('../pages/segment.tsx'), 'SegmentPage'),
  }),
  createRoute({
    ...at('/journeys'),
    component: lazyPage(() => import('../pages/journeys.tsx'), 'JourneysPage'),
  }),
  createRoute({
    ...at('/journeys/new'),
    validateSearch: (search: Search) => choiceOf('from', search, journeyStarts),
    component: lazyPage(() => import('../pages/new-journey.tsx'), 'NewJourneyPage'),
  }),
  createRoute({
    ...at('/journeys/$journeyId'),
    component: lazyPage(() => import('../pages/journey.tsx'), 'JourneyPage'),
  }),
  createRoute({
    ...at('/outreach'),
    component: lazyPage(() => import('../pages/outreach.tsx'), 'OutreachesPage'),
  }),
  createRoute({
    ...at('/outreach/new'),
    validateSearch: (search: Search) => textOf('segmentId', search),
    component: lazyPage(() => import('../pages/new-outreach.tsx'), 'NewOutreachPage'),
  }),
  createRoute({
    ...at('/outreach/$outreachId'),
    component: lazyPage(() => import('../pages/one-outreach.tsx'), 'OutreachPage'),
  }),
  createRoute({
    ...at('/attention'),
    component: lazyPage(() => import('../pages/attention.tsx'), 'AttentionPage'),
  }),
  createRoute({
    ...at('/identities'),
    validateSearch: (search: Search) => choiceOf('view', search, ['merged']),
    component: lazyPage(() => import('../pages/identities.tsx'), 'IdentitiesPage'),
  }),
  createRoute({
    ...at('/anchoring'),
    validateSearch: (search: Search) => choiceOf('list', search, anchorLists),
    component: lazyPage(() => import('../pages/anchoring.tsx'), 'AnchoringPage'),
  }),
  createRoute({
    ...at('/boards'),
    component: lazyPage(() => import('../pages/boards.tsx'), 'BoardsPage'),
  }),
  createRoute({
    ...at('/pool-asset'),
    component: lazyPage(() => import('../pages/pool-asset.tsx'), 'PoolAssetPage'),
  }),
] as const
