/** The things of the catalogue as routes show them, and the limits of what may be written. */
import { z } from 'zod'

/** Rule C-01: a price is whole fen, from 0.01 to 9,999,999.00 yuan. */
export const PriceFen = z.int().min(1).max(999_999_900)

/** One line, counted in characters and not in the halves of rare ones. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .regex(/^[^\p{Cc}]*$/u, 'has control characters')
    .refine((text) => Array.from(text).length <= max, `has more than ${max} characters`)
    .meta({ maxLength: max })

export const Title = line(300)
export const Name = line(100)
export const SkuCode = line(64)
/** Empty for a product that has no variants. */
export const SkuName = z.union([z.literal(''), Name])
export const Description = z
  .string()
  .trim()
  .max(20_000)
  .regex(/^(?:[^\p{Cc}]|[\n\t])*$/u, 'has control characters')

export const SoldBy = z.enum(['piece', 'set', 'pair', 'pack', 'box', 'bottle', 'kg', 'm'])
export const MadeBy = z.enum(['person', 'script'])
export const ProductStatus = z.enum(['draft', 'on_sale', 'off_sale'])
export const SkuStatus = z.enum(['on_sale', 'off_sale'])
export const Version = z.int().min(1)

export const Instant = z.date().transform((date) => date.toISOString())

export const Brand = z.object({
  id: z.uuid(),
  nameZh: z.string(),
  nameEn: z.string(),
  /** Invented for the demo. */
  madeUp: z.boolean(),
})

export const Category = z.object({
  id: z.uuid(),
  slug: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  parentId: z.uuid().nullable(),
})

export const Picture = z.object({ url: z.string(), altZh: z.string(), altEn: z.string() })

/** A category in the list of them. */
export const CategoryCard = Category.extend({
  /** Of its newest product that has one; null: none has. */
  picture: Picture.nullable(),
  /** Whether anything in it, or below it, is on sale. */
  hasProducts: z.boolean(),
})

/** A product in a list. */
export const ProductCard = z.object({
  id: z.uuid(),
  titleZh: z.string(),
  titleEn: z.string(),
  titleZhMadeBy: MadeBy,
  brand: Brand,
  categoryId: z.uuid(),
  /** The lowest and the highest price of its variants on sale. */
  priceFromFen: PriceFen,
  priceToFen: PriceFen,
  /** Units of all its variants that can be bought now. */
  available: z.int().min(0),
  picture: Picture.nullable(),
})

export const Sku = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  soldBy: SoldBy,
  priceFen: PriceFen,
  /** Units that can be bought now: the true number, from the ledger. */
  available: z.int().min(0),
})

export const Product = z.object({
  id: z.uuid(),
  titleZh: z.string(),
  titleEn: z.string(),
  titleZhMadeBy: MadeBy,
  descriptionZh: z.string(),
  descriptionEn: z.string(),
  brand: Brand,
  category: Category,
  skus: z.array(Sku),
  pictures: z.array(Picture),
  publishedAt: Instant,
})

export const ConsoleSku = Sku.extend({
  status: SkuStatus,
  version: Version,
  priceFrom: Instant,
})

export const ConsoleProduct = Product.extend({
  skus: z.array(ConsoleSku),
  status: ProductStatus,
  version: Version,
  createdAt: Instant,
  publishedAt: Instant.nullable(),
})

/** Nothing is left to buy of it, or little. */
export const Scarcity = z.enum(['sold_out', 'low'])

export const ConsoleCard = z.object({
  id: z.uuid(),
  titleZh: z.string(),
  titleEn: z.string(),
  brand: Brand,
  status: ProductStatus,
  version: Version,
  /** null while no variant is on sale. */
  priceFromFen: PriceFen.nullable(),
  available: z.int().min(0),
  /** Of the variant on sale that is scarcest; null: there is enough of each. */
  scarce: Scarcity.nullable(),
  picture: Picture.nullable(),
  createdAt: Instant,
})

export const ConsoleBrand = Brand.extend({
  receiver: z.string(),
  feeBps: z.int(),
  version: Version,
  createdAt: Instant,
})

export const PriceEntry = z.object({ priceFen: PriceFen, validFrom: Instant })

export type ProductStatus = z.infer<typeof ProductStatus>
export type SkuStatus = z.infer<typeof SkuStatus>
export type SoldBy = z.infer<typeof SoldBy>
export type MadeBy = z.infer<typeof MadeBy>
export type ProductCard = z.input<typeof ProductCard>
export type Product = z.input<typeof Product>
export type ConsoleProduct = z.input<typeof ConsoleProduct>
export type ConsoleCard = z.input<typeof ConsoleCard>
export type Scarcity = z.output<typeof Scarcity>
