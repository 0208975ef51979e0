/**
 * How staff look after products. Their variants are in sku-routes.ts. Each act is audited with it.
 */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { listProductsForStaff } from './console-listing.ts'
import { changeProduct, createProduct, publishProduct } from './edit-product.ts'
import * as errors from './errors.ts'
import { exampleConsoleProduct, exampleId } from './examples.ts'
import { getProductForStaff } from './find-product.ts'
import {
  ConsoleCard,
  ConsoleProduct,
  Description,
  ProductStatus,
  Scarcity,
  Title,
  Version,
} from './product.ts'

const pageSize = 50
const ProductParams = z.object({ productId: z.uuid() })

export const getConsoleProducts = route({
  method: 'GET',
  path: '/console/products',
  summary: 'Products, the last written first: all, or by words, state, brand, scarcity',
  auth: 'staff:catalog.read',
  query: z.object({
    q: z.string().trim().min(1).max(400).optional(),
    status: ProductStatus.optional(),
    brand: z.uuid().optional(),
    stock: Scarcity.optional(),
    after: z.uuid().optional(),
  }),
  answers: [200, z.object({ items: z.array(ConsoleCard), next: z.uuid().nullable() })],
  handle: async ({ db, query, now }) => {
    const { q, status, brand: brandId, stock, after: beforeId } = query
    const wanted = { q, status, brandId, stock, beforeId, limit: pageSize + 1 }
    const rows = await listProductsForStaff(db, wanted, now)
    return pageFrom(rows, pageSize)
  },
})

export const getConsoleProduct = route({
  method: 'GET',
  path: '/console/products/:productId',
  summary: 'A product with all its variants, on sale or not',
  auth: 'staff:catalog.read',
  params: ProductParams,
  answers: [200, ConsoleProduct],
  errors: [errors.productNotFound],
  example: { answer: exampleConsoleProduct },
  handle: ({ db, params, now }) => getProductForStaff(db, params.productId, now),
})

export const postProduct = route({
  method: 'POST',
  path: '/console/products',
  summary: 'Write a product; it is a draft until it is put on sale',
  auth: 'staff:catalog.edit',
  body: z.object({
    brandId: z.uuid(),
    categoryId: z.uuid(),
    titleZh: Title,
    titleEn: Title,
    descriptionZh: Description.default(''),
    descriptionEn: Description.default(''),
  }),
  answers: [201, ConsoleProduct],
  errors: [errors.brandNotFound, errors.categoryNotFound],
  example: {
    body: {
      brandId: exampleId,
      categoryId: exampleId,
      titleZh: '红色波点马克杯',
      titleEn: 'Red retrospot mug',
    },
    answer: { ...exampleConsoleProduct, skus: [], status: 'draft', version: 1, publishedAt: null },
  },
  handle: async (call) => {
    const { tx, body, now } = call
    const productId = randomUUIDv7()
    await createProduct(tx, { ...body, id: productId, now })
    const { brandId, categoryId } = body
    await auditStaff(call, 'catalog.create_product', `product:${productId}`, {
      brandId,
      categoryId,
    })
    return getProductForStaff(tx, productId, now)
  },
})

export const patchProduct = route({
  method: 'PATCH',
  path: '/console/products/:productId',
  summary: 'Change texts or category of a product, as it was seen at `version`',
  auth: 'staff:catalog.edit',
  params: ProductParams,
  body: z.object({
    version: Version,
    categoryId: z.uuid().optional(),
    titleZh: Title.optional(),
    titleEn: Title.optional(),
    descriptionZh: Description.optional(),
    descriptionEn: Description.optional(),
  }),
  answers: [200, ConsoleProduct],
  errors: [errors.productNotFound, errors.staleVersion, errors.categoryNotFound],
  example: { body: { version: 2, titleEn: 'Red spotted mug' }, answer: exampleConsoleProduct },
  handle: async (call) => {
    const { tx, params, body, now } = call
    await changeProduct(tx, { ...params, ...body })
    const fields = Object.keys(body).filter((field) => field !== 'version')
    await auditStaff(call, 'catalog.change_product', `product:${params.productId}`, {
      version: body.version,
      fields,
    })
    return getProductForStaff(tx, params.productId, now)
  },
})

export const postPublication = route({
  method: 'POST',
  path: '/console/products/:productId/publication',
  summary: 'Put a product on sale, or take it off',
  auth: 'staff:catalog.edit',
  params: ProductParams,
  body: z.object({ version: Version, onSale: z.boolean() }),
  answers: [200, ConsoleProduct],
  errors: [errors.productNotFound, errors.staleVersion, errors.nothingToSell],
  example: { body: { version: 1, onSale: true }, answer: exampleConsoleProduct },
  handle: async (call) => {
    const { tx, params, body, now } = call
    await publishProduct(tx, { ...params, ...body, now })
    const act = body.onSale ? 'catalog.publish_product' : 'catalog.withdraw_product'
    await auditStaff(call, act, `product:${params.productId}`, { version: body.version })
    return getProductForStaff(tx, params.productId, now)
  },
})
