/**
 * What somebody has typed is kept in this tab until it is sent, so that a session that ends, or a page
 * that is lost, costs nobody their words. It goes when it was sent, at signing out, and with the tab;
 * nobody else who signs in here sees it. Not for what pays.
 */
import { useState } from 'react'

/** Who signed in at this browser last; all its tabs share a session. */
const stored = 'tessera.member'
const prefix = 'draft '
const nameOf = (form: string) => `${prefix}${localStorage.getItem(stored) ?? 'nobody'} ${form}`

/** Like `useState`, and kept. `form` tells forms apart; `clear` when it was sent. */
export function useDraft<T extends object>(form: string, blank: T) {
  const [draft, setDraft] = useState<T>(() => ({ ...blank, ...readDraft(form, blank) }))
  const change = (part: Partial<T>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    trying(() => sessionStorage.setItem(nameOf(form), JSON.stringify(next)))
  }
  const clear = () => trying(() => sessionStorage.removeItem(nameOf(form)))
  return [draft, change, clear] as const
}

/** Whether something was begun and not sent. */
export const hasDraft = (form: string) =>
  trying(() => sessionStorage.getItem(nameOf(form)) !== null) ?? false

/** At signing in: those of everybody but this member. At signing out: all. */
export function forgetDrafts(memberId?: string): void {
  trying(() => {
    if (memberId) localStorage.setItem(stored, memberId)
    else localStorage.removeItem(stored)
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(prefix) && !(memberId && name.startsWith(`${prefix}${memberId} `)))
        sessionStorage.removeItem(name)
  })
}

/** An older page may have kept another shape: only what the form knows is taken. */
function readDraft<T extends object>(form: string, blank: T): Partial<T> {
  const text = trying(() => sessionStorage.getItem(nameOf(form)))
  if (!text) return {}
  const kept = trying(() => JSON.parse(text) as Record<string, unknown>) ?? {}
  return Object.fromEntries(
    Object.entries(kept).filter(
      ([key, value]) => typeof value === typeof (blank as Record<string, unknown>)[key],
    ),
  ) as Partial<T>
}

/** A browser that keeps nothing keeps no drafts. */
function trying<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
