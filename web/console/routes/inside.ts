/** Where pages hang: behind the door, where the way around stands beside each of them. */
import { createRootRoute, createRoute } from '@tanstack/react-router'
import { MissingPage } from '#web/kit/app.tsx'
import { Desk, Frame } from '../frame.tsx'

export const root = createRootRoute({ component: Frame, notFoundComponent: MissingPage })
export const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Desk })

/** The address of a page behind the door. */
export const at = <Path extends string>(path: Path) => ({ getParentRoute: () => inside, path })

/** What an address says after its question mark, before anybody has looked at it. */
export type Search = Record<string, unknown>
