/** Where people come from, and what that cost. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { choiceOf, textOf } from '#web/kit/search-params.ts'
import * as asked from '../attribution/choices.ts'
import { elements, inviteStates, ranges } from '../traffic/choices.ts'
import { at } from './inside.ts'
import type { Search } from './inside.ts'

const daysIn = (search: Search) => choiceOf('days', search, ranges)

export const trafficPages = [
  createRoute({
    ...at('/channels'),
    validateSearch: daysIn,
    component: lazyPage(() => import('../pages/channels.tsx'), 'ChannelsPage'),
  }),
  createRoute({
    ...at('/channels/costs'),
    component: lazyPage(() => import('../pages/import-costs.tsx'), 'ImportCostsPage'),
  }),
  createRoute({
    ...at('/channels/$channelId'),
    validateSearch: daysIn,
    component: lazyPage(() => import('../pages/channel.tsx'), 'ChannelPage'),
  }),
  createRoute({
    ...at('/campaigns'),
    validateSearch: (search: Search) => ({
      ...daysIn(search),
      ...choiceOf('by', search, elements),
    }),
    component: lazyPage(() => import('../pages/campaigns.tsx'), 'CampaignsPage'),
  }),
  createRoute({
    ...at('/campaigns/$campaignId'),
    validateSearch: daysIn,
    component: lazyPage(() => import('../pages/campaign.tsx'), 'CampaignPage'),
  }),
  createRoute({
    ...at('/links'),
    component: lazyPage(() => import('../pages/links.tsx'), 'LinksPage'),
  }),
  createRoute({
    ...at('/invites'),
    validateSearch: (search: Search) => choiceOf('state', search, inviteStates),
    component: lazyPage(() => import('../pages/invites.tsx'), 'InvitesPage'),
  }),
  createRoute({
    ...at('/attribution'),
    validateSearch: (search: Search) => ({
      ...choiceOf('model', search, asked.models),
      ...choiceOf('window', search, asked.windows),
      ...choiceOf('which', search, asked.kinds),
      ...choiceOf('days', search, asked.ranges),
      ...choiceOf('margin', search, asked.margins),
      ...textOf('channel', search),
    }),
    component: lazyPage(() => import('../pages/attribution.tsx'), 'AttributionPage'),
  }),
] as const
