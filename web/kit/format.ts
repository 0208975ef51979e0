/** Money, numbers and times as people read them. Times are those of Shanghai, wherever the reader is. */
import type { Language } from './i18n.ts'
import { locales } from './i18n.ts'

const timeZone = 'Asia/Shanghai'
const kept = new Map<string, unknown>()
/** Formatters are dear to make and cheap to keep. */
function keep<T>(name: string, make: () => T): T {
  if (!kept.has(name)) kept.set(name, make())
  return kept.get(name) as T
}

/** An amount in fen as a decimal text: 123456 -> "1234.56". No division, so no digit is lost. */
export function yuanText(fen: number): `${number}` {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}` as `${number}`
}

const moneyFormat = (language: Language) =>
  keep(`money ${language}`, () => {
    const currency = {
      style: 'currency',
      currency: 'CNY',
      currencyDisplay: 'narrowSymbol',
    } as const
    return new Intl.NumberFormat(locales[language], currency)
  })

/** 123456 fen -> ¥1,234.56 */
export const money = (fen: number, language: Language) =>
  moneyFormat(language).format(yuanText(fen))

export const moneyParts = (fen: number, language: Language) =>
  moneyFormat(language).formatToParts(yuanText(fen))

/** As short as can be, for the side of a chart: ¥12K, ¥1.2万. */
export const compactMoney = (fen: number, language: Language) =>
  keep(`compact money ${language}`, () => {
    const currency = {
      style: 'currency',
      currency: 'CNY',
      currencyDisplay: 'narrowSymbol',
      notation: 'compact',
      maximumFractionDigits: 1,
    } as const
    return new Intl.NumberFormat(locales[language], currency)
  }).format(yuanText(fen))

/** For what is estimated: ¥1,235. */
export const wholeMoney = (fen: number, language: Language) =>
  keep(`whole money ${language}`, () => {
    const currency = {
      style: 'currency',
      currency: 'CNY',
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: 0,
    } as const
    return new Intl.NumberFormat(locales[language], currency)
  }).format(yuanText(fen))

/** Fen from what a person typed ("1,234.5", "￥12"), or null when it is no amount. */
export function fenFrom(text: string): number | null {
  const found = /^[¥￥]?\s*(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(/[,，]/g, ''))
  if (!found) return null
  const fen = Number(`${found[1]}${(found[2] ?? '').padEnd(2, '0')}`)
  return Number.isSafeInteger(fen) ? fen : null
}

/** A mainland number as it is read aloud (138 0013 8000); others as they are. */
export const phoneText = (phone: string) => phone.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')

export const count = (number: number, language: Language) =>
  keep(`count ${language}`, () => new Intl.NumberFormat(locales[language])).format(number)

const dates = {
  dateTime: { dateStyle: 'medium', timeStyle: 'short', timeZone },
  day: { dateStyle: 'medium', timeZone },
  monthDay: { month: 'short', day: 'numeric', timeZone },
  time: { timeStyle: 'short', timeZone },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

function date(style: keyof typeof dates, instant: string | Date, language: Language): string {
  const make = () => new Intl.DateTimeFormat(locales[language], dates[style])
  return keep(`${style} ${language}`, make).format(new Date(instant))
}

export const dateTime = (at: string | Date, language: Language) => date('dateTime', at, language)
export const monthDay = (at: string | Date, language: Language) => date('monthDay', at, language)
export const day = (at: string | Date, language: Language) => date('day', at, language)
export const time = (at: string | Date, language: Language) => date('time', at, language)

/** How long ago, in the largest unit that fits: 12 minutes ago. */
export function ago(ms: number, language: Language): string {
  const make = () => new Intl.RelativeTimeFormat(locales[language], { numeric: 'always' })
  const minutes = Math.max(1, Math.round(ms / 60_000))
  const format = keep(`ago ${language}`, make)
  if (minutes < 60) return format.format(-minutes, 'minute')
  if (minutes < 48 * 60) return format.format(-Math.round(minutes / 60), 'hour')
  return format.format(-Math.round(minutes / 1_440), 'day')
}

/** What is left, as a clock: 26:03:09. Never below zero. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000))
  const two = (number: number) => String(number).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  return `${hours > 0 ? `${two(hours)}:` : ''}${two(minutes)}:${two(seconds % 60)}`
}
