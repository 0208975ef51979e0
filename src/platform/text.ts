/** Text that can be kept as it came. */

/**
 * False when a string anywhere in a value has a NUL, which PostgreSQL cannot keep, or half a surrogate
 * pair, which is no character and would be kept as another one.
 */
export function isKeepable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, part]) => isKeepable(name) && isKeepable(part))
}

/** Deeper than anything that is meant, and far from where walking through it would end the stack. */
const levelsMax = 200

export function isTooDeep(value: unknown, levels = levelsMax): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isTooDeep(part, levels - 1))
}
