/** Paying brands what the institution holds for them: an instruction per brand, at most one a day. */
import { findBrandReceivers } from '#catalog/brand.ts'
import { balancesOf } from '#ledger/balance.ts'
import type { Chain } from '#ledger/chain.ts'
import { listAccounts } from '#ledger/explore.ts'
import { postChains } from '#ledger/post.ts'
import { dayOf } from '#platform/clock.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { bank, book, payable } from './accounts.ts'
import { payoutDone } from './events.ts'
import { storeInstructions } from './instruction.ts'
import { idOf } from './instruction-outcome.ts'
import type { Answered } from './instruction-outcome.ts'
import { newNumber } from './place.ts'

export type Payout = { payoutId: string; brandId: string; amountFen: number }

/** Brands to whom something is due, by id, at most `limit`. It looks through all brands. */
export async function findBrandsToPay(db: Sql, now: Date, limit: number): Promise<string[]> {
  const brandIds: string[] = []
  const which = { book, unit: 'CNY', purpose: 'payable', now, limit: 500 }
  for (let afterId: string | undefined; brandIds.length < limit;) {
    const accounts = await listAccounts(db, { ...which, afterId })
    for (const { owner, available } of accounts) if (available > 0) brandIds.push(owner)
    if (accounts.length < which.limit) break
    afterId = accounts.at(-1)!.id
  }
  return brandIds.slice(0, limit)
}

export type PayoutRow = {
  id: string
  brandId: string
  amountFen: number
  status: 'pending' | 'done' | 'refused'
  runOn: string
  createdAt: Date
  doneAt: Date | null
}

/** Newest first, by key; of one brand if it is given. */
export async function listPayouts(
  db: Sql,
  query: { brandId: string | null; beforeId: string | null; limit: number },
): Promise<PayoutRow[]> {
  const { brandId, beforeId, limit } = query
  return db<PayoutRow>`
    select id, brand_id, amount_fen, status, run_on, created_at, done_at from trade.payout
    where (${brandId}::uuid is null or brand_id = ${brandId})
      and (${beforeId}::uuid is null or id < ${beforeId})
    order by id desc limit ${limit}`
}

const payoutChainId = (payoutId: string) => `payout:${payoutId}`

/**
 * Instructs the institution to pay out all that is available to each of these brands. Brands to whom
 * nothing is due, or who were paid out today, are passed over.
 */
export async function payOut(tx: Tx, brandIds: string[], now: Date): Promise<Payout[]> {
  const balances = await balancesOf(tx, { book, accounts: brandIds.map(payable), now })
  const due = brandIds
    .map((brandId, index) => ({ brandId, amountFen: balances[index]!.available }))
    .filter((one) => one.amountFen > 0)
  const payouts = await tx<Payout>`
    insert into trade.payout (brand_id, amount_fen, status, run_on, created_at)
    select brand_id, amount_fen, 'pending', ${dayOf(now)}::date, ${now} from unnest(
      ${due.map((one) => one.brandId)}::uuid[], ${due.map((one) => one.amountFen)}::bigint[]
    ) as new (brand_id, amount_fen)
    on conflict do nothing
    returning id as payout_id, brand_id, amount_fen`
  if (payouts.length === 0) return []
  const results = await postChains(tx, payouts.map(payoutChain), now)
  // Somebody else spent it between our look and our lock: these wait for the next run.
  const short = payouts.filter((_, index) => !results[index]!.ok).map((one) => one.payoutId)
  if (short.length > 0) await tx`delete from trade.payout where id = any(${short})`
  const going = payouts.filter((one) => !short.includes(one.payoutId))
  const receivers = await findBrandReceivers(tx, brandIds)
  await storeInstructions(
    tx,
    going.map(({ payoutId, brandId, amountFen }) => ({
      about: `payout:${payoutId}`,
      orderId: null,
      holdChain: payoutChainId(payoutId),
      instruction: {
        kind: 'payout' as const,
        number: newNumber(),
        receiver: receivers.get(brandId)!,
        amountFen,
      },
      createdAt: now,
    })),
  )
  return going
}

function payoutChain({ payoutId, brandId, amountFen }: Payout): Chain {
  return {
    book,
    id: payoutChainId(payoutId),
    reference: payoutChainId(payoutId),
    transfers: [
      {
        kind: 'hold',
        from: payable(brandId),
        to: bank(brandId),
        amount: amountFen,
        expiresAt: null,
      },
    ],
  }
}

export async function writePayoutsDone(tx: Tx, answered: Answered[]): Promise<void> {
  if (answered.length === 0) return
  const done = await tx<Payout & { doneAt: Date }>`
    update trade.payout set status = 'done', done_at = new.at
    from unnest(${answered.map(idOf)}::uuid[], ${answered.map((one) => one.at)}::timestamptz[])
      as new (id, at)
    where payout.id = new.id and status = 'pending'
    returning payout.id as payout_id, brand_id, amount_fen, done_at`
  await payoutDone.recordAll(
    tx,
    done.map(({ doneAt, ...payout }) => ({ ...payout, at: doneAt.toISOString() })),
  )
}

/** A refused payout gave its money back to the payable account; a case says why. */
export async function writePayoutsRefused(tx: Tx, answered: Answered[]): Promise<void> {
  if (answered.length === 0) return
  await tx`
    update trade.payout set status = 'refused'
    where id = any(${answered.map(idOf)}::uuid[]) and status = 'pending'`
}
