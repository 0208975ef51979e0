/** What staff do to a product: write it, change it, put it on sale and take it off. */
import type { Tx } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import { assertBrand } from './brand.ts'
import { assertCategory } from './category.ts'
import { nothingToSell } from './errors.ts'
import { productPublished, productWithdrawn } from './events.ts'
import { importCatalog } from './import.ts'
import { indexProducts } from './index-products.ts'
import { lockProduct } from './locks.ts'

export type ProductTexts = {
  titleZh: string
  titleEn: string
  descriptionZh: string
  descriptionEn: string
}

/** Writes a draft without SKUs. Errors: brandNotFound, categoryNotFound. */
export async function createProduct(
  tx: Tx,
  input: ProductTexts & { id: string; brandId: string; categoryId: string; now: Date },
): Promise<void> {
  await assertBrand(tx, input.brandId)
  await assertCategory(tx, input.categoryId)
  const { now, ...texts } = input
  const draft = { titleZhMadeBy: 'person' as const, createdAt: now, publishedAt: null, skus: [] }
  await importCatalog(tx, { products: [{ ...texts, ...draft }] })
}

type Change = { [K in keyof ProductTexts]?: ProductTexts[K] | undefined }

/** Changes what is given. Errors: productNotFound, staleVersion, categoryNotFound. */
export async function changeProduct(
  tx: Tx,
  input: Change & { productId: string; version: number; categoryId?: string | undefined },
): Promise<void> {
  const { productId, titleZh = null, titleEn = null, categoryId = null } = input
  const { descriptionZh = null, descriptionEn = null } = input
  await lockProduct(tx, input)
  if (categoryId !== null) await assertCategory(tx, categoryId)
  await tx`
    update catalog.product set version = version + 1,
      title_zh = coalesce(${titleZh}, title_zh), title_en = coalesce(${titleEn}, title_en),
      title_zh_made_by =
        case when title_zh <> ${titleZh} then 'person' else title_zh_made_by end,
      description_zh = coalesce(${descriptionZh}, description_zh),
      description_en = coalesce(${descriptionEn}, description_en),
      category_id = coalesce(${categoryId}, category_id)
    where id = ${productId}`
  await indexProducts(tx, [productId])
}

/**
 * Puts a product on sale or takes it off. What it is already changes nothing.
 * Errors: productNotFound, staleVersion, nothingToSell.
 */
export async function publishProduct(
  tx: Tx,
  input: { productId: string; version: number; onSale: boolean; now: Date },
): Promise<void> {
  const { productId, onSale, now } = input
  const product = await lockProduct(tx, input)
  if ((product.status === 'on_sale') === onSale) return
  const refusal = onSale ? whyNotPublish(product) : null
  if (refusal) throw refusal
  const version = product.version + 1
  await tx`
    update catalog.product set version = ${version}, status = ${onSale ? 'on_sale' : 'off_sale'},
      published_at = coalesce(published_at, ${now})
    where id = ${productId}`
  const event = onSale ? productPublished : productWithdrawn
  await event.record(tx, { productId, version })
}

/** Why this product may not be on sale, or null when it may. */
export function whyNotPublish(product: { priceFromFen: number | null }): DomainError | null {
  return product.priceFromFen === null ? nothingToSell() : null
}
