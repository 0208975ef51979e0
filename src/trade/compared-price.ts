/**
 * The price that a flash sale is compared with. Without a full account of how it came about, a compared
 * price may not be above the lowest at which this shop really sold the goods in the seven days before
 * the sale; when nobody bought in that time, above the last deal before; and when nobody ever bought,
 * there is none (China: provisions on clearly marked prices 2022, article 16; on sales promotion 2020,
 * article 21). A deal's price is what was paid for a piece, its share of a coupon taken off. What was
 * given back whole was no deal.
 */
import { soldOf } from '#catalog/stock.ts'
import { listEntries } from '#ledger/explore.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { book } from './accounts.ts'

export const comparedWithinMs = 7 * dayMs

/** A piece that was sold: when it was paid, and for how many fen (whole, rounded down). */
export type Deal = { at: Date; unitFen: number }

/** `deals` in any order; those at or after `startsAt` do not count. Null: there is nothing to compare. */
export function comparedPriceOf(deals: Deal[], startsAt: Date): number | null {
  const before = deals.filter(({ at }) => at < startsAt)
  const lately = before.filter(({ at }) => at >= addMs(startsAt, -comparedWithinMs))
  if (lately.length > 0) return Math.min(...lately.map(({ unitFen }) => unitFen))
  const last = Math.max(...before.map(({ at }) => at.getTime()))
  const lastDeals = before.filter(({ at }) => at.getTime() === last)
  return lastDeals.length > 0 ? Math.min(...lastDeals.map(({ unitFen }) => unitFen)) : null
}

/** Settles what the sales that have begun are compared with. Answers how many; call until 0. */
export async function comparePrices(db: Db, now: Date, limit = 20): Promise<number> {
  return db.begin(async (tx) => {
    const begun = await tx<{ id: string; skuId: string; startsAt: Date }>`
      select id, sku_id, starts_at from trade.flash_sale
      where compared_at is null and starts_at <= ${now}
      order by starts_at limit ${limit} for no key update skip locked`
    for (const { id, skuId, startsAt } of begun) {
      const comparedFen = comparedPriceOf(await dealsBefore(tx, skuId, startsAt), startsAt)
      await tx`
        update trade.flash_sale set compared_fen = ${comparedFen}, compared_at = ${now}
        where id = ${id}`
    }
    return begun.length
  })
}

const pageSize = 500

/** Newest first, as far back as the comparison looks: through the seven days, or to the last deal. */
async function dealsBefore(tx: Tx, skuId: string, startsAt: Date): Promise<Deal[]> {
  const deals: Deal[] = []
  const from = addMs(startsAt, -comparedWithinMs)
  let before = { at: startsAt, chainId: '', n: 0 }
  for (;;) {
    const accountId = soldOf(skuId).id
    const entries = await listEntries(tx, { book, accountId, before, limit: pageSize })
    const orderIds = entries.filter(({ meaning }) => meaning === 'in').map((one) => one.reference)
    deals.push(...(await dealsOf(tx, skuId, orderIds)))
    const last = entries.at(-1)
    if (entries.length < pageSize || !last) return deals
    if (last.at < from && deals.length > 0) return deals
    before = last
  }
}

/** What was sold to these orders and not given back whole. */
function dealsOf(db: Sql, skuId: string, orderIds: string[]): Promise<Deal[]> {
  return db<Deal>`
    select "order".paid_at as at, line.total_fen / line.quantity as unit_fen
    from unnest(${[...new Set(orderIds)]}::uuid[]) as wanted (id)
    cross join lateral (
      select paid_at from trade."order"
      where id = wanted.id and paid_at is not null offset 0) as "order"
    cross join lateral (
      select * from trade.order_line where order_id = wanted.id offset 0) as line
    where line.sku_id = ${skuId} and line.refunded_quantity < line.quantity
      and line.total_fen >= line.quantity`
}
