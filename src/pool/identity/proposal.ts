/**
 * Merges that a person has to look at: evidence that does not speak for itself, and components that
 * would grow beyond what one human can be. Staff accept or refuse; what was refused is not asked again.
 */
import { randomUUIDv7 } from 'node:crypto'
import { json } from '#platform/db.ts'
import type { Tx } from '#platform/db.ts'
import type { Evidence } from './evidence.ts'

export type ProposalReason = 'evidence' | 'too_many_persons' | 'too_many_phones'

export type NewProposal = {
  a: string
  b: string
  evidence: Evidence
  reason: ProposalReason
  by: string
  now: Date
}

/** One open proposal for a pair; the id of the one that stands, or of the answer given before. */
export async function propose(tx: Tx, input: NewProposal): Promise<string> {
  const { evidence, reason, by, now } = input
  const [a, b] = [input.a, input.b].toSorted() as [string, string]
  const [known] = await tx<{ id: string }>`
    select id from pool.merge_proposal
    where a_person = ${a} and b_person = ${b}
      and (decided_at is null or (decision = 'refused' and evidence = ${json(evidence)}::jsonb))
    order by decided_at is null desc limit 1`
  if (known) return known.id
  const id = randomUUIDv7()
  const [written] = await tx<{ id: string }>`
    insert into pool.merge_proposal
      (id, a_person, b_person, evidence, reason, proposed_at, proposed_by)
    values (${id}, ${a}, ${b}, ${json(evidence)}::jsonb, ${reason}, ${now}, ${by})
    on conflict (a_person, b_person) where decided_at is null do update set reason = excluded.reason
    returning id`
  return written!.id
}
