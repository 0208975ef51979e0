/**
 * From receipt to the brands' money. Receipt decides the split, from what the lines say was agreed when
 * they were bought; the institution carries it out; its word completes the order.
 */
import { findBrandReceivers } from '#catalog/brand.ts'
import { postChains } from '#ledger/post.ts'
import type { Chain, Transfer } from '#ledger/chain.ts'
import { addMs, hourMs } from '#platform/clock.ts'
import type { Tx } from '#platform/db.ts'
import { book, escrow, fee, payable } from './accounts.ts'
import { orderCompleted, orderReceived } from './events.ts'
import { storeInstructions } from './instruction.ts'
import type { NewInstruction } from './instruction.ts'
import type { Answered } from './instruction-outcome.ts'
import { feeFen } from './order.ts'
import { lockOrders } from './outcome.ts'
import type { Share } from './payment-adapter.ts'
import { newNumber } from './place.ts'
import { platformReceiver } from './receivers.ts'

export type Receipt = { orderId: string; receivedAt: Date }

/** Marks shipped, undisputed orders as received. Answers the ids that were; their parcels with them. */
export async function receiveOrders(tx: Tx, receipts: Receipt[]): Promise<string[]> {
  await lockOrders(
    tx,
    receipts.map((receipt) => receipt.orderId),
  )
  const ids = receipts.map((receipt) => receipt.orderId)
  const ats = receipts.map((receipt) => receipt.receivedAt)
  const received = await tx<{ id: string; memberId: string; version: number; receivedAt: Date }>`
    update trade."order" set status = 'received', received_at = new.at, due_at = new.at,
      version = version + 1
    from unnest(${ids}::uuid[], ${ats}::timestamptz[]) as new (id, at)
    where "order".id = new.id and status = 'shipped' and not disputed
    returning "order".id, member_id, version, received_at`
  await tx`
    update trade.shipment set status = 'received', received_at = new.at
    from unnest(${ids}::uuid[], ${ats}::timestamptz[]) as new (id, at)
    where shipment.order_id = new.id and status = 'shipped'`
  await orderReceived.recordAll(
    tx,
    received.map(({ id, memberId, version, receivedAt }) => {
      return { orderId: id, memberId, version, at: receivedAt.toISOString() }
    }),
  )
  return received.map((order) => order.id)
}

type Sold = { orderId: string; brandId: string; feeBps: number; soldFen: number; receivedAt: Date }

/**
 * Sets the shares of received, undisputed orders aside and instructs the institution to split. Orders in
 * another state are passed over, and so is one with a refund under way: its money is not free yet.
 */
export async function releaseOrders(tx: Tx, orderIds: string[], now: Date): Promise<void> {
  await lockOrders(tx, orderIds)
  const sold = await tx<Sold & { number: string }>`
    select line.order_id, line.brand_id, line.fee_bps, "order".received_at, payment.number,
      sum(line.total_fen - line.refunded_fen)::bigint as sold_fen
    from unnest(${orderIds}::uuid[]) as wanted (id)
    cross join lateral (
      select * from trade."order" where id = wanted.id offset 0) as "order"
    cross join lateral (
      select * from trade.order_line where order_id = wanted.id offset 0) as line
    cross join lateral (
      select number from trade.payment where order_id = wanted.id and status = 'paid' offset 0
    ) as payment
    where "order".status = 'received' and "order".due_at is not null and not "order".disputed
      and not exists (select from trade.refund
        where refund.order_id = wanted.id and refund.status = 'approved')
    group by line.order_id, line.brand_id, line.fee_bps, "order".received_at, payment.number`
  if (sold.length === 0) return
  const receivers = await findBrandReceivers(tx, [...new Set(sold.map((row) => row.brandId))])
  const orders = [...Map.groupBy(sold, (row) => row.orderId)].map(([orderId, rows]) =>
    splitOf(orderId, rows, receivers),
  )
  const results = await postChains(
    tx,
    orders.flatMap((order) => order.chain ?? []),
    now,
  )
  const failed = results.find((result) => !result.ok)
  if (failed)
    throw new Error(`an escrow does not hold what its order says: ${JSON.stringify(failed)}`)
  await storeInstructions(
    tx,
    orders.flatMap((order) => order.instruction ?? []),
  )
  await tx`
    update trade."order" set due_at = null where id = any(${orders.map((order) => order.orderId)})`
}

function splitOf(
  orderId: string,
  rows: (Sold & { number: string })[],
  receivers: Map<string, string>,
) {
  const transfers: Transfer[] = []
  const shares = new Map<string, number>()
  const give = (to: ReturnType<typeof payable>, receiver: string, amount: number) => {
    if (amount === 0) return
    transfers.push({ kind: 'hold', from: escrow(orderId), to, amount, expiresAt: null })
    shares.set(receiver, (shares.get(receiver) ?? 0) + amount)
  }
  for (const { brandId, feeBps, soldFen } of rows) {
    const platformFen = feeFen(soldFen, feeBps)
    give(payable(brandId), receivers.get(brandId)!, soldFen - platformFen)
    give(fee(brandId), platformReceiver, platformFen)
  }
  if (transfers.length === 0) return { orderId }
  const { receivedAt: at, number: chargeNumber } = rows[0]!
  const number = newNumber()
  // Named by its instruction: a split that was refused can be tried again.
  const id = `release:${orderId}:${number}`
  const chain: Chain = { book, id, reference: orderId, transfers, at }
  const instruction: NewInstruction = {
    about: `order:${orderId}`,
    orderId,
    holdChain: chain.id,
    instruction: {
      kind: 'split',
      number,
      chargeNumber,
      shares: [...shares].map<Share>(([receiver, amountFen]) => ({ receiver, amountFen })),
    },
    createdAt: at,
  }
  return { orderId, chain, instruction }
}

/** The institution has split the money: the orders are completed. */
export async function writeReleased(tx: Tx, splits: Answered[]): Promise<void> {
  if (splits.length === 0) return
  const completed = await tx<{
    id: string
    memberId: string
    version: number
    totalFen: number
    completedAt: Date
  }>`
    update trade."order" set status = 'completed', completed_at = new.at, version = version + 1
    from unnest(${splits.map((one) => one.orderId)}::uuid[],
      ${splits.map((one) => one.at)}::timestamptz[]) as new (id, at)
    where "order".id = new.id and status = 'received'
    returning "order".id, member_id, version, total_fen - refunded_fen as total_fen, completed_at`
  await orderCompleted.recordAll(
    tx,
    completed.map(({ id, memberId, version, totalFen, completedAt }) => {
      return { orderId: id, memberId, version, totalFen, at: completedAt.toISOString() }
    }),
  )
}

const retrySplitMs = hourMs

/** The institution refused: the shares are free again, a case says why, and it is tried again later. */
export async function writeReleaseRefused(tx: Tx, splits: Answered[], now: Date): Promise<void> {
  if (splits.length === 0) return
  await tx`
    update trade."order" set due_at = ${addMs(now, retrySplitMs)}
    where id = any(${splits.map((one) => one.orderId)}::uuid[]) and status = 'received'`
}
