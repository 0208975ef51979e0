/**
 * Moves the history's times to just before today.
 *
 * The wall times of the file are taken as Asia/Shanghai wall times as they stand, not converted from
 * London: the demo shop stands in China, so a morning order stays a morning order and a Sunday stays
 * a Sunday. The shift is whole weeks for the same reason. Shanghai keeps one offset all year, so no
 * hour is lost or doubled.
 */
const dayMs = 86_400_000
const shanghaiMs = 8 * 3_600_000
const lastDayOfHistory = '2011-08-31' // a Wednesday

/** Days to add so that the history's last day falls on the latest Wednesday before `today`. */
export function shiftDaysFor(today: string): number {
  const span = (dayStart(today).getTime() - dayStart(lastDayOfHistory).getTime()) / dayMs
  const weeks = Math.ceil(span / 7) - 1
  return weeks * 7
}

/** `2010-12-01 08:26` in the file, as the instant it happens in the demo. */
export function instantOf(wallTime: string, shiftDays: number): Date {
  const [day = '', time = ''] = wallTime.split(' ')
  const at = Date.parse(`${day}T${time}:00+08:00`)
  if (Number.isNaN(at)) throw new Error(`${wallTime} is no time`)
  return new Date(at + shiftDays * dayMs)
}

/** The day in Shanghai at this instant, `YYYY-MM-DD`. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + shanghaiMs).toISOString().slice(0, 10)
}

/** Midnight in Shanghai at the start of a day. */
export function dayStart(day: string): Date {
  const at = Date.parse(`${day}T00:00:00+08:00`)
  if (Number.isNaN(at)) throw new Error(`${day} is no day`)
  return new Date(at)
}

export function addDays(day: string, days: number): string {
  return dayOf(new Date(dayStart(day).getTime() + days * dayMs))
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** Monday to Friday; public holidays are not looked at, for the history's are not China's. */
export function nextWorkingDay(day: string): string {
  const weekday = weekdayOf(day)
  return addDays(day, weekday === 5 ? 3 : weekday === 6 ? 2 : 1)
}
