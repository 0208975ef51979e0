/** The time of day for countdowns: one clock for all who look, stopped while nobody does. */
import { useSyncExternalStore } from 'react'
import { serverNow } from './client.ts'

const listeners = new Set<() => void>()
let now = serverNow()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (!timer) now = serverNow()
  timer ??= setInterval(tick, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick() {
  now = serverNow()
  for (const listener of listeners) listener()
}

/** Milliseconds since 1970 by the server's clock, new every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}
