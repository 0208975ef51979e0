/** What must always be true of the ledger, recomputed from the transfers and never trusted. */
import type { Db } from '#platform/db.ts'

export type Breach = { invariant: string; subject: string; detail: string }

/**
 * All breaches found (at most 100 of each kind), empty when the ledger is sound:
 * per unit the balances sum to zero; no account is below its floor; a balance is the sum of its
 * transfers; `held` is the sum of its open holds; an open hold is a hold transfer that nothing closed;
 * no hold gave more than it set aside.
 */
export async function findBreaches(db: Db): Promise<Breach[]> {
  const breaches = await db.beginPatiently(120_000, async (tx) => {
    await tx`set transaction isolation level repeatable read, read only`
    return tx<Breach>`
      with moved as (
        select book, account_id, sum(amount) as amount from (
          select book, from_account as account_id, -amount as amount from ledger.transfer
          where kind in ('post', 'post_hold')
          union all
          select book, to_account, amount from ledger.transfer where kind in ('post', 'post_hold')
        ) as legs group by book, account_id
      ), waiting as (
        select book, account_id, sum(amount) as amount from ledger.delta group by book, account_id
      ), balance as (
        select account.book, account.id, account.unit, account.floor, account.held,
          account.posted + coalesce(waiting.amount, 0) as posted, coalesce(moved.amount, 0) as moved
        from ledger.account
        left join waiting on waiting.book = account.book and waiting.account_id = account.id
        left join moved on moved.book = account.book and moved.account_id = account.id
      ), held as (
        select book, from_account as id, sum(amount) as amount from ledger.hold group by 1, 2
      ), should_be_open as (
        select held.book, held.chain_id, held.n, held.amount from ledger.transfer as held
        left join ledger.transfer as closed on closed.book = held.book
          and closed.hold_chain = held.chain_id and closed.hold_n = held.n
        where held.kind = 'hold' and closed.chain_id is null
      )
      (select 'units sum to zero' as invariant, book || ' ' || unit as subject,
        sum(posted)::text as detail
      from balance group by book, unit having sum(posted) <> 0 limit 100)
      union all
      (select 'no account below its floor', book || ' ' || id, posted || ' < ' || floor
      from balance where posted < floor limit 100)
      union all
      (select 'a balance is the sum of its transfers', book || ' ' || id,
        posted || ' <> ' || moved from balance where posted <> moved limit 100)
      union all
      (select 'held is the sum of open holds', balance.book || ' ' || balance.id,
        balance.held || ' <> ' || coalesce(held.amount, 0)
      from balance left join held using (book, id)
      where balance.floor is not null and balance.held <> coalesce(held.amount, 0) limit 100)
      union all
      (select 'open holds are the unclosed ones', coalesce(hold.chain_id, should_be_open.chain_id),
        coalesce(hold.amount::text, 'missing') || ' <> '
          || coalesce(should_be_open.amount::text, 'closed')
      from ledger.hold full join should_be_open using (book, chain_id, n)
      where hold.amount is distinct from should_be_open.amount limit 100)
      union all
      (select 'no hold gives more than it set aside', closed.chain_id,
        closed.amount || ' > ' || held.amount
      from ledger.transfer as closed
      join ledger.transfer as held on held.book = closed.book and held.chain_id = closed.hold_chain
        and held.n = closed.hold_n
      where closed.hold_chain is not null
        and (closed.amount > held.amount or held.kind <> 'hold') limit 100)`
  })
  return breaches
}
