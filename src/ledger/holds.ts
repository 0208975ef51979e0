/** The holds a chain made that are still open, as the transfers that close them. */
import type { Tx } from '#platform/db.ts'
import { account } from './chain.ts'
import type { Transfer } from './chain.ts'

type Row = {
  chainId: string
  n: number
  amount: number
  fromUnit: string
  fromPurpose: string
  fromOwner: string
  fromFloor: number | null
  toPurpose: string
  toOwner: string
  toFloor: number | null
}

/** By chain, in their order, closing each open hold as `kind` says. Chains without one are missing. */
export async function closeHoldsOf(
  tx: Tx,
  book: string,
  chains: { chainId: string; kind: 'post_hold' | 'void_hold' }[],
): Promise<Map<string, Transfer[]>> {
  const rows = await tx<Row>`
    select hold.chain_id, hold.n, hold.amount, source.unit as from_unit,
      source.purpose as from_purpose, source.owner as from_owner, source.floor as from_floor,
      target.purpose as to_purpose, target.owner as to_owner, target.floor as to_floor
    from unnest(${chains.map((one) => one.chainId)}::text[]) as wanted (chain_id)
    cross join lateral (
      select * from ledger.hold where book = ${book} and chain_id = wanted.chain_id offset 0) as hold
    join ledger.account as source on source.book = ${book} and source.id = hold.from_account
    join ledger.account as target on target.book = ${book} and target.id = hold.to_account
    order by hold.chain_id, hold.n`
  const kinds = new Map(chains.map((one) => [one.chainId, one.kind]))
  const byChain = new Map<string, Transfer[]>()
  for (const row of rows) {
    const { chainId, n, fromUnit: unit } = row
    const from = account({
      unit,
      purpose: row.fromPurpose,
      owner: row.fromOwner,
      floor: row.fromFloor,
    })
    const to = account({ unit, purpose: row.toPurpose, owner: row.toOwner, floor: row.toFloor })
    const transfers = byChain.get(chainId) ?? []
    transfers.push({ kind: kinds.get(chainId)!, from, to, hold: { chainId, n } })
    byChain.set(chainId, transfers)
  }
  return byChain
}
