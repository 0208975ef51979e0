/** The columns of a product file: what people call them, and what may stand in them. */
import { z } from 'zod'
import { Description, PriceFen, SkuCode, SkuName, Title } from './product.ts'
import type { SoldBy } from './product.ts'

export const columns = [
  'brand',
  'category',
  'code',
  'group',
  'titleZh',
  'titleEn',
  'descriptionZh',
  'descriptionEn',
  'name',
  'soldBy',
  'price',
  'stock',
  'onSale',
] as const
export type Column = (typeof columns)[number]

/** The template's own names come first. */
const namesOf: Record<Column, readonly string[]> = {
  brand: ['品牌', 'brand', '品牌名称', 'vendor'],
  category: ['分类', 'category', '类目', '商品分类'],
  code: ['编码', 'code', '货号', '商家编码', 'sku', 'sku_code', 'SKU编码'],
  group: ['商品组', 'group', '款号', 'style', 'handle', 'spu'],
  titleZh: ['标题', 'title_zh', '中文标题', '商品标题', '商品名称', '名称', 'title'],
  titleEn: ['英文标题', 'title_en', 'english_title'],
  descriptionZh: ['描述', 'description_zh', '中文描述', '商品描述', '详情', 'description'],
  descriptionEn: ['英文描述', 'description_en'],
  name: ['规格', 'variant', '规格名', '规格名称', 'sku_name', 'variant_name'],
  soldBy: ['单位', 'unit', '计量单位', 'sold_by'],
  price: ['价格', 'price', '售价', '单价', '销售价'],
  stock: ['库存', 'stock', '数量', 'quantity', '库存数量'],
  onSale: ['上架', 'on_sale', '状态', 'status', '是否上架'],
}

/** "价格（元）", "Title ZH" and "title_zh *" are as good as the plain names. */
const plainName = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\(.*?\)/g, '')
    .replaceAll(/[\s_*:-]/g, '')

const byName = new Map(
  columns.flatMap((column) => namesOf[column].map((name) => [plainName(name), column] as const)),
)

export const columnOf = (title: string): Column | undefined => byName.get(plainName(title))

export const templateTitles = (language: 'zh' | 'en'): string[] =>
  columns.map((column) => namesOf[column][language === 'zh' ? 0 : 1]!)

export const faultReasons = [
  'needed',
  'too_long',
  'control_characters',
  'not_a_price',
  'price_range',
  'not_a_count',
  'unknown_unit',
  'not_yes_or_no',
  'unknown_brand',
  'unknown_category',
  'more_than_one',
  'code_twice',
  'differs_in_group',
  'several_products',
  'too_many',
  'cannot_change',
  'nothing_to_sell',
  'too_many_cells',
  'quote_not_closed',
  'rest_of_product',
] as const
export type FaultReason = (typeof faultReasons)[number]

/** What one row says. What is left out stays as it is. */
export type Wanted = {
  titleZh?: string
  titleEn?: string
  descriptionZh?: string
  descriptionEn?: string
  name?: string
  soldBy?: SoldBy
  priceFen?: number
  /** Units to begin with; an article that ever had stock keeps what it has. */
  stock?: number
  onSale?: boolean
}

type Read<Value> = { value: Value } | { reason: FaultReason }

/** Each reads a cell that is not empty. */
export const readers: {
  [K in keyof Wanted]-?: (text: string) => Read<NonNullable<Wanted[K]>>
} = {
  titleZh: textAs(Title),
  titleEn: textAs(Title),
  descriptionZh: textAs(Description),
  descriptionEn: textAs(Description),
  name: textAs(SkuName),
  soldBy: choiceOf(
    {
      piece: ['件', '个', '只', '本', '支', 'pc', 'pcs'],
      set: ['套', '组'],
      pair: ['双', '对', '副'],
      pack: ['包', '袋'],
      box: ['箱', '盒'],
      bottle: ['瓶'],
      kg: ['千克', '公斤'],
      m: ['米'],
    },
    'unknown_unit',
  ),
  priceFen: readPrice,
  stock: readStock,
  onSale: (text) => {
    const read = yesOrNo(text)
    return 'value' in read ? { value: read.value === 'yes' } : read
  },
}

export const columnFor = (key: keyof Wanted): Column => (key === 'priceFen' ? 'price' : key)

const yesOrNo = choiceOf(
  {
    yes: ['是', '上架', '在售', 'y', 'true', '1', 'on_sale', 'on sale', 'active'],
    no: ['否', '下架', '草稿', 'n', 'false', '0', 'off_sale', 'off sale', 'draft'],
  },
  'not_yes_or_no',
)

export const readCode = textAs(SkuCode)

function textAs(shape: z.ZodType<string>) {
  return (text: string): Read<string> => {
    const read = shape.safeParse(text)
    if (read.success) return { value: read.data }
    const isLong = read.error.issues.every(({ code, message }) => !isControl(code, message))
    return { reason: isLong ? 'too_long' : 'control_characters' }
  }
}

const isControl = (code: string, message: string) =>
  code === 'invalid_union' || message.includes('control')

function choiceOf<Name extends string>(names: Record<Name, string[]>, reason: FaultReason) {
  const known = new Map(
    (Object.keys(names) as Name[]).flatMap((name) =>
      [name, ...names[name]].map((word) => [word, name] as const),
    ),
  )
  return (text: string): Read<Name> => {
    const value = known.get(text.normalize('NFKC').trim().toLowerCase())
    return value === undefined ? { reason } : { value }
  }
}

/** "1299", "1,299.00" or "￥1299.5", by its digits: no fraction ever becomes a float. */
function readPrice(text: string): Read<number> {
  const plain = text.normalize('NFKC').replaceAll(/[\s¥元]|cny|rmb/gi, '')
  const found = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2})0*)?$/.exec(plain)
  if (!found) return { reason: 'not_a_price' }
  const fen = Number(`${found[1]!.replaceAll(',', '')}${(found[2] ?? '').padEnd(2, '0')}`)
  return PriceFen.safeParse(fen).success ? { value: fen } : { reason: 'price_range' }
}

const stockMax = 1_000_000

function readStock(text: string): Read<number> {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
  if (!/^(\d{1,7}|\d{1,3}(,\d{3}){1,2})(\.0+)?$/.test(plain)) return { reason: 'not_a_count' }
  const units = Number(plain.replaceAll(',', ''))
  return units <= stockMax ? { value: units } : { reason: 'not_a_count' }
}
