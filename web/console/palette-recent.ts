/** What was chosen lately by whoever is signed in here: ids and titles of goods, nothing else. */
export type Recent =
  | { kind: 'static'; id: string }
  | { kind: 'order'; id: string }
  | { kind: 'product'; id: string; titleZh: string; titleEn: string }

const recentMax = 6
const keyOf = (login: string) => `tessera.recent.${login}`

export function readRecent(login: string): Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(login)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isRecent).slice(0, recentMax) : []
  } catch {
    return []
  }
}

export function keepRecent(login: string, chosen: Recent): void {
  const others = readRecent(login).filter(
    ({ kind, id }) => kind !== chosen.kind || id !== chosen.id,
  )
  try {
    localStorage.setItem(keyOf(login), JSON.stringify([chosen, ...others].slice(0, recentMax)))
  } catch {
    // A browser that keeps nothing finds everything all the same.
  }
}

/** An older version, or anybody at this browser, may have written anything there. */
function isRecent(value: unknown): value is Recent {
  if (typeof value !== 'object' || value === null) return false
  const { kind, id, titleZh, titleEn } = value as Record<string, unknown>
  if (typeof id !== 'string') return false
  if (kind === 'product') return typeof titleZh === 'string' && typeof titleEn === 'string'
  return kind === 'static' || kind === 'order'
}
