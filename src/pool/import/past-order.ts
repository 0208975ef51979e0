/** What members bought before they came to us: facts about them, never orders or money of ours. */
import type { Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { writeFacts } from '../facts/write-facts.ts'
import type { NewFact } from '../facts/fact.ts'
import type { CleanRow, PastOrder } from './clean-row.ts'

/** The same order gives the same id: by its number, or by who bought for how much and when. */
export function orderKeyOf(vault: Vault, row: CleanRow, order: PastOrder): Buffer {
  const [who] = row.identities
  const name = order.number ?? `${who!.kind} ${who!.value} ${order.at.getTime()} ${order.amountFen}`
  return vault.blindIndex('past order', `${order.number ? 'number' : 'parts'} ${name}`)
}

export type Bought = { memberId: string; key: Buffer; order: PastOrder; importId: string }

/** Writes those that are not known; returns how many are new. */
export async function writePastOrders(tx: Tx, bought: Bought[], now: Date): Promise<number> {
  if (bought.length === 0) return 0
  const orders = bought.map((one) => ({ ...one, ...one.order, id: uuidOf(one.key) }))
  const known = await tx<{ id: string }>`
    select id from pool.past_order where id = any(${orders.map((one) => one.id)}::uuid[])`
  const seen = new Set(known.map((one) => one.id))
  const fresh = orders.filter(({ id }) => !seen.has(id) && seen.add(id))
  await tx`
    insert into pool.past_order (member_id, id, paid_at, amount_fen, refunded_fen, import_id)
    select * from unnest(${fresh.map((one) => one.memberId)}::uuid[],
      ${fresh.map((one) => one.id)}::uuid[], ${fresh.map((one) => one.at)}::timestamptz[],
      ${fresh.map((one) => one.amountFen)}::bigint[],
      ${fresh.map((one) => one.refundedFen)}::bigint[],
      ${fresh.map((one) => one.importId)}::uuid[])`
  const facts = fresh.flatMap(({ memberId: personId, id, ...one }): NewFact[] => {
    const fact = { personId, id, topic: '', objectId: id, quantity: null }
    const paid = { ...fact, kind: 'paid' as const, happenedAt: one.at, amountFen: one.amountFen }
    if (one.refundedFen === 0) return [paid]
    const back = { happenedAt: one.refundedAt, amountFen: one.refundedFen }
    return [paid, { ...fact, ...back, id: uuidOf(one.key, 16), kind: 'refunded' }]
  })
  await writeFacts(tx, facts, now)
  return fresh.length
}

/** Of version 8: made of what we chose, here a keyed digest. */
function uuidOf(digest: Buffer, from = 0): string {
  const hex = digest.subarray(from, from + 16).toString('hex')
  const variant = ((parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
}
