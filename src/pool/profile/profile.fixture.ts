/** For tests: tells facts to the profiles as the pipeline does, without waiting for it. */
import { randomUUID } from 'node:crypto'
import type { Db } from '#platform/db.ts'
import type { NewFact } from '../facts/fact.ts'
import { representativesOf } from '../identity/representative.ts'
import { keepProfiles } from './keep-profiles.ts'

export type ShortFact = Pick<NewFact, 'personId' | 'kind' | 'happenedAt'> & Partial<NewFact>

export const aFact = (fact: ShortFact): NewFact => ({
  id: randomUUID(),
  topic: '',
  objectId: null,
  amountFen: null,
  quantity: null,
  ...fact,
})

/** Tells these facts in one piece and looks again at these persons. Returns the due times. */
export function tellProfiles(
  db: Db,
  told: { facts?: NewFact[]; persons?: string[] },
  now: Date,
): Promise<Map<string, Date>> {
  const { facts = [], persons = [] } = told
  return db.begin(async (tx) => {
    const all = [...new Set([...persons, ...facts.map((one) => one.personId)])]
    const standing = await representativesOf(tx, all)
    const gone = persons.filter((id) => standing.get(id) !== id)
    const members = [...new Set(standing.values())]
    const projected = facts.map((one) => ({ ...one, memberId: standing.get(one.personId)! }))
    return keepProfiles(tx, { members, facts: projected, rebuilt: [], gone }, now)
  })
}
