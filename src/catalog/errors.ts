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
export const pictureNotFound = domainError('picture_not_found', 404, 'There is no such picture.')
export const notAPicture = domainError(
  'not_a_picture',
  422,
  'This is no picture of the kinds JPEG, PNG, WebP or AVIF, or it is damaged.',
)
export const pictureTooLarge = domainError(
  'picture_too_large',
  422,
  'A picture has at most 10 MB and 50 million pixels.',
)
export const tooManyPictures = domainError(
  'too_many_pictures',
  409,
  'A product has at most 12 pictures.',
)
/** Of a product file as a whole; what is wrong with single rows is in its report. */
export const csvUnreadable = domainError(
  'csv_unreadable',
  422,
  'This is no text in UTF-8, UTF-16 or GB18030, or it is empty.',
)
/** Facts: what is `missing`, or comes `twice`. */
export const csvColumns = domainError(
  'csv_columns',
  422,
  'The first line names the columns, brand and code among them, and none twice.',
)
export const csvTooLong = domainError(
  'csv_too_long',
  422,
  'A file has at most 100,000 rows and 64 MB.',
)
