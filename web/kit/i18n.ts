/** Words in two languages. A key that one language lacks does not pass the type check. */
import { useSyncExternalStore } from 'react'

export type Language = 'zh' | 'en'
export const locales: Record<Language, string> = { zh: 'zh-CN', en: 'en' }

type Entry = string | ((...args: never[]) => string) | { readonly [key: string]: Entry }
/** The same keys; a text for a text, and the same arguments for a phrase. */
type Same<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Same<T[K]>
}
export type Dictionary<T> = Record<Language, Same<T>>

export const dictionary = <T extends { readonly [key: string]: Entry }>(
  zh: T,
  en: Same<T>,
): Dictionary<T> => ({ zh: zh as unknown as Same<T>, en })

const stored = 'tessera.language'
const listeners = new Set<() => void>()
let current: Language | undefined

/** As chosen here before, else as the browser prefers. */
export function language(): Language {
  current ??= preferredLanguage(readChoice(), navigator.languages)
  return current
}

export function preferredLanguage(chosen: string | null, preferred: readonly string[]): Language {
  if (chosen === 'zh' || chosen === 'en') return chosen
  const first = preferred.find((tag) => /^(zh|en)\b/i.test(tag))
  return first?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function setLanguage(chosen: Language): void {
  current = chosen
  try {
    localStorage.setItem(stored, chosen)
  } catch {
    // A browser that keeps nothing still speaks the language until it is closed.
  }
  document.documentElement.lang = locales[chosen]
  for (const listener of listeners) listener()
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(stored)
  } catch {
    return null
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useLanguage = (): Language => useSyncExternalStore(subscribe, language)

/** The words of a dictionary in the language of the moment. */
export const useWords = <T>(of: Dictionary<T>): Same<T> => of[useLanguage()]

/** The one of two texts of the server that fits the language, or the other where it is empty. */
export function inLanguage(of: Language, zh: string, en: string): string {
  return of === 'zh' ? zh || en : en || zh
}
