/** All brands: there are some dozens, so a page reads them all and finds their names by id. */
import { useEffect } from 'react'
import * as api from '#web/kit/api.ts'
import { usePages } from '#web/kit/use-api.ts'
import { useFormats } from './formats.tsx'
import { shortId } from './id.tsx'

export function useBrands() {
  const { items, hasMore, isLoadingMore, more } = usePages(api.getConsoleBrands, {})
  const { nameOf } = useFormats()
  useEffect(() => {
    if (hasMore && !isLoadingMore) more()
  })
  return {
    brands: items,
    brandName: (brandId: string): string => {
      const brand = items.find((one) => one.id === brandId)
      return brand ? nameOf(brand) : shortId(brandId)
    },
  }
}
