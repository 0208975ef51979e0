/** Dates as people and spreadsheets write them; one that could be two days is refused. Pure. */
import { dayMs } from '#platform/clock.ts'

type Reason = { reason: string }

/** How a file writes its dates. */
export type Writing = {
  /** What 03/04/2023 means. */
  order: 'dmy' | 'mdy' | null
  /** From when a number counts days. */
  daysFrom?: 1900 | 1904 | undefined
}

/** `2023-05-06`. Not after today, not before 1900. */
export function readDate(text: string, writing: Writing, now: Date): string | Reason {
  const at = readInstant(text, writing, now)
  return at instanceof Date ? new Date(at.getTime() + aheadMs).toISOString().slice(0, 10) : at
}

/** Without a zone it is China's time, without a time the day's beginning. */
export function readInstant(text: string, writing: Writing, now: Date): Date | Reason {
  const at = instantOf(text.normalize('NFKC').trim(), writing)
  if (!(at instanceof Date)) return at
  if (Number.isNaN(at.getTime()) || at.getTime() < earliest) return { reason: 'not_a_date' }
  return at > now ? { reason: 'in_the_future' } : at
}

const aheadMs = 8 * 3_600_000
const earliest = Date.UTC(1900, 0, 1)

const time = /(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?/.source
const yearFirst = new RegExp(`^(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?${time}$`)
const yearLast = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${time}$`)

function instantOf(text: string, { order, daysFrom = 1900 }: Writing): Date | Reason {
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text)) return new Date(text)
  const packed = /^(\d{4})(\d\d)(\d\d)$/.exec(text)
  if (packed) return chinaTime(packed.slice(1).map(Number))
  const [, ...first] = yearFirst.exec(text) ?? []
  if (first.length > 0) return chinaTime(first.map((part) => Number(part ?? 0)))
  const [, ...last] = yearLast.exec(text) ?? []
  if (last.length > 0) {
    const [one, two, year, ...clock] = last.map((part) => Number(part ?? 0))
    const isDayFirst = one! > 12 || (order === 'dmy' && two! <= 12)
    if (order === null && one! <= 12 && two! <= 12 && one !== two)
      return { reason: 'date_could_be_two' }
    const [month, day] = isDayFirst ? [two!, one!] : [one!, two!]
    return chinaTime([year!, month, day, ...clock])
  }
  // A spreadsheet counts days since the last but one of 1899, or since the first of 1904.
  const days = Number(text) + (daysFrom === 1904 ? 1_462 : 0)
  if (/^\d{1,5}(\.\d+)?$/.test(text) && days >= 61)
    return new Date(Math.round(days * 86_400) * 1_000 - 25_569 * dayMs - aheadMs)
  return { reason: 'not_a_date' }
}

/** NaN where the calendar has no such day. */
function chinaTime([
  year = 0,
  month = 0,
  day = 0,
  hour = 0,
  minute = 0,
  second = 0,
]: number[]): Date {
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  const isSo = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && minute < 60
  return isSo && hour < 24 && second < 60 ? new Date(at.getTime() - aheadMs) : new Date(Number.NaN)
}
