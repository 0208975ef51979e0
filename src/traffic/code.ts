/** Codes of short links: eight letters and digits that nobody mistakes for another (no 0 o 1 l i). */
import { randomInt } from 'node:crypto'

const letters = '23456789abcdefghjkmnpqrstuvwxyz'

/** 31^8, some 850,000 million: trying codes finds nothing, and none tells of the one before. */
export const newCode = (): string =>
  Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')

const pattern = /^[2-9a-hjkmnp-z]{8}$/

/** The code that somebody typed or scanned, or null when it cannot be one. */
export function readCode(text: string): string | null {
  const code = text.toLowerCase()
  return pattern.test(code) ? code : null
}

/** The address that a link is told and printed by. */
export const addressOf = ({ shopUrl }: { shopUrl: string }, { code }: { code: string }): string =>
  `${shopUrl}/l/${code}`
