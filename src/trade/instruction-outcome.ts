/** What the institution's word about a split, refund, payout or close does. */
import { closeHoldsOf } from '#ledger/holds.ts'
import type { Chain } from '#ledger/chain.ts'
import type { Tx } from '#platform/db.ts'
import { book } from './accounts.ts'
import type { NewCase } from './case.ts'
import { writeReturned } from './late-payment.ts'
import type { Plan } from './outcome.ts'
import type { Outcome } from './payment-adapter.ts'
import { writePayoutsDone, writePayoutsRefused } from './payout.ts'
import { writeRefundsDone, writeRefundsStuck } from './refund.ts'
import { writeReleased, writeReleaseRefused } from './release.ts'

export type Given = {
  number: string
  kind: 'close' | 'split' | 'refund' | 'payout'
  /** `kind:id`, as stored. */
  about: string
  orderId: string | null
  holdChain: string | null
  amountFen: number
  reference: string
}

/** An instruction with the institution's definite word about it. */
export type Answered = Given & { at: Date; institutionNumber: string; reason: string | null }

export async function planInstructions(
  tx: Tx,
  given: (Given & { status: string })[],
  words: Map<string, Outcome>,
  now: Date,
): Promise<Plan> {
  const pending = given.filter(
    ({ number, status }) => status === 'pending' && words.get(number)!.status !== 'waiting',
  )
  if (pending.length === 0)
    return { chains: [], cases: [], write: () => Promise.resolve({ tooLate: [], paid: [] }) }
  const cases: NewCase[] = []
  const done: Answered[] = []
  const refused: Answered[] = []
  for (const given of pending) {
    const word = words.get(given.number)!
    const { at, institutionNumber, reason = null } = word
    const answered = { ...given, at, institutionNumber, reason }
    if (word.status !== 'done') {
      refused.push(answered)
      if (given.kind !== 'close') cases.push(refusalCase(answered))
    } else if (given.kind !== 'close' && word.amountFen !== given.amountFen)
      cases.push(mismatch(given, word))
    else done.push(answered)
  }
  return {
    chains: await closingChains(tx, done, refused),
    cases,
    write: async (tx, results) => {
      const failed = results.find((result) => !result.ok)
      if (failed) throw new Error(`an instruction did not settle: ${JSON.stringify(failed)}`)
      await writeAnswered(tx, done, 'done')
      await writeAnswered(tx, refused, 'refused')
      await writeEffects(tx, done, refused, now)
      return { tooLate: [], paid: [] }
    },
  }
}

/** Instructions by number; unknown numbers are missing. */
export async function loadInstructions(
  tx: Tx,
  numbers: string[],
): Promise<(Given & { status: string })[]> {
  return tx<Given & { status: string }>`
    select instruction.number, status, kind, about, order_id, hold_chain, amount_fen,
      coalesce(order_id::text, about) as reference
    from unnest(${numbers}::text[]) as wanted (number)
    cross join lateral (
      select * from trade.instruction where number = wanted.number offset 0) as instruction`
}

/** Posts what each done instruction had set aside, frees what each refused one had. */
async function closingChains(tx: Tx, done: Answered[], refused: Answered[]): Promise<Chain[]> {
  const holding = [
    ...done.map((one) => ({ ...one, kind: 'post_hold' as const })),
    ...refused.map((one) => ({ ...one, kind: 'void_hold' as const })),
  ].flatMap((one) => (one.holdChain ? [{ ...one, chainId: one.holdChain }] : []))
  if (holding.length === 0) return []
  const transfers = await closeHoldsOf(tx, book, holding)
  return holding.flatMap(({ number, chainId, reference, at }) => {
    const closing = transfers.get(chainId)
    if (!closing) return []
    return [{ book, id: `settle:${number}`, reference, transfers: closing, at }]
  })
}

async function writeAnswered(tx: Tx, list: Answered[], status: 'done' | 'refused'): Promise<void> {
  if (list.length === 0) return
  await tx`
    update trade.instruction set status = ${status}, finished_at = new.at, next_at = null,
      institution_number = new.institution_number, reason = new.reason
    from unnest(${list.map((one) => one.number)}::text[], ${list.map((one) => one.at)}::timestamptz[],
      ${list.map((one) => one.institutionNumber)}::text[], ${list.map((one) => one.reason)}::text[]
    ) as new (number, at, institution_number, reason)
    where instruction.number = new.number`
}

async function writeEffects(tx: Tx, done: Answered[], refused: Answered[], now: Date) {
  await writeReleased(
    tx,
    done.filter((one) => one.kind === 'split'),
  )
  await writeReleaseRefused(
    tx,
    refused.filter((one) => one.kind === 'split'),
    now,
  )
  await writeRefundsDone(
    tx,
    done.filter((one) => aboutA(one, 'refund')),
  )
  await writeRefundsStuck(
    tx,
    refused.filter((one) => aboutA(one, 'refund')),
    now,
  )
  const returned = done.filter((one) => one.kind === 'refund' && aboutA(one, 'payment'))
  await writeReturned(tx, returned.map(idOf), now)
  await writePayoutsDone(
    tx,
    done.filter((one) => one.kind === 'payout'),
  )
  await writePayoutsRefused(
    tx,
    refused.filter((one) => one.kind === 'payout'),
  )
  // Whatever a close led to, the charge itself has the last word: ask about it at once.
  const closes = [...done, ...refused].filter((one) => one.kind === 'close').map(idOf)
  if (closes.length > 0)
    await tx`
      update trade.payment set next_at = ${now}
      where number = any(${closes}) and status = 'pending'`
}

const aboutA = ({ about }: Given, kind: string) => about.startsWith(`${kind}:`)
export const idOf = ({ about }: Given) => about.slice(about.indexOf(':') + 1)

const refusalCase = ({ number, kind, reason, amountFen }: Answered): NewCase => ({
  kind: 'instruction_refused',
  subject: `instruction:${number}`,
  facts: { kind, reason, amountFen },
})

const mismatch = ({ number, kind, amountFen }: Given, word: Outcome): NewCase => ({
  kind: 'amount_mismatch',
  subject: `instruction:${number}`,
  facts: { kind, asked: amountFen, got: word.amountFen },
})
