/** All brands: there are some dozens, so a page reads them all and finds their names by id. */
import * as api from '#web/kit/api.ts'
import { useAllPages } from './all-pages.ts'
import { useFormats } from './formats.tsx'
import { shortId } from './id.tsx'

export function useBrands() {
  const brands = useAllPages(api.getConsoleBrands, {})
  const { nameOf } = useFormats()
  return {
    brands,
    brandName: (brandId: string): string => {
      const brand = brands.find((one) => one.id === brandId)
      return brand ? nameOf(brand) : shortId(brandId)
    },
  }
}
