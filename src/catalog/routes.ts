/** What everybody may see: products on sale, categories, brands. */
import { z } from 'zod'
import { invalidInput } from '#platform/errors.ts'
import { route } from '#platform/route.ts'
import { listBrands } from './brand.ts'
import { listCategories } from './category.ts'
import { productNotFound } from './errors.ts'
import { exampleCard, exampleCategory, exampleProduct } from './examples.ts'
import { sorts } from './listing.ts'
import { Brand, Category, Product, ProductCard } from './product.ts'
import { readProduct, readProducts } from './shared-reads.ts'

const pageSize = 24
const suggestionsMax = 8
const brandsPageSize = 100

/** Long enough for a title pasted whole; only its first words count. */
const Words = z.string().trim().min(1).max(400)

export const ProductPage = z.object({
  items: z.array(ProductCard),
  /** Ask again with `after` = this for the page behind; null: there is none. */
  next: z.string().nullable(),
  /** False when nothing has these words: then these are the nearest products, or the newest. */
  exact: z.boolean(),
})

export const getProducts = route({
  method: 'GET',
  path: '/products',
  summary: 'Products on sale: all, of a category or brand, or found by words',
  auth: 'visitor',
  query: z.object({
    category: z.uuid().optional(),
    brand: z.uuid().optional(),
    q: Words.optional(),
    /** `relevance` when there are words, else `newest`. */
    sort: z.enum(sorts).optional(),
    after: z.string().max(400).optional(),
  }),
  answers: [200, ProductPage],
  errors: [invalidInput],
  example: { answer: { items: [exampleCard], next: null, exact: true } },
  handle: ({ db, query, now }) => {
    const { category: categoryId, brand: brandId, q, sort, after } = query
    return readProducts(db, { categoryId, brandId, q, sort, after, limit: pageSize }, now)
  },
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
  answers: [200, z.object({ items: z.array(Category) })],
  example: { answer: { items: [exampleCategory] } },
  handle: async ({ db }) => ({ items: await listCategories(db) }),
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
    const items = rows.slice(0, brandsPageSize)
    return { items, next: rows.length > brandsPageSize ? items.at(-1)!.id : null }
  },
})

export const getSuggestions = route({
  method: 'GET',
  path: '/search/suggestions',
  summary: 'Products that what was typed so far may lead to',
  auth: 'visitor',
  query: z.object({ q: Words }),
  answers: [
    200,
    z.object({
      items: z.array(ProductCard.pick({ id: true, titleZh: true, titleEn: true })),
      exact: z.boolean(),
    }),
  ],
  example: {
    answer: {
      items: [{ id: exampleCard.id, titleZh: exampleCard.titleZh, titleEn: exampleCard.titleEn }],
      exact: true,
    },
  },
  handle: async ({ db, query, now }) => {
    const { items, exact } = await readProducts(db, { q: query.q, limit: suggestionsMax }, now)
    return { items, exact }
  },
})
