/** Generated from the routes by `npm run generate`; do not edit. Types only: no server code. */
import type * as catalogBrandRoutes from '#catalog/brand-routes.ts'
import type * as catalogConsoleRoutes from '#catalog/console-routes.ts'
import type * as catalogPictureRoutes from '#catalog/picture-routes.ts'
import type * as catalogProductImportRoutes from '#catalog/product-import-routes.ts'
import type * as catalogRoutes from '#catalog/routes.ts'
import type * as catalogSkuRoutes from '#catalog/sku-routes.ts'
import type * as insightRoutes from '#insight/routes.ts'
import type * as ledgerRoutes from '#ledger/routes.ts'
import type * as platformAuditRoutes from '#platform/audit-routes.ts'
import type * as platformSetUpRoutes from '#platform/set-up-routes.ts'
import type * as platformShopRoutes from '#platform/shop-routes.ts'
import type * as platformStaffRoutes from '#platform/staff-routes.ts'
import type * as poolInboxRoutes from '#pool/inbox-routes.ts'
import type * as poolRoutes from '#pool/routes.ts'
import type * as tradeAfterSaleConsoleRoutes from '#trade/after-sale-console-routes.ts'
import type * as tradeAfterSaleRoutes from '#trade/after-sale-routes.ts'
import type * as tradeBoughtRoutes from '#trade/bought-routes.ts'
import type * as tradeCartRoutes from '#trade/cart-routes.ts'
import type * as tradeCaseRoutes from '#trade/case-routes.ts'
import type * as tradeOrderConsoleRoutes from '#trade/order-console-routes.ts'
import type * as tradeOrderRoutes from '#trade/order-routes.ts'
import type * as tradePromotionRoutes from '#trade/promotion-routes.ts'
import type * as tradeSettlementRoutes from '#trade/settlement-routes.ts'
import { endpoint } from './client.ts'

/** Brands with their receivers and fees */
export const getConsoleBrands = endpoint<typeof catalogBrandRoutes.getConsoleBrands>(
  'GET',
  '/console/brands',
)
/** All categories, those at the top first */
export const getConsoleCategories = endpoint<typeof catalogBrandRoutes.getConsoleCategories>(
  'GET',
  '/console/categories',
)
/** Change a brand, as it was seen at `version`; placed orders keep their fee */
export const patchBrand = endpoint<typeof catalogBrandRoutes.patchBrand>(
  'PATCH',
  '/console/brands/:brandId',
)
/** Add a brand */
export const postBrand = endpoint<typeof catalogBrandRoutes.postBrand>('POST', '/console/brands')
/** Add a category, at the top or below one that is */
export const postCategory = endpoint<typeof catalogBrandRoutes.postCategory>(
  'POST',
  '/console/categories',
)
/** A product with all its variants, on sale or not */
export const getConsoleProduct = endpoint<typeof catalogConsoleRoutes.getConsoleProduct>(
  'GET',
  '/console/products/:productId',
)
/** Products, the last written first: all, or by words, state, brand, scarcity */
export const getConsoleProducts = endpoint<typeof catalogConsoleRoutes.getConsoleProducts>(
  'GET',
  '/console/products',
)
/** Change texts or category of a product, as it was seen at `version` */
export const patchProduct = endpoint<typeof catalogConsoleRoutes.patchProduct>(
  'PATCH',
  '/console/products/:productId',
)
/** Write a product; it is a draft until it is put on sale */
export const postProduct = endpoint<typeof catalogConsoleRoutes.postProduct>(
  'POST',
  '/console/products',
)
/** Put a product on sale, or take it off */
export const postPublication = endpoint<typeof catalogConsoleRoutes.postPublication>(
  'POST',
  '/console/products/:productId/publication',
)
/** Add a picture (JPEG, PNG, WebP or AVIF) behind the others */
export const postPicture = endpoint<typeof catalogPictureRoutes.postPicture>(
  'POST',
  '/console/products/:productId/pictures',
)
/** Show these pictures of a product in this order, as it was seen at `version`; what is left out is taken away, and put back by naming it again */
export const putPictures = endpoint<typeof catalogPictureRoutes.putPictures>(
  'PUT',
  '/console/products/:productId/pictures',
)
/** A file to fill in: the titles of the columns, and an example to write over */
export const getProductImportTemplate = endpoint<
  typeof catalogProductImportRoutes.getProductImportTemplate
>('GET', '/console/product-imports/template.csv')
/** Import products from a CSV file. Answers lines of JSON: `done` and `of` after each piece, and the `report` in the last; without it the import broke off, and the same file again finishes it */
export const postProductImport = endpoint<typeof catalogProductImportRoutes.postProductImport>(
  'POST',
  '/console/product-imports',
)
/** What an import of this CSV file (packed with gzip or not) would do; nothing is written */
export const postProductImportPreview = endpoint<
  typeof catalogProductImportRoutes.postProductImportPreview
>('POST', '/console/product-import-previews')
/** Brands, a hundred at a time */
export const getBrands = endpoint<typeof catalogRoutes.getBrands>('GET', '/brands')
/** All categories, those at the top first */
export const getCategories = endpoint<typeof catalogRoutes.getCategories>('GET', '/categories')
/** The products of these ids that are on sale, in this order, as they are now */
export const getChosenProducts = endpoint<typeof catalogRoutes.getChosenProducts>(
  'GET',
  '/products/chosen',
)
/** A product on sale with its variants, their prices and true stock */
export const getProduct = endpoint<typeof catalogRoutes.getProduct>('GET', '/products/:productId')
/** Products on sale: all, of a category or brand, or found by words */
export const getProducts = endpoint<typeof catalogRoutes.getProducts>('GET', '/products')
/** Products that what was typed so far may lead to */
export const getSuggestions = endpoint<typeof catalogRoutes.getSuggestions>(
  'GET',
  '/search/suggestions',
)
/** Every price the variant ever had, the newest first */
export const getSkuPrices = endpoint<typeof catalogSkuRoutes.getSkuPrices>(
  'GET',
  '/console/skus/:skuId/prices',
)
/** Rename a variant, put it on sale or take it off, as it was seen at `version` */
export const patchSku = endpoint<typeof catalogSkuRoutes.patchSku>('PATCH', '/console/skus/:skuId')
/** Add a variant with its price */
export const postSku = endpoint<typeof catalogSkuRoutes.postSku>(
  'POST',
  '/console/products/:productId/skus',
)
/** Add units to the stock, or (below 0) take free ones away */
export const postStockChange = endpoint<typeof catalogSkuRoutes.postStockChange>(
  'POST',
  '/console/skus/:skuId/stock-changes',
)
/** Set the price from now on, as the variant was seen at `version` */
export const putSkuPrice = endpoint<typeof catalogSkuRoutes.putSkuPrice>(
  'PUT',
  '/console/skus/:skuId/price',
)
/** Members by the month of their first paid order, and how many bought again since */
export const getCohorts = endpoint<typeof insightRoutes.getCohorts>('GET', '/console/cohorts')
/** What waits for staff, the most urgent first, as far as one’s roles read it */
export const getNeeds = endpoint<typeof insightRoutes.getNeeds>('GET', '/console/needs')
/** How far the orders placed in a period have come, and where the others stopped */
export const getOrderPath = endpoint<typeof insightRoutes.getOrderPath>(
  'GET',
  '/console/order-path',
)
/** Orders paid in each hour of today (in China), and of the same weekday a week ago */
export const getOrdersByHour = endpoint<typeof insightRoutes.getOrdersByHour>(
  'GET',
  '/console/orders-by-hour',
)
/** Sales of each day (in China), at most 400 days; the last thirty by default */
export const getSalesByDay = endpoint<typeof insightRoutes.getSalesByDay>(
  'GET',
  '/console/sales-by-day',
)
/** How the shop does today, beside the same weekday a week ago until the same time */
export const getToday = endpoint<typeof insightRoutes.getToday>('GET', '/console/today')
/** Accounts of the ledger by id, of a unit, a purpose within it, or an owner */
export const getLedgerAccounts = endpoint<typeof ledgerRoutes.getLedgerAccounts>(
  'GET',
  '/console/ledger/accounts',
)
/** The chains of a reference (an order’s id) as they took place, or one by its id */
export const getLedgerChains = endpoint<typeof ledgerRoutes.getLedgerChains>(
  'GET',
  '/console/ledger/chains',
)
/** The whole ledger computed again and compared, at most once a minute */
export const getLedgerCheck = endpoint<typeof ledgerRoutes.getLedgerCheck>(
  'GET',
  '/console/ledger/check',
)
/** What happened on an account, newest first */
export const getLedgerEntries = endpoint<typeof ledgerRoutes.getLedgerEntries>(
  'GET',
  '/console/ledger/entries',
)
/** What was done, newest first; of one thing with `subject` */
export const getAudit = endpoint<typeof platformAuditRoutes.getAudit>('GET', '/console/audit')
/** Compute every seal of every log again and compare */
export const postAuditVerification = endpoint<typeof platformAuditRoutes.postAuditVerification>(
  'POST',
  '/console/audit/verification',
)
/** Whether the shop waits for its first owner */
export const getSetUp = endpoint<typeof platformSetUpRoutes.getSetUp>('GET', '/set-up')
/** Make the first owner, open the shop and be signed in; the link works once */
export const postSetUp = endpoint<typeof platformSetUpRoutes.postSetUp>('POST', '/set-up')
/** Check the first owner and show what their authenticator app needs; stores nothing */
export const postSetUpOwner = endpoint<typeof platformSetUpRoutes.postSetUpOwner>(
  'POST',
  '/set-up/owner',
)
/** Prove with a code that the app has the secret; stores nothing */
export const postSetUpSecondFactor = endpoint<typeof platformSetUpRoutes.postSetUpSecondFactor>(
  'POST',
  '/set-up/second-factor',
)
/** The shop as its owner changes it; null before it has a name */
export const getConsoleShop = endpoint<typeof platformShopRoutes.getConsoleShop>(
  'GET',
  '/console/shop',
)
/** The shop’s name and look, and whether this is the demo, which the pages say at their head */
export const getShopInfo = endpoint<typeof platformShopRoutes.getShopInfo>('GET', '/shop')
/** Change the shop as it was seen at `version` (0: it had no name) */
export const putConsoleShop = endpoint<typeof platformShopRoutes.putConsoleShop>(
  'PUT',
  '/console/shop',
)
/** Who is signed in to the console, and what they may do */
export const getConsoleMe = endpoint<typeof platformStaffRoutes.getConsoleMe>('GET', '/console/me')
/** All staff, by login */
export const getStaff = endpoint<typeof platformStaffRoutes.getStaff>('GET', '/console/staff')
/** Change somebody’s roles, shut them out or let them in; their sessions end */
export const patchStaff = endpoint<typeof platformStaffRoutes.patchStaff>(
  'PATCH',
  '/console/staff/:staffId',
)
/** Sign in as staff; says what is still needed */
export const postConsoleSignIn = endpoint<typeof platformStaffRoutes.postConsoleSignIn>(
  'POST',
  '/console/sign-in',
)
/** Sign out of the console */
export const postConsoleSignOut = endpoint<typeof platformStaffRoutes.postConsoleSignOut>(
  'POST',
  '/console/sign-out',
)
/** Add a staff member with a first password, which they change */
export const postStaff = endpoint<typeof platformStaffRoutes.postStaff>('POST', '/console/staff')
/** Confirm the app with a code of it, and be signed in */
export const postTotpEnrolment = endpoint<typeof platformStaffRoutes.postTotpEnrolment>(
  'POST',
  '/console/sign-in/totp-enrolments',
)
/** Change one’s password; every other session ends */
export const putPassword = endpoint<typeof platformStaffRoutes.putPassword>(
  'PUT',
  '/console/me/password',
)
/** My messages, newest first */
export const getInbox = endpoint<typeof poolInboxRoutes.getInbox>('GET', '/inbox')
/** How many messages wait to be read, counted up to 100; none for who is not signed in */
export const getUnread = endpoint<typeof poolInboxRoutes.getUnread>('GET', '/inbox/unread')
/** I have read my messages up to this one */
export const postInboxRead = endpoint<typeof poolInboxRoutes.postInboxRead>('POST', '/inbox/read')
/** The addresses of whoever is signed in, the last changed first */
export const getAddresses = endpoint<typeof poolRoutes.getAddresses>('GET', '/addresses')
/** Who is signed in */
export const getMyself = endpoint<typeof poolRoutes.getMyself>('GET', '/me')
/** Change the nickname */
export const patchMyself = endpoint<typeof poolRoutes.patchMyself>('PATCH', '/me')
/** Add an address */
export const postAddress = endpoint<typeof poolRoutes.postAddress>('POST', '/addresses')
/** Sign in with a code; the first time makes the member */
export const postSignIn = endpoint<typeof poolRoutes.postSignIn>('POST', '/sign-in')
/** Ask for a sign-in code by text message */
export const postSignInCode = endpoint<typeof poolRoutes.postSignInCode>('POST', '/sign-in/codes')
/** Sign out, here or everywhere */
export const postSignOut = endpoint<typeof poolRoutes.postSignOut>('POST', '/sign-out')
/** Change an address; orders that were placed keep the old one */
export const putAddress = endpoint<typeof poolRoutes.putAddress>('PUT', '/addresses/:addressId')
/** Delete an address; orders that were placed keep it */
export const removeAddress = endpoint<typeof poolRoutes.removeAddress>(
  'DELETE',
  '/addresses/:addressId',
)
/** All disputes, newest first */
export const getConsoleDisputes = endpoint<typeof tradeAfterSaleConsoleRoutes.getConsoleDisputes>(
  'GET',
  '/console/disputes',
)
/** All refunds, newest first */
export const getConsoleRefunds = endpoint<typeof tradeAfterSaleConsoleRoutes.getConsoleRefunds>(
  'GET',
  '/console/refunds',
)
/** Open a refund for a buyer, whatever the time */
export const postConsoleRefund = endpoint<typeof tradeAfterSaleConsoleRoutes.postConsoleRefund>(
  'POST',
  '/console/orders/:orderId/refunds',
)
/** Decide a dispute: so much goes back to the buyer, the rest goes on to the brands */
export const postDisputeDecision = endpoint<typeof tradeAfterSaleConsoleRoutes.postDisputeDecision>(
  'POST',
  '/console/disputes/:disputeId/decision',
)
/** Approve or refuse a refund; `stuck` in the answer means its receiver cannot give it now */
export const postRefundDecision = endpoint<typeof tradeAfterSaleConsoleRoutes.postRefundDecision>(
  'POST',
  '/console/refunds/:refundId/decision',
)
/** Dispute an order: nothing of it is released or refunded until staff decide */
export const postDispute = endpoint<typeof tradeAfterSaleRoutes.postDispute>(
  'POST',
  '/orders/:orderId/disputes',
)
/** Withdraw a dispute; the order goes on */
export const postDisputeWithdrawal = endpoint<typeof tradeAfterSaleRoutes.postDisputeWithdrawal>(
  'POST',
  '/orders/:orderId/disputes/:disputeId/withdrawal',
)
/** Ask for money back: cancel what was not sent, return it, or keep it */
export const postRefund = endpoint<typeof tradeAfterSaleRoutes.postRefund>(
  'POST',
  '/orders/:orderId/refunds',
)
/** Take back a request for money that nobody decided yet */
export const postRefundWithdrawal = endpoint<typeof tradeAfterSaleRoutes.postRefundWithdrawal>(
  'POST',
  '/orders/:orderId/refunds/:refundId/withdrawal',
)
/** What I bought before and is still sold, the last first, as it is now; nothing for who is not signed in */
export const getBought = endpoint<typeof tradeBoughtRoutes.getBought>('GET', '/bought')
/** Take an article out of the cart */
export const deleteCartLine = endpoint<typeof tradeCartRoutes.deleteCartLine>(
  'DELETE',
  '/cart/lines/:skuId',
)
/** The cart, with present prices and what is available */
export const getCart = endpoint<typeof tradeCartRoutes.getCart>('GET', '/cart')
/** Coupons that the member can use now */
export const getCoupons = endpoint<typeof tradeCartRoutes.getCoupons>('GET', '/coupons')
/** Flash sales that run, and those of the coming week */
export const getFlashSales = endpoint<typeof tradeCartRoutes.getFlashSales>('GET', '/flash-sales')
/** Put what was collected before signing in beside what is in the cart, as far as it is sold; of what is in it already the larger quantity stays */
export const postCollected = endpoint<typeof tradeCartRoutes.postCollected>(
  'POST',
  '/cart/collected',
)
/** What an order of these lines would cost now, and what stands in its way */
export const postQuote = endpoint<typeof tradeCartRoutes.postQuote>('POST', '/quotes')
/** What a visitor has collected, as a cart with present prices; nothing is kept */
export const postVisitorCart = endpoint<typeof tradeCartRoutes.postVisitorCart>(
  'POST',
  '/visitor-carts',
)
/** Put an article into the cart, or change how many */
export const putCartLine = endpoint<typeof tradeCartRoutes.putCartLine>('PUT', '/cart/lines/:skuId')
/** Open cases, the longest waiting first; or with open=false the closed ones */
export const getCases = endpoint<typeof tradeCaseRoutes.getCases>('GET', '/console/cases')
/** Close a case with how it ended */
export const postCaseClosing = endpoint<typeof tradeCaseRoutes.postCaseClosing>(
  'POST',
  '/console/cases/:caseId/closing',
)
/** An order with everything about it */
export const getConsoleOrder = endpoint<typeof tradeOrderConsoleRoutes.getConsoleOrder>(
  'GET',
  '/console/orders/:orderId',
)
/** Orders, newest first: all, or by state, day, member, number, parcel or goods */
export const getConsoleOrders = endpoint<typeof tradeOrderConsoleRoutes.getConsoleOrders>(
  'GET',
  '/console/orders',
)
/** How many orders there are of each state; none is counted beyond `countMax` */
export const getOrderCounts = endpoint<typeof tradeOrderConsoleRoutes.getOrderCounts>(
  'GET',
  '/console/order-counts',
)
/** All orders as CSV, newest first, each once and as it stood when its row was read; audited */
export const getOrdersCsv = endpoint<typeof tradeOrderConsoleRoutes.getOrdersCsv>(
  'GET',
  '/console/orders.csv',
)
/** Read the address an order goes to; the reading is recorded */
export const postOrderAddressReading = endpoint<
  typeof tradeOrderConsoleRoutes.postOrderAddressReading
>('POST', '/console/orders/:orderId/address-readings')
/** Send a brand’s lines of an order */
export const postShipment = endpoint<typeof tradeOrderConsoleRoutes.postShipment>(
  'POST',
  '/console/orders/:orderId/shipments',
)
/** Send many parcels with one carrier; each is shipped or refused by itself */
export const postShipments = endpoint<typeof tradeOrderConsoleRoutes.postShipments>(
  'POST',
  '/console/shipments',
)
/** How many of my orders wait for what, each counted up to 100 */
export const getMyOrderCounts = endpoint<typeof tradeOrderRoutes.getMyOrderCounts>(
  'GET',
  '/orders/counts',
)
/** One of my orders with everything about it */
export const getOrder = endpoint<typeof tradeOrderRoutes.getOrder>('GET', '/orders/:orderId')
/** Where one of my orders goes; null when the address was erased */
export const getOrderAddress = endpoint<typeof tradeOrderRoutes.getOrderAddress>(
  'GET',
  '/orders/:orderId/address',
)
/** My orders, newest first */
export const getOrders = endpoint<typeof tradeOrderRoutes.getOrders>('GET', '/orders')
/** Give up an order that is not paid yet */
export const postCancellation = endpoint<typeof tradeOrderRoutes.postCancellation>(
  'POST',
  '/orders/:orderId/cancellation',
)
/** Buy again: what the order had goes into the cart, as far as it is still sold */
export const postCartLines = endpoint<typeof tradeOrderRoutes.postCartLines>(
  'POST',
  '/orders/:orderId/cart-lines',
)
/** Place an order at the prices that were shown, and begin to pay it */
export const postOrder = endpoint<typeof tradeOrderRoutes.postOrder>('POST', '/orders')
/** Pay an order that is still waiting, by another way or once more */
export const postPayment = endpoint<typeof tradeOrderRoutes.postPayment>(
  'POST',
  '/orders/:orderId/payments',
)
/** The payment institution tells what became of our instructions (signed) */
export const postPaymentNotice = endpoint<typeof tradeOrderRoutes.postPaymentNotice>(
  'POST',
  '/payments/notices',
)
/** Confirm that the goods arrived; the money is then released to the brands */
export const postReceipt = endpoint<typeof tradeOrderRoutes.postReceipt>(
  'POST',
  '/orders/:orderId/receipt',
)
/** All coupons with what is used and left, newest first */
export const getConsoleCoupons = endpoint<typeof tradePromotionRoutes.getConsoleCoupons>(
  'GET',
  '/console/coupons',
)
/** A flash sale and how it goes: what is left, what waits, what was sold and when */
export const getConsoleFlashSale = endpoint<typeof tradePromotionRoutes.getConsoleFlashSale>(
  'GET',
  '/console/flash-sales/:saleId',
)
/** All flash sales, newest first */
export const getConsoleFlashSales = endpoint<typeof tradePromotionRoutes.getConsoleFlashSales>(
  'GET',
  '/console/flash-sales',
)
/** Make a coupon: so many in all, so many per member */
export const postCoupon = endpoint<typeof tradePromotionRoutes.postCoupon>(
  'POST',
  '/console/coupons',
)
/** Plan a flash sale and set its goods aside */
export const postFlashSale = endpoint<typeof tradePromotionRoutes.postFlashSale>(
  'POST',
  '/console/flash-sales',
)
/** End a flash sale before its time */
export const postFlashSaleEnd = endpoint<typeof tradePromotionRoutes.postFlashSaleEnd>(
  'POST',
  '/console/flash-sales/:saleId/end',
)
/** What a brand was given and paid, from the first to the last day; this month by default */
export const getBrandStatement = endpoint<typeof tradeSettlementRoutes.getBrandStatement>(
  'GET',
  '/console/brands/:brandId/statement',
)
/** The same as CSV, with what was due after each line; audited */
export const getBrandStatementCsv = endpoint<typeof tradeSettlementRoutes.getBrandStatementCsv>(
  'GET',
  '/console/brands/:brandId/statement.csv',
)
/** Which institution holds the money; a sandbox plays one and moves none */
export const getPaymentInstitution = endpoint<typeof tradeSettlementRoutes.getPaymentInstitution>(
  'GET',
  '/console/payment-institution',
)
/** Payouts to brands, newest first */
export const getPayouts = endpoint<typeof tradeSettlementRoutes.getPayouts>(
  'GET',
  '/console/payouts',
)
/** A comparison with everything in it that is on its way or unexplained */
export const getReconciliation = endpoint<typeof tradeSettlementRoutes.getReconciliation>(
  'GET',
  '/console/reconciliations/:reconciliationId',
)
/** Comparisons with the institution’s bills, the last one first */
export const getReconciliations = endpoint<typeof tradeSettlementRoutes.getReconciliations>(
  'GET',
  '/console/reconciliations',
)
/** Pay out what is due to these brands, or to all; each at most once a day */
export const postPayouts = endpoint<typeof tradeSettlementRoutes.postPayouts>(
  'POST',
  '/console/payouts',
)
/** Compare the institution’s bill of a day, and its balances, with ours */
export const postReconciliation = endpoint<typeof tradeSettlementRoutes.postReconciliation>(
  'POST',
  '/console/reconciliations',
)
