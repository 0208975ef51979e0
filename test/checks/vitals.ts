/** How a page feels on a slow phone: the figures that the browser itself keeps, read from within it. */
import type { CDPSession, Page } from 'playwright-core'

export type Vitals = {
  firstPaintMs: number
  largestPaintMs: number
  /** The largest thing on the first screen: an element, and the address it leads to or shows. */
  largest: { tag: string; leadsTo: string; picture: string; text: string } | null
  /** The sum of all shifts that nobody caused, which is more than the worst window of them. */
  shift: number
  /** From each press of a pointer or key to the paint that answers it. */
  interactions: { startedAtMs: number; lastedMs: number }[]
}

/** A middling phone on a slow mobile network, as Chromium's own tools have it. */
export async function slowDown(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  return session
}

/** Before the page is opened. Given as text, since it runs in the browser. */
export const keepVitals = `(() => {
  const kept = { firstPaintMs: 0, largestPaintMs: 0, largest: null, shift: 0, interactions: [] }
  globalThis.vitals = kept
  const watch = (type, take, options) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take))
      .observe({ type, buffered: true, ...options })
  watch('paint', (entry) => {
    if (entry.name === 'first-contentful-paint') kept.firstPaintMs = entry.startTime
  })
  watch('largest-contentful-paint', (entry) => {
    const { element, startTime, url } = entry
    kept.largestPaintMs = startTime
    kept.largest = {
      tag: element?.tagName ?? '',
      leadsTo: element?.closest('a')?.pathname ?? '',
      picture: url,
      text: element?.textContent ?? '',
    }
  })
  watch('layout-shift', (entry) => {
    if (!entry.hadRecentInput) kept.shift += entry.value
  })
  watch('event', ({ interactionId, startTime, duration }) => {
    if (interactionId) kept.interactions.push({ startedAtMs: startTime, lastedMs: duration })
  }, { durationThreshold: 16 })
})()`

export const readVitals = (page: Page): Promise<Vitals> => page.evaluate('globalThis.vitals')

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
