/**
 * What approving refunds writes, besides the ledger: rows, the institution's instructions, cases.
 */
import { findBrandReceivers } from '#catalog/brand.ts'
import type { Tx } from '#platform/db.ts'
import { openCases } from './case.ts'
import { storeInstructions } from './instruction.ts'
import type { Share } from './payment-adapter.ts'
import { newNumber } from './place.ts'
import { platformReceiver } from './receivers.ts'
import type { Planned } from './refund-decision.ts'
import type { BrandShare } from './refund-money.ts'

export async function writeApproved(tx: Tx, approved: Planned[]): Promise<void> {
  if (approved.length === 0) return
  const refundIds = approved.map(({ refund }) => refund.refundId)
  await tx`
    update trade.refund set status = 'approved', restock = new.restock,
      after_release = new.after_release, decided_at = new.decided_at, due_at = null
    from unnest(${refundIds}::uuid[], ${approved.map(({ refund }) => refund.restock)}::boolean[],
      ${approved.map((one) => one.afterRelease)}::boolean[],
      ${approved.map(({ refund }) => refund.decidedAt)}::timestamptz[]
    ) as new (id, restock, after_release, decided_at)
    where refund.id = new.id`
  const shares = approved.flatMap(({ refund, shares }) =>
    shares.map((share) => ({ refundId: refund.refundId, ...share })),
  )
  await tx`
    insert into trade.refund_share (refund_id, brand_id, payable_fen, fee_fen)
    select * from unnest(
      ${shares.map((share) => share.refundId)}::uuid[],
      ${shares.map((share) => share.brandId)}::uuid[],
      ${shares.map((share) => share.payableFen)}::bigint[],
      ${shares.map((share) => share.feeFen)}::bigint[])`
  await addRefunded(tx, refundIds, 1)
}

/**
 * Counts refunds in (1) or out (-1) of what their lines and orders have given back. A received
 * order waits with its release meanwhile; see `letReleaseGoOn`.
 */
export async function addRefunded(tx: Tx, refundIds: string[], sign: 1 | -1): Promise<void> {
  await tx`
    update trade.order_line set
      refunded_quantity = refunded_quantity + ${sign}::integer * part.quantity,
      refunded_fen = order_line.refunded_fen + ${sign}::integer * part.amount_fen
    from (
      select line.order_id, line.line_no, sum(line.quantity)::integer as quantity,
        sum(line.amount_fen)::bigint as amount_fen
      from unnest(${refundIds}::uuid[]) as wanted (id)
      cross join lateral (
        select * from trade.refund_line where refund_id = wanted.id offset 0) as line
      group by line.order_id, line.line_no
    ) as part
    where order_line.order_id = part.order_id and order_line.line_no = part.line_no`
  await tx`
    update trade."order" set
      refunded_fen = refunded_fen + ${sign}::integer * part.amount_fen,
      due_at = case when "order".status = 'received' then null else "order".due_at end
    from (
      select refund.order_id, sum(refund.amount_fen)::bigint as amount_fen
      from unnest(${refundIds}::uuid[]) as wanted (id)
      cross join lateral (select * from trade.refund where id = wanted.id offset 0) as refund
      group by refund.order_id
    ) as part
    where "order".id = part.order_id`
}

export async function instruct(tx: Tx, approved: Planned[]): Promise<void> {
  const brandIds = approved.flatMap(({ shares }) => shares.map((share) => share.brandId))
  const receivers =
    brandIds.length > 0 ? await findBrandReceivers(tx, brandIds) : new Map<string, string>()
  await storeInstructions(
    tx,
    approved.map(({ refund, chargeNumber, chain, shares }) => ({
      about: `refund:${refund.refundId}`,
      orderId: refund.orderId,
      holdChain: chain.id,
      instruction: {
        kind: 'refund' as const,
        number: newNumber(),
        chargeNumber,
        amountFen: refund.amountFen,
        shares: receiverShares(shares, receivers),
      },
      createdAt: refund.decidedAt,
    })),
  )
}

function receiverShares(shares: BrandShare[], receivers: Map<string, string>): Share[] {
  const amounts = new Map<string, number>()
  const add = (receiver: string, amountFen: number) =>
    amounts.set(receiver, (amounts.get(receiver) ?? 0) + amountFen)
  for (const { brandId, payableFen, feeFen } of shares) {
    add(receivers.get(brandId)!, payableFen)
    add(platformReceiver, feeFen)
  }
  return [...amounts]
    .filter(([, amountFen]) => amountFen > 0)
    .map(([receiver, amountFen]) => ({ receiver, amountFen }))
}

/** Nothing was moved; a person must look. */
export async function writeStuck(tx: Tx, stuck: Planned[], now: Date): Promise<void> {
  if (stuck.length === 0) return
  await tx`
    update trade.refund set status = 'stuck', decided_at = new.decided_at, due_at = null
    from unnest(${stuck.map(({ refund }) => refund.refundId)}::uuid[],
      ${stuck.map(({ refund }) => refund.decidedAt)}::timestamptz[]) as new (id, decided_at)
    where refund.id = new.id`
  const cases = stuck.map(({ refund, shares }) => ({
    kind: 'receiver_limit' as const,
    subject: `refund:${refund.refundId}`,
    facts: { orderId: refund.orderId, amountFen: refund.amountFen, shares },
  }))
  await openCases(tx, cases, now)
}
