/** How staff look after variants: their prices and their stock. Each act is audited with it. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { addSku, changeSku } from './edit-sku.ts'
import * as errors from './errors.ts'
import { exampleId } from './examples.ts'
import { PriceEntry, PriceFen, SkuCode, SkuName, SkuStatus, SoldBy, Version } from './product.ts'
import { listPrices, setPrice } from './set-price.ts'
import { addStock, removeStock, StockReason, stockOf } from './stock.ts'

const pageSize = 50
const ProductParams = z.object({ productId: z.uuid() })
const SkuParams = z.object({ skuId: z.uuid() })
const SkuVersion = z.object({ skuId: z.uuid(), version: Version })

export const postSku = route({
  method: 'POST',
  path: '/console/products/:productId/skus',
  summary: 'Add a variant with its price',
  auth: 'staff:catalog.edit',
  params: ProductParams,
  body: z.object({
    code: SkuCode,
    name: SkuName.default(''),
    soldBy: SoldBy.default('piece'),
    priceFen: PriceFen,
  }),
  answers: [201, SkuVersion],
  errors: [errors.productNotFound, errors.codeTaken],
  example: {
    body: { code: '21071-L', name: 'Large', soldBy: 'piece', priceFen: 395 },
    answer: { skuId: exampleId, version: 1 },
  },
  handle: async (call) => {
    const { tx, params, body, now } = call
    const skuId = randomUUIDv7()
    await addSku(tx, { ...body, ...params, id: skuId, now })
    const { priceFen } = body
    await auditStaff(call, 'catalog.add_sku', `sku:${skuId}`, {
      productId: params.productId,
      priceFen,
    })
    return { skuId, version: 1 }
  },
})

export const patchSku = route({
  method: 'PATCH',
  path: '/console/skus/:skuId',
  summary: 'Rename a variant, put it on sale or take it off, as it was seen at `version`',
  auth: 'staff:catalog.edit',
  params: SkuParams,
  body: z.object({
    version: Version,
    name: SkuName.optional(),
    status: SkuStatus.optional(),
  }),
  answers: [200, SkuVersion],
  errors: [errors.skuNotFound, errors.staleVersion, errors.nothingToSell],
  example: {
    body: { version: 1, status: 'off_sale' },
    answer: { skuId: exampleId, version: 2 },
  },
  handle: async (call) => {
    const { tx, params, body } = call
    const version = await changeSku(tx, { ...params, ...body })
    const { status } = body
    await auditStaff(call, 'catalog.change_sku', `sku:${params.skuId}`, { version, status })
    return { ...params, version }
  },
})

export const putSkuPrice = route({
  method: 'PUT',
  path: '/console/skus/:skuId/price',
  summary: 'Set the price from now on, as the variant was seen at `version`',
  auth: 'staff:catalog.edit',
  params: SkuParams,
  body: z.object({ version: Version, priceFen: PriceFen }),
  answers: [200, SkuVersion],
  errors: [errors.skuNotFound, errors.staleVersion],
  example: { body: { version: 1, priceFen: 345 }, answer: { skuId: exampleId, version: 2 } },
  handle: async (call) => {
    const { tx, params, body, now } = call
    const version = await setPrice(tx, { ...params, ...body, validFrom: now })
    const { priceFen } = body
    await auditStaff(call, 'catalog.set_price', `sku:${params.skuId}`, { priceFen, version })
    return { ...params, version }
  },
})

export const getSkuPrices = route({
  method: 'GET',
  path: '/console/skus/:skuId/prices',
  summary: 'Every price the variant ever had, the newest first',
  auth: 'staff:catalog.read',
  params: SkuParams,
  query: z.object({ after: z.iso.datetime().optional() }),
  answers: [200, z.object({ items: z.array(PriceEntry), next: z.iso.datetime().nullable() })],
  example: {
    answer: { items: [{ priceFen: 345, validFrom: '2026-11-20T04:00:00.000Z' }], next: null },
  },
  handle: async ({ db, params, query }) => {
    const before = query.after === undefined ? undefined : new Date(query.after)
    const rows = await listPrices(db, { ...params, before, limit: pageSize + 1 })
    const items = rows.slice(0, pageSize)
    return { items, next: rows.length > pageSize ? items.at(-1)!.validFrom.toISOString() : null }
  },
})

export const postStockChange = route({
  method: 'POST',
  path: '/console/skus/:skuId/stock-changes',
  summary: 'Add units to the stock, or (below 0) take free ones away',
  auth: 'staff:stock.edit',
  params: SkuParams,
  body: z.object({
    quantity: z
      .int()
      .min(-1_000_000)
      .max(1_000_000)
      .refine((quantity) => quantity !== 0, 'must not be 0'),
    reason: StockReason,
  }),
  answers: [201, z.object({ skuId: z.uuid(), available: z.int() })],
  errors: [errors.skuNotFound, errors.stockTooLow],
  example: {
    body: { quantity: 100, reason: 'delivery' },
    answer: { skuId: exampleId, available: 142 },
  },
  handle: async (call) => {
    const { tx, params, body, now } = call
    const { skuId } = params
    const { quantity, reason } = body
    const change = { changeId: randomUUIDv7(), skuId, quantity: Math.abs(quantity), reason }
    await auditStaff(call, 'catalog.change_stock', `sku:${skuId}`, {
      ...body,
      changeId: change.changeId,
    })
    await (quantity > 0 ? addStock : removeStock)(tx, change, now)
    return { skuId, available: (await stockOf(tx, [skuId], now)).get(skuId)! }
  },
})
