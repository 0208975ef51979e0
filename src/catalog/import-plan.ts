/** What a file of products means for what is there: pure, so a preview says what an import does. */
import { randomUUIDv7 } from 'node:crypto'
import type { NewProduct, NewSku } from './import.ts'
import type { Column } from './product-columns.ts'
import type { Fault, ProductRow } from './product-csv.ts'
import type { ProductStatus, SoldBy } from './product.ts'

/** A row with the brand it names ('' when there is none) and the category. */
export type Row = ProductRow & { brandId: string; categoryId: string | undefined }

/** An article that is there already, with its product. */
export type Known = {
  skuId: string
  brandId: string
  code: string
  name: string
  soldBy: SoldBy
  priceFen: number
  /** 0: it never had stock. */
  stockVersion: number
  productId: string
  categoryId: string
  titleZh: string
  titleEn: string
  descriptionZh: string
  descriptionEn: string
  status: ProductStatus
  priceFromFen: number | null
}

export type Outcome = 'made' | 'changed' | 'same' | 'bad'

/** A product that is there, as it is to be. */
export type Changed = Pick<
  Known,
  'productId' | 'categoryId' | 'titleZh' | 'titleEn' | 'descriptionZh' | 'descriptionEn' | 'status'
>

export type Plan = {
  /** In the order of the rows. */
  outcomes: Outcome[]
  faults: Fault[]
  products: NewProduct[]
  changed: (Changed & { was: ProductStatus })[]
  skus: (NewSku & { productId: string; createdAt: Date })[]
  names: { skuId: string; name: string }[]
  prices: { skuId: string; priceFen: number; validFrom: Date }[]
  stocks: { skuId: string; quantity: number }[]
}

/** Of one product in one file: they are written in one transaction. */
const variantsMax = 500

/** Plans for the rows of one product: all of them, or none when one is bad. */
export function planProduct(rows: Row[], known: (Known | undefined)[], now: Date): Plan {
  const own = rows.flatMap((row) => row.faults)
  // Without them nobody knows whether the article is there, so nothing more is said.
  if (rows.some((row) => row.brandId === '' || row.code === '')) return refused(rows, own)
  if (rows.length > variantsMax)
    return refused(rows, [...own, faultOf(rows[0]!, 'group', 'too_many')])
  const [there] = known.filter((one) => one !== undefined)
  const wish = wishOf(rows)
  const faults = [
    ...own,
    ...wish.faults,
    ...rows.flatMap((row, index) => faultsOf(row, known[index], there)),
    ...(there ? [] : faultsOfNew(rows[0]!, wish)),
  ]
  if (wish.onSale && there && there.priceFromFen === null && known.every(Boolean))
    faults.push(faultOf(rows[0]!, 'onSale', 'nothing_to_sell'))
  if (faults.length > 0) return refused(rows, faults)
  return there ? planChange(rows, known, there, wish, now) : planNew(rows, wish, now)
}

const nothing = (): Omit<Plan, 'outcomes'> => {
  return { faults: [], products: [], changed: [], skus: [], names: [], prices: [], stocks: [] }
}

/** Never half a product: the good rows of a bad one are told too. */
function refused(rows: Row[], faults: Fault[]): Plan {
  const lines = new Set(faults.map((fault) => fault.line))
  const rest = rows.filter((row) => !lines.has(row.line))
  return {
    ...nothing(),
    outcomes: rows.map(() => 'bad'),
    faults: [...faults, ...rest.map((row) => faultOf(row, null, 'rest_of_product'))],
  }
}

const ofProduct = ['titleZh', 'titleEn', 'descriptionZh', 'descriptionEn', 'onSale'] as const
type Wish = Partial<Omit<Changed, 'productId' | 'status'>> & { onSale?: boolean; faults: Fault[] }

/** What its rows say of the product; each thing may be said once, or the same again. */
function wishOf(rows: Row[]): Wish {
  const wish: Wish = { faults: [] }
  for (const row of rows) {
    const says: Record<string, unknown> = { ...row.wanted, categoryId: row.categoryId }
    for (const key of ['categoryId', ...ofProduct] as const) {
      const [said, before] = [says[key], wish[key]]
      if (said === undefined || said === before) continue
      const column = key === 'categoryId' ? 'category' : key
      if (before === undefined) Object.assign(wish, { [key]: said })
      else wish.faults.push(faultOf(row, column, 'differs_in_group'))
    }
  }
  return wish
}

function faultsOf(row: Row, known: Known | undefined, there: Known | undefined): Fault[] {
  const { soldBy, priceFen } = row.wanted
  // A price that cannot be read is told by its own fault.
  const hasFault = row.faults.some(({ column }) => column === 'price')
  if (!known) return priceFen === undefined && !hasFault ? [faultOf(row, 'price', 'needed')] : []
  if (known.productId !== there!.productId) return [faultOf(row, 'code', 'several_products')]
  const isOther = soldBy !== undefined && soldBy !== known.soldBy
  return isOther ? [faultOf(row, 'soldBy', 'cannot_change')] : []
}

function faultsOfNew(first: Row, wish: Wish): Fault[] {
  const isBad = (column: Column) => first.faults.some((fault) => fault.column === column)
  const hasTitle = wish.titleZh !== undefined || wish.titleEn !== undefined
  const lacks: Column[] = []
  if (!hasTitle && !isBad('titleZh') && !isBad('titleEn')) lacks.push('titleZh')
  if (wish.categoryId === undefined && !isBad('category')) lacks.push('category')
  return lacks.map((column) => faultOf(first, column, 'needed'))
}

function faultOf(row: Row, column: Column | null, reason: Fault['reason']): Fault {
  return { line: row.line, column, reason, value: row.code }
}

function planNew(rows: Row[], wish: Wish, now: Date): Plan {
  const [title, id] = [wish.titleZh ?? wish.titleEn!, randomUUIDv7()]
  const skus = rows.map((row) => newSku(row, now))
  const product: NewProduct = {
    id,
    brandId: rows[0]!.brandId,
    categoryId: wish.categoryId!,
    titleZh: title,
    titleEn: wish.titleEn ?? title,
    titleZhMadeBy: 'person',
    descriptionZh: wish.descriptionZh ?? '',
    descriptionEn: wish.descriptionEn ?? '',
    createdAt: now,
    publishedAt: wish.onSale ? now : null,
    skus,
  }
  return {
    ...nothing(),
    outcomes: rows.map(() => 'made'),
    products: [product],
    stocks: rows.flatMap((row, index) => stockOf(row, skus[index]!.id)),
  }
}

const newSku = ({ code, wanted }: Row, now: Date): NewSku => {
  const { name = '', soldBy = 'piece', priceFen } = wanted
  return { id: randomUUIDv7(), code, name, soldBy, priceFen: priceFen!, validFrom: now }
}

const stockOf = ({ wanted: { stock = 0 } }: Row, skuId: string) =>
  stock > 0 ? [{ skuId, quantity: stock }] : []

function planChange(
  rows: Row[],
  known: (Known | undefined)[],
  there: Known,
  wish: Wish,
  now: Date,
): Plan {
  const plan: Plan = { ...nothing(), outcomes: [] }
  const { productId } = there
  const target = targetOf(there, wish)
  const differs = (Object.keys(target) as (keyof Changed)[]).some(
    (key) => target[key] !== there[key],
  )
  if (differs) plan.changed.push({ ...target, was: there.status })
  for (const [index, row] of rows.entries()) {
    const sku = known[index]
    if (!sku) {
      const made = { ...newSku(row, now), productId, createdAt: now }
      plan.skus.push(made)
      plan.stocks.push(...stockOf(row, made.id))
      plan.outcomes.push('made')
      continue
    }
    const { name = sku.name, priceFen = sku.priceFen } = row.wanted
    const stocks = sku.stockVersion === 0 ? stockOf(row, sku.skuId) : []
    if (name !== sku.name) plan.names.push({ skuId: sku.skuId, name })
    if (priceFen !== sku.priceFen) plan.prices.push({ skuId: sku.skuId, priceFen, validFrom: now })
    plan.stocks.push(...stocks)
    const isChanged = differs || name !== sku.name || priceFen !== sku.priceFen || stocks.length > 0
    plan.outcomes.push(isChanged ? 'changed' : 'same')
  }
  return plan
}

function targetOf(there: Known, wish: Wish): Changed {
  const { productId, categoryId, titleZh, titleEn, descriptionZh, descriptionEn, status } = there
  const now = { productId, categoryId, titleZh, titleEn, descriptionZh, descriptionEn, status }
  const { onSale, faults: _, ...texts } = wish
  if (onSale === undefined || onSale === (status === 'on_sale')) return { ...now, ...texts }
  // A draft that is not wanted on sale stays a draft.
  const other = onSale ? 'on_sale' : status === 'draft' ? 'draft' : 'off_sale'
  return { ...now, ...texts, status: other }
}

/** Many plans as one. */
export function together(plans: Plan[]): Plan {
  const all: Plan = { ...nothing(), outcomes: [] }
  for (const plan of plans)
    for (const key of Object.keys(all) as (keyof Plan)[])
      for (const one of plan[key]) (all[key] as unknown[]).push(one)
  return all
}
