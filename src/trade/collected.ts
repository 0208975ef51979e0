/** What a visitor collected joins the cart of the member that they turn out to be. */
import { findSellable } from '#catalog/sellable.ts'
import type { Tx } from '#platform/db.ts'
import { putIntoCart } from './cart.ts'

/**
 * Leaves out what is not sold any more. Where the cart has an article already, the larger quantity
 * stays, so that doing it twice doubles nothing. Errors: cartFull.
 */
export async function keepCollected(
  tx: Tx,
  collected: { memberId: string; lines: { skuId: string; quantity: number }[]; now: Date },
): Promise<void> {
  const { memberId, lines, now } = collected
  const skus = await findSellable(
    tx,
    lines.map((line) => line.skuId),
  )
  const onSale = new Set(skus.filter((sku) => sku.onSale).map((sku) => sku.skuId))
  await putIntoCart(tx, { memberId, lines: lines.filter((line) => onSale.has(line.skuId)), now })
}
