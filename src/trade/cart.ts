/** A member's cart: what they think of buying. It holds nothing and promises no price. */
import { findFirstPictures } from '#catalog/picture.ts'
import { findSellable } from '#catalog/sellable.ts'
import type { Sql, Tx } from '#platform/db.ts'
import type { z } from 'zod'
import { cartFull, skuNotFound } from './errors.ts'
import { findOffers } from './offer.ts'
import type { Cart } from './views.ts'

export const cartLinesMax = 200

type View = z.input<typeof Cart>
type CartLine = { skuId: string; quantity: number }

/**
 * The cart with today's prices, oldest line first. `goodsFen` is the worth of what is on sale, also
 * where there is too little of it.
 */
export async function readCart(db: Sql, query: { memberId: string; now: Date }): Promise<View> {
  const { memberId, now } = query
  const rows = await db<CartLine>`
    select sku_id, quantity from trade.cart_line where member_id = ${memberId}
    order by added_at, sku_id
    limit ${cartLinesMax}`
  return showLines(db, rows, now)
}

/** What these lines would be as a cart, as long as they are known. Nothing is kept. */
export async function showLines(db: Sql, rows: CartLine[], now: Date): Promise<View> {
  const offers = await findOffers(
    db,
    rows.map((row) => row.skuId),
    now,
  )
  const pictures = await findFirstPictures(
    db,
    [...offers.values()].map(({ sku }) => sku.productId),
  )
  const lines = rows.flatMap(({ skuId, quantity }) => {
    const offer = offers.get(skuId)
    if (!offer) return []
    const { productId, titleZh, titleEn, skuName, onSale } = offer.sku
    const { unitPriceFen, available } = offer
    const picture = pictures.get(productId) ?? null
    const shown = { skuId, productId, titleZh, titleEn, picture, skuName, quantity }
    return [{ ...shown, unitPriceFen, available, onSale }]
  })
  const goodsFen = lines
    .filter((line) => line.onSale)
    .reduce((sum, line) => sum + line.quantity * line.unitPriceFen, 0)
  return { lines, goodsFen }
}

/** Puts a line into the cart or changes its quantity. Errors: skuNotFound, cartFull. */
export async function setCartLine(
  tx: Tx,
  line: { memberId: string; skuId: string; quantity: number; now: Date },
): Promise<void> {
  const { memberId, skuId, quantity, now } = line
  const [sku] = await findSellable(tx, [skuId])
  if (!sku?.onSale) throw skuNotFound({ skuId })
  await lockCart(tx, memberId)
  const written = await tx`
    insert into trade.cart_line (member_id, sku_id, quantity, added_at)
    select ${memberId}, ${skuId}, ${quantity}, ${now}
    where (select count(*) from trade.cart_line
      where member_id = ${memberId} and sku_id <> ${skuId}) < ${cartLinesMax}
    on conflict (member_id, sku_id) do update set quantity = excluded.quantity
    returning 1`
  if (written.length === 0) throw cartFull()
}

/**
 * Puts articles that are on sale beside what is in the cart; of one that is there already the larger
 * quantity stays. All or none. Errors: cartFull.
 */
export async function putIntoCart(
  tx: Tx,
  put: { memberId: string; lines: { skuId: string; quantity: number }[]; now: Date },
): Promise<void> {
  const { memberId, lines, now } = put
  await lockCart(tx, memberId)
  await tx`
    insert into trade.cart_line (member_id, sku_id, quantity, added_at)
    select ${memberId}, sku_id, quantity, ${now}
    from unnest(${lines.map((line) => line.skuId)}::uuid[],
      ${lines.map((line) => line.quantity)}::int[]) as new (sku_id, quantity)
    on conflict (member_id, sku_id)
    do update set quantity = greatest(cart_line.quantity, excluded.quantity)`
  const [kept] = await tx<{ count: number }>`
    select count(*) from trade.cart_line where member_id = ${memberId}`
  if (kept!.count > cartLinesMax) throw cartFull()
}

/** Two tabs that add lines go one after the other, so that neither counts without the other's. */
async function lockCart(tx: Tx, memberId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`cart ${memberId}`}, 1))`
}

/** Takes a line out; one that is not there is as good. */
export async function dropCartLine(
  tx: Tx,
  line: { memberId: string; skuId: string },
): Promise<void> {
  await tx`
    delete from trade.cart_line where member_id = ${line.memberId} and sku_id = ${line.skuId}`
}
