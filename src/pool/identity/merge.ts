/**
 * Joining two persons that are one human, and taking it back exactly. A merge is an edge with its
 * evidence; nothing that was written under either id is touched, and who represents whom is the sum of
 * the edges that stand. So undoing one gives what would be if it had never been.
 */
import { randomUUIDv7 } from 'node:crypto'
import { json } from '#platform/db.ts'
import type { Tx } from '#platform/db.ts'
import { mergeNotFound } from '../errors.ts'
import { identityChanged } from '../events.ts'
import { joinAnew, lockComponents } from './alias.ts'
import type { Evidence } from './evidence.ts'
import { propose } from './proposal.ts'

/** Of one human. More than that is a shared device, a test account or an attack. */
export const personsMax = 50
export const phonesMax = 5

export type NewMerge = {
  a: string
  b: string
  evidence: Evidence
  /** `staff:<id>`, or the part of the program that found the evidence. */
  by: string
  now: Date
}

export type Merged =
  /** Of the edge that stands now, or stood before for these two. */
  | { mergeId: string; isNew: boolean }
  /** It would join more than one human can be: staff look at it first. */
  | { proposalId: string; reason: 'too_many_persons' | 'too_many_phones' }
  /** Somebody closed the account, and nobody is found behind it any more. */
  | { refused: 'closed' | 'same_person' }

/**
 * Joins two persons. Between two that are joined already by others the edge is kept as well: it holds
 * when another is undone. `isReviewed` passes over the caps, which staff have looked at.
 *
 * Locks the persons of both components, in the order of their ids, until the transaction ends.
 */
export async function merge(tx: Tx, input: NewMerge & { isReviewed?: boolean }): Promise<Merged> {
  const { a, b, evidence, by, now, isReviewed = false } = input
  if (a === b) return { refused: 'same_person' }
  const persons = await lockComponents(tx, [a, b])
  const state = await readState(tx, { a, b, persons })
  if (state.isClosed) return { refused: 'closed' }
  if (state.mergeId) return { mergeId: state.mergeId, isNew: false }
  const reason = isReviewed ? null : whyNotJoin(persons.length, state.phones)
  if (reason) return { proposalId: await propose(tx, { ...input, reason }), reason }

  const mergeId = randomUUIDv7()
  await tx`
    insert into pool.merge (id, a_person, b_person, evidence, merged_at, merged_by)
    values (${mergeId}, ${a}, ${b}, ${json(evidence)}::jsonb, ${now}, ${by})`
  await joinAnew(tx, persons, now)
  await record(tx, { mergeId, personIds: persons, isUndone: false, now })
  return { mergeId, isNew: true }
}

/** What must be looked at by a person before these are called one human. */
function whyNotJoin(
  persons: number,
  phones: number,
): 'too_many_persons' | 'too_many_phones' | null {
  if (persons > personsMax) return 'too_many_persons'
  return phones > phonesMax ? 'too_many_phones' : null
}

/**
 * Takes a merge back: the edge stays, with who took it back and when. `areStillJoined` when other
 * merges join the two.
 *
 * Errors: mergeNotFound, also when it was undone before.
 */
export async function undoMerge(
  tx: Tx,
  undo: { mergeId: string; by: string; now: Date },
): Promise<{ a: string; b: string; areStillJoined: boolean }> {
  const { mergeId, by, now } = undo
  const [edge] = await tx<{ a: string; b: string }>`
    select a_person as a, b_person as b from pool.merge where id = ${mergeId}`
  if (!edge) throw mergeNotFound({ mergeId })
  const persons = await lockComponents(tx, [edge.a, edge.b])
  const undone = await tx`
    update pool.merge set undone_at = ${now}, undone_by = ${by}
    where id = ${mergeId} and undone_at is null returning 1`
  if (undone.length === 0) throw mergeNotFound({ mergeId })
  const standing = await joinAnew(tx, persons, now)
  await record(tx, { mergeId, personIds: persons, isUndone: true, now })
  const areStillJoined = standing.has(edge.a) && standing.get(edge.a) === standing.get(edge.b)
  return { ...edge, areStillJoined }
}

type State = { mergeId: string | null; isClosed: boolean; phones: number }

async function readState(tx: Tx, of: { a: string; b: string; persons: string[] }): Promise<State> {
  const { a, b, persons } = of
  const [state] = await tx<State>`
    select
      (select id from pool.merge where undone_at is null
        and ((a_person = ${a} and b_person = ${b}) or (a_person = ${b} and b_person = ${a}))
        limit 1) as merge_id,
      exists (select from pool.member
        where id = any(${persons}::uuid[]) and closed_at is not null) as is_closed,
      (select count(*) from pool.identity
        where member_id = any(${persons}::uuid[]) and kind = 'phone') as phones`
  return state!
}

const record = (
  tx: Tx,
  change: { mergeId: string; personIds: string[]; isUndone: boolean; now: Date },
) =>
  identityChanged.record(tx, {
    mergeId: change.mergeId,
    personIds: change.personIds,
    isUndone: change.isUndone,
    changedAt: change.now.toISOString(),
    version: change.isUndone ? 2 : 1,
  })
