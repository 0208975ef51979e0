/** The offline twin of an adapter's institution: it works, and it can be told to misbehave. */
import type { IncomingHttpHeaders } from 'node:http'
import type { PaymentAdapter } from '../payment-adapter.ts'

export type SentNotice = { rawBody: Buffer; headers: IncomingHttpHeaders }

export type TwinFault =
  | 'drop'
  | 'error_500'
  | 'duplicate'
  | 'reorder'
  | 'wrong_amount'
  | 'wrong_signature'
  | 'stale_timestamp'
  | { delayMs: number }

/** The institution of an adapter under test. */
export type Twin = {
  /** What the adapter's time limit for an answer is. */
  answerWithinMs: number
  /** The next answer, or the next notice, goes wrong in this way; later ones are right again. */
  nextAnswer(fault: TwinFault): void
  nextNotice(fault: TwinFault): void
  /** The payer's account holds exactly this much. */
  givePayer(payer: string, amountFen: number): Promise<void>
  /** The payer pays a charge at the cashier. */
  pay(cashierUrl: string): Promise<void>
  /** Sends the notices that are due and returns those that arrived since last asked, in order. */
  notices(): Promise<SentNotice[]>
  /** Signs bytes as the institution signs a notice. */
  sign(rawBody: Buffer, at: Date): IncomingHttpHeaders
  /**
   * The institution signs with a new key whose public half we were given; the old one stays valid.
   */
  rotateKey(): Promise<void>
  /** Only the newest key of the institution stays valid. */
  forgetOldKeys(): Promise<void>
  /** The institution signs with a key that we were never given. */
  signWithUnknownKey(rawBody: Buffer, at: Date): IncomingHttpHeaders
  /** Secrets that may appear nowhere. */
  secrets(): string[]
  /** Another process of ours: the same settings, nothing remembered. */
  anotherAdapter(): PaymentAdapter
}
