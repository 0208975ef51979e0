/** Ids and made-up values that are the same on every run, so a broken load can be resumed. */
import { hash } from 'node:crypto'

const namespace = Buffer.from('d9c8f1a04b7e4d5f9a3e6b2c1f0a8e77', 'hex')

/** A UUID (version 5) of what a thing is and the key it has in the history. */
export function stableId(kind: string, key: string): string {
  const digest = hash('sha1', Buffer.concat([namespace, Buffer.from(`${kind}:${key}`)]), 'hex')
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    variant + digest.slice(18, 20),
    digest.slice(20, 32),
  ].join('-')
}

/** A number from 0 up to 1 that depends on nothing but the key. */
export function fraction(key: string): number {
  return Number.parseInt(hash('sha1', key, 'hex').slice(0, 12), 16) / 2 ** 48
}

/** A whole number from `least` to `most`, both included. */
export function between(key: string, least: number, most: number): number {
  return least + Math.floor(fraction(key) * (most - least + 1))
}

export function pick<T>(key: string, choices: readonly T[]): T {
  const chosen = choices[Math.floor(fraction(key) * choices.length)]
  if (chosen === undefined) throw new Error('There is nothing to pick from')
  return chosen
}
