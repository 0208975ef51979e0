/** Any number of invented products, always the same ones, for tests and benchmarks. */
import type { Db } from '#platform/db.ts'
import { importCatalog } from './import.ts'
import type { NewProduct } from './import.ts'
import { addStocks } from './stock.ts'

const colours = [
  ['Red', '红色'],
  ['Blue', '蓝色'],
  ['Ivory', '象牙白'],
  ['Green', '绿色'],
  ['Pink', '粉色'],
  ['Black', '黑色'],
  ['Silver', '银色'],
] as const
const styles = [
  ['retrospot', '波点'],
  ['vintage', '复古'],
  ['wooden', '木制'],
  ['ceramic', '陶瓷'],
  ['hanging heart', '爱心挂饰'],
  ['gingham', '格纹'],
  ['Edwardian', '爱德华风格'],
  ['jumbo', '特大'],
  ['folding', '折叠'],
  ['glass', '玻璃'],
  ['knitted', '针织'],
] as const
const nouns = [
  ['mug', '马克杯'],
  ['teapot', '茶壶'],
  ['lunch bag', '午餐袋'],
  ['lantern', '灯笼'],
  ['cake tin', '蛋糕罐'],
  ['photo frame', '相框'],
  ['doormat', '门垫'],
  ['apron', '围裙'],
  ['candle holder', '烛台'],
  ['cushion', '靠垫'],
  ['umbrella', '雨伞'],
  ['bracelet', '手链'],
  ['alarm clock', '闹钟'],
] as const

const madeAt = Date.UTC(2026, 0, 1)

/** A version 7 uuid that only says which kind of thing it is, and which one. */
export function madeUpId(kind: number, n: number): string {
  const time = (madeAt + n).toString(16).padStart(12, '0')
  const tail = `${kind.toString(16).padStart(4, '0')}${n.toString(16).padStart(8, '0')}`
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`
}

export const madeUpProductId = (n: number) => madeUpId(3, n)
/** SKU `variant` (from 0) of product `n`; every fifth product has three, the others one. */
export const madeUpSkuId = (n: number, variant = 0) => madeUpId(4, n * 3 + variant)

/** Writes `count` products on sale with their stock, in pieces. */
export async function importMadeUpProducts(db: Db, count: number): Promise<void> {
  const createdAt = new Date(madeAt)
  await db.begin((tx) => importCatalog(tx, { brands: brands(createdAt), categories: categories() }))
  for (let from = 0; from < count; from += 200) {
    const some = Math.min(200, count - from)
    const products = Array.from({ length: some }, (_, index) => productOf(from + index))
    const changes = products.flatMap((product) =>
      product.skus.map((sku) => ({
        changeId: sku.id,
        skuId: sku.id,
        quantity: 50 + (product.createdAt.getTime() % 150),
        reason: 'opening' as const,
      })),
    )
    await db.begin(async (tx) => {
      await importCatalog(tx, { products })
      await addStocks(tx, changes, createdAt)
    })
  }
}

const brandsCount = 12
const categoriesCount = 12

const brands = (createdAt: Date) =>
  Array.from({ length: brandsCount }, (_, n) => ({
    id: madeUpId(1, n),
    nameZh: `品牌${n}`,
    nameEn: `Brand ${n}`,
    receiver: `made-up-${n}`,
    feeBps: 500,
    madeUp: true,
    createdAt,
  }))

/** The first four are at the top; each of the others is below one of them. */
function categories() {
  return Array.from({ length: categoriesCount }, (_, n) => ({
    id: madeUpId(2, n),
    slug: `category-${n}`,
    nameZh: `类别${n}`,
    nameEn: `Category ${n}`,
    parentId: n < 4 ? null : madeUpId(2, n % 4),
    createdAt: new Date(madeAt),
  }))
}

function productOf(n: number): NewProduct {
  const colour = colours[n % colours.length]!
  const style = styles[n % styles.length]!
  const noun = nouns[n % nouns.length]!
  const createdAt = new Date(madeAt + n * 60_000)
  const skuOf = (variant: number) => ({
    id: madeUpSkuId(n, variant),
    code: `${10_000 + n}${['', 'M', 'L'][variant]}`,
    name: n % 5 === 0 ? ['S', 'M', 'L'][variant]! : '',
    soldBy: 'piece' as const,
    priceFen: 99 + ((n * 7919) % 20_000) + variant * 100,
    validFrom: createdAt,
  })
  return {
    id: madeUpProductId(n),
    brandId: madeUpId(1, n % brandsCount),
    categoryId: madeUpId(2, 4 + (n % (categoriesCount - 4))),
    titleZh: `${colour[1]}${style[1]}${noun[1]} ${n}号`,
    titleEn: `${colour[0]} ${style[0]} ${noun[0]} no. ${n}`,
    titleZhMadeBy: 'script',
    descriptionZh: '',
    descriptionEn: '',
    createdAt,
    publishedAt: createdAt,
    skus: n % 5 === 0 ? [skuOf(0), skuOf(1), skuOf(2)] : [skuOf(0)],
  }
}
