/** Figures, times and titles as the reader's language has them. */
import { compactMoney, count, dateTime, day, money, monthDay, wholeMoney } from '#web/kit/format.ts'
import { inLanguage, useLanguage } from '#web/kit/i18n.ts'
import { percentText } from './typed.ts'

type Titled = { titleZh: string; titleEn: string }
type Named = { nameZh: string; nameEn: string }

export function useFormats() {
  const language = useLanguage()
  return {
    money: (fen: number) => money(fen, language),
    count: (number: number) => count(number, language),
    percent: (bps: number) => `${percentText(bps)}%`,
    dateTime: (at: string) => dateTime(at, language),
    day: (at: string) => day(at, language),
    /** A day of the calendar, "2026-11-20": the whole of it, or without its year. */
    nameOfDay: (name: string) => day(noonOf(name), language),
    shortDay: (name: string) => monthDay(noonOf(name), language),
    compactMoney: (fen: number) => compactMoney(fen, language),
    wholeMoney: (fen: number) => wholeMoney(fen, language),
    titleOf: (of: Titled) => inLanguage(language, of.titleZh, of.titleEn),
    nameOf: (of: Named) => inLanguage(language, of.nameZh, of.nameEn),
  }
}

/** Facts of an audit entry or a case: ids and figures by their names. */
export function factsText(facts: Record<string, unknown>): string {
  const told = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined)
  return told.map(([name, value]) => `${name} ${factText(value)}`).join(' · ')
}

function factText(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.map(factText).join(', ') : JSON.stringify(value)
}

const noonOf = (day: string) => `${day}T12:00:00+08:00`

export function Moment({ at }: { at: string }) {
  const { dateTime } = useFormats()
  return <time dateTime={at}>{dateTime(at)}</time>
}
