/**
 * The stock of a SKU, as the ledger holds it: units come from its supply, stand for sale, and go to
 * sold. Orders move them in chains of their own; here are the changes that staff and suppliers
 * make.
 */
import { z } from 'zod'
import { balancesOf } from '#ledger/balance.ts'
import { account } from '#ledger/chain.ts'
import type { Account, Chain } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { skuNotFound, stockTooLow } from './errors.ts'
import { stockChanged } from './events.ts'

const book = 'main'

export const skuUnit = (skuId: string): string => `SKU:${skuId}`

const accountOf = (skuId: string, purpose: string, floor: number | null): Account =>
  account({ unit: skuUnit(skuId), purpose, owner: 'shop', floor })

/** What can be bought, held or not. Never below zero. */
export const forSale = (skuId: string): Account => accountOf(skuId, 'for_sale', 0)
/** Where units come from, and go back to when they are taken away. */
export const supplyOf = (skuId: string): Account => accountOf(skuId, 'supply', null)
/** Where paid units are. */
export const soldOf = (skuId: string): Account => accountOf(skuId, 'sold', null)

export const stockReasons = ['delivery', 'count', 'damage', 'return', 'opening'] as const
export const StockReason = z.enum(stockReasons)

export type StockChange = {
  /** Made by the caller: the same change twice takes effect once. */
  changeId: string
  skuId: string
  /** Whole units, more than 0. */
  quantity: number
  reason: z.infer<typeof StockReason>
  /** What the ledger files it under, e.g. a delivery or an import; the change itself by default. */
  runId?: string
}

/** Puts units up for sale and records `catalog.stock_changed`. Errors: skuNotFound. */
export async function addStock(tx: Tx, change: StockChange, now: Date): Promise<void> {
  await addStocks(tx, [change], now)
}

/**
 * The same for any number of changes, in a fixed number of statements. It posts to the ledger, so
 * call it once per transaction and lock nothing afterwards.
 */
export async function addStocks(tx: Tx, changes: StockChange[], now: Date): Promise<void> {
  const chains = changes.map((change) => chainOf(change, 'add'))
  await postChanges(tx, changes, chains, now, 1)
}

/**
 * Takes units away that nobody has bought or holds, and records `catalog.stock_changed`.
 * Errors: skuNotFound, stockTooLow.
 */
export async function removeStock(tx: Tx, change: StockChange, now: Date): Promise<void> {
  await postChanges(tx, [change], [chainOf(change, 'remove')], now, -1)
}

/** How many units of each SKU can be bought at `now`; 0 for one that never had stock. */
export async function stockOf(
  db: Sql,
  skuIds: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  if (skuIds.length === 0) return new Map()
  const balances = await balancesOf(db, { book, accounts: skuIds.map(forSale), now })
  return new Map(skuIds.map((skuId, index) => [skuId, balances[index]!.available]))
}

function chainOf(change: StockChange, act: 'add' | 'remove'): Chain {
  const { changeId, skuId, quantity, reason, runId } = change
  const [from, to] =
    act === 'add' ? [supplyOf(skuId), forSale(skuId)] : [forSale(skuId), supplyOf(skuId)]
  return {
    book,
    id: `stock_${act}:${reason}:${changeId}`,
    reference: runId ?? changeId,
    transfers: [{ kind: 'post', from, to, amount: quantity }],
  }
}

async function postChanges(
  tx: Tx,
  changes: StockChange[],
  chains: Chain[],
  now: Date,
  sign: 1 | -1,
): Promise<void> {
  const versions = await raiseVersions(tx, changes)
  const results = await postChains(tx, chains, now)
  const done = changes.filter((change, index) => {
    const result = results[index]!
    if (result.ok) return result.fresh
    if (result.reason === 'insufficient') throw stockTooLow({ skuId: change.skuId })
    throw new Error(`stock of ${change.skuId} refused: ${result.reason}`)
  })
  const payloads = done.map(({ skuId, quantity }) => {
    return { skuId, quantity: sign * quantity, version: versions.get(skuId)! }
  })
  await stockChanged.recordAll(tx, payloads)
}

/** Locks the SKUs' rows in one order, before the ledger's. */
async function raiseVersions(tx: Tx, changes: StockChange[]): Promise<Map<string, number>> {
  const skuIds = [...new Set(changes.map((change) => change.skuId))]
  const rows = await tx<{ id: string; stockVersion: number }>`
    with locked as (
      select id from catalog.sku where id = any(${skuIds}::uuid[]) order by id for no key update
    )
    update catalog.sku set stock_version = stock_version + 1 from locked
    where sku.id = locked.id
    returning sku.id, sku.stock_version`
  const versions = new Map(rows.map((row) => [row.id, row.stockVersion]))
  const missing = skuIds.find((skuId) => !versions.has(skuId))
  if (missing) throw skuNotFound({ skuId: missing })
  return versions
}
