/** The page's side of the service worker: to begin with it, and to take up a newer shop. */
import type { AnyRouter } from '@tanstack/react-router'

const askAgainMs = 3_600_000
/** After its scripts a page asks for its data and pictures: those go first. */
const settleMs = 2_000

export function startWorker(router: AnyRouter): void {
  // Over plain http to another machine there is none.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  let isFirst = serviceWorker.controller === null
  let isOld = false
  serviceWorker.addEventListener('controllerchange', () => {
    if (isFirst) tellWhatWasLoaded(serviceWorker)
    else isOld = true
    isFirst = false
  })
  // A newer shop begins where the next page would: what is open is not torn away.
  router.subscribe('onBeforeNavigate', ({ pathChanged }) => {
    // A moment later the address is the new one.
    if (isOld && pathChanged && navigator.onLine) setTimeout(() => location.reload())
  })
  window.addEventListener('load', () => {
    setTimeout(() => void register(serviceWorker), settleMs)
  })
}

/** Once everything that the page itself needs is there. An app on a home screen is seldom loaded anew. */
async function register(serviceWorker: ServiceWorkerContainer): Promise<void> {
  const registration = await serviceWorker.register('/service-worker.js').catch(() => undefined)
  if (!registration) return
  let askedAt = Date.now()
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - askedAt < askAgainMs) return
    askedAt = Date.now()
    void registration.update().catch(() => undefined)
  })
}

/** The first page began to load before there was a worker to see it. */
function tellWhatWasLoaded(serviceWorker: ServiceWorkerContainer): void {
  const observer = new PerformanceObserver((list) => {
    const entries = list.getEntries() as PerformanceResourceTiming[]
    const unseen = entries.filter(({ workerStart }) => workerStart === 0)
    serviceWorker.controller?.postMessage(unseen.map(({ name }) => name))
  })
  observer.observe({ type: 'resource', buffered: true })
}
