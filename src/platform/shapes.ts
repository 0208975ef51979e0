/** Shapes of fields that routes of every domain share. */
import { z } from 'zod'

/** An instant of the database as an answer tells it: ISO 8601, UTC. */
export const instant = z.date().transform((date) => date.toISOString())

/** One line; marks that turn the direction of writing would turn the words around it, too. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'has control characters')

/** A page of the own shop, and nothing that a browser would take for another host. */
export const shopLink = z
  .string()
  .max(200)
  .regex(/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/, 'must begin with one / and stay inside the shop')
