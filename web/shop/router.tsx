/** Every page of the shop by its address. Pages come when they are asked for; the home page comes first. */
import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { BrokenPage, MissingPage } from '#web/kit/app.tsx'
import { lazyPage } from '#web/kit/lazy-page.ts'
import { choiceOf, textOf } from '#web/kit/search-params.ts'
import { PageSkeleton } from '#web/kit/skeleton.tsx'
import { Frame } from './frame.tsx'
import { HomePage } from './pages/home.tsx'

const root = createRootRoute({ component: Frame, notFoundComponent: MissingPage })
const at = <Path extends string>(path: Path) => ({ getParentRoute: () => root, path })

const home = createRoute({ ...at('/'), component: HomePage })

const sorts = ['relevance', 'newest', 'price_up', 'price_down'] as const
export type ProductsSearch = {
  category?: string
  brand?: string
  q?: string
  sort?: (typeof sorts)[number]
  /** Only what can be bought now. */
  inStock?: true
  /** What is misspelt is searched as it is. */
  exactly?: true
}
const products = createRoute({
  ...at('/products'),
  validateSearch: (search: Record<string, unknown>): ProductsSearch => ({
    ...textOf('category', search),
    ...textOf('brand', search),
    ...textOf('q', search),
    ...choiceOf('sort', search, sorts),
    ...(search['inStock'] === true ? { inStock: true } : {}),
    ...(search['exactly'] === true ? { exactly: true } : {}),
  }),
  component: lazyPage(() => import('./pages/products.tsx'), 'ProductsPage'),
})
const product = createRoute({
  ...at('/products/$productId'),
  component: lazyPage(() => import('./pages/product.tsx'), 'ProductPage'),
})
const cart = createRoute({
  ...at('/cart'),
  component: lazyPage(() => import('./pages/cart.tsx'), 'CartPage'),
})
const checkout = createRoute({
  ...at('/checkout'),
  /** `items`: sku:quantity,…; without it, whatever can be bought of the cart. */
  validateSearch: (search: Record<string, unknown>): { items?: string } => textOf('items', search),
  component: lazyPage(() => import('./pages/checkout.tsx'), 'CheckoutPage'),
})

const statuses = [
  'placed',
  'paid',
  'shipped',
  'received',
  'completed',
  'refunded',
  'closed',
  'after_sale',
] as const
const orders = createRoute({
  ...at('/orders'),
  validateSearch: (search: Record<string, unknown>): { status?: (typeof statuses)[number] } =>
    choiceOf('status', search, statuses),
  component: lazyPage(() => import('./pages/orders.tsx'), 'OrdersPage'),
})
const order = createRoute({
  ...at('/orders/$orderId'),
  /** `paid`: the payer comes back from the cashier; the news may still be on its way. */
  validateSearch: (search: Record<string, unknown>): { paid?: true } =>
    'paid' in search ? { paid: true } : {},
  component: lazyPage(() => import('./pages/order.tsx'), 'OrderPage'),
})
const refund = createRoute({
  ...at('/orders/$orderId/refund'),
  component: lazyPage(() => import('./pages/refund.tsx'), 'RefundPage'),
})
const dispute = createRoute({
  ...at('/orders/$orderId/dispute'),
  component: lazyPage(() => import('./pages/dispute.tsx'), 'DisputePage'),
})

const me = createRoute({
  ...at('/me'),
  component: lazyPage(() => import('./pages/me.tsx'), 'MePage'),
})
const inbox = createRoute({
  ...at('/inbox'),
  validateSearch: (search: Record<string, unknown>): { class?: 'service' | 'marketing' } =>
    choiceOf('class', search, ['service', 'marketing'] as const),
  component: lazyPage(() => import('./pages/inbox.tsx'), 'InboxPage'),
})
const invite = createRoute({
  ...at('/invite'),
  component: lazyPage(() => import('./pages/invite.tsx'), 'InvitePage'),
})
const addresses = createRoute({
  ...at('/me/addresses'),
  component: lazyPage(() => import('./pages/addresses.tsx'), 'AddressesPage'),
})
const messages = createRoute({
  ...at('/me/messages'),
  component: lazyPage(() => import('./pages/messages.tsx'), 'MessagesPage'),
})
const boards = createRoute({
  ...at('/me/boards'),
  component: lazyPage(() => import('./pages/boards.tsx'), 'BoardsPage'),
})
const myData = createRoute({
  ...at('/me/data'),
  component: lazyPage(() => import('./pages/my-data.tsx'), 'MyDataPage'),
})
const unsubscribe = createRoute({
  ...at('/unsubscribe'),
  component: lazyPage(() => import('./pages/unsubscribe.tsx'), 'UnsubscribePage'),
})
const signIn = createRoute({
  ...at('/sign-in'),
  validateSearch: (search: Record<string, unknown>): { back?: string } => textOf('back', search),
  component: lazyPage(() => import('./pages/sign-in.tsx'), 'SignInPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    products,
    product,
    cart,
    checkout,
    orders,
    order,
    refund,
    dispute,
    me,
    inbox,
    invite,
    addresses,
    messages,
    boards,
    myData,
    unsubscribe,
    signIn,
  ]),
  scrollRestoration: true,
  defaultPendingMs: 150,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: BrokenPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
