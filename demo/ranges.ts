/**
 * The data has no brands. So that settlement has someone to pay, the goods are dealt out to six
 * "ranges" by the beginning of their stock code, which the shop seems to have given out by age.
 */
import { stableId } from './chance.ts'

export type Brand = { id: string; key: string; nameEn: string; nameZh: string; madeUp: true }

const starts = [
  { key: 'range_10_20', codes: '10–20', until: 21 },
  { key: 'range_21', codes: '21', until: 22 },
  { key: 'range_22', codes: '22', until: 23 },
  { key: 'range_23', codes: '23', until: 24 },
  { key: 'range_30_79', codes: '30–79', until: 80 },
  { key: 'range_80_90', codes: '80–90', until: Infinity },
]

export const brands: Brand[] = starts.map(({ key, codes }) => ({
  id: stableId('brand', key),
  key,
  nameEn: `Range ${codes}`,
  nameZh: `${codes} 系列`,
  madeUp: true,
}))

/** Codes that begin with a letter go to the last range. */
export function brandOf(stockCode: string): Brand {
  const start = Number.parseInt(stockCode.slice(0, 2), 10)
  const at = starts.findIndex(({ until }) => start < until)
  const brand = brands.at(at)
  if (!brand) throw new Error('There are ranges for all codes')
  return brand
}
