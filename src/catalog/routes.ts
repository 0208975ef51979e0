/** What everybody may see: products on sale, categories, brands. */
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { invalidInput } from '#platform/errors.ts'
import { route } from '#platform/route.ts'
import { listBrands } from './brand.ts'
import { findCards } from './cards.ts'
import { productNotFound } from './errors.ts'
import {
  exampleCard,
  exampleCategory,
  exampleId,
  examplePicture,
  exampleProduct,
} from './examples.ts'
import { sorts } from './listing.ts'
import { Brand, CategoryCard, Product, ProductCard } from './product.ts'
import { readCategories, readProduct, readProducts } from './shared-reads.ts'

const pageSize = 24
const suggestionsMax = 6
const chosenMax = 20
const brandsPageSize = 100

/** Long enough for a title pasted whole; only its first words count. */
const Words = z.string().trim().min(1).max(400)

export const ProductPage = z.object({
  items: z.array(ProductCard),
  /** Ask again with `after` = this for the page behind; null: there is none. */
  next: z.string().nullable(),
  /** False when nothing has these words: then these are other products. */
  exact: z.boolean(),
  /** The words that were searched instead, when it seems that others were meant. */
  corrected: z.string().nullable(),
  /** False when nothing even comes near: then these are the newest products. */
  near: z.boolean(),
})
const asAsked = { exact: true, corrected: null, near: true }

export const getProducts = route({
  method: 'GET',
  path: '/products',
  summary: 'Products on sale: all, of a category or brand, or found by words',
  auth: 'visitor',
  query: z.object({
    category: z.uuid().optional(),
    brand: z.uuid().optional(),
    q: Words.optional(),
    /** Only what has the words as they are written, be it nothing. */
    exactly: z.stringbool().optional(),
    /** Only what can be bought now; a page may then be short though there is a next one. */
    inStock: z.stringbool().optional(),
    /** `relevance` when there are words, else `newest`. */
    sort: z.enum(sorts).optional(),
    after: z.string().max(400).optional(),
  }),
  answers: [200, ProductPage],
  errors: [invalidInput],
  example: { answer: { items: [exampleCard], next: null, ...asAsked } },
  handle: ({ db, query, now }) => {
    const { category: categoryId, brand: brandId, ...rest } = query
    return readProducts(db, { categoryId, brandId, ...rest, limit: pageSize }, now)
  },
})

export const getChosenProducts = route({
  method: 'GET',
  path: '/products/chosen',
  summary: 'The products of these ids that are on sale, in this order, as they are now',
  auth: 'visitor',
  query: z.object({
    /** Up to twenty, with commas between them. Unknown and withdrawn ones are left out. */
    ids: z
      .string()
      .max(chosenMax * 37)
      .transform((text) => [...new Set(text.split(','))])
      .pipe(z.array(z.uuid()).max(chosenMax)),
  }),
  answers: [200, z.object({ items: z.array(ProductCard) })],
  errors: [invalidInput],
  example: { answer: { items: [exampleCard] } },
  handle: async ({ db, query, now }) => ({ items: await findCards(db, query.ids, now) }),
})

export const getProduct = route({
  method: 'GET',
  path: '/products/:productId',
  summary: 'A product on sale with its variants, their prices and true stock',
  auth: 'visitor',
  params: z.object({ productId: z.uuid() }),
  answers: [200, Product],
  errors: [productNotFound],
  example: { answer: exampleProduct },
  handle: ({ db, params, now }) => readProduct(db, params.productId, now),
})

export const getCategories = route({
  method: 'GET',
  path: '/categories',
  summary: 'All categories, those at the top first',
  auth: 'visitor',
  answers: [200, z.object({ items: z.array(CategoryCard) })],
  example: {
    answer: { items: [{ ...exampleCategory, picture: examplePicture, hasProducts: true }] },
  },
  handle: async ({ db, now }) => ({ items: await readCategories(db, now) }),
})

export const getBrands = route({
  method: 'GET',
  path: '/brands',
  summary: 'Brands, a hundred at a time',
  auth: 'visitor',
  query: z.object({ after: z.uuid().optional() }),
  answers: [200, z.object({ items: z.array(Brand), next: z.uuid().nullable() })],
  example: { answer: { items: [exampleCard.brand], next: null } },
  handle: async ({ db, query }) => {
    const rows = await listBrands(db, { afterId: query.after, limit: brandsPageSize + 1 })
    return pageFrom(rows, brandsPageSize)
  },
})

const Suggestions = ProductPage.omit({ next: true }).extend({
  items: z.array(
    ProductCard.pick({
      id: true,
      titleZh: true,
      titleEn: true,
      priceFromFen: true,
      priceToFen: true,
      picture: true,
    }),
  ),
})

export const getSuggestions = route({
  method: 'GET',
  path: '/search/suggestions',
  summary: 'Products that what was typed so far may lead to',
  auth: 'visitor',
  query: z.object({ q: Words }),
  answers: [200, Suggestions],
  example: {
    answer: {
      items: [
        {
          id: exampleId,
          titleZh: exampleCard.titleZh,
          titleEn: exampleCard.titleEn,
          priceFromFen: exampleCard.priceFromFen,
          priceToFen: exampleCard.priceToFen,
          picture: examplePicture,
        },
      ],
      ...asAsked,
    },
  },
  handle: async ({ db, query, now }) => {
    const { next: _, ...found } = await readProducts(db, { ...query, limit: suggestionsMax }, now)
    return found
  },
})
