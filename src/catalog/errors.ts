import { domainError } from '#platform/errors.ts'

export const productNotFound = domainError('product_not_found', 404, 'There is no such product.')
export const skuNotFound = domainError('sku_not_found', 404, 'There is no such article on sale.')
export const brandNotFound = domainError('brand_not_found', 404, 'There is no such brand.')
export const categoryNotFound = domainError('category_not_found', 404, 'There is no such category.')
/** Somebody else changed the thing since it was looked at. Facts: its present version. */
export const staleVersion = domainError(
  'stale_version',
  409,
  'This was changed meanwhile. Look at it again.',
)
export const codeTaken = domainError(
  'sku_code_taken',
  409,
  'The brand has another article with this code.',
)
export const slugTaken = domainError('slug_taken', 409, 'Another category has this address.')
export const categoryTooDeep = domainError(
  'category_too_deep',
  409,
  'A category stands at the top or directly below one that does.',
)
export const nothingToSell = domainError(
  'nothing_to_sell',
  409,
  'A product on sale needs at least one variant on sale.',
)
export const stockTooLow = domainError(
  'stock_too_low',
  409,
  'Not so many are left that are neither sold nor held for an order.',
)
