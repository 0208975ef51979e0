import { lazy } from 'react'
import type { ComponentType } from 'react'

/** The script or the style of a page did not come: no network, or a newer app was put up meanwhile. */
export class PartMissing extends Error {
  override name = 'PartMissing'
}

/**
 * A page whose parts come when it is first opened. When they do not come, the page's boundary says so:
 * reloading at once, as the router's own way does, would lose everything to somebody without network.
 */
export const lazyPage = <Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
) =>
  lazy(async () => {
    try {
      return { default: (await load())[name] }
    } catch (cause) {
      throw new PartMissing(`the page ${name} did not come`, { cause })
    }
  })

const reloadedAt = 'tessera.reloadedAt'

/** A newer app has other parts: with a network, load it. Not again and again, if that does not help. */
export function reloadForNewParts(now: number): void {
  if (!navigator.onLine || now - Number(sessionStorage.getItem(reloadedAt)) < 60_000) return
  sessionStorage.setItem(reloadedAt, String(now))
  location.reload()
}
