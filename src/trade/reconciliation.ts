/** Reconciliations as they are stored and shown. */
import { json } from '#platform/db.ts'
import type { Sql, Tx } from '#platform/db.ts'
import type { AccountComparison } from './compare-balances.ts'
import type { Difference, InFlight } from './compare-bill.ts'
import type { Reconciliation } from './reconcile.ts'

/** Of so many the details are kept; the counts are of all. */
const detailsMax = 1_000

export async function writeReconciliation(tx: Tx, found: Reconciliation): Promise<string> {
  const { dueOn, runAt, lines, matched, inFlight, unexplained, accounts } = found
  const [row] = await tx<{ id: string }>`
    insert into trade.reconciliation (due_on, run_at, line_count, matched, in_flight_count,
      unexplained_count, in_flight, unexplained, accounts)
    values (${dueOn}, ${runAt}, ${lines}, ${matched}, ${inFlight.length}, ${unexplained.length},
      ${json(inFlight.slice(0, detailsMax))}::jsonb,
      ${json(unexplained.slice(0, detailsMax))}::jsonb, ${accounts && json(accounts)}::jsonb)
    returning id`
  return row!.id
}

export type ReconciliationRow = {
  id: string
  dueOn: string
  runAt: Date
  lineCount: number
  matched: number
  inFlightCount: number
  unexplainedCount: number
}
export type StoredFlight = Omit<InFlight, 'since'> & { since: string }
export type StoredReconciliation = ReconciliationRow & {
  inFlight: StoredFlight[]
  unexplained: Difference[]
  accounts: AccountComparison[] | null
}

/** The last run first, by key. */
export async function listReconciliations(
  db: Sql,
  query: { beforeId: string | null; limit: number },
): Promise<ReconciliationRow[]> {
  const { beforeId, limit } = query
  return db<ReconciliationRow>`
    select id, due_on, run_at, line_count, matched, in_flight_count, unexplained_count
    from trade.reconciliation
    where ${beforeId}::uuid is null or id < ${beforeId}
    order by id desc limit ${limit}`
}

/** Null when there is none. */
export async function readReconciliation(
  db: Sql,
  id: string,
): Promise<StoredReconciliation | null> {
  const [row] = await db<StoredReconciliation>`
    select id, due_on, run_at, line_count, matched, in_flight_count, unexplained_count, in_flight,
      unexplained, accounts
    from trade.reconciliation where id = ${id}`
  return row ?? null
}

export async function hasReconciled(db: Sql, dueOn: string): Promise<boolean> {
  const rows = await db`select 1 from trade.reconciliation where due_on = ${dueOn} limit 1`
  return rows.length > 0
}

/** What the last run for this day expected on a neighbour's bill. */
export async function findOtherDays(db: Sql, dueOn: string): Promise<StoredFlight[]> {
  const [last] = await db<{ inFlight: StoredFlight[] }>`
    select in_flight from trade.reconciliation where due_on = ${dueOn} order by id desc limit 1`
  return (last?.inFlight ?? []).filter((one) => one.why === 'other_day')
}
