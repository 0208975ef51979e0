/** What is shown from memory because no network answers, and what that means for the page. */
import { hashKey, notifyManager, useQueryClient } from '@tanstack/react-query'
import type { QueryCache, QueryKey } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { useWords } from './i18n.ts'
import { kitWords } from './words.ts'

/** By query: when its answer was read. What is of now is not in here. */
const seenAts = new Map<string, number>()

export function noteSeen(queryKey: QueryKey, seenAt: number | null): void {
  if (seenAt === null) seenAts.delete(hashKey(queryKey))
  else seenAts.set(hashKey(queryKey), seenAt)
}

/** How often to ask again for what is shown from memory. */
export const untilFresh = ({ queryHash }: { queryHash: string }) => seenAts.has(queryHash) && 10_000

/** When the oldest of what is shown from memory was read, by the server's clock; null when nothing is. */
export function useSeenAt(): number | null {
  const cache = useQueryClient().getQueryCache()
  const subscribe = useCallback(
    (listener: () => void) => cache.subscribe(notifyManager.batchCalls(listener)),
    [cache],
  )
  return useSyncExternalStore(subscribe, () => oldestShown(cache))
}

function oldestShown(cache: QueryCache): number | null {
  if (seenAts.size === 0) return null
  const shown = cache.findAll({ type: 'active' }).flatMap(({ queryHash, meta }) => {
    const seenAt = seenAts.get(queryHash)
    return seenAt === undefined || meta?.['isEverybodys'] ? [] : [seenAt]
  })
  return shown.length > 0 ? Math.min(...shown) : null
}

export const useIsOnline = () => useSyncExternalStore(subscribeOnline, () => navigator.onLine)

function subscribeOnline(listener: () => void) {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** Why nothing can be bought just now: a price or a stock of before is no offer. Null when it can be. */
export function useWhyNotBuy(): string | null {
  const words = useWords(kitWords)
  const isOnline = useIsOnline()
  const seenAt = useSeenAt()
  return isOnline && seenAt === null ? null : words.needsNetwork
}
