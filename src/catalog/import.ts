/** Brings brands, categories and products in, any number at once. Ids are the caller's. */
import type { Tx } from '#platform/db.ts'
import { isUniqueViolation } from '#platform/db.ts'
import { codeTaken, slugTaken } from './errors.ts'
import { priceSet, productPublished } from './events.ts'
import { rememberWords } from './index-products.ts'
import type { MadeBy, SoldBy } from './product.ts'
import { vectorOf } from './search-text.ts'
import type { Indexed } from './search-text.ts'

export type NewBrand = {
  id: string
  nameZh: string
  nameEn: string
  receiver: string
  feeBps: number
  madeUp: boolean
  createdAt: Date
}
export type NewCategory = {
  id: string
  slug: string
  nameZh: string
  nameEn: string
  parentId: string | null
  createdAt: Date
}
export type NewSku = {
  id: string
  code: string
  /** Of the variant; empty for a product that has no others. */
  name: string
  soldBy: SoldBy
  priceFen: number
  validFrom: Date
}
export type NewProduct = {
  id: string
  brandId: string
  categoryId: string
  titleZh: string
  titleEn: string
  titleZhMadeBy: MadeBy
  descriptionZh: string
  descriptionEn: string
  createdAt: Date
  /** On sale since then; null: a draft. */
  publishedAt: Date | null
  skus: NewSku[]
}

/**
 * Writes all of it and records `catalog.product_published` for what is on sale and
 * `catalog.price_set` for every SKU. About a hundred products fit into 100 ms: bring more in pieces,
 * each in a transaction of its own, parents of categories first.
 */
export async function importCatalog(
  tx: Tx,
  all: { brands?: NewBrand[]; categories?: NewCategory[]; products?: NewProduct[] },
): Promise<void> {
  const { brands = [], categories = [], products = [] } = all
  await insertBrands(tx, brands)
  await insertCategories(tx, categories)
  if (products.length > 0) await insertProducts(tx, products)
}

export async function insertBrands(tx: Tx, brands: NewBrand[]): Promise<void> {
  await tx`
    insert into catalog.brand (id, name_zh, name_en, receiver, fee_bps, made_up, created_at)
    select * from unnest(
      ${brands.map((one) => one.id)}::uuid[], ${brands.map((one) => one.nameZh)}::text[],
      ${brands.map((one) => one.nameEn)}::text[], ${brands.map((one) => one.receiver)}::text[],
      ${brands.map((one) => one.feeBps)}::integer[], ${brands.map((one) => one.madeUp)}::boolean[],
      ${brands.map((one) => one.createdAt)}::timestamptz[])`
}

/** Errors: slugTaken. */
export async function insertCategories(tx: Tx, categories: NewCategory[]): Promise<void> {
  await tx`
    insert into catalog.category (id, slug, name_zh, name_en, parent_id, created_at)
    select * from unnest(
      ${categories.map((one) => one.id)}::uuid[], ${categories.map((one) => one.slug)}::text[],
      ${categories.map((one) => one.nameZh)}::text[],
      ${categories.map((one) => one.nameEn)}::text[],
      ${categories.map((one) => one.parentId)}::uuid[],
      ${categories.map((one) => one.createdAt)}::timestamptz[])`.catch((error: unknown) => {
    throw isUniqueViolation(error) ? slugTaken() : error
  })
}

async function insertProducts(tx: Tx, products: NewProduct[]): Promise<void> {
  const texts = await indexedTexts(tx, products)
  // Written once as they are to be: each further update would write all their indexes again.
  await tx`
    insert into catalog.product (id, brand_id, category_id, title_zh, title_en, title_zh_made_by,
      description_zh, description_en, created_at, published_at, price_from_fen, search, status)
    select id, brand_id, category_id, title_zh, title_en, title_zh_made_by, description_zh,
      description_en, created_at, published_at, price_from_fen, search::tsvector,
      case when published_at is null then 'draft' else 'on_sale' end
    from unnest(${products.map((one) => one.id)}::uuid[],
      ${products.map((one) => one.brandId)}::uuid[],
      ${products.map((one) => one.categoryId)}::uuid[],
      ${products.map((one) => one.titleZh)}::text[],
      ${products.map((one) => one.titleEn)}::text[],
      ${products.map((one) => one.titleZhMadeBy)}::text[],
      ${products.map((one) => one.descriptionZh)}::text[],
      ${products.map((one) => one.descriptionEn)}::text[],
      ${products.map((one) => one.createdAt)}::timestamptz[],
      ${products.map((one) => one.publishedAt)}::timestamptz[],
      ${products.map(lowestPriceFen)}::bigint[], ${texts.map(vectorOf)}::text[]) as new (id,
      brand_id, category_id, title_zh, title_en, title_zh_made_by, description_zh, description_en,
      created_at, published_at, price_from_fen, search)`
  await rememberWords(tx, texts)
  const skus = products.flatMap(({ id, createdAt, skus }) =>
    skus.map((sku) => ({ ...sku, productId: id, createdAt })),
  )
  await insertSkus(tx, skus)
  const published = products.filter((one) => one.publishedAt)
  await productPublished.recordAll(
    tx,
    published.map((one) => ({ productId: one.id, version: 1 })),
  )
}

async function indexedTexts(tx: Tx, products: NewProduct[]): Promise<Indexed[]> {
  const rows = await tx<{ id: string; names: string[] }>`
    select id, array[name_zh, name_en] as names from catalog.brand
    where id = any(${products.map((one) => one.brandId)}::uuid[])`
  const names = new Map(rows.map((row) => [row.id, row.names]))
  return products.map(({ brandId, titleZh, titleEn, skus }) => ({
    titles: [titleZh, titleEn],
    brandNames: names.get(brandId) ?? [],
    skus: skus.flatMap(({ code, name }) => [code, name]),
  }))
}

const lowestPriceFen = ({ skus }: NewProduct) =>
  skus.length === 0 ? null : Math.min(...skus.map((sku) => sku.priceFen))

/** Adds SKUs to products that the caller holds the locks of. Errors: codeTaken. */
export async function insertSkus(
  tx: Tx,
  skus: (NewSku & { productId: string; createdAt: Date })[],
): Promise<void> {
  await tx`
    insert into catalog.sku (id, product_id, brand_id, code, name, sold_by, price_fen, price_from,
      created_at)
    select new.id, product.id, product.brand_id, code, name, sold_by, price_fen, valid_from,
      new.created_at
    from unnest(${skus.map((one) => one.id)}::uuid[],
      ${skus.map((one) => one.productId)}::uuid[], ${skus.map((one) => one.code)}::text[],
      ${skus.map((one) => one.name)}::text[], ${skus.map((one) => one.soldBy)}::text[],
      ${skus.map((one) => one.priceFen)}::bigint[],
      ${skus.map((one) => one.validFrom)}::timestamptz[],
      ${skus.map((one) => one.createdAt)}::timestamptz[])
      as new (id, product_id, code, name, sold_by, price_fen, valid_from, created_at)
    join catalog.product on product.id = new.product_id`.catch((error: unknown) => {
    throw isUniqueViolation(error) ? codeTaken() : error
  })
  await tx`
    insert into catalog.price (sku_id, valid_from, price_fen)
    select * from unnest(${skus.map((one) => one.id)}::uuid[],
      ${skus.map((one) => one.validFrom)}::timestamptz[],
      ${skus.map((one) => one.priceFen)}::bigint[])`
  await priceSet.recordAll(
    tx,
    skus.map(({ id, priceFen }) => ({ skuId: id, priceFen, version: 1 })),
  )
}
