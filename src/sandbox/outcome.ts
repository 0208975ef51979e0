/** What we tell a merchant of an instruction. */
import type { Answered } from './carry-out.ts'
import type { Entry } from './books.ts'
import type { Outcome } from './wire.ts'

export function outcomeOf(entry: Entry, publicUrl?: string): Outcome {
  const { number, status, amountFen, at, institutionNumber, reason, cashierToken } = entry
  const outcome: Outcome = { number, status, amountFen, currency: 'CNY', at, institutionNumber }
  if (reason) outcome.reason = reason
  if (status === 'waiting' && cashierToken && publicUrl)
    outcome.cashierUrl = `${publicUrl}/cashier/${cashierToken}`
  return outcome
}

/** `number_reused` has nothing of its own on our books: no money moved, and no number was given. */
export function outcomeOfAnswer(
  answered: Answered,
  number: string,
  now: Date,
  publicUrl: string,
): Outcome {
  if (answered !== 'number_reused') return outcomeOf(answered, publicUrl)
  const nothing = { amountFen: 0, currency: 'CNY', institutionNumber: 'none' } as const
  return { number, status: 'refused', ...nothing, at: now, reason: answered }
}
