/**
 * What stands on the institution's accounts beside what ours say: the escrow beside what is frozen, each
 * receiver's balance beside what we owe the brands that use it, and the platform's fees.
 */
import { findBrandReceivers } from '#catalog/brand.ts'
import { postedByOwner, sumOfPurpose } from '#ledger/sums.ts'
import type { Db } from '#platform/db.ts'
import { book } from './accounts.ts'
import type { Difference } from './compare-bill.ts'
import type { Instruction, PaymentAdapter } from './payment-adapter.ts'
import { platformReceiver } from './receivers.ts'

export type AccountComparison = {
  /** `frozen`, or a receiver. */
  account: string
  oursFen: number
  /** What they have done already and we have not heard of yet. */
  inFlightFen: number
  theirsFen: number
}

/**
 * Both sides are read while the other one stands still: what is read before and after must be the same.
 * Null when it never stood still; then nothing can be said, and nothing is wrong.
 */
export async function compareBalances(
  db: Db,
  adapter: PaymentAdapter,
  tries = 5,
): Promise<AccountComparison[] | null> {
  for (let left = tries; left > 0; left--) {
    const ours = await readOurs(db)
    const done = await findDone(adapter, ours.pending)
    const theirs = await adapter.balances()
    const isStill =
      sameText(done, await findDone(adapter, ours.pending)) && sameText(ours, await readOurs(db))
    if (isStill) return compare(ours, done, theirs)
  }
  return null
}

const sameText = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

export function differencesOf(accounts: AccountComparison[]): Difference[] {
  return accounts
    .filter(({ oursFen, inFlightFen, theirsFen }) => oursFen + inFlightFen !== theirsFen)
    .map(({ account, oursFen, inFlightFen, theirsFen }) => ({
      what: 'balance',
      subject: `balance:${account}`,
      oursFen: oursFen + inFlightFen,
      theirsFen,
    }))
}

type Effect = Pick<Instruction, 'kind' | 'number'> & {
  amountFen: number
  receiver?: string
  shares?: { receiver: string; amountFen: number }[]
}
type OurBooks = { accounts: [string, number][]; pending: Effect[] }

/** One moment of our books: what each of their accounts should hold, and what we have no answer for. */
async function readOurs(db: Db): Promise<OurBooks> {
  return db.begin(async (tx) => {
    await tx`set transaction isolation level repeatable read, read only`
    const frozenFen = await sumOfPurpose(tx, { book, unit: 'CNY', purpose: 'escrow' })
    const payables = await postedByOwner(tx, { book, unit: 'CNY', purpose: 'payable' })
    const fees = await postedByOwner(tx, { book, unit: 'CNY', purpose: 'fee' })
    const receivers = await findBrandReceivers(tx, [...payables.keys()])
    const accounts = new Map([['frozen', frozenFen]])
    const add = (account: string, fen: number) =>
      accounts.set(account, (accounts.get(account) ?? 0) + fen)
    for (const [brandId, fen] of payables) add(receivers.get(brandId) ?? `brand ${brandId}`, fen)
    for (const fen of fees.values()) add(platformReceiver, fen)
    const pending = await tx<Effect>`
      select number, 'charge' as kind, amount_fen, null as receiver, null::jsonb as shares
      from trade.payment where status = 'pending' and next_at is not null
      union all
      select number, kind, amount_fen, body ->> 'receiver', body -> 'shares'
      from trade.instruction where status = 'pending' and next_at is not null
      order by number`
    return { accounts: [...accounts].toSorted(([a], [b]) => (a < b ? -1 : 1)), pending }
  })
}

const askedMax = 1_000

/** Those of the pending ones that the institution has carried out. */
async function findDone(adapter: PaymentAdapter, pending: Effect[]): Promise<Effect[]> {
  const done: Effect[] = []
  for (let from = 0; from < pending.length; from += askedMax) {
    const some = pending.slice(from, from + askedMax)
    const words = await adapter.query(some.map((one) => one.number))
    done.push(...some.filter((_, index) => words[index]?.status === 'done'))
  }
  return done
}

function compare(
  ours: OurBooks,
  done: Effect[],
  theirs: { frozenFen: number; receivers: { receiver: string; amountFen: number }[] },
): AccountComparison[] {
  const rows = new Map<string, AccountComparison>()
  const rowOf = (account: string) => {
    const row = rows.get(account) ?? { account, oursFen: 0, inFlightFen: 0, theirsFen: 0 }
    rows.set(account, row)
    return row
  }
  for (const [account, fen] of ours.accounts) rowOf(account).oursFen = fen
  for (const one of done)
    for (const [account, fen] of effectOf(one)) rowOf(account).inFlightFen += fen
  rowOf('frozen').theirsFen = theirs.frozenFen
  for (const { receiver, amountFen } of theirs.receivers) rowOf(receiver).theirsFen = amountFen
  return [...rows.values()]
}

/** What carrying it out does to the institution's accounts. */
function effectOf({ kind, amountFen, receiver, shares }: Effect): [string, number][] {
  const given = (shares ?? []).map((share) => [share.receiver, share.amountFen] as const)
  switch (kind) {
    case 'charge':
      return [['frozen', amountFen]]
    case 'split':
      return [['frozen', -amountFen], ...given.map(([to, fen]): [string, number] => [to, fen])]
    case 'refund':
      if (given.length === 0) return [['frozen', -amountFen]]
      return given.map(([from, fen]): [string, number] => [from, -fen])
    case 'payout':
      return [[receiver!, -amountFen]]
    case 'close':
      return []
  }
}
