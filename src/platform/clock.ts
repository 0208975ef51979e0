/** The time is an argument everywhere, so that thirty days pass in a test in a millisecond. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

const dayFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The calendar day of an instant in China, YYYY-MM-DD: bills, statements and deadlines go by it. */
export const dayOf = (instant: Date): string => dayFormat.format(instant)

/** The first instant of a day in China (no daylight saving there since 1991). */
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00+08:00`)

export const addMs = (instant: Date, ms: number): Date => new Date(instant.getTime() + ms)
export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000
