/** Products with their variants, prices and true stock. */
import { sql } from '#platform/db.ts'
import type { Sql } from '#platform/db.ts'
import { productNotFound } from './errors.ts'
import type {
  ConsoleProduct,
  MadeBy,
  Product,
  ProductStatus,
  SkuStatus,
  SoldBy,
} from './product.ts'
import { stockOf } from './stock.ts'

/** As the public sees it: on sale, and its variants that are. Errors: productNotFound. */
export async function getProduct(db: Sql, productId: string, now: Date): Promise<Product> {
  const product = (await findProducts(db, [productId], now)).get(productId)
  if (!product) throw productNotFound({ productId })
  return product
}

/** The same for any number, in two statements; what is not on sale is missing. */
export async function findProducts(
  db: Sql,
  productIds: readonly string[],
  now: Date,
): Promise<Map<string, Product>> {
  const found = await findAll(db, productIds, now)
  const onSale = [...found.values()].filter(({ product }) => product.status === 'on_sale')
  return new Map(
    onSale.map(({ product, skus }) => [
      product.id,
      {
        ...textsOf(product),
        skus: skus
          .filter((sku) => sku.status === 'on_sale')
          .map(({ id, code, name, soldBy, priceFen, available }) => {
            return { id, code, name, soldBy, priceFen, available }
          }),
        pictures: product.pictures,
        publishedAt: product.publishedAt!,
      },
    ]),
  )
}

/** As staff see it, whatever its state. Errors: productNotFound. */
export async function getProductForStaff(
  db: Sql,
  productId: string,
  now: Date,
): Promise<ConsoleProduct> {
  const found = (await findAll(db, [productId], now)).get(productId)
  if (!found) throw productNotFound({ productId })
  const { status, version, createdAt, publishedAt, pictures } = found.product
  const { skus } = found
  return { ...textsOf(found.product), skus, pictures, status, version, createdAt, publishedAt }
}

type Row = {
  id: string
  titleZh: string
  titleEn: string
  titleZhMadeBy: MadeBy
  descriptionZh: string
  descriptionEn: string
  status: ProductStatus
  version: number
  createdAt: Date
  publishedAt: Date | null
  brandId: string
  brandNameZh: string
  brandNameEn: string
  brandMadeUp: boolean
  categoryId: string
  categorySlug: string
  categoryNameZh: string
  categoryNameEn: string
  categoryParentId: string | null
  pictures: { url: string; altZh: string; altEn: string }[]
  /** null in the one row of a product without SKUs. */
  skuId: string | null
  skuCode: string
  skuName: string
  soldBy: SoldBy
  skuStatus: SkuStatus
  skuVersion: number
  priceFen: number
  priceFrom: Date
}

type Found = { product: Row; skus: ConsoleProduct['skus'] }

/** One statement, a row for each SKU, and one for their stock. */
async function findAll(
  db: Sql,
  productIds: readonly string[],
  now: Date,
): Promise<Map<string, Found>> {
  // One and many are two texts, because PostgreSQL keeps no plan for one in a list that may be any.
  const [only] = productIds
  const among = productIds.length === 1 ? sql`= ${only}` : sql`= any(${productIds}::uuid[])`
  const rows = await db<Row>`
    select product.id, product.title_zh, product.title_en, product.title_zh_made_by,
      product.description_zh, product.description_en, product.status, product.version,
      product.created_at, product.published_at,
      brand.id as brand_id, brand.name_zh as brand_name_zh, brand.name_en as brand_name_en,
      brand.made_up as brand_made_up,
      category.id as category_id, category.slug as category_slug,
      category.name_zh as category_name_zh, category.name_en as category_name_en,
      category.parent_id as category_parent_id,
      coalesce((
        select jsonb_agg(jsonb_build_object('url', url, 'altZh', alt_zh, 'altEn', alt_en)
          order by place)
        from catalog.media where media.product_id = product.id), '[]') as pictures,
      sku.id as sku_id, sku.code as sku_code, sku.name as sku_name, sku.sold_by,
      sku.status as sku_status, sku.version as sku_version, sku.price_fen, sku.price_from
    from catalog.product
    join catalog.brand on brand.id = product.brand_id
    join catalog.category on category.id = product.category_id
    left join catalog.sku on sku.product_id = product.id
    where product.id ${among}
    order by product.id, sku.code`
  const skuIds = rows.flatMap((row) => row.skuId ?? [])
  const stock = await stockOf(db, skuIds, now)
  const found = new Map<string, Found>()
  for (const row of rows) {
    let one = found.get(row.id)
    if (!one) found.set(row.id, (one = { product: row, skus: [] }))
    if (row.skuId !== null) one.skus.push(skuOf(row, row.skuId, stock.get(row.skuId)!))
  }
  return found
}

const skuOf = (row: Row, id: string, available: number) => ({
  id,
  code: row.skuCode,
  name: row.skuName,
  soldBy: row.soldBy,
  priceFen: row.priceFen,
  available,
  status: row.skuStatus,
  version: row.skuVersion,
  priceFrom: row.priceFrom,
})

function textsOf(row: Row) {
  return {
    id: row.id,
    titleZh: row.titleZh,
    titleEn: row.titleEn,
    titleZhMadeBy: row.titleZhMadeBy,
    descriptionZh: row.descriptionZh,
    descriptionEn: row.descriptionEn,
    brand: {
      id: row.brandId,
      nameZh: row.brandNameZh,
      nameEn: row.brandNameEn,
      madeUp: row.brandMadeUp,
    },
    category: {
      id: row.categoryId,
      slug: row.categorySlug,
      nameZh: row.categoryNameZh,
      nameEn: row.categoryNameEn,
      parentId: row.categoryParentId,
    },
  }
}
