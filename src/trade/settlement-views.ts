/** What is shown of statements, payouts and reconciliations. */
import { z } from 'zod'
import { statementKinds } from './statement.ts'
import { fen, instant } from './views.ts'

/** Below 0: it went out. */
const amounts = { grossFen: z.int(), feeFen: z.int(), netFen: z.int() }

export const StatementLine = z.object({
  at: instant,
  kind: z.enum(statementKinds),
  chainId: z.string(),
  orderId: z.string().nullable(),
  refundId: z.string().nullable(),
  payoutId: z.string().nullable(),
  ...amounts,
})
export const StatementTotals = z.record(z.enum(statementKinds), z.object(amounts))

export const Payout = z.object({
  id: z.uuid(),
  brandId: z.uuid(),
  amountFen: fen,
  status: z.enum(['pending', 'done', 'refused']),
  runOn: z.iso.date(),
  createdAt: instant,
  doneAt: instant.nullable(),
})

export const ReconciliationSummary = z.object({
  id: z.uuid(),
  dueOn: z.iso.date(),
  runAt: instant,
  /** Lines on the institution's bill. */
  lineCount: z.int(),
  matched: z.int(),
  inFlightCount: z.int(),
  unexplainedCount: z.int(),
})

export const Reconciliation = ReconciliationSummary.extend({
  inFlight: z.array(
    z.object({
      number: z.string(),
      kind: z.enum(['charge', 'close', 'split', 'refund', 'payout']),
      amountFen: fen,
      since: z.iso.datetime(),
      why: z.enum(['no_word_yet', 'not_heard', 'other_day']),
    }),
  ),
  unexplained: z.array(
    z.object({
      what: z.enum([
        'unknown_number',
        'other_kind',
        'other_amount',
        'ended_here',
        'missing_there',
        'billed_twice',
        'balance',
      ]),
      subject: z.string(),
      oursFen: z.int().nullable(),
      theirsFen: z.int().nullable(),
    }),
  ),
  /** Each account at the institution; null: the books never stood still to be compared. */
  accounts: z
    .array(
      z.object({
        account: z.string(),
        oursFen: z.int(),
        inFlightFen: z.int(),
        theirsFen: z.int(),
      }),
    )
    .nullable(),
})
