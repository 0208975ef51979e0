/** Hours of quiet, as minutes of a day in China; they may go over midnight. */
import { addMs, dayMs, dayOf, minuteMs, startOfDay } from '#platform/clock.ts'

export type QuietHours = { from: number; until: number }

/** From the first minute to the one before the last; equal ends are no quiet at all. */
export function isQuiet(at: Date, { from, until }: QuietHours): boolean {
  const minute = minuteOf(at)
  if (from <= until) return from <= minute && minute < until
  return minute >= from || minute < until
}

/** The first instant after `at` at which these hours are over. */
export function quietEnds(at: Date, { until }: QuietHours): Date {
  const today = addMs(startOfDay(dayOf(at)), until * minuteMs)
  return today > at ? today : addMs(today, dayMs)
}

const minuteOf = (at: Date) =>
  Math.floor((at.getTime() - startOfDay(dayOf(at)).getTime()) / minuteMs)
