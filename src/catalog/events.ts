/** What happens in the catalogue. `version` is the thing's own, taken under its lock. */
import { z } from 'zod'
import { defineEvent } from '#platform/events.ts'

const product = { productId: z.uuid(), version: z.int() }

/** It is on sale from now on, for the first time or again. */
export const productPublished = defineEvent('catalog.product_published', product)
export const productWithdrawn = defineEvent('catalog.product_withdrawn', product)
export const priceSet = defineEvent('catalog.price_set', {
  skuId: z.uuid(),
  priceFen: z.int(),
  version: z.int(),
})
/** Staff or a supplier added (or, below 0, took away) units. Orders record events of their own. */
export const stockChanged = defineEvent('catalog.stock_changed', {
  skuId: z.uuid(),
  quantity: z.int(),
  version: z.int(),
})
