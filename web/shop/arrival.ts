/**
 * Tells the server once for each tab that a page of the shop runs here, and where its reader came from:
 * a visit by a short link is a person's only then. With Global Privacy Control nothing is told.
 */
import * as api from '#web/kit/api.ts'

const told = 'tessera.arrived'

export function tellArrival(): void {
  const { globalPrivacyControl } = navigator as { globalPrivacyControl?: boolean }
  if (globalPrivacyControl || isTold()) return
  const words = new URLSearchParams(location.search)
  const word = (name: string) => words.get(name)?.slice(0, 200) || undefined
  const arrival = {
    landing: location.pathname.slice(0, 200),
    referrer: document.referrer ? URL.parse(document.referrer)?.host : undefined,
    source: word('utm_source'),
    medium: word('utm_medium'),
    name: word('utm_campaign'),
    automated: navigator.webdriver,
  }
  // Nobody waits for it, and whether it comes is no affair of the page's.
  setTimeout(() => {
    fetch(`/api${api.postVisit.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(arrival),
    }).catch(() => undefined)
  }, 1_500)
}

function isTold(): boolean {
  try {
    if (sessionStorage.getItem(told)) return true
    sessionStorage.setItem(told, '1')
    return false
  } catch {
    return false // a browser that keeps nothing tells it again, and it is still one visit
  }
}
