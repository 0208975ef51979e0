/**
 * Where a page of a list ended, as text that only the list it came from takes back. It holds no
 * secret; its check tells a damaged cursor, or one of another list, from ours.
 */
import { hash } from 'node:crypto'
import { z } from 'zod'
import { invalidInput } from '#platform/errors.ts'

/** The last row's values in the order of sorting. */
export type Position = { score: number; publishedAt: Date; priceFen: number; id: string }

const Parts = z.tuple([
  z.string(),
  z.coerce.number(),
  z.iso.datetime().transform((text) => new Date(text)),
  z.coerce.number().int(),
  z.uuid(),
])

/** `list` says which list it is: everything that chooses its rows and their order. */
export function writeCursor(list: unknown, position: Position): string {
  const { score, publishedAt, priceFen, id } = position
  const parts = [score, publishedAt.toISOString(), priceFen, id].join(' ')
  const check = hash('sha256', `${JSON.stringify(list)} ${parts}`, 'base64url').slice(0, 12)
  return Buffer.from(`${check} ${parts}`).toString('base64url')
}

/** Errors: invalidInput. */
export function readCursor(list: unknown, cursor: string): Position {
  const parts = Parts.safeParse(Buffer.from(cursor, 'base64url').toString().split(' '))
  if (parts.success) {
    const [, score, publishedAt, priceFen, id] = parts.data
    const position = { score, publishedAt, priceFen, id }
    if (writeCursor(list, position) === cursor) return position
  }
  throw invalidInput({ faults: [{ in: 'query', field: 'after', message: 'is not of this list' }] })
}
