/** What people type into forms, and what it means. Pure; a test has the cases. */
import { fenFrom, yuanText } from '#web/kit/format.ts'

/** A whole number of at least `min`, or null when the text is no such number. */
export function wholeFrom(text: string, min = 1): number | null {
  const digits = text.trim().replaceAll(/[,，]/g, '')
  if (!/^-?\d{1,15}$/.test(digits)) return null
  const number = Number(digits)
  return number >= min ? number : null
}

/** Basis points of a percentage: "5.25" -> 525. Two decimals of it are as those of a yuan. */
export const bpsFrom = (text: string): number | null =>
  /[¥￥]/.test(text) ? null : fenFrom(text.replace(/\s*%$/, ''))

/** As short as it is exact: 525 -> "5.25", 1000 -> "10". */
export const percentText = (bps: number): string => yuanText(bps).replace(/\.?0+$/, '')

/** Shanghai has been eight hours ahead all year since 1991. */
const shanghaiAheadMs = 8 * 3_600_000

/** The instant of what a `datetime-local` field says, by a clock in Shanghai. */
export function instantFrom(local: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return null
  const at = Date.parse(`${local}${local.length === 16 ? ':00' : ''}+08:00`)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** The instant as a `datetime-local` field shows it in Shanghai, in whole minutes. */
export const localOf = (at: number): string =>
  new Date(at + shanghaiAheadMs).toISOString().slice(0, 16)

/** The day of an instant in Shanghai: "2026-11-20". */
export const dayOf = (at: number): string => localOf(at).slice(0, 10)

/** The day so many days before that of an instant. */
export const daysBefore = (at: number, days: number): string => dayOf(at - days * 86_400_000)
