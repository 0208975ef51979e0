/** Who is in which segment, kept as people change: only differences are written. */
import type { Sql, Tx } from '#platform/db.ts'
import type { ProjectedFact } from '../facts/fact.ts'
import { evaluate, soonest } from './evaluate.ts'
import type { MemberState } from './evaluate.ts'
import { segmentChanged } from './events.ts'
import { needsOf, readLiveRules } from './live-rules.ts'
import type { LiveRule } from './live-rules.ts'
import { loadStates } from './load-states.ts'
import { noteState } from './state.ts'

export type Asked = {
  /** Asked about every segment. */
  members: string[]
  /** Their members are asked about the segments that such facts may touch. */
  facts: ProjectedFact[]
  /** Are represented by another now, or are not there any more. */
  gone: string[]
}

/** Answers when time alone may change somebody; who is not among them was not found to change. */
export async function keepMemberships(tx: Tx, asked: Asked, now: Date): Promise<Map<string, Date>> {
  await dropMemberships(tx, asked.gone)
  const rules = await readLiveRules(tx)
  const pairs = pairsOf(rules, asked)
  return askAbout(tx, pairs, now)
}

/** Segments, each with those who are asked about it. */
export type Pairs = { rule: LiveRule; memberIds: string[] }[]

function pairsOf(rules: LiveRule[], { members, facts }: Asked): Pairs {
  const whole = new Set(members)
  const byKind = new Map<string, Set<string>>()
  const touched = new Set<string>()
  for (const { memberId, kind } of facts) {
    if (whole.has(memberId)) continue
    touched.add(memberId)
    const ofKind = byKind.get(kind)
    if (ofKind) ofKind.add(memberId)
    else byKind.set(kind, new Set([memberId]))
  }
  return rules.map((rule) => {
    if (rule.needs.profile) return { rule, memberIds: [...whole, ...touched] }
    const some = new Set(whole)
    for (const kind of rule.needs.kinds) for (const id of byKind.get(kind) ?? []) some.add(id)
    return { rule, memberIds: [...some] }
  })
}

/** Asks each rule about its people, writes what differs, and answers when that may change by itself. */
export async function askAbout(tx: Tx, pairs: Pairs, now: Date): Promise<Map<string, Date>> {
  const wanted = pairs.filter(({ rule, memberIds }) => rule.rule && memberIds.length > 0)
  const everybody = [...new Set(wanted.flatMap(({ memberIds }) => memberIds))]
  const due = new Map<string, Date>()
  if (everybody.length === 0) return due
  const needs = needsOf(wanted.map(({ rule }) => rule.rule!))
  const [states, current] = await Promise.all([
    loadStates(tx, everybody, needs, now),
    readMemberships(tx, everybody),
  ])
  const answers = wanted.map(({ rule, memberIds }) => {
    return askOne(rule, memberIds, { states, current, due, now })
  })
  await writeDifferences(tx, answers, now)
  await noteState(tx, answers, now)
  await tellFollowers(tx, answers, now)
  return due
}

export type Answer = {
  rule: LiveRule
  entered: string[]
  left: string[]
  people: number
  tookUs: number
  error: string | null
}

type Loaded = {
  states: Map<string, MemberState>
  current: Map<string, Set<string>>
  due: Map<string, Date>
  now: Date
}

/** A rule that fails says so and leaves its members as they are; the others go on. */
function askOne(rule: LiveRule, memberIds: string[], loaded: Loaded): Answer {
  const { states, current, due, now } = loaded
  const startedAt = performance.now()
  const [entered, left]: [string[], string[]] = [[], []]
  let error: string | null = null
  try {
    for (const id of memberIds) {
      const { isIn, changesAt } = evaluate(rule.rule!, states.get(id)!, now)
      if (changesAt) due.set(id, soonest(due.get(id) ?? null, changesAt)!)
      const wasIn = current.get(id)?.has(rule.id) ?? false
      if (isIn && !wasIn) entered.push(id)
      else if (!isIn && wasIn) left.push(id)
    }
  } catch (failure) {
    error = failure instanceof Error ? failure.message.slice(0, 300) : 'unknown'
  }
  const tookUs = Math.round((performance.now() - startedAt) * 1_000)
  return { rule, entered, left, people: memberIds.length, tookUs, error }
}

async function readMemberships(db: Sql, memberIds: string[]): Promise<Map<string, Set<string>>> {
  const rows = await db<{ memberId: string; segmentIds: string[] }>`
    select member_id, array_agg(segment_id) as segment_ids from pool.segment_member
    where member_id = any(${memberIds}::uuid[]) group by member_id`
  return new Map(rows.map((row) => [row.memberId, new Set(row.segmentIds)]))
}

async function writeDifferences(tx: Tx, answers: Answer[], now: Date): Promise<void> {
  const entered = flat(answers, 'entered')
  const left = flat(answers, 'left')
  if (left.members.length > 0)
    await tx`
      delete from pool.segment_member
      using unnest(${left.members}::uuid[], ${left.segments}::uuid[]) as gone (member_id, segment_id)
      where segment_member.member_id = gone.member_id
        and segment_member.segment_id = gone.segment_id`
  if (entered.members.length > 0)
    await tx`
      insert into pool.segment_member (segment_id, member_id, since)
      select segment_id, member_id, ${now}::timestamptz
      from unnest(${entered.segments}::uuid[], ${entered.members}::uuid[])
        as new (segment_id, member_id)
      on conflict do nothing`
}

function flat(answers: Answer[], which: 'entered' | 'left') {
  const members = answers.flatMap((one) => one[which])
  const segments = answers.flatMap((one) => one[which].map(() => one.rule.id))
  return { members, segments }
}

const toldAtOnce = 500

async function tellFollowers(tx: Tx, answers: Answer[], now: Date): Promise<void> {
  const at = now.toISOString()
  const events = answers
    .filter(({ rule }) => rule.isFollowed)
    .flatMap(({ rule, entered, left }) => {
      const pieces = []
      for (let from = 0; from < Math.max(entered.length, left.length); from += toldAtOnce)
        pieces.push({
          segmentId: rule.id,
          entered: entered.slice(from, from + toldAtOnce),
          left: left.slice(from, from + toldAtOnce),
          isFilling: rule.isFilling,
          at,
          version: 1 as const,
        })
      return pieces
    })
  await segmentChanged.recordAll(tx, events)
}

/** Who is another now, or is not there any more, is in no segment. No follower is told: nobody left. */
export async function dropMemberships(tx: Tx, memberIds: string[]): Promise<void> {
  if (memberIds.length === 0) return
  const left = await tx<{ segmentId: string }>`
    delete from pool.segment_member where member_id = any(${memberIds}::uuid[])
    returning segment_id`
  const counts = Map.groupBy(left, (row) => row.segmentId)
  await tx`
    update pool.segment_state set members = members - gone.count
    from unnest(${[...counts.keys()]}::uuid[], ${[...counts.values()].map((of) => of.length)}::int[])
      as gone (segment_id, count)
    where segment_state.segment_id = gone.segment_id`
  await tx`delete from pool.due where member_id = any(${memberIds}::uuid[])`
}
