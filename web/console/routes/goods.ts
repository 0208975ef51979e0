/** Goods, brands and offers. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { choiceOf, textOf } from '#web/kit/search-params.ts'
import { productStatuses, scarcities } from '../states.tsx'
import { at } from './inside.ts'
import type { Search } from './inside.ts'

export const goodsPages = [
  createRoute({
    ...at('/products'),
    validateSearch: (search: Search) => ({
      ...textOf('q', search),
      ...choiceOf('status', search, productStatuses),
      ...textOf('brand', search),
      ...choiceOf('stock', search, scarcities),
    }),
    component: lazyPage(() => import('../pages/products.tsx'), 'ProductsPage'),
  }),
  createRoute({
    ...at('/products/new'),
    component: lazyPage(() => import('../pages/new-product.tsx'), 'NewProductPage'),
  }),
  createRoute({
    ...at('/products/import'),
    component: lazyPage(() => import('../pages/import-products.tsx'), 'ImportProductsPage'),
  }),
  createRoute({
    ...at('/products/$productId'),
    component: lazyPage(() => import('../pages/product.tsx'), 'ProductPage'),
  }),
  createRoute({
    ...at('/brands'),
    component: lazyPage(() => import('../pages/brands.tsx'), 'BrandsPage'),
  }),
  createRoute({
    ...at('/flash-sales'),
    component: lazyPage(() => import('../pages/flash-sales.tsx'), 'FlashSalesPage'),
  }),
  createRoute({
    ...at('/flash-sales/$saleId'),
    component: lazyPage(() => import('../pages/flash-sale.tsx'), 'FlashSalePage'),
  }),
  createRoute({
    ...at('/coupons'),
    component: lazyPage(() => import('../pages/coupons.tsx'), 'CouponsPage'),
  }),
] as const
