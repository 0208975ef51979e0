/** What browsers may tell, and what of it is not taken. */
import { z } from 'zod'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import { browserKinds } from './fact.ts'

const told = { id: z.uuid(), happenedAt: z.iso.datetime() }
const ofProduct = { ...told, productId: z.uuid().toLowerCase() }

/** There is no room in it for words, for money, or for a topic: the server knows what a product is. */
export const BrowserFact = z.discriminatedUnion('kind', [
  z.strictObject({ ...told, kind: z.enum(['visited', 'searched', 'checked_out']) }),
  z.strictObject({ ...ofProduct, kind: z.enum(['viewed', 'shared']) }),
  z.strictObject({ ...ofProduct, kind: z.literal('added'), quantity: z.int().min(1).max(9_999) }),
  z.strictObject({ ...told, kind: z.literal('opened'), messageId: z.uuid().toLowerCase() }),
])
export type BrowserFact = z.infer<typeof BrowserFact>

/** In one call. */
export const factsMax = 500
/** Clocks of browsers are wrong by minutes; what waited without a network may be some days old. */
export const acceptedAheadMs = 5 * minuteMs
export const acceptedBackMs = 30 * dayMs

export const factRefusals = [
  'malformed',
  'unknown_kind',
  'from_future',
  'too_old',
  'unknown_product',
  'unknown_message', // of whoever is signed in
  'no_consent', // a message is a member's, and this one may not be followed
] as const
export type FactRefusal = (typeof factRefusals)[number]

/** A fact of a call, or why it is not taken. Whether its product or message exists is not known yet. */
export function readBrowserFact(value: unknown, now: Date): BrowserFact | FactRefusal {
  const read = BrowserFact.safeParse(value)
  if (!read.success) return isUnknownKind(value) ? 'unknown_kind' : 'malformed'
  const at = Date.parse(read.data.happenedAt)
  if (at > addMs(now, acceptedAheadMs).getTime()) return 'from_future'
  if (at < addMs(now, -acceptedBackMs).getTime()) return 'too_old'
  return read.data
}

function isUnknownKind(value: unknown): boolean {
  const { kind } = (value ?? {}) as { kind?: unknown }
  return typeof kind === 'string' && !(browserKinds as readonly string[]).includes(kind)
}
