/** What a member does after paying when something is not right: ask for money back, or dispute. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { route } from '#platform/route.ts'
import { DisputeReason, openDispute, withdrawDispute } from './dispute.ts'
import { asOwner } from './as-owner.ts'
import * as errors from './errors.ts'
import { readDispute, readRefund } from './read-after-sale.ts'
import { requestRefund, withdrawRefund } from './refund-request.ts'
import { RemarkText } from './remark.ts'
import { Dispute, Refund, RefundKind, RefundReason } from './views.ts'

const OrderParams = z.object({ orderId: z.uuid() })
const orderId = '0197a1b2-0000-7000-8000-000000000001'
const refundId = '0197a1b2-0000-7000-8000-000000000002'
const exampleRefund = {
  id: refundId,
  orderId,
  kind: 'return',
  status: 'requested',
  amountFen: 255,
  reason: 'damaged',
  afterRelease: null,
  requestedAt: '2026-11-20T04:00:00.000Z',
  dueAt: '2026-11-22T04:00:00.000Z',
  decidedAt: null,
  doneAt: null,
  lines: [{ lineNo: 1, quantity: 1, amountFen: 255 }],
}

export const postRefund = route({
  method: 'POST',
  path: '/orders/:orderId/refunds',
  summary: 'Ask for money back: cancel what was not sent, return it, or keep it',
  auth: 'member',
  params: OrderParams,
  body: z.object({
    kind: RefundKind,
    reason: RefundReason,
    remark: RemarkText.optional(),
    lines: z
      .array(z.object({ lineNo: z.int().min(1), quantity: z.int().min(1).max(9_999) }))
      .min(1)
      .max(200),
  }),
  answers: [201, Refund],
  errors: [
    errors.orderNotFound,
    errors.orderState,
    errors.disputeOpen,
    errors.returnWindowClosed,
    errors.afterSaleOver,
    errors.tooManyLines,
    errors.refundExceeds,
  ],
  example: {
    body: { kind: 'return', reason: 'damaged', lines: [{ lineNo: 1, quantity: 1 }] },
    answer: exampleRefund,
  },
  handle: async ({ tx, actor, params, body, now }) => {
    const refundId = randomUUIDv7()
    const asked = { requestedBy: 'member' as const, requestedAt: now }
    const own = await asOwner(tx, actor, params)
    await requestRefund(tx, { refundId, ...own, ...body, ...asked })
    return readRefund(tx, refundId)
  },
})

export const postRefundWithdrawal = route({
  method: 'POST',
  path: '/orders/:orderId/refunds/:refundId/withdrawal',
  summary: 'Take back a request for money that nobody decided yet',
  auth: 'member',
  params: OrderParams.extend({ refundId: z.uuid() }),
  answers: [200, Refund],
  errors: [errors.refundNotFound, errors.refundState],
  example: { answer: { ...exampleRefund, status: 'withdrawn' } },
  handle: async ({ tx, actor, params, now }) => {
    await withdrawRefund(tx, { ...params, ...(await asOwner(tx, actor, params)), now })
    return readRefund(tx, params.refundId)
  },
})

const exampleDispute = {
  id: refundId,
  orderId,
  status: 'opened',
  reason: 'not_received',
  openedAt: '2026-11-20T04:00:00.000Z',
  dueAt: '2026-11-25T04:00:00.000Z',
  decidedAt: null,
  refundFen: null,
}

export const postDispute = route({
  method: 'POST',
  path: '/orders/:orderId/disputes',
  summary: 'Dispute an order: nothing of it is released or refunded until staff decide',
  auth: 'member',
  params: OrderParams,
  body: z.object({ reason: DisputeReason, remark: RemarkText }),
  answers: [201, Dispute],
  errors: [errors.orderNotFound, errors.orderState, errors.disputeOpen, errors.afterSaleOver],
  example: {
    body: { reason: 'not_received', remark: 'It says delivered, but nothing came.' },
    answer: exampleDispute,
  },
  handle: async ({ tx, actor, params, body, now }) => {
    const disputeId = randomUUIDv7()
    await openDispute(tx, { disputeId, ...(await asOwner(tx, actor, params)), ...body, now })
    return readDispute(tx, disputeId)
  },
})

export const postDisputeWithdrawal = route({
  method: 'POST',
  path: '/orders/:orderId/disputes/:disputeId/withdrawal',
  summary: 'Withdraw a dispute; the order goes on',
  auth: 'member',
  params: OrderParams.extend({ disputeId: z.uuid() }),
  answers: [200, Dispute],
  errors: [errors.disputeNotFound, errors.disputeState],
  example: { answer: { ...exampleDispute, status: 'withdrawn' } },
  handle: async ({ tx, actor, params, now }) => {
    await withdrawDispute(tx, { ...params, ...(await asOwner(tx, actor, params)), now })
    return readDispute(tx, params.disputeId)
  },
})
