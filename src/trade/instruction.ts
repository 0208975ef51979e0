/**
 * What we tell the institution, besides charges. An instruction is stored with its number, in the
 * transaction that decided it, before it is sent; a sender carries it out afterwards and again until
 * there is a definite answer. No answer is no news: we ask with the same number, never with a new one.
 */
import { json } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { sql } from '#platform/db.ts'
import type { SealedLog } from '#platform/seal.ts'
import { addMs } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { applyOutcomes } from './outcome.ts'
import { InstitutionUnreachable } from './payment-adapter.ts'
import type { Instruction, Outcome, PaymentAdapter } from './payment-adapter.ts'

export type NewInstruction = {
  /** `order:<id>`, `refund:<id>`, `payment:<number>` or `payout:<id>`. */
  about: string
  orderId: string | null
  /** The chain whose holds it settles: they are posted when it is done and voided when refused. */
  holdChain: string | null
  instruction: Exclude<Instruction, { kind: 'charge' }>
  createdAt: Date
}

export async function storeInstructions(tx: Tx, list: NewInstruction[]): Promise<void> {
  if (list.length === 0) return
  await tx`
    insert into trade.instruction (number, kind, about, order_id, hold_chain, amount_fen, body,
      status, next_at, created_at)
    select number, kind, about, order_id, hold_chain, amount_fen, body, 'pending', created_at,
      created_at
    from unnest(
      ${list.map((one) => one.instruction.number)}::text[],
      ${list.map((one) => one.instruction.kind)}::text[], ${list.map((one) => one.about)}::text[],
      ${list.map((one) => one.orderId)}::uuid[], ${list.map((one) => one.holdChain)}::text[],
      ${list.map((one) => amountOf(one.instruction))}::bigint[],
      ${list.map((one) => json(one.instruction))}::jsonb[],
      ${list.map((one) => one.createdAt)}::timestamptz[]
    ) as new (number, kind, about, order_id, hold_chain, amount_fen, body, created_at)`
  tx.afterCommit(wakeSender)
}

export function amountOf(instruction: Instruction): number {
  if (instruction.kind === 'close') return 0
  if (instruction.kind === 'split')
    return instruction.shares.reduce((sum, { amountFen }) => sum + amountFen, 0)
  return instruction.amountFen
}

const listeners = new Set<() => void>()

/** Called soon after this process stored an instruction, so that a buyer does not wait for a timer. */
export function onStored(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
function wakeSender() {
  for (const listener of listeners) listener()
}

/** Waits between tries: quick at first, then every ten minutes for ever; a case is opened meanwhile. */
const waitsMs = [5_000, 15_000, 60_000, 180_000, 600_000]
export const nextTry = (attempts: number, now: Date) =>
  addMs(now, waitsMs[Math.min(attempts, waitsMs.length - 1)]!)

type Due = { number: string; attempts: number; body: Instruction; createdAt: Date }

/**
 * Sends what is due, at most `limit`, and applies the answers. A row is claimed by moving its next try
 * into the future first, so two senders do not send together, and one that dies loses nothing.
 */
export async function sendDue(
  db: Db,
  adapter: PaymentAdapter,
  now: Date,
  log: Log,
  limit = 500,
): Promise<number> {
  const due = await db<Due>`
    update trade.instruction set attempts = attempts + 1,
      next_at = ${now}::timestamptz + case when attempts < 3 then interval '15 seconds'
        else interval '10 minutes' end
    where number in (
      select number from trade.instruction where next_at <= ${now}
      order by next_at limit ${limit} for update skip locked)
    returning number, attempts, body, created_at`
  if (due.length === 0) return 0
  try {
    await applyOutcomes(db, await askOrSend(adapter, due), now)
  } catch (error) {
    if (!(error instanceof InstitutionUnreachable)) throw error
    log.warn({ instructions: due.length }, 'the institution gave no answer; it will be asked again')
  }
  return due.length
}

/** First tries are sent; for repeats the institution is asked first, and told again if it never heard. */
async function askOrSend(adapter: PaymentAdapter, due: Due[]): Promise<Outcome[]> {
  const again = due.filter((one) => one.attempts > 1)
  const known = again.length > 0 ? await adapter.query(again.map((one) => one.number)) : []
  const unheard = again.filter((_, index) => !known[index])
  const send = [...due.filter((one) => one.attempts === 1), ...unheard]
    // When it was given: a sandbox that replays a history goes by it.
    .map(({ body, createdAt }) => ({ ...body, at: createdAt }))
  const sent = send.length > 0 ? await adapter.send(send) : []
  return [...known.filter((one) => one !== null), ...sent]
}

/** Asks what became of charges that are due a question: the notice may have been lost. */
export async function queryDuePayments(db: Db, adapter: PaymentAdapter, now: Date, limit = 500) {
  const due = await db<{ number: string }>`
    update trade.payment set attempts = attempts + 1,
      next_at = ${now}::timestamptz + case when attempts < 5 then interval '30 seconds'
        else interval '10 minutes' end
    where number in (
      select number from trade.payment where next_at <= ${now}
      order by next_at limit ${limit} for update skip locked)
    returning number`
  if (due.length === 0) return 0
  try {
    const outcomes = await adapter.query(due.map((one) => one.number))
    await applyOutcomes(
      db,
      outcomes.filter((one) => one !== null),
      now,
    )
    await giveUpUnheard(
      db,
      due.filter((_, index) => !outcomes[index]).map((one) => one.number),
      now,
    )
  } catch (error) {
    if (!(error instanceof InstitutionUnreachable)) throw error
  }
  return due.length
}

/**
 * A charge the institution has never heard of cannot be paid any more once its order is over; before
 * that the buyer may still come back and it will be sent.
 */
async function giveUpUnheard(db: Db, numbers: string[], now: Date): Promise<void> {
  const over = await db<{ number: string; amountFen: number }>`
    select payment.number, payment.amount_fen from trade.payment
    join trade."order" on "order".id = payment.order_id
    where payment.number = any(${numbers}) and payment.status = 'pending'
      and "order".pay_by < ${now}`
  await applyOutcomes(
    db,
    over.map(({ number, amountFen }) => ({
      number,
      status: 'closed',
      amountFen,
      currency: 'CNY',
      at: now,
      institutionNumber: '',
      reason: 'never_sent',
    })),
    now,
  )
}

/** The instructions as they were given, sealed: complete, in order, unchanged. */
export const instructionLog: SealedLog = {
  name: 'instruction',
  table: sql`trade.instruction`,
  rows: (from, upto) => sql`
    select jsonb_build_array(number, kind, about, order_id, amount_fen, body,
      extract(epoch from created_at)::text)::text as row
    from trade.instruction where txid >= ${from}::xid8 and txid < ${upto}::xid8
    order by txid, number collate "C"`,
}
export const paymentLog: SealedLog = {
  name: 'payment',
  table: sql`trade.payment`,
  rows: (from, upto) => sql`
    select jsonb_build_array(number, order_id, method, amount_fen,
      extract(epoch from created_at)::text)::text as row
    from trade.payment where txid >= ${from}::xid8 and txid < ${upto}::xid8
    order by txid, number collate "C"`,
}
