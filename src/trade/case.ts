/** A case: something that does not fit and that a person must look at. Opened once per subject. */
import { json } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'

export type NewCase = {
  kind:
    | 'unknown_number' // the institution speaks of a number we never gave
    | 'amount_mismatch'
    | 'instruction_refused'
    | 'receiver_limit' // a receiver would fall below what it may owe
    | 'unexplained_difference'
    | 'long_in_flight'
  subject: string
  facts: Record<string, unknown>
}

/** An open case of the same kind and subject stays as it is. */
export async function openCases(tx: Tx, cases: NewCase[], now: Date): Promise<void> {
  if (cases.length === 0) return
  await tx`
    insert into trade."case" (kind, subject, facts, opened_at)
    select *, ${now}::timestamptz from unnest(${cases.map((one) => one.kind)}::text[],
      ${cases.map((one) => one.subject)}::text[], ${cases.map((one) => json(one.facts))}::jsonb[])
    on conflict do nothing`
}

export type CaseRow = {
  id: string
  kind: string
  subject: string
  facts: Record<string, unknown>
  openedAt: Date
  closedAt: Date | null
  outcome: string | null
}

/** Open ones first seen first; or the closed ones, newest first. */
export async function listCases(
  db: Db,
  query: { open: boolean; afterId: string | null; limit: number },
): Promise<CaseRow[]> {
  const { open, afterId, limit } = query
  return db<CaseRow>`
    select id, kind, subject, facts, opened_at, closed_at, outcome from trade."case"
    where (closed_at is null) = ${open} and (${afterId}::uuid is null or id > ${afterId})
    order by id limit ${limit}`
}

/** False when there is no such open case. */
export async function closeCase(
  tx: Tx,
  close: { caseId: string; outcome: string; now: Date },
): Promise<boolean> {
  const closed = await tx`
    update trade."case" set closed_at = ${close.now}, outcome = ${close.outcome}
    where id = ${close.caseId} and closed_at is null returning id`
  return closed.length === 1
}
