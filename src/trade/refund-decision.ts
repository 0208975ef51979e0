/** Deciding refunds: approved ones are set aside and the institution is told; refused ones end. */
import { postChains } from '#ledger/post.ts'
import type { Chain, ChainResult } from '#ledger/chain.ts'
import type { Tx } from '#platform/db.ts'
import { DomainError } from '#platform/errors.ts'
import { lockForAfterSale, raiseVersions } from './after-sale-order.ts'
import type { AfterSaleOrder } from './after-sale-order.ts'
import { disputeOpen, refundNotFound, refundState } from './errors.ts'
import { refundDecided } from './events.ts'
import { instruct, writeApproved, writeStuck } from './approved-refund.ts'
import { findMoney } from './refund-money.ts'
import type { OrderMoney } from './refund-money.ts'
import { count, refundChain, sourceOf } from './refund-plan.ts'
import type { RefundToPlan, Source } from './refund-plan.ts'
import type { RefundBy, RefundLine } from './refund-rules.ts'
import { writeRemarks } from './remark.ts'
import { mayBecome, refundTransitions } from './transitions.ts'
import type { RefundStatus } from './transitions.ts'

export type Approval = {
  refundId: string
  /** Whether returned goods can be sold again; what is cancelled always can. */
  restock?: boolean | undefined
  decidedAt: Date
}

export type Undecided = RefundToPlan & {
  orderId: string
  status: RefundStatus
  requestedBy: RefundBy
}
export type Planned = Source & { refund: Undecided; chargeNumber: string; chain: Chain }

/**
 * Approves refunds, set-wise: raises what is refunded of lines and orders, sets the money aside
 * where it is (escrow, or each receiver's original share) and instructs the institution. One result
 * each, in order: `approved`; `stuck` when a receiver would owe too much (nothing is moved, a case
 * is opened, and it can be approved again later); or the refusal. Posts to the ledger: once per
 * transaction.
 *
 * Errors: refundNotFound, refundState, disputeOpen, releaseUnderWay.
 */
export async function approveRefunds(
  tx: Tx,
  approvals: Approval[],
  now: Date,
): Promise<(DomainError | 'approved' | 'stuck')[]> {
  if (approvals.length === 0) return []
  const { refunds, orders } = await lockRefunds(
    tx,
    approvals.map((approval) => approval.refundId),
  )
  const money = await findMoney(tx, [...orders.keys()], now)
  const plans = approvals.map((approval): Planned | DomainError => {
    const refund = refunds.get(approval.refundId)
    if (!refund) return refundNotFound({ refundId: approval.refundId })
    return plan(refund, approval, orders.get(refund.orderId)!, money.get(refund.orderId)!)
  })
  const planned = plans.filter((one): one is Planned => !(one instanceof DomainError))
  const results = await postChains(
    tx,
    planned.map((one) => one.chain),
    now,
  )
  const stuck = planned.filter((_, index) => isShort(results[index]!))
  const approved = planned.filter((one) => !stuck.includes(one))
  await writeApproved(tx, approved)
  await instruct(tx, approved)
  await writeStuck(tx, stuck, now)
  await recordDecided(tx, planned, (one) => (stuck.includes(one) ? 'stuck' : 'approved'))
  return plans.map((one) => {
    if (one instanceof DomainError) return one
    return stuck.includes(one) ? 'stuck' : 'approved'
  })
}

/** Locks the refunds' orders, then reads both: the order's lock is that of its refunds too. */
async function lockRefunds(tx: Tx, refundIds: string[]) {
  const found = await tx<{ orderId: string }>`
    select refund.order_id from unnest(${refundIds}::uuid[]) as wanted (id)
    cross join lateral (
      select order_id from trade.refund where id = wanted.id offset 0) as refund`
  const orders = await lockForAfterSale(
    tx,
    found.map((row) => row.orderId),
  )
  const refunds = await tx<Omit<Undecided, 'lines' | 'decidedAt'>>`
    select refund.id as refund_id, refund.order_id, kind, status, amount_fen, restock, requested_by,
      (select count(*) from trade.instruction
        where order_id = refund.order_id and about = 'refund:' || refund.id) as tries
    from (select distinct id from unnest(${refundIds}::uuid[]) as one (id)) as wanted
    cross join lateral (select * from trade.refund where id = wanted.id offset 0) as refund`
  const lines = await tx<RefundLine & { refundId: string }>`
    select refund_id, line_no, quantity, amount_fen
    from (select distinct id from unnest(${refundIds}::uuid[]) as one (id)) as wanted
    cross join lateral (
      select * from trade.refund_line
      where refund_id = wanted.id order by line_no offset 0) as line`
  const linesOf = Map.groupBy(lines, (line) => line.refundId)
  const whole = refunds.map((refund): [string, Omit<Undecided, 'decidedAt'>] => [
    refund.refundId,
    { ...refund, lines: linesOf.get(refund.refundId) ?? [] },
  ])
  return { refunds: new Map(whole), orders }
}

function plan(
  asked: Omit<Undecided, 'decidedAt'>,
  approval: Approval,
  order: AfterSaleOrder,
  money: OrderMoney,
): Planned | DomainError {
  if (!mayBecome(refundTransitions, asked.status, 'approved'))
    return refundState({ refundStatus: asked.status })
  if (order.disputed) return disputeOpen({ orderId: order.orderId })
  const { decidedAt } = approval
  const restock =
    asked.kind === 'cancel' || (asked.kind === 'return' && (approval.restock ?? asked.restock))
  const refund = { ...asked, restock, decidedAt }
  const source = sourceOf(order, money, refund)
  if (source instanceof DomainError) return source
  const chain = refundChain(order, refund, source)
  count(order, money, refund, source)
  asked.status = 'approved' // so that naming it twice in one call approves it once
  return { refund, chargeNumber: money.chargeNumber, chain, ...source }
}

/** A receiver would fall below its floor. Any other refusal is a bug. */
function isShort(result: ChainResult): boolean {
  if (result.ok) return false
  const [, purpose] = result.accountId.split('/')
  if (result.reason === 'insufficient' && purpose === 'payable') return true
  throw new Error(`${result.accountId} refused a refund: ${result.reason}`)
}

async function recordDecided(
  tx: Tx,
  planned: Planned[],
  decisionOf: (one: Planned) => 'approved' | 'stuck',
): Promise<void> {
  const raised = await raiseVersions(
    tx,
    planned.map(({ refund }) => refund.orderId),
  )
  const payloads = planned.map((one, index) => {
    const { refundId, amountFen, decidedAt } = one.refund
    const at = decidedAt.toISOString()
    return { ...raised[index]!, refundId, amountFen, decision: decisionOf(one), at }
  })
  await refundDecided.recordAll(tx, payloads)
}

export type RefundDecision = {
  refundId: string
  decision: 'approve' | 'refuse'
  restock?: boolean | undefined
  remark?: string | undefined
  now: Date
}

/** Staff decide one refund. Errors: those of `approveRefunds` and `refuseRefund`. */
export async function decideRefund(tx: Tx, decision: RefundDecision): Promise<void> {
  const { refundId, restock, remark, now } = decision
  if (decision.decision === 'refuse') await refuseRefund(tx, refundId, now)
  else {
    const [result] = await approveRefunds(tx, [{ refundId, restock, decidedAt: now }], now)
    if (result instanceof DomainError) throw result
  }
  if (!remark) return
  const [row] = await tx<{ memberId: string }>`
    select member_id from trade.refund join trade."order" on "order".id = refund.order_id
    where refund.id = ${refundId}`
  const subject = `refund:${refundId}`
  await writeRemarks(tx, [
    { subject, author: 'staff', memberId: row!.memberId, text: remark, writtenAt: now },
  ])
}

/**
 * Ends a request, also one that was approved and could not be carried out; but what a dispute
 * granted cannot be refused any more. Nothing is set aside for it, so nothing is undone. Errors:
 * refundNotFound, refundState.
 */
async function refuseRefund(tx: Tx, refundId: string, now: Date): Promise<void> {
  const { refunds } = await lockRefunds(tx, [refundId])
  const refund = refunds.get(refundId)
  if (!refund) throw refundNotFound({ refundId })
  const { orderId, status, requestedBy, amountFen } = refund
  if (!mayBecome(refundTransitions, status, 'refused') || requestedBy === 'dispute')
    throw refundState({ refundStatus: status, requestedBy })
  await tx`
    update trade.refund set status = 'refused', decided_at = ${now}, due_at = null
    where id = ${refundId}`
  const [raised] = await raiseVersions(tx, [orderId])
  const at = now.toISOString()
  await refundDecided.record(tx, { ...raised!, refundId, amountFen, decision: 'refused', at })
}
