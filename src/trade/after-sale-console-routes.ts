/**
 * How staff decide refunds and disputes. Each act is audited in its transaction, without its words.
 */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { decideDispute, DisputeGrounds } from './dispute.ts'
import * as errors from './errors.ts'
import {
  ConsoleDispute,
  ConsoleRefund,
  listDisputes,
  listRefunds,
  readDispute,
  readRefund,
} from './read-after-sale.ts'
import { decideRefund } from './refund-decision.ts'
import { requestRefund } from './refund-request.ts'
import { RemarkText } from './remark.ts'
import { Dispute, fen, pageOf, Refund, RefundKind, RefundReason, RefundStatus } from './views.ts'

const limit = 50

export const getConsoleRefunds = route({
  method: 'GET',
  path: '/console/refunds',
  summary: 'All refunds, newest first',
  auth: 'staff:refunds.read',
  query: z.object({ status: RefundStatus.optional(), after: z.uuid().optional() }),
  answers: [200, pageOf(ConsoleRefund)],
  handle: async ({ db, query: { status = null, after = null } }) =>
    pageFrom(await listRefunds(db, { status, beforeId: after, limit: limit + 1 }), limit),
})

/** So many pieces; or no piece, and a part of what was paid. */
const Line = z.union([
  z.strictObject({ lineNo: z.int().min(1), quantity: z.int().min(1).max(9_999) }),
  z.strictObject({ lineNo: z.int().min(1), quantity: z.literal(0), amountFen: z.int().min(1) }),
])

export const postConsoleRefund = route({
  method: 'POST',
  path: '/console/orders/:orderId/refunds',
  summary: 'Open a refund for a buyer, whatever the time',
  auth: 'staff:refunds.decide',
  params: z.object({ orderId: z.uuid() }),
  body: z.object({
    kind: RefundKind,
    reason: RefundReason,
    remark: RemarkText.optional(),
    lines: z.array(Line).min(1).max(200),
  }),
  answers: [201, Refund],
  errors: [
    errors.orderNotFound,
    errors.orderState,
    errors.disputeOpen,
    errors.tooManyLines,
    errors.refundExceeds,
  ],
  example: {
    body: {
      kind: 'money_only',
      reason: 'late',
      lines: [{ lineNo: 1, quantity: 0, amountFen: 500 }],
    },
  },
  handle: async (call) => {
    const { tx, params, body, now } = call
    const refundId = randomUUIDv7()
    const asked = { requestedBy: 'staff' as const, requestedAt: now }
    await requestRefund(tx, { refundId, ...params, memberId: null, ...body, ...asked })
    const refund = await readRefund(tx, refundId)
    const { kind, reason, amountFen } = refund
    const facts = { orderId: params.orderId, kind, reason, amountFen }
    await auditStaff(call, 'trade.open_refund', `refund:${refundId}`, facts)
    return refund
  },
})

export const postRefundDecision = route({
  method: 'POST',
  path: '/console/refunds/:refundId/decision',
  summary:
    'Approve or refuse a refund; `stuck` in the answer means its receiver cannot give it now',
  auth: 'staff:refunds.decide',
  params: z.object({ refundId: z.uuid() }),
  body: z.object({
    decision: z.enum(['approve', 'refuse']),
    /** Of a return: whether the goods can be sold again. */
    restock: z.boolean().optional(),
    remark: RemarkText.optional(),
  }),
  answers: [200, Refund],
  errors: [errors.refundNotFound, errors.refundState, errors.disputeOpen, errors.releaseUnderWay],
  example: { body: { decision: 'approve', restock: true } },
  handle: async (call) => {
    const { tx, params, body, now } = call
    await decideRefund(tx, { ...params, ...body, now })
    const refund = await readRefund(tx, params.refundId)
    const { status, amountFen } = refund
    const facts = { decision: body.decision, restock: body.restock, status, amountFen }
    await auditStaff(call, 'trade.decide_refund', `refund:${params.refundId}`, facts)
    return refund
  },
})

export const getConsoleDisputes = route({
  method: 'GET',
  path: '/console/disputes',
  summary: 'All disputes, newest first',
  auth: 'staff:disputes.read',
  query: z.object({ status: Dispute.shape.status.optional(), after: z.uuid().optional() }),
  answers: [200, pageOf(ConsoleDispute)],
  handle: async ({ db, query: { status = null, after = null } }) =>
    pageFrom(await listDisputes(db, { status, beforeId: after, limit: limit + 1 }), limit),
})

export const postDisputeDecision = route({
  method: 'POST',
  path: '/console/disputes/:disputeId/decision',
  summary: 'Decide a dispute: so much goes back to the buyer, the rest goes on to the brands',
  auth: 'staff:disputes.decide',
  params: z.object({ disputeId: z.uuid() }),
  body: z.object({ refundFen: fen, grounds: DisputeGrounds, remark: RemarkText.optional() }),
  answers: [200, Dispute],
  errors: [
    errors.disputeNotFound,
    errors.disputeState,
    errors.refundExceeds,
    errors.releaseUnderWay,
  ],
  example: { body: { refundFen: 500, grounds: 'agreed' } },
  handle: async (call) => {
    const { tx, params, body, now } = call
    await decideDispute(tx, { ...params, ...body, now })
    const { refundFen, grounds } = body
    const subject = `dispute:${params.disputeId}`
    await auditStaff(call, 'trade.decide_dispute', subject, { refundFen, grounds })
    return readDispute(tx, params.disputeId)
  },
})
