/** The shop itself as every page of both apps shows it: what it is called, and in which accent. */
import { useEffect } from 'react'
import * as api from './api.ts'
import type { AnswerOf } from './client.ts'
import { inLanguage, useLanguage } from './i18n.ts'
import { useApiState } from './use-api.ts'

export type ShopInfo = AnswerOf<typeof api.getShopInfo>
export type Accent = NonNullable<ShopInfo['shop']>['accent']

export const accents = [
  'cinnabar',
  'plum',
  'indigo',
  'lake',
  'ink',
] as const satisfies readonly Accent[]

const stored = 'tessera.accent'

export function useShopInfo(): ShopInfo | undefined {
  return useApiState(api.getShopInfo, {}, { quiet: true, isEverybodys: true }).data
}

/** What the shop is called in the reader's language; before it has a name, what the program is called. */
export function useShopName(): string {
  const language = useLanguage()
  const shop = useShopInfo()?.shop
  return shop ? inLanguage(language, shop.nameZh, shop.nameEn) : 'Tessera'
}

/** For the frame: the whole page takes the accent. public/theme.js has it before the next first paint. */
export function useShopAccent(): void {
  const info = useShopInfo()
  const accent = info?.shop?.accent
  useEffect(() => {
    if (!info) return
    if (accent) document.documentElement.dataset['accent'] = accent
    else delete document.documentElement.dataset['accent']
    try {
      if (accent) localStorage.setItem(stored, accent)
      else localStorage.removeItem(stored)
    } catch {
      // The next page paints in the usual accent first.
    }
  }, [info, accent])
}
