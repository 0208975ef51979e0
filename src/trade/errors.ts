import { domainError } from '#platform/errors.ts'

export const orderNotFound = domainError('order_not_found', 404, 'There is no such order.')
export const skuNotFound = domainError('sku_not_found', 404, 'There is no such article on sale.')
export const soldOut = domainError('sold_out', 409, 'There is not enough stock left.')
export const priceChanged = domainError(
  'price_changed',
  409,
  'A price changed since you looked. Check the new price and confirm again.',
)
export const couponNotFound = domainError('coupon_not_found', 404, 'There is no such coupon.')
export const couponNotUsable = domainError(
  'coupon_not_usable',
  409,
  'This coupon cannot be used for this order.',
)
export const couponGone = domainError('coupon_gone', 409, 'This coupon is used up.')
export const memberLimit = domainError(
  'member_limit',
  409,
  'You have reached the limit per person for this.',
)
export const addressNotFound = domainError('address_not_found', 404, 'There is no such address.')
export const tooManyLines = domainError('duplicate_line', 400, 'An article stands in two lines.')
export const orderState = domainError(
  'order_state',
  409,
  'The order is not in a state that allows this.',
)
export const alreadyPaid = domainError('already_paid', 409, 'This order is paid already.')
export const paymentRefused = domainError('payment_refused', 402, 'The payment was refused.')
export const disputeOpen = domainError(
  'dispute_open',
  409,
  'A dispute about this order is open; nothing moves until it is decided.',
)
export const returnWindowClosed = domainError(
  'return_window_closed',
  409,
  'The seven days for a return without a reason are over.',
  { rule: 'R-02' },
)
export const refundExceeds = domainError(
  'refund_exceeds',
  409,
  'More than was bought, or than is left of it, cannot be refunded.',
)
export const refundNotFound = domainError('refund_not_found', 404, 'There is no such refund.')
export const refundState = domainError('refund_state', 409, 'This refund was decided already.')
export const receiverLimit = domainError(
  'receiver_limit',
  409,
  'The receiver cannot give this money back now; a case was opened.',
)
export const disputeNotFound = domainError('dispute_not_found', 404, 'There is no such dispute.')
export const disputeState = domainError('dispute_state', 409, 'This dispute was decided already.')
export const saleNotFound = domainError('sale_not_found', 404, 'There is no such flash sale.')
export const saleState = domainError('sale_state', 409, 'This flash sale has ended.')
export const noticeRefused = domainError(
  'notice_refused',
  401,
  'The notice is not from the institution, too old, or not for us.',
)
export const noticeMismatch = domainError(
  'notice_mismatch',
  409,
  'The notice does not fit what we asked for; a case was opened.',
)
export const nothingToPay = domainError('nothing_to_pay_out', 409, 'There is nothing to pay out.')
export const codeTaken = domainError('code_taken', 409, 'This code is in use.')
export const orderTooLarge = domainError(
  'order_too_large',
  400,
  'An order worth this much cannot be placed.',
)
export const saleOverlaps = domainError(
  'sale_overlaps',
  409,
  'Another flash sale of this article runs within this time.',
)
export const salePrice = domainError(
  'sale_price',
  409,
  'The price of a flash sale must be below the regular price.',
)
export const wrongTerm = domainError(
  'wrong_term',
  400,
  'The time must end after it starts, and start now or later.',
)
export const cartFull = domainError('cart_full', 409, 'A cart holds at most 200 articles.')
export const couponTooGenerous = domainError(
  'coupon_too_generous',
  400,
  'A coupon must ask for a higher spend than it takes off.',
)
export const afterSaleOver = domainError(
  'after_sale_over',
  409,
  'The time in which something about this order could be claimed is over.',
)
export const releaseUnderWay = domainError(
  'release_under_way',
  409,
  'The money of this order is on its way to the brands. Try again in a moment.',
)
export const dayToCome = domainError('day_to_come', 400, 'This day has not begun yet.')
export const caseNotFound = domainError('case_not_found', 404, 'There is no such open case.')
export const reconciliationNotFound = domainError(
  'reconciliation_not_found',
  404,
  'There is no such reconciliation.',
)
export const institutionUnreachable = domainError(
  'institution_unreachable',
  503,
  'The payment institution gives no answer just now. Try again later.',
)
