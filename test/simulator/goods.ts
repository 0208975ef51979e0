/** What a shop does besides orders: stock comes and goes, coupons are printed, sales are set up. */
import { forSale, skuUnit, supplyOf } from '#catalog/stock.ts'
import type { Account, Chain, ChainResult, Transfer } from '#ledger/chain.ts'
import { reversalOf } from '#ledger/reverse.ts'
import { bank, book, couponLeft, couponSource, flashStock, payable } from '#trade/accounts.ts'
import type { Random } from './random.ts'

/** Chains that go together into one batch, in this order; `answered` hears what became of them. */
export type Command = { chains: Chain[]; answered(results: ChainResult[]): void }

export const skuIds = ['s1', 's2', 's3', 's4', 's5', 's6']
export const brandIds = ['b1', 'b2', 'b3']
const keptMax = 60

export type Goods = ReturnType<typeof createGoods>

export function createGoods(random: Random) {
  let count = 0
  const coupons: string[] = []
  const sales: { saleId: string; skuId: string }[] = []
  const posted: Chain[] = [] // that only post, so that they can be reversed

  function post(name: string, from: Account, to: Account, amount: number, then?: () => void) {
    const transfers: Transfer[] = [{ kind: 'post', from, to, amount }]
    const chain: Chain = { book, id: `${name}:${++count}`, reference: `run:${count}`, transfers }
    return only(chain, (result) => {
      if (!result.ok) return
      posted.push(chain)
      if (posted.length > keptMax) posted.shift()
      then?.()
    })
  }

  function deliver(): Command {
    const skuId = random.pick(skuIds)
    return post('stock_add', supplyOf(skuId), forSale(skuId), random.between(1, 12))
  }
  function takeAway(): Command {
    const skuId = random.pick(skuIds)
    return post('stock_remove', forSale(skuId), supplyOf(skuId), random.between(1, 8))
  }
  function printCoupons(): Command {
    const isNew = coupons.length < 3 || random.chance(0.3)
    const id = isNew ? `c${++count}` : random.pick(coupons)
    return post('coupons', couponSource(id), couponLeft(id), random.between(1, 6), () => {
      if (isNew) addTo(coupons, id, 4)
    })
  }
  function setUpSale(): Command {
    const skuId = random.pick(skuIds)
    const saleId = `f${++count}`
    const to = flashStock(skuUnit(skuId), saleId)
    return post('flash', forSale(skuId), to, random.between(1, 6), () => {
      addTo(sales, { saleId, skuId }, 4)
    })
  }
  function endSale(): Command | null {
    if (sales.length === 0) return null
    const { saleId, skuId } = random.pick(sales)
    const from = flashStock(skuUnit(skuId), saleId)
    return post('flash_return', from, forSale(skuId), random.between(1, 5))
  }
  /** A brand that owes us pays its debt. */
  function topUp(): Command {
    const brandId = random.pick(brandIds)
    return post('top_up', bank(brandId), payable(brandId), random.between(1, 400_000))
  }
  function reverse(): Command | null {
    if (posted.length === 0) return null
    const chain = random.pick(posted)
    const moved = chain.transfers.map((transfer, n) => {
      const { from, to, amount } = transfer as Extract<Transfer, { kind: 'post' }>
      return { n, from, to, amount }
    })
    return only(reversalOf(chain, moved))
  }

  return {
    deliver,
    takeAway,
    printCoupons,
    setUpSale,
    endSale,
    topUp,
    reverse,
    /** The newest few that exist. */
    coupons: coupons as readonly string[],
    sales: sales as readonly { saleId: string; skuId: string }[],
  }
}

/** A command of one chain. */
export function only(chain: Chain, then?: (result: ChainResult) => void): Command {
  return { chains: [chain], answered: ([result]) => then?.(result!) }
}

function addTo<T>(list: T[], one: T, max: number): void {
  list.push(one)
  if (list.length > max) list.shift()
}
