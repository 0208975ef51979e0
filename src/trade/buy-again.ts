/** What an order had goes into the cart once more, as far as it is still sold. */
import { findSellable } from '#catalog/sellable.ts'
import type { Tx } from '#platform/db.ts'
import { putIntoCart } from './cart.ts'
import { orderNotFound } from './errors.ts'

/** For an order of `ownerId`, who is the same human as `memberId`. Answers how many articles are in the cart now, and how many are not sold any more. */
export async function buyAgain(
  tx: Tx,
  again: { orderId: string; memberId: string; ownerId?: string; now: Date },
): Promise<{ added: number; gone: number }> {
  const { orderId, memberId, ownerId = memberId, now } = again
  const lines = await tx<{ skuId: string; quantity: number }>`
    select sku_id, quantity from trade.order_line
    join trade."order" on "order".id = order_id
    where order_id = ${orderId} and member_id = ${ownerId}
    order by line_no`
  if (lines.length === 0) throw orderNotFound({ orderId })
  const sellable = await findSellable(
    tx,
    lines.map((line) => line.skuId),
  )
  const onSale = new Set(sellable.filter((sku) => sku.onSale).map((sku) => sku.skuId))
  const wanted = lines.filter((line) => onSale.has(line.skuId))
  await putIntoCart(tx, { memberId, lines: wanted, now })
  return { added: wanted.length, gone: lines.length - wanted.length }
}
