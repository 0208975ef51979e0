/** The shapes that routes of traffic share. */
import { z } from 'zod'

export const instant = z.date().transform((date) => date.toISOString())

/** One line; marks that turn the direction of writing would turn the words around it, too. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'has control characters')

export const Day = z.iso.date().refine((day) => day >= '2000-01-01', 'is too long ago')
export const Fen = z.int().min(0).max(100_000_000_000)
export const Version = z.int().min(1)
export const exampleId = '0197a1b2-0000-7000-8000-000000000001'

/** Days of China, both included. */
export const Term = z.object({ from: Day, to: Day })
