/** Light or dark: as the system has it, unless chosen here. public/theme.js applies it before the first paint. */
import { useSyncExternalStore } from 'react'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const stored = 'tessera.theme'
const listeners = new Set<() => void>()

function readTheme(): Theme {
  const chosen = document.documentElement.dataset['theme']
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  colourBar(theme)
  try {
    if (theme === 'system') localStorage.removeItem(stored)
    else localStorage.setItem(stored, theme)
  } catch {
    // Kept until the page is closed.
  }
  for (const listener of listeners) listener()
}

/** Of the two colours for the bar around the page, dark and light, the one that fits. */
function colourBar(theme: Theme): void {
  const bars = document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')
  for (const [at, bar] of [...bars].entries()) {
    const own = at === 0 ? 'light' : 'dark'
    if (theme === 'system') bar.media = `(prefers-color-scheme: ${own})`
    else bar.media = theme === own ? 'all' : 'not all'
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, readTheme)
