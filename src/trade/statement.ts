/**
 * What a brand was given and what went out again, as the ledger has it: nothing here is computed from
 * orders or from today's fees. Times are the institution's.
 */
import { listMoves, turnoverOf } from '#ledger/turnover.ts'
import type { ChainMoves, Turnover } from '#ledger/turnover.ts'
import type { Place } from '#ledger/place.ts'
import type { Db, Sql } from '#platform/db.ts'
import { book, fee, payable } from './accounts.ts'

/** By where the money came from or went: escrow, buyer, bank. `other` should not happen. */
export const statementKinds = ['release', 'refund', 'payout', 'other'] as const
export type StatementKind = (typeof statementKinds)[number]

/** Gross is what buyers paid, fee the platform's part of it, net the brand's. Below 0: it went out. */
export type Amounts = { grossFen: number; feeFen: number; netFen: number }

export type StatementLine = Amounts & {
  at: Date
  kind: StatementKind
  chainId: string
  orderId: string | null
  refundId: string | null
  payoutId: string | null
}

export type Statement = {
  openingFen: number
  closingFen: number
  totals: Record<StatementKind, Amounts>
  /** Oldest first. */
  lines: StatementLine[]
}

export type StatementQuery = {
  brandId: string
  from: Date
  to: Date
  after?: Place | undefined
  limit: number
}

/** opening + the net of all lines = closing; closing up to now is what the payable account holds. */
export async function readStatement(db: Db, query: StatementQuery): Promise<Statement> {
  const { brandId, ...page } = query
  const [own, kept] = [payable(brandId).id, fee(brandId).id]
  const wanted = { book, accountIds: [own, kept], ...page }
  return db.begin(async (tx) => {
    // One moment for the sums and the lines.
    await tx`set transaction isolation level repeatable read, read only`
    const turnovers = await turnoverOf(tx, wanted)
    const lines = await readStatementLines(tx, query)
    const { openingPosted, closingPosted } = turnovers.get(own)!
    return {
      openingFen: openingPosted,
      closingFen: closingPosted,
      totals: totalsOf(turnovers.get(own)!, turnovers.get(kept)!),
      lines,
    }
  })
}

/** Lines alone, oldest first, from after `after`. */
export async function readStatementLines(db: Sql, query: StatementQuery): Promise<StatementLine[]> {
  const { brandId, ...page } = query
  const [own, kept] = [payable(brandId).id, fee(brandId).id]
  const chains = await listMoves(db, { book, accountIds: [own, kept], ...page })
  const refundIds = await findRefundIds(db, chains)
  return chains.map((chain) => lineOf(chain, own, kept, refundIds))
}

const kindOf = (otherPurpose: string): StatementKind => {
  if (otherPurpose === 'escrow') return 'release'
  if (otherPurpose === 'payer') return 'refund'
  return otherPurpose === 'bank' ? 'payout' : 'other'
}

function totalsOf(own: Turnover, kept: Turnover): Statement['totals'] {
  const totals = Object.fromEntries(
    statementKinds.map((kind) => [kind, { grossFen: 0, feeFen: 0, netFen: 0 }]),
  ) as Statement['totals']
  for (const [purpose, fen] of own.netByPurpose) addTo(totals[kindOf(purpose)], 'netFen', fen)
  for (const [purpose, fen] of kept.netByPurpose) addTo(totals[kindOf(purpose)], 'feeFen', fen)
  return totals
}

function addTo(amounts: Amounts, part: 'netFen' | 'feeFen', fen: number): void {
  amounts[part] += fen
  amounts.grossFen += fen
}

function lineOf(
  { at, chainId, reference, moves }: ChainMoves,
  own: string,
  kept: string,
  refundIds: Map<string, string>,
): StatementLine {
  const amounts: Amounts = { grossFen: 0, feeFen: 0, netFen: 0 }
  const kinds = new Set<StatementKind>()
  for (const { from, to, amount } of moves) {
    const comes = to === own || to === kept
    addTo(amounts, [from, to].includes(own) ? 'netFen' : 'feeFen', comes ? amount : -amount)
    kinds.add(kindOf((comes ? from : to).split('/')[1]!))
  }
  const [kind = 'other'] = kinds.size === 1 ? kinds : []
  return {
    at,
    kind,
    chainId,
    ...amounts,
    orderId: kind === 'release' || kind === 'refund' ? reference : null,
    refundId: refundIds.get(chainId) ?? null,
    payoutId: kind === 'payout' ? reference.slice(reference.indexOf(':') + 1) : null,
  }
}

/** By chain. The chain that settles an instruction carries its number. */
async function findRefundIds(db: Sql, chains: ChainMoves[]): Promise<Map<string, string>> {
  const rows = await db<{ chainId: string; refundId: string }>`
    select wanted.id as chain_id, substr(instruction.about, 8) as refund_id
    from unnest(${chains.map((chain) => chain.chainId)}::text[]) as wanted (id)
    cross join lateral (
      select about from trade.instruction
      where number = substr(wanted.id, 8) and about like 'refund:%' offset 0) as instruction
    where wanted.id like 'settle:%'`
  return new Map(rows.map((row) => [row.chainId, row.refundId]))
}
