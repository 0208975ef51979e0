/**
 * Flash sales: a lower price for a time, for goods that are set aside in the ledger. A sale's terms
 * never change; a person may only end it early.
 */
import { findFirstPictures } from '#catalog/picture.ts'
import { findSellable } from '#catalog/sellable.ts'
import { forSale, skuUnit } from '#catalog/stock.ts'
import { balancesOf } from '#ledger/balance.ts'
import type { Balance } from '#ledger/balance.ts'
import { postChain } from '#ledger/post.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { sql } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import type { z } from 'zod'
import { book, flashStock } from './accounts.ts'
import {
  saleNotFound,
  saleOverlaps,
  salePrice,
  saleState,
  skuNotFound,
  soldOut,
  wrongTerm,
} from './errors.ts'
import type { RunningSale } from './price-order.ts'
import type { FlashSale } from './views.ts'

export type NewFlashSale = {
  skuId: string
  priceFen: number
  quantity: number
  perMemberMax: number
  startsAt: Date
  endsAt: Date
}

/**
 * Plans a sale and sets its goods aside at once, in one chain `flash:<saleId>`. Answers its id.
 *
 * Errors: skuNotFound, wrongTerm, salePrice, saleOverlaps, soldOut (fewer are for sale than it
 * asks).
 */
export async function createFlashSale(tx: Tx, sale: NewFlashSale, now: Date): Promise<string> {
  const { skuId, priceFen, quantity, perMemberMax, startsAt, endsAt } = sale
  const [sku] = await findSellable(tx, [skuId])
  if (!sku?.onSale) throw skuNotFound({ skuId })
  const refusal = whyNotFlashSale(sale, sku.priceFen, now)
  if (refusal) throw refusal

  // Two people planning for one article go one after the other.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`flash_sale ${skuId}`}, 1))`
  const [other] = await tx<{ id: string }>`
    select id from trade.flash_sale
    where sku_id = ${skuId} and starts_at < ${endsAt}
      and coalesce(ended_at, ends_at) > ${startsAt}
    limit 1`
  if (other) throw saleOverlaps({ flashSaleId: other.id })

  const [written] = await tx<{ id: string }>`
    insert into trade.flash_sale (sku_id, price_fen, quantity, per_member_max, starts_at, ends_at,
      created_at)
    values (${skuId}, ${priceFen}, ${quantity}, ${perMemberMax}, ${startsAt}, ${endsAt}, ${now})
    returning id`
  const { id } = written!
  const [from, to] = [forSale(skuId), flashStock(skuUnit(skuId), id)]
  const chain = { book, id: `flash:${id}`, reference: id }
  const transfers = [{ kind: 'post' as const, from, to, amount: quantity }]
  await postChain(tx, { ...chain, transfers }, now, () => soldOut({ skuId }))
  return id
}

/** Why such a sale cannot be planned now, or null when it can. */
export function whyNotFlashSale(
  sale: NewFlashSale,
  regularPriceFen: number,
  now: Date,
): DomainError | null {
  if (sale.startsAt < now || sale.endsAt <= sale.startsAt) return wrongTerm()
  if (sale.priceFen >= regularPriceFen) return salePrice({ regularPriceFen })
  return null
}

/**
 * Ends a sale before its time, or calls off one that has not begun; it can never be made longer.
 * Its goods go back by `returnLeftovers`. Errors: saleNotFound, saleState.
 */
export async function endFlashSale(tx: Tx, saleId: string, now: Date): Promise<void> {
  const ended = await tx`
    update trade.flash_sale set ended_at = ${now}
    where id = ${saleId} and ended_at is null and ends_at > ${now}
    returning id`
  if (ended.length > 0) return
  const known = await tx`select id from trade.flash_sale where id = ${saleId}`
  throw known.length > 0 ? saleState({ saleId }) : saleNotFound({ saleId })
}

/**
 * The sales of these SKUs that run at `now`, at most one each. One look-up by index, and a second
 * statement (what is left) only where one runs.
 */
export async function findRunningSales(
  db: Sql,
  skuIds: readonly string[],
  now: Date,
): Promise<RunningSale[]> {
  const running = await db<Omit<RunningSale, 'left'>>`
    select id as sale_id, sku_id, price_fen, per_member_max, ends_at
    from trade.flash_sale
    where sku_id = any(${skuIds}::uuid[]) and starts_at <= ${now} and ends_at > ${now}
      and (ended_at is null or ended_at > ${now})`
  if (running.length === 0) return []
  const balances = await setAside(db, running, now)
  return running.map((sale, index) => ({ ...sale, left: balances[index]!.available }))
}

/** What is set aside for each sale, in order. */
export async function setAside(
  db: Sql,
  sales: { saleId: string; skuId: string }[],
  now: Date,
): Promise<Balance[]> {
  const accounts = sales.map(({ saleId, skuId }) => flashStock(skuUnit(skuId), saleId))
  return balancesOf(db, { book, accounts, now })
}

type View = z.input<typeof FlashSale>

/**
 * For members: the sales that run, then those of the coming week; the nearest end or start first.
 */
export async function listOpenFlashSales(db: Sql, now: Date): Promise<View[]> {
  const sales = await viewsOf(
    db,
    await db<Row>`
      select ${columns} from trade.flash_sale
      where starts_at <= ${addMs(now, 7 * dayMs)} and ends_at > ${now} and ended_at is null
      order by greatest(starts_at, ${now}), ends_at, id
      limit 100`,
    now,
  )
  return sales.filter((sale) => sale.onSale)
}

/** For staff: all of them, newest first. Pages by id. */
export async function listFlashSales(
  db: Sql,
  query: { afterId?: string | undefined; limit: number; now: Date },
): Promise<View[]> {
  const { afterId = null, limit, now } = query
  const rows = await db<Row>`
    select ${columns} from trade.flash_sale
    where ${afterId}::uuid is null or id < ${afterId}
    order by id desc
    limit ${limit}`
  return viewsOf(db, rows, now)
}

/** Errors: saleNotFound. */
export async function getFlashSale(db: Sql, saleId: string, now: Date): Promise<View> {
  const rows = await db<Row>`select ${columns} from trade.flash_sale where id = ${saleId}`
  const [sale] = await viewsOf(db, rows, now)
  if (!sale) throw saleNotFound({ saleId })
  return sale
}

type Row = {
  saleId: string
  skuId: string
  priceFen: number
  quantity: number
  perMemberMax: number
  startsAt: Date
  endsAt: Date
  comparedFen: number | null
}
const columns = sql`id as sale_id, sku_id, price_fen, quantity, per_member_max, starts_at, compared_fen,
  coalesce(ended_at, ends_at) as ends_at`

async function viewsOf(db: Sql, rows: Row[], now: Date): Promise<(View & { onSale: boolean })[]> {
  if (rows.length === 0) return []
  const skus = new Map(
    (await findSellable(db, [...new Set(rows.map((row) => row.skuId))])).map((sku) => [
      sku.skuId,
      sku,
    ]),
  )
  const pictures = await findFirstPictures(
    db,
    [...skus.values()].map((sku) => sku.productId),
  )
  const balances = await setAside(db, rows, now)
  return rows.map(({ saleId, comparedFen, ...row }, index) => {
    const { productId, titleZh, titleEn, priceFen: regularPriceFen, onSale } = skus.get(row.skuId)!
    const left = balances[index]!.available
    const status = statusOf(row, now)
    return {
      id: saleId,
      ...row,
      productId,
      titleZh,
      titleEn,
      picture: pictures.get(productId) ?? null,
      regularPriceFen,
      comparedPriceFen: comparedFen !== null && comparedFen > row.priceFen ? comparedFen : null,
      left,
      status,
      onSale,
    }
  })
}

function statusOf(
  { startsAt, endsAt }: Pick<Row, 'startsAt' | 'endsAt'>,
  now: Date,
): View['status'] {
  if (now >= endsAt) return 'ended'
  return now < startsAt ? 'scheduled' : 'running'
}
