/** The shapes that routes of traffic share. */
import { z } from 'zod'
import { addMs, dayMs, startOfDay } from '#platform/clock.ts'

export const Day = z.iso.date().refine((day) => day >= '2000-01-01', 'is too long ago')
export const Fen = z.int().min(0).max(100_000_000_000)
export const Version = z.int().min(1)
export const exampleId = '0197a1b2-0000-7000-8000-000000000001'

/** Days of China, both included. */
export const Term = z.object({ from: Day, to: Day })
export type Days = z.output<typeof Term>

/** `until` is where the day after the last one begins, and not included. */
export const instantsOf = ({ from, to }: Days): { from: Date; until: Date } => ({
  from: startOfDay(from),
  until: addMs(startOfDay(to), dayMs),
})
