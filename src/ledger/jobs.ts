/** Housekeeping of the ledger. Each call does a bounded piece and says how much; call until 0. */
import type { Db } from '#platform/db.ts'
import { account } from './chain.ts'
import type { Chain } from './chain.ts'
import { postChains } from './post.ts'

/** Adds waiting moves of accounts without a floor to their balance. Safe beside chains and itself. */
export async function foldDeltas(db: Db, limit = 20_000): Promise<number> {
  return db.begin(async (tx) => {
    const [gone] = await tx<{ count: number }>`
      with gone as (
        delete from ledger.delta where ctid = any(array(
          select ctid from ledger.delta limit ${limit} for update skip locked))
        returning book, account_id, amount
      ), sums as (
        select book, account_id, sum(amount)::bigint as amount from gone group by book, account_id
      ), locked as (
        select account.book, account.id, sums.amount from ledger.account
        join sums on sums.book = account.book and sums.account_id = account.id
        order by account.book, account.id for no key update of account
      ), folded as (
        update ledger.account set posted = account.posted + locked.amount from locked
        where account.book = locked.book and account.id = locked.id
      )
      select count(*) from gone`
    return gone!.count
  })
}

/** Voids holds whose time has come. They were free already; this gives back their place in `held`. */
export async function voidExpired(db: Db, now: Date, limit = 500): Promise<number> {
  const due = await db<{
    book: string
    chainId: string
    n: number
    fromAccount: string
    toAccount: string
  }>`
    select book, chain_id, n, from_account, to_account from ledger.hold
    where expires_at <= ${now} order by expires_at limit ${limit}`
  for (const book of new Set(due.map((hold) => hold.book))) {
    const chains = due
      .filter((hold) => hold.book === book)
      .map<Chain>(({ chainId, n, fromAccount, toAccount }) => ({
        book,
        id: `expired:${chainId}#${n}`,
        reference: chainId,
        transfers: [
          {
            kind: 'void_hold',
            from: accountFromId(fromAccount),
            to: accountFromId(toAccount),
            hold: { chainId, n },
          },
        ],
      }))
    // A refusal means that somebody else closed the hold in the meantime, which is as good.
    await db.begin((tx) => postChains(tx, chains, now))
  }
  return due.length
}

/** An account that exists: its floor is the stored one, whatever is said here. */
function accountFromId(id: string) {
  const [unit, purpose, ...owner] = id.split('/')
  return account({ unit: unit!, purpose: purpose!, owner: owner.join('/'), floor: null })
}
