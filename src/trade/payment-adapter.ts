/**
 * What a licensed payment institution must offer us, whoever it is. We never hold the money: we send
 * numbered instructions, the institution carries them out on its own books and tells us what happened.
 *
 * Every adapter must pass `payment-adapter.contract.ts`. Amounts are integer fen, always positive.
 */
import type { IncomingHttpHeaders } from 'node:http'

/** Part of an amount and the institution's receiver (a brand's or the platform's account) it concerns. */
export type Share = { receiver: string; amountFen: number }

/** `number` is ours, unique for ever: the same number with the same contents is carried out once. */
export type Instruction =
  /** Take money from a payer and freeze it. `balance` is carried out at once, `cashier` by the payer. */
  | {
      kind: 'charge'
      number: string
      amountFen: number
      method: 'cashier' | 'balance'
      payer: string
      subject: string
      payBy: Date
      returnUrl: string
    }
  /** Give up a charge that is still waiting. Refused with `already_paid` when it was paid. */
  | { kind: 'close'; number: string; chargeNumber: string }
  /** Unfreeze part of a charge and hand it to receivers. */
  | { kind: 'split'; number: string; chargeNumber: string; shares: Share[] }
  /**
   * Give money back to the payer: from what is still frozen (`shares` empty) or from what receivers
   * already got (`shares` add up to `amountFen`; a receiver may go below zero at the institution down
   * to the limit agreed with it).
   */
  | { kind: 'refund'; number: string; chargeNumber: string; amountFen: number; shares: Share[] }
  /** Pay a receiver's balance out to its bank account. */
  | { kind: 'payout'; number: string; receiver: string; amountFen: number }

/** An instruction may say when it took place; only a sandbox that replays a history honours it. */
export type Sent = Instruction & { at?: Date }

export type Outcome = {
  number: string
  status: 'waiting' | 'done' | 'refused' | 'closed'
  /** What the institution says was moved. We compare it with what we asked for. */
  amountFen: number
  currency: 'CNY'
  /** When it became so, by the institution's clock. */
  at: Date
  /** The institution's own number for it. */
  institutionNumber: string
  /** Stable code when refused or closed, e.g. `insufficient_balance`, `already_paid`, `number_reused`. */
  reason?: string
  /** Where the payer pays, for a cashier charge that waits. */
  cashierUrl?: string
}

/** One movement on the institution's bill of a day (Asia/Shanghai). */
export type BillLine = {
  number: string
  kind: Instruction['kind']
  amountFen: number
  at: Date
  institutionNumber: string
}

export type PaymentAdapter = {
  name: string
  /** Makes sure the institution knows a receiver. Sent again, it changes nothing. */
  registerReceivers(receivers: { receiver: string; name: string }[]): Promise<void>
  /**
   * Sends up to 1,000 instructions, one outcome each in the same order. Throws `InstitutionUnreachable`
   * when no trustworthy answer came: nothing is known then, ask with `query`.
   */
  send(instructions: Sent[]): Promise<Outcome[]>
  /** What became of these numbers; null where the institution has never seen the number. */
  query(numbers: string[]): Promise<(Outcome | null)[]>
  /**
   * The outcomes a notice carries, after its signature over the raw bytes, its time and its recipient
   * were checked. Throws the domain error `notice_refused` otherwise.
   */
  readNotice(rawBody: Buffer, headers: IncomingHttpHeaders, now: Date): Promise<Outcome[]>
  /** All movements of a day, ordered by (at, number). */
  bill(dueOn: string): Promise<BillLine[]>
  /** Money frozen at the institution and each receiver's balance, as the institution sees them now. */
  balances(): Promise<{ frozenFen: number; receivers: Share[] }>
}

/** No answer, a broken answer, or one we cannot trust. Never means that nothing happened. */
export class InstitutionUnreachable extends Error {
  override name = 'InstitutionUnreachable'
}
