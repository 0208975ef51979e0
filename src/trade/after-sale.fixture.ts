/** What tests of refunds and disputes ask, decide and look at. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { balancesOf } from '#ledger/balance.ts'
import type { Account } from '#ledger/chain.ts'
import { findBreaches } from '#ledger/invariants.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import { answerInstructions, placedAt } from '#test/orders.ts'
import type { MadeOrder } from '#test/orders.ts'
import { book } from './accounts.ts'
import { decideRefund } from './refund-decision.ts'
import { requestRefund } from './refund-request.ts'
import type { NewRefund } from './refund-request.ts'

export const later = (ms: number) => addMs(placedAt, ms)
export const now = later(2 * dayMs)

export const asked = (order: MadeOrder, of: Partial<NewRefund> = {}): NewRefund => ({
  refundId: randomUUIDv7(),
  orderId: order.orderId,
  memberId: order.memberId,
  kind: 'return',
  reason: 'damaged',
  lines: [{ lineNo: 1, quantity: 1 }],
  requestedBy: 'member',
  requestedAt: now,
  ...of,
})
export const all = (order: MadeOrder) =>
  order.lines.map(({ lineNo, quantity }) => ({ lineNo, quantity }))

export async function request(db: Db, refund: NewRefund): Promise<string> {
  await db.begin((tx) => requestRefund(tx, refund))
  return refund.refundId
}
export const approve =
  (refundId: string, of: { restock?: boolean; at?: Date } = {}) =>
  (tx: Tx) => {
    const { restock, at = now } = of
    return decideRefund(tx, { refundId, decision: 'approve', restock, now: at })
  }
export const refuse = (refundId: string) => (tx: Tx) =>
  decideRefund(tx, { refundId, decision: 'refuse', now })
export const done = (db: Db, order: MadeOrder, at = now) =>
  answerInstructions(db, order.orderId, { at })

export async function balance(db: Db, account: Account): Promise<number> {
  const [found] = await balancesOf(db, { book, accounts: [account], now })
  return found!.available
}
export async function orderRow(db: Db, { orderId }: MadeOrder) {
  const [row] = await db<{
    status: string
    refundedFen: number
    version: number
    dueAt: Date | null
  }>`select status, refunded_fen, version, due_at from trade."order" where id = ${orderId}`
  return row!
}
export async function statusOf(db: Db, refundId: string): Promise<string> {
  const [row] = await db<{ status: string }>`select status from trade.refund where id = ${refundId}`
  return row!.status
}
export async function assertSound(db: Db): Promise<void> {
  assert.deepEqual(await findBreaches(db), [])
  const wrong = await db`
    select "order".id from trade."order" join trade.order_line on order_id = "order".id
    group by "order".id
    having "order".refunded_fen <> sum(order_line.refunded_fen)
      or "order".refunded_fen <> coalesce((
      select sum(amount_fen) from trade.refund
      where refund.order_id = "order".id and refund.status in ('approved', 'done')), 0)`
  assert.deepEqual(wrong, [])
}
export const rejects = (work: Promise<unknown>, code: string) =>
  assert.rejects(work, (error: DomainError) => {
    assert.equal(error.code, code)
    return true
  })
