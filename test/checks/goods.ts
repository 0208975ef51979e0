/** Real goods for a shop that is looked at: the demo's best sold, with their drawn pictures. */
import { nameShop, openShop } from '#demo/open-shop.ts'
import { readHistory, readProducts } from '#demo/history.ts'
import { planReplay } from '#demo/plan.ts'
import type { PlannedProduct } from '#demo/products.ts'
import { dayOf } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { createProgram } from '../../src/services.ts'

/** Puts the `count` best sold on sale, `stock` of each. Answers them, the best sold first. */
export async function fillShop(
  env: Record<string, string>,
  { count, stock }: { count: number; stock: number },
): Promise<PlannedProduct[]> {
  const plan = planReplay(await readHistory(), await readProducts(), dayOf(new Date()))
  const products = plan.products.toSorted((a, b) => b.soldQuantity - a.soldQuantity).slice(0, count)
  const openingStock = new Map(products.map(({ skuId }) => [skuId, stock]))
  const program = createProgram(readConfig(env), createLog('silent', 'check'))
  try {
    await nameShop(program, plan.opensAt)
    await openShop(program, { ...plan, products, openingStock, members: [] })
  } finally {
    await program.close()
  }
  return products
}
