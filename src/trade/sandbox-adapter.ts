/**
 * Our side of the sandbox payment institution: the payment adapter of the demo and of the tests.
 */
import { z } from 'zod'
import { noticeRefused } from './errors.ts'
import {
  type BillLine,
  InstitutionUnreachable,
  type Outcome,
  type PaymentAdapter,
  type Sent,
} from './payment-adapter.ts'
import { createSandboxClient, type SandboxOptions } from './sandbox-client.ts'

const instant = z.iso.datetime().transform((text) => new Date(text))
const amountFen = z.int().nonnegative()
const Told = z.object({
  number: z.string(),
  status: z.enum(['waiting', 'done', 'refused', 'closed']),
  amountFen,
  currency: z.literal('CNY'),
  at: instant,
  institutionNumber: z.string(),
  reason: z.string().optional(),
  cashierUrl: z.url({ protocol: /^https?$/ }).optional(),
})
const Outcomes = z.object({ outcomes: z.array(Told) })
const MaybeOutcomes = z.object({ outcomes: z.array(Told.nullable()) })
const Notice = z.object({ recipient: z.string(), outcomes: z.array(Told).min(1).max(1000) })
const Line = z.object({
  number: z.string(),
  kind: z.enum(['charge', 'close', 'split', 'refund', 'payout']),
  amountFen,
  at: instant,
  institutionNumber: z.string(),
})
const BillPage = z.object({ dueOn: z.string(), lines: z.array(Line), hasMore: z.boolean() })
const Balances = z.object({
  frozenFen: amountFen,
  receivers: z.array(z.object({ receiver: z.string(), amountFen: z.int() })),
})

export function createSandboxAdapter(options: SandboxOptions): PaymentAdapter & {
  /** Play money for a payer; the same number puts it in once. */
  topUp(input: { number: string; payer: string; amountFen: number }): Promise<Outcome>
} {
  const { merchant = 'tessera' } = options
  const client = createSandboxClient(options)

  const instruct = async (instructions: object[], numbers: string[]): Promise<Outcome[]> => {
    const answer = await client.call('POST', '/v1/instructions', { instructions })
    const { outcomes } = understand(Outcomes, answer)
    refuseOtherNumbers(outcomes, numbers)
    return outcomes
  }

  return {
    name: 'sandbox',

    async registerReceivers(receivers) {
      for (let from = 0; from < receivers.length; from += 1000) {
        const some = receivers.slice(from, from + 1000)
        await client.call('POST', '/v1/receivers', { receivers: some })
      }
    },

    async send(instructions) {
      if (instructions.length === 0) return []
      for (const instruction of instructions) assertAmounts(instruction)
      return instruct(
        instructions,
        instructions.map(({ number }) => number),
      )
    },

    async query(numbers) {
      if (numbers.length === 0) return []
      const answer = await client.call('POST', '/v1/queries', { numbers })
      const { outcomes } = understand(MaybeOutcomes, answer)
      refuseOtherNumbers(outcomes, numbers)
      return outcomes
    },

    async readNotice(rawBody, headers, now) {
      const why = client.whyNotTrusted(headers, rawBody, now)
      if (why) throw noticeRefused({ why })
      const notice = Notice.safeParse(readJson(rawBody))
      if (!notice.success) throw noticeRefused({ why: 'unreadable' })
      if (notice.data.recipient !== merchant) throw noticeRefused({ why: 'wrong_recipient' })
      return notice.data.outcomes
    },

    async bill(dueOn) {
      const lines: BillLine[] = []
      for (;;) {
        const last = lines.at(-1)
        const after = last && { afterAt: last.at.toISOString(), afterNumber: last.number }
        const query = new URLSearchParams({ dueOn, ...after })
        const page = understand(BillPage, await client.call('GET', `/v1/bill?${query.toString()}`))
        lines.push(...page.lines)
        if (page.lines.length === 0 || !page.hasMore) return lines
      }
    },

    async balances() {
      return understand(Balances, await client.call('GET', '/v1/balances'))
    },

    async topUp(input) {
      const [outcome] = await instruct([{ kind: 'top_up', ...input }], [input.number])
      return outcome!
    },
  }
}

/** An answer that is signed but not what was agreed tells us nothing. */
function understand<Shape extends z.ZodType>(shape: Shape, answer: unknown): z.output<Shape> {
  const read = shape.safeParse(answer)
  if (read.success) return read.data
  const where = read.error.issues.map((issue) => issue.path.join('.')).slice(0, 3)
  throw new InstitutionUnreachable(`the answer is not as agreed: ${where.join(', ')}`)
}

function refuseOtherNumbers(outcomes: ({ number: string } | null)[], numbers: string[]) {
  const fits =
    outcomes.length === numbers.length &&
    outcomes.every((outcome, index) => !outcome || outcome.number === numbers[index])
  if (!fits) throw new InstitutionUnreachable('the answer is about other numbers')
}

/** Nothing is sent when an amount is no positive safe integer: JSON would carry another one. */
function assertAmounts(instruction: Sent) {
  const shares = 'shares' in instruction ? instruction.shares.map((share) => share.amountFen) : []
  const amounts = 'amountFen' in instruction ? [instruction.amountFen, ...shares] : shares
  if (amounts.every((fen) => Number.isSafeInteger(fen) && fen > 0)) return
  throw new RangeError(`instruction ${instruction.number}: an amount is no positive integer of fen`)
}

function readJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'))
  } catch {
    return undefined
  }
}
