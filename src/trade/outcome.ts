/**
 * What the institution says happened, applied to payments, orders and the ledger: the one way in for
 * answers, notices and queries. Saying the same again changes nothing, and states only move forward.
 */
import type { Chain, ChainResult } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import type { Db, Tx } from '#platform/db.ts'
import { openCases } from './case.ts'
import type { NewCase } from './case.ts'
import { loadPayments, planCharges } from './charge-outcome.ts'
import { loadInstructions, planInstructions } from './instruction-outcome.ts'
import type { Outcome } from './payment-adapter.ts'
import { returnLatePayments } from './late-payment.ts'

/** What a group of outcomes means: chains to post, then rows to write with the chains' results. */
export type Plan = {
  chains: Chain[]
  /** Results are those of `chains`, in order. Answers which payments came too late and which paid. */
  write(tx: Tx, results: ChainResult[]): Promise<{ tooLate: string[]; paid: string[] }>
  cases: NewCase[]
}

/**
 * Applies outcomes, set-wise, in one transaction; unknown numbers and wrong amounts open a case and
 * change nothing else. A payment that came too late (its order is over, or its goods are gone) is sent
 * back in a second transaction; until that is done the payment is pending and will be found again.
 * Answers the numbers of the payments by which orders became paid.
 */
export async function applyOutcomes(
  db: Db,
  outcomes: Outcome[],
  now: Date,
): Promise<{ paid: string[] }> {
  if (outcomes.length === 0) return { paid: [] }
  const lastWords = lastWordOfEach(outcomes)
  const { tooLate, paid } = await db.beginByKey(async (tx) => {
    const { payments, instructions } = await lockAndLoad(tx, [...lastWords.keys()])
    const charges = planCharges(payments, lastWords, now)
    const others = await planInstructions(tx, instructions, lastWords, now)
    const results = await postChains(tx, [...charges.chains, ...others.chains], now)
    const written = await charges.write(tx, results.slice(0, charges.chains.length))
    await others.write(tx, results.slice(charges.chains.length))
    const given = new Set([...payments, ...instructions].map((one) => one.number))
    const cases = [...charges.cases, ...others.cases, ...unknown(lastWords, given)]
    await openCases(tx, cases, now)
    return written
  })
  if (tooLate.length > 0)
    await returnLatePayments(
      db,
      tooLate.map((number) => lastWords.get(number)!),
      now,
    )
  return { paid }
}

/**
 * Locks what these numbers are about, orders first and in ascending id, and then reads it. It is one
 * round trip: the server runs the statements in this order, and each sees what the locks waited for.
 */
async function lockAndLoad(tx: Tx, numbers: string[]) {
  const [, , payments, instructions] = await Promise.all([
    tx`
      select locked.id
      from (
        select payment.order_id as id from unnest(${numbers}::text[]) as one (number)
        cross join lateral (
          select order_id from trade.payment where number = one.number offset 0) as payment
        union
        select instruction.order_id from unnest(${numbers}::text[]) as one (number)
        cross join lateral (
          select order_id from trade.instruction where number = one.number offset 0) as instruction
        order by id
      ) as wanted
      cross join lateral (
        select id from trade."order" where id = wanted.id for no key update) as locked`,
    tx`
      select locked.number
      from (select number from unnest(${numbers}::text[]) as one (number) order by number) as wanted
      cross join lateral (
        select number from trade.instruction where number = wanted.number for no key update
      ) as locked`,
    loadPayments(tx, numbers),
    loadInstructions(tx, numbers),
  ])
  return { payments, instructions }
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

/** Takes the order rows' locks in ascending id: the one order in which everybody takes them. */
export async function lockOrders(tx: Tx, orderIds: string[]): Promise<void> {
  await tx`
    select locked.id
    from (select distinct id from unnest(${orderIds}::uuid[]) as one (id) order by id) as wanted
    cross join lateral (
      select id from trade."order" where id = wanted.id for no key update) as locked`
}

function unknown(words: Map<string, Outcome>, given: Set<string>): NewCase[] {
  return [...words.values()]
    .filter(({ number }) => !given.has(number))
    .map(({ number, status, amountFen }) => ({
      kind: 'unknown_number',
      subject: `institution:${number}`,
      facts: { status, amountFen },
    }))
}
