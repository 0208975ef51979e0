/** Short lists that stay on this device: they are never sent anywhere as such, and end at sign-out. */
import { useSyncExternalStore } from 'react'

export type KeptList = {
  /** Puts it first; what is beyond the list's length goes. */
  add(item: string): void
  put(items: readonly string[]): void
  /** What there was, so that it can be put back. */
  clear(): readonly string[]
  use(): readonly string[]
}

const lists: KeptList[] = []
const none: readonly string[] = []

/** `isItem`: anybody can write anything into the browser's storage. */
export function keptList(
  name: string,
  max: number,
  isItem: (text: string) => boolean = () => true,
): KeptList {
  const key = `tessera.${name}`
  const listeners = new Set<() => void>()
  let now: readonly string[] | undefined
  const read = () => (now ??= stored(key).filter(isItem).slice(0, max))
  const put = (items: readonly string[]) => {
    now = [...new Set(items)].slice(0, max)
    try {
      if (now.length > 0) localStorage.setItem(key, JSON.stringify(now))
      else localStorage.removeItem(key)
    } catch {
      // A browser that keeps nothing still knows it until it is closed.
    }
    for (const listener of listeners) listener()
  }
  const changedElsewhere = (event: StorageEvent) => {
    if (event.key !== key && event.key !== null) return
    now = undefined
    for (const listener of listeners) listener()
  }
  const subscribe = (listener: () => void) => {
    if (listeners.size === 0) window.addEventListener('storage', changedElsewhere)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) window.removeEventListener('storage', changedElsewhere)
    }
  }
  const list = {
    add: (item: string) => put([item, ...read()]),
    put,
    clear: () => {
      const was = read()
      put(none)
      return was
    },
    use: () => useSyncExternalStore(subscribe, read),
  }
  lists.push(list)
  return list
}

function stored(key: string): string[] {
  try {
    const items: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : []
  } catch {
    return []
  }
}

/** At sign-out: the next person at this device is another. */
export function forgetKept(): void {
  for (const list of lists) list.clear()
}

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** The ids of products, the last looked at first. */
export const lookedAt = keptList('lookedAt', 20, isId)
/** What was searched for, the last first. */
export const searched = keptList('searched', 8, (text) => text.length <= 100)
/** Set when a member bought something before: the home page then keeps room for it. */
export const boughtBefore = keptList('boughtBefore', 1)
