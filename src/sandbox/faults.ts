/**
 * Ways in which an institution lets its merchants down. Only a test in the same process can ask for
 * them: no request and no setting reaches this. Each fault is for one answer or one notice.
 */
import { addMs } from '#platform/clock.ts'
import type { Signer } from '#platform/key-ring.ts'
import { type Seal, sealAgeMsMax, sealMessage } from '#platform/signed-message.ts'

export type Fault =
  | 'drop' // the work is done, then the line goes dead
  | 'error_500' // the work is done, then the answer is an error
  | 'duplicate' // the outcomes come twice in an answer; a notice is sent twice
  | 'reorder' // the outcomes come in reverse; a notice comes after the next one
  | 'wrong_amount' // one fen more than was moved, well signed
  | 'wrong_signature'
  | 'stale_timestamp'
  | 'other_request' // a true answer, but to something else
  | { delayMs: number }

export type Faults = { nextAnswers: Fault[]; nextNotices: Fault[] }

export const noFaults = (): Faults => ({ nextAnswers: [], nextNotices: [] })

export function faultyOutcomes<Some extends { amountFen: number } | null>(
  outcomes: Some[],
  fault: Fault | undefined,
): Some[] {
  if (fault === 'duplicate') return [...outcomes, ...outcomes]
  if (fault === 'reorder') return outcomes.toReversed()
  if (fault !== 'wrong_amount') return outcomes
  return outcomes.map((outcome) => outcome && { ...outcome, amountFen: outcome.amountFen + 1 })
}

export function faultySeal(signer: Signer, body: Buffer, now: Date, fault?: Fault): Seal {
  if (fault === 'stale_timestamp') return sealMessage(signer, '', body, addMs(now, -sealAgeMsMax))
  if (fault === 'wrong_signature') return sealMessage(signer, '', Buffer.from('other'), now)
  return sealMessage(signer, '', body, now)
}
