/** The rules that are kept, ready to be asked. */
import type { Sql } from '#platform/db.ts'
import type { FactKind } from '../facts/fact.ts'
import { conditionsOf, expand } from './rule.ts'
import type { Condition, Rule } from './rule.ts'

export type LiveRule = {
  id: string
  ruleVersion: number
  /** Whole: see `expand`. Null when it comes back to itself, which is refused on writing. */
  rule: Rule | null
  isFollowed: boolean
  /** Not everybody has been asked yet. */
  isFilling: boolean
  needs: Needs
}

/** What has to be loaded of a person, and what changes it. */
export type Needs = {
  kinds: ReadonlySet<FactKind>
  /** Of these, the ones that are asked about by days, and the most days back. */
  recent: ReadonlySet<FactKind>
  days: number
  /** And the ones that are asked about as ever done. */
  ever: ReadonlySet<FactKind>
  /** Reads what any fact may change: when the person was last here, sums, the stage. */
  profile: boolean
  tags: boolean
  agreed: ReadonlySet<string>
  rfm: boolean
}

type Row = Pick<LiveRule, 'id' | 'ruleVersion' | 'isFollowed' | 'isFilling'>
let known: { signature: string; rules: LiveRule[] } = { signature: '', rules: [] }

/** Read from the database only when one of them has changed. */
export async function readLiveRules(db: Sql): Promise<LiveRule[]> {
  const rows = await db<Row>`
    select segment.id, state.rule_version, state.filled_at is null as is_filling,
      exists (select from pool.segment_follower where segment_id = segment.id) as is_followed
    from pool.segment join pool.segment_state as state on state.segment_id = segment.id
    where segment.status = 'live' order by segment.id`
  const signature = JSON.stringify(rows)
  if (signature !== known.signature) known = { signature, rules: await makeReady(db, rows) }
  return known.rules
}

async function makeReady(db: Sql, rows: Row[]): Promise<LiveRule[]> {
  const written = await readRules(db)
  return rows.map((row) => {
    const rule = expand({ is: 'in', in: true, segmentId: row.id }, (id) => written.get(id))
    return { ...row, rule, needs: needsOf(rule ? [rule] : []) }
  })
}

/** Also of those that are archived: another rule may name them. */
export async function readRules(db: Sql): Promise<Map<string, Rule>> {
  const rows = await db<{ id: string; rule: Rule }>`select id, rule from pool.segment`
  return new Map(rows.map(({ id, rule }) => [id, rule]))
}

export function needsOf(rules: Rule[]): Needs {
  const conditions = rules.flatMap(conditionsOf)
  const recent = conditions.filter((one) => windowOf(one) !== null)
  const ever = conditions.filter((one) => one.is === 'did' && one.days === null)
  return {
    kinds: new Set(conditions.flatMap(kindsOf)),
    recent: new Set(recent.flatMap(kindsOf)),
    days: Math.max(0, ...recent.map((one) => windowOf(one)!)),
    ever: new Set(ever.flatMap(kindsOf)),
    profile: conditions.some(({ is }) => ['stage', 'kind', 'seen', 'sum', 'rfm'].includes(is)),
    tags: conditions.some(({ is }) => is === 'tag'),
    agreed: new Set(
      conditions.flatMap((one) => (one.is === 'agreed' ? [`${one.purpose}:${one.channel}`] : [])),
    ),
    rfm: conditions.some(({ is }) => is === 'rfm'),
  }
}

function kindsOf(one: Condition): FactKind[] {
  if (one.is === 'did') return [one.kind]
  if (one.is === 'spent') return ['paid']
  return one.is === 'then_not' ? [one.first, one.next] : []
}

const windowOf = (one: Condition): number | null =>
  one.is === 'did' || one.is === 'spent' || one.is === 'then_not' ? one.days : null
