/** When a flash sale is over, what nobody bought is for sale again. */
import { forSale, skuUnit } from '#catalog/stock.ts'
import type { Chain } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import type { Db, Tx } from '#platform/db.ts'
import { book, flashStock } from './accounts.ts'
import { setAside } from './flash-sale.ts'

type EndedSale = { saleId: string; skuId: string; returns: number }

/**
 * Puts the free stock of ended sales back on sale, again whenever an order that was not paid frees
 * more, until a sale has nothing set aside: then it is settled and never looked at again. Answers
 * how many sales it moved on; call until 0. Run twice, or by two processes at once, it gives back
 * once: it holds the sale's row, and the column `returns` numbers the chains.
 */
export async function returnLeftovers(db: Db, now: Date, limit = 200): Promise<number> {
  return db.begin(async (tx) => {
    const ended = await tx<EndedSale>`
      select id as sale_id, sku_id, returns from trade.flash_sale
      where settled_at is null and coalesce(ended_at, ends_at) <= ${now}
      order by coalesce(ended_at, ends_at)
      limit ${limit}
      for no key update skip locked`
    if (ended.length === 0) return 0
    const balances = await setAside(tx, ended, now)
    const states = ended.map((sale, index) => ({ ...sale, ...balances[index]! }))

    const due = states.filter((sale) => sale.available > 0)
    const results = await postChains(tx, due.map(returnChain), now)
    // What was free was read before the ledger's locks: a refusal means that an order of the sale's
    // last moment took some of it, so this sale's turn is the next time.
    const returned = due.filter((_, index) => results[index]!.ok)
    const settled = states.filter(
      (sale) => sale.posted === 0 || (sale.held === 0 && returned.includes(sale)),
    )
    await note(tx, { returned, settled, now })
    return new Set([...returned, ...settled]).size
  })
}

function returnChain(sale: EndedSale & { available: number }): Chain {
  const { saleId, skuId, returns, available } = sale
  const [from, to] = [flashStock(skuUnit(skuId), saleId), forSale(skuId)]
  return {
    book,
    id: `flash_return:${saleId}:${returns + 1}`,
    reference: saleId,
    transfers: [{ kind: 'post', from, to, amount: available }],
  }
}

async function note(
  tx: Tx,
  done: { returned: EndedSale[]; settled: EndedSale[]; now: Date },
): Promise<void> {
  const returned = done.returned.map((sale) => sale.saleId)
  const settled = done.settled.map((sale) => sale.saleId)
  await tx`
    update trade.flash_sale set
      returns = returns + (id = any(${returned}::uuid[]))::int,
      settled_at = case when id = any(${settled}::uuid[]) then ${done.now}::timestamptz end
    where id = any(${[...returned, ...settled]}::uuid[])`
}
