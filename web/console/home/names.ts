/** Weekdays, months, times and shares as the first page says them. */
import { time } from '#web/kit/format.ts'
import { locales, useLanguage } from '#web/kit/i18n.ts'

const timeZone = 'Asia/Shanghai'

export function useNames() {
  const language = useLanguage()
  const format = (options: Intl.DateTimeFormatOptions, day: string) =>
    new Intl.DateTimeFormat(locales[language], { ...options, timeZone }).format(
      new Date(`${day}T12:00:00+08:00`),
    )
  return {
    weekday: (day: string) => format({ weekday: 'long' }, day),
    month: (month: string) => format({ year: 'numeric', month: 'short' }, `${month}-01`),
    shortMonth: (month: string) => format({ month: 'short' }, `${month}-01`),
    time: (at: string) => time(at, language),
    share: (part: number, whole: number) => (whole === 0 ? '–' : percentOf(part / whole, language)),
  }
}

/** Never 0 % of some, nor 100 % of less than all. */
function percentOf(share: number, language: keyof typeof locales): string {
  const format = (of: number) =>
    new Intl.NumberFormat(locales[language], { style: 'percent' }).format(of)
  if (share > 0 && share < 0.01) return `< ${format(0.01)}`
  if (share > 0.99 && share < 1) return `> ${format(0.99)}`
  return format(share)
}

/** "09:00–10:00". */
export const hourName = (hour: number) => `${two(hour)}:00–${two(hour + 1)}:00`
export const hourLabel = (hour: number) => `${two(hour)}:00`
const two = (number: number) => String(number).padStart(2, '0')
