/** Asks a rule of some people now: for those who act on it, and not on a segment that is kept. */
import type { Sql } from '#platform/db.ts'
import { representativesOf } from '../identity/representative.ts'
import { evaluate } from './evaluate.ts'
import type { MemberState } from './evaluate.ts'
import { needsOf, readRules } from './live-rules.ts'
import { loadStates } from './load-states.ts'
import { conditionsOf, expand, isGroup } from './rule.ts'
import type { Condition, Rule } from './rule.ts'

export type Answer = { isIn: boolean; state: MemberState }

/** One answer for each of these persons, as whoever stands for them. */
export async function askRule(
  db: Sql,
  rule: Rule,
  personIds: string[],
  now: Date,
): Promise<Map<string, Answer>> {
  if (personIds.length === 0) return new Map()
  const whole = await wholeOf(db, rule)
  const standing = await representativesOf(db, [...new Set(personIds)])
  const people = [...new Set(standing.values())]
  const states = await loadStates(db, people, needsOf([whole]), now)
  return new Map(
    [...standing].map(([personId, id]) => {
      const state = states.get(id)!
      return [personId, { isIn: evaluate(whole, state, now).isIn, state }]
    }),
  )
}

/** A rule that comes back to itself is true of nobody. */
async function wholeOf(db: Sql, rule: Rule): Promise<Rule> {
  const written = await readRules(db)
  return expand(rule, (id) => written.get(id)) ?? { is: 'any', of: [] }
}

/** The conditions a person lacks: of those that must all hold, the ones that do not. */
export async function whatLacks(
  db: Sql,
  rule: Rule,
  personId: string,
  now: Date,
): Promise<Condition[]> {
  const parts = isGroup(rule) && rule.is === 'all' ? rule.of : [rule]
  const lacking: Condition[] = []
  for (const part of parts) {
    const answer = (await askRule(db, part, [personId], now)).get(personId)!
    if (!answer.isIn) lacking.push(...conditionsOf(part))
  }
  return lacking
}
