import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useApiState } from '#web/kit/use-api.ts'
import { boughtBefore } from '../kept-here.ts'
import { browseWords } from '../words/browse.ts'
import { Strip } from './strip.tsx'

/**
 * What a member bought before. Where that is known from an earlier visit the strip has its room near
 * the top; else it comes at the end of the page, where its coming moves nothing.
 */
export function useBought(): { above: ReactNode; below: ReactNode } {
  const { home } = useWords(browseWords)
  const hint = boughtBefore.use()
  const [isExpected] = useState(hint.length > 0)
  const { data, error } = useApiState(api.getBought, {}, { quiet: true })
  const hasBought = data && data.items.length > 0
  useEffect(() => {
    if (hasBought !== undefined) boughtBefore.put(hasBought ? ['yes'] : [])
  }, [hasBought])
  const isShown = hasBought ?? (isExpected && !error)
  const strip = isShown ? <Strip title={home.bought} products={data?.items} /> : null
  return isExpected ? { above: strip, below: null } : { above: null, below: strip }
}
