/** The word of staff on a proposed merge. */
import type { Tx } from '#platform/db.ts'
import { proposalNotFound } from '../errors.ts'
import type { Evidence } from './evidence.ts'
import { merge, undoMerge } from './merge.ts'

export type Decision = 'accepted' | 'refused'

/** Errors: proposalNotFound, also when it was decided before. */
export async function decideProposal(
  tx: Tx,
  input: { proposalId: string; decision: Decision; by: string; now: Date },
): Promise<{ a: string; b: string; mergeId: string | null }> {
  const { proposalId, decision, by, now } = input
  const [decided] = await tx<{ a: string; b: string; evidence: Evidence }>`
    update pool.merge_proposal set decided_at = ${now}, decided_by = ${by}, decision = ${decision}
    where id = ${proposalId} and decided_at is null
    returning a_person as a, b_person as b, evidence`
  if (!decided) throw proposalNotFound({ proposalId })
  const { a, b } = decided
  if (decision === 'refused') return { a, b, mergeId: null }
  const evidence = { ...decided.evidence, proposalId }
  const merged = await merge(tx, { a, b, evidence, by, now, isReviewed: true })
  if (!('mergeId' in merged)) throw proposalNotFound({ proposalId })
  return { a, b, mergeId: merged.mergeId }
}

/** What was decided waits again; a merge that came of it, and stands, is undone. */
export async function reopenProposal(
  tx: Tx,
  input: { proposalId: string; by: string; now: Date },
): Promise<void> {
  const { proposalId, by, now } = input
  const [reopened] = await tx`
    update pool.merge_proposal as decided
    set decided_at = null, decided_by = null, decision = null
    where id = ${proposalId} and decided_at is not null
      and not exists (
        select from pool.merge_proposal as open
        where open.a_person = decided.a_person and open.b_person = decided.b_person
          and open.decided_at is null)
    returning 1`
  if (!reopened) throw proposalNotFound({ proposalId })
  const [edge] = await tx<{ id: string }>`
    select merge.id from pool.merge join pool.merge_proposal as proposal
      on proposal.id = ${proposalId} and least(merge.a_person, merge.b_person) = proposal.a_person
        and greatest(merge.a_person, merge.b_person) = proposal.b_person
    where merge.a_person in (proposal.a_person, proposal.b_person)
      and undone_at is null and merge.evidence->>'proposalId' = ${proposalId}`
  if (edge) await undoMerge(tx, { mergeId: edge.id, by, now })
}
