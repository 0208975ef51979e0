/** What the institution speaks: the shapes of its requests and answers. Amounts are integer fen. */
import { z } from 'zod'

const name = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const amountFen = z.int().positive()
const instant = z.iso.datetime().transform((text) => new Date(text))
const at = instant.optional()
const shares = z.array(z.strictObject({ receiver: name, amountFen })).max(100)

export const Instruction = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('charge'),
    number: name,
    amountFen,
    method: z.enum(['cashier', 'balance']),
    payer: name,
    subject: z.string().min(1).max(200),
    payBy: instant,
    returnUrl: z.url({ protocol: /^https?$/ }).max(2000),
    at,
  }),
  z.strictObject({ kind: z.literal('close'), number: name, chargeNumber: name, at }),
  z.strictObject({
    kind: z.literal('split'),
    number: name,
    chargeNumber: name,
    shares: shares.min(1),
    at,
  }),
  z.strictObject({
    kind: z.literal('refund'),
    number: name,
    chargeNumber: name,
    amountFen,
    shares,
    at,
  }),
  z.strictObject({ kind: z.literal('payout'), number: name, receiver: name, amountFen, at }),
  /** Puts play money into a payer's account; another merchant's business, so it is on no bill. */
  z.strictObject({ kind: z.literal('top_up'), number: name, payer: name, amountFen, at }),
])
export type Instruction = z.output<typeof Instruction>

export const Instructions = z.strictObject({ instructions: z.array(Instruction).min(1).max(1000) })
export const Queries = z.strictObject({ numbers: z.array(name).min(1).max(1000) })
export const Receivers = z.strictObject({
  receivers: z
    .array(z.strictObject({ receiver: name, name: z.string().min(1).max(200) }))
    .min(1)
    .max(1000),
})
export const BillPage = z.strictObject({
  dueOn: z.iso.date(),
  /** Where the page before ended. */
  afterAt: instant.optional(),
  afterNumber: name.optional(),
})

export type Outcome = {
  number: string
  status: 'waiting' | 'done' | 'refused' | 'closed'
  amountFen: number
  currency: 'CNY'
  at: Date
  institutionNumber: string
  reason?: Reason
  cashierUrl?: string
}

export type Reason =
  | 'already_paid' // also when the payment is on its way
  | 'balance_limit'
  | 'charge_closed'
  | 'charge_not_paid'
  | 'closed_by_merchant'
  | 'closed_by_payer'
  | 'exceeds_frozen'
  | 'exceeds_received'
  | 'expired'
  | 'insufficient_balance'
  | 'number_reused'
  | 'receiver_limit'
  | 'shares_differ' // from the amount they should add up to
  | 'unknown_charge'
  | 'unknown_receiver'
