/**
 * What the institution says happened, applied to payments, orders and the ledger: the one way in for
 * answers, notices and queries. Saying the same again changes nothing, and states only move forward.
 */
import type { Chain, ChainResult } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import type { Db, Tx } from '#platform/db.ts'
import { openCases } from './case.ts'
import type { NewCase } from './case.ts'
import { planCharges } from './charge-outcome.ts'
import { planInstructions } from './instruction-outcome.ts'
import type { Outcome } from './payment-adapter.ts'
import { returnLatePayments } from './late-payment.ts'

/** What a group of outcomes means: chains to post, then rows to write with the chains' results. */
export type Plan = {
  chains: Chain[]
  /** Results are those of `chains`, in order. Answers numbers of payments that could not be taken. */
  write(tx: Tx, results: ChainResult[]): Promise<{ tooLate: string[] }>
  cases: NewCase[]
}

/**
 * Applies outcomes, set-wise, in one transaction; unknown numbers and wrong amounts open a case and
 * change nothing else. A payment that came too late (its order is over, or its goods are gone) is sent
 * back in a second transaction; until that is done the payment is pending and will be found again.
 */
export async function applyOutcomes(db: Db, outcomes: Outcome[], now: Date): Promise<void> {
  if (outcomes.length === 0) return
  const lastWords = lastWordOfEach(outcomes)
  const tooLate = await db.beginByKey(async (tx) => {
    const locked = await lockWhatTheyConcern(tx, [...lastWords.keys()])
    const charges = await planCharges(tx, lastWords, locked, now)
    const others = await planInstructions(tx, lastWords, locked, now)
    const results = await postChains(tx, [...charges.chains, ...others.chains], now)
    const late = await charges.write(tx, results.slice(0, charges.chains.length))
    await others.write(tx, results.slice(charges.chains.length))
    await openCases(tx, [...charges.cases, ...others.cases, ...unknown(lastWords, locked)], now)
    return late.tooLate
  })
  if (tooLate.length > 0)
    await returnLatePayments(
      db,
      tooLate.map((number) => lastWords.get(number)!),
      now,
    )
}

/** Within one delivery the definite word about a number wins over "still waiting". */
function lastWordOfEach(outcomes: Outcome[]): Map<string, Outcome> {
  const weight = { waiting: 0, closed: 1, refused: 1, done: 2 }
  const words = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    const former = words.get(outcome.number)
    if (!former || weight[outcome.status] >= weight[former.status])
      words.set(outcome.number, outcome)
  }
  return words
}

export type Locked = {
  /** Numbers of payments and of other instructions that exist. */
  payments: Set<string>
  instructions: Set<string>
}

/** Locks the orders (ascending) and then the payouts that these numbers are about. */
async function lockWhatTheyConcern(tx: Tx, numbers: string[]): Promise<Locked> {
  const payments = await tx<{ number: string; orderId: string }>`
    select payment.number, payment.order_id from unnest(${numbers}::text[]) as wanted (number)
    cross join lateral (
      select number, order_id from trade.payment where number = wanted.number offset 0) as payment`
  const instructions =
    payments.length === numbers.length
      ? []
      : await tx<{ number: string; orderId: string | null }>`
          select instruction.number, instruction.order_id
          from unnest(${numbers}::text[]) as wanted (number)
          cross join lateral (
            select number, order_id from trade.instruction where number = wanted.number offset 0
          ) as instruction`
  const orderIds = [...payments, ...instructions].flatMap((row) => row.orderId ?? [])
  await lockOrders(tx, orderIds)
  if (instructions.length > 0)
    await tx`
      select 1 from trade.instruction where number = any(${instructions.map((row) => row.number)})
      order by number for no key update`
  return {
    payments: new Set(payments.map((row) => row.number)),
    instructions: new Set(instructions.map((row) => row.number)),
  }
}

/** Takes the order rows' locks in ascending id: the one order in which everybody takes them. */
export async function lockOrders(tx: Tx, orderIds: string[]): Promise<void> {
  await tx`
    select locked.id
    from (select distinct id from unnest(${orderIds}::uuid[]) as one (id) order by id) as wanted
    cross join lateral (
      select id from trade."order" where id = wanted.id for no key update) as locked`
}

function unknown(words: Map<string, Outcome>, locked: Locked): NewCase[] {
  return [...words.values()]
    .filter(({ number }) => !locked.payments.has(number) && !locked.instructions.has(number))
    .map(({ number, status, amountFen }) => ({
      kind: 'unknown_number',
      subject: `institution:${number}`,
      facts: { status, amountFen },
    }))
}
