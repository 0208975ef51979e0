/** A case: something that does not fit and that a person must look at. Opened once per subject. */
import { json } from '#platform/db.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { caseNotFound } from './errors.ts'

export const caseKinds = [
  'unknown_number', // the institution speaks of a number we never gave
  'amount_mismatch',
  'instruction_refused',
  'receiver_limit', // a receiver would fall below what it may owe
  'unexplained_difference', // between the institution's bill or balances and ours
  'long_in_flight', // for more than a day
] as const

/** How a case ended: a code, since words of staff could hold what must be erasable. */
export const caseOutcomes = [
  'explained', // nothing was wrong
  'corrected_here',
  'corrected_there', // by the institution
  'written_off',
] as const
export type CaseOutcome = (typeof caseOutcomes)[number]

export type NewCase = {
  kind: (typeof caseKinds)[number]
  /** What it is about, `kind:id`. */
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
  kind: NewCase['kind']
  subject: string
  facts: Record<string, unknown>
  openedAt: Date
  closedAt: Date | null
  outcome: CaseOutcome | null
}

/** The open ones, the longest waiting first; or the closed ones, the newest first. By key. */
export async function listCases(
  db: Sql,
  query: { open: boolean; afterId: string | null; limit: number },
): Promise<CaseRow[]> {
  const { open, afterId, limit } = query
  if (open)
    return db<CaseRow>`
      select id, kind, subject, facts, opened_at, closed_at, outcome from trade."case"
      where closed_at is null and (${afterId}::uuid is null or id > ${afterId})
      order by id limit ${limit}`
  return db<CaseRow>`
    select id, kind, subject, facts, opened_at, closed_at, outcome from trade."case"
    where closed_at is not null and (${afterId}::uuid is null or id < ${afterId})
    order by id desc limit ${limit}`
}

/** Once. Errors: caseNotFound, also when it is closed. */
export async function closeCase(
  tx: Tx,
  close: { caseId: string; outcome: CaseOutcome; now: Date },
): Promise<CaseRow> {
  const { caseId, outcome, now } = close
  const [closed] = await tx<CaseRow>`
    update trade."case" set closed_at = ${now}, outcome = ${outcome}
    where id = ${caseId} and closed_at is null
    returning id, kind, subject, facts, opened_at, closed_at, outcome`
  if (!closed) throw caseNotFound({ caseId })
  return closed
}
