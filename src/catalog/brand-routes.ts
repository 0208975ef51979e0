/** How staff look after brands and categories. Each act is audited with it. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { changeBrand, createBrand, listBrands } from './brand.ts'
import { createCategory, listCategories } from './category.ts'
import * as errors from './errors.ts'
import { exampleCategory, exampleId } from './examples.ts'
import { Category, ConsoleBrand, Name, Version } from './product.ts'

const pageSize = 100
const FeeBps = z.int().min(0).max(10_000)
/** The brand's id at the payment institution. */
const Receiver = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,64}$/)
const Slug = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)

const exampleBrand = {
  id: exampleId,
  nameZh: '示例品牌',
  nameEn: 'Example Brand',
  receiver: 'R-1001',
  feeBps: 500,
  madeUp: false,
  version: 1,
  createdAt: '2026-11-20T04:00:00.000Z',
}

export const getConsoleBrands = route({
  method: 'GET',
  path: '/console/brands',
  summary: 'Brands with their receivers and fees',
  auth: 'staff:catalog.read',
  query: z.object({ after: z.uuid().optional() }),
  answers: [200, z.object({ items: z.array(ConsoleBrand), next: z.uuid().nullable() })],
  example: { answer: { items: [exampleBrand], next: null } },
  handle: async ({ db, query }) => {
    const rows = await listBrands(db, { afterId: query.after, limit: pageSize + 1 })
    return pageFrom(rows, pageSize)
  },
})

export const postBrand = route({
  method: 'POST',
  path: '/console/brands',
  summary: 'Add a brand',
  auth: 'staff:brands.edit',
  body: z.object({ nameZh: Name, nameEn: Name, receiver: Receiver, feeBps: FeeBps }),
  answers: [201, ConsoleBrand],
  example: {
    body: { nameZh: '示例品牌', nameEn: 'Example Brand', receiver: 'R-1001', feeBps: 500 },
    answer: exampleBrand,
  },
  handle: async (call) => {
    const { tx, body, now } = call
    const id = randomUUIDv7()
    const brand = await createBrand(tx, { ...body, id, madeUp: false, createdAt: now })
    const { receiver, feeBps } = body
    await auditStaff(call, 'catalog.create_brand', `brand:${id}`, { receiver, feeBps })
    return brand
  },
})

export const patchBrand = route({
  method: 'PATCH',
  path: '/console/brands/:brandId',
  summary: 'Change a brand, as it was seen at `version`; placed orders keep their fee',
  auth: 'staff:brands.edit',
  params: z.object({ brandId: z.uuid() }),
  body: z.object({
    version: Version,
    nameZh: Name.optional(),
    nameEn: Name.optional(),
    feeBps: FeeBps.optional(),
  }),
  answers: [200, ConsoleBrand],
  errors: [errors.brandNotFound, errors.staleVersion],
  example: { body: { version: 1, feeBps: 450 }, answer: { ...exampleBrand, version: 2 } },
  handle: async (call) => {
    const { tx, params, body } = call
    const brand = await changeBrand(tx, { ...params, ...body })
    const { feeBps, version } = brand
    await auditStaff(call, 'catalog.change_brand', `brand:${params.brandId}`, { feeBps, version })
    return brand
  },
})

export const getConsoleCategories = route({
  method: 'GET',
  path: '/console/categories',
  summary: 'All categories, those at the top first',
  auth: 'staff:catalog.read',
  answers: [200, z.object({ items: z.array(Category) })],
  example: { answer: { items: [exampleCategory] } },
  handle: async ({ db }) => ({ items: await listCategories(db) }),
})

export const postCategory = route({
  method: 'POST',
  path: '/console/categories',
  summary: 'Add a category, at the top or below one that is',
  auth: 'staff:catalog.edit',
  body: z.object({
    slug: Slug,
    nameZh: Name,
    nameEn: Name,
    parentId: z.uuid().nullable().default(null),
  }),
  answers: [201, Category],
  errors: [errors.categoryNotFound, errors.categoryTooDeep, errors.slugTaken],
  example: {
    body: { slug: 'kitchen', nameZh: '厨房用品', nameEn: 'Kitchen' },
    answer: exampleCategory,
  },
  handle: async (call) => {
    const { tx, body, now } = call
    const category = { ...body, id: randomUUIDv7() }
    await createCategory(tx, { ...category, createdAt: now })
    await auditStaff(call, 'catalog.create_category', `category:${category.id}`, {
      parentId: body.parentId,
    })
    return category
  },
})
