import { createHash } from 'node:crypto'
import type { FactKind } from './fact.ts'

/** The id of what the program tells: the same for the same thing, so that telling it again changes nothing. */
export function factIdOf(kind: FactKind, ...thing: string[]): string {
  const hash = createHash('sha256')
    .update([kind, ...thing].join(' '))
    .digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
