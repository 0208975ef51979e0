/** Compares the institution's books with their own journal. Sound books give an empty list. */
import type { Db } from '#platform/db.ts'

export type Fault = { account: string; statedFen: string; journalFen: string }

/**
 * Every balance that is stated must be the sum of the journal, every finished instruction must have
 * moved what it says, and a receiver's part of a charge must be what is called split of it.
 */
export async function checkBooks(db: Db): Promise<Fault[]> {
  return db<Fault>`
    with journal as (
      select account, sum(amount) as fen
      from (
        select to_account as account, amount_fen as amount from sandbox.movement
        union all
        select from_account, -amount_fen from sandbox.movement
      ) as side
      group by account
    ),
    stated as (
      select 'payer:' || payer as account, balance_fen as fen from sandbox.payer
      union all
      select 'charge:' || number, frozen_fen from sandbox.charge
      union all
      select 'receiver:' || receiver, balance_fen from sandbox.receiver
      union all
      select 'moved:' || number, amount_fen from sandbox.instruction
      union all
      select 'split:' || number, split_fen from sandbox.charge
    ),
    counted as (
      select account, fen from journal where account <> 'world' and account not like 'bank:%'
      union all
      select 'moved:' || number, sum(amount_fen) from sandbox.movement
      where number <> 'opening' group by number
      union all
      select 'split:' || charge_number, sum(amount_fen) from sandbox.received group by charge_number
    )
    select account, coalesce(stated.fen, 0)::text as stated_fen,
      coalesce(counted.fen, 0)::text as journal_fen
    from stated full join counted using (account)
    where coalesce(stated.fen, 0) <> coalesce(counted.fen, 0)
    order by account
    limit 100`
}

export type Sums = {
  putInFen: number
  payersFen: number
  frozenFen: number
  receiversFen: number
  paidOutFen: number
}

/** Where all money is: what was put in equals the other four together. */
export async function sumBooks(db: Db): Promise<Sums> {
  const [sums] = await db<Sums>`
    select
      (select coalesce(sum(amount_fen), 0)::bigint from sandbox.movement
        where from_account = 'world') as put_in_fen,
      (select coalesce(sum(balance_fen), 0)::bigint from sandbox.payer) as payers_fen,
      (select coalesce(sum(frozen_fen), 0)::bigint from sandbox.charge) as frozen_fen,
      (select coalesce(sum(balance_fen), 0)::bigint from sandbox.receiver) as receivers_fen,
      (select coalesce(sum(amount_fen), 0)::bigint from sandbox.instruction
        where kind = 'payout' and status = 'done') as paid_out_fen`
  return sums!
}
