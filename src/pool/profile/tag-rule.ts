/** Tags by rule: who is in a segment has its tag, as long as they are in it. */
import { randomUUIDv7 } from 'node:crypto'
import { domainError } from '#platform/errors.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { segmentNotFound } from '../segment/errors.ts'
import { conditionsOf, segmentsOf } from '../segment/rule.ts'
import type { Rule } from '../segment/rule.ts'
import { touchMembers } from '../segment/touch-members.ts'
import { setTags } from './tags.ts'

export const tagRuleNotFound = domainError('tag_rule_not_found', 404, 'There is no such rule.')
export const tagRuleExists = domainError(
  'tag_rule_exists',
  409,
  'There is a rule for this tag already. End it first.',
)
export const tagRuleCircle = domainError(
  'tag_rule_circle',
  409,
  'The segment asks for this tag itself, so nobody could tell who has it.',
)

export type TagRule = {
  id: string
  tag: string
  segmentId: string
  segmentName: string
  confidenceBps: number
  madeAt: Date
  /** Who has the tag by this rule now. */
  people: number
}

export type NewTagRule = {
  tag: string
  segmentId: string
  confidenceBps: number
  staffId: string
  now: Date
}

/** Errors: segmentNotFound, tagRuleExists, tagRuleCircle. */
export async function createTagRule(tx: Tx, rule: NewTagRule): Promise<string> {
  const { tag, segmentId, confidenceBps, staffId, now } = rule
  await tx`select pg_advisory_xact_lock(hashtextextended('pool.tag_rule', 0))`
  const segments = await readSegments(tx)
  if (!segments.has(segmentId)) throw segmentNotFound({ segmentId })
  const [known] = await tx`select from pool.tag_rule where tag = ${tag} and ended_at is null`
  if (known) throw tagRuleExists()
  const rules = await readRules(tx)
  if (isCircular({ tag, segmentId }, [...rules, { tag, segmentId }], segments))
    throw tagRuleCircle()
  const id = randomUUIDv7()
  await tx`
    insert into pool.tag_rule (id, tag, segment_id, confidence_bps, made_by, made_at)
    values (${id}, ${tag}, ${segmentId}, ${confidenceBps}, ${staffId}, ${now})`
  return id
}

/** Its tags go soon after. Errors: tagRuleNotFound. */
export async function endTagRule(tx: Tx, of: { ruleId: string; now: Date }): Promise<string> {
  const [ended] = await tx<{ tag: string }>`
    update pool.tag_rule set ended_at = ${of.now}
    where id = ${of.ruleId} and ended_at is null returning tag`
  if (!ended) throw tagRuleNotFound()
  return ended.tag
}

/** Those that stand, by their tag. */
export async function listTagRules(db: Sql): Promise<TagRule[]> {
  return db<TagRule>`
    select tag_rule.id, tag_rule.tag, segment_id, segment.name as segment_name, confidence_bps,
      made_at, (
        select count(*)::int from pool.tag
        where tag.tag = tag_rule.tag and set_by = 'rule:' || tag_rule.id) as people
    from pool.tag_rule join pool.segment on segment.id = segment_id
    where ended_at is null order by tag_rule.tag limit 200`
}

const piece = 2_000

/**
 * Gives the tags to who came into their segments and takes them from who left. A tag somebody has
 * otherwise is left as it is, and one that a member took away stays away. Answers how many changed;
 * a piece or more means that there is more.
 */
export async function keepRuleTags(db: Db, now: Date): Promise<number> {
  const [rules, segments] = await Promise.all([readRules(db), readSegments(db)])
  let changed = 0
  for (const rule of rules)
    // A segment that was changed into a circle gives no tags: they would come and go for ever.
    if (!isCircular(rule, rules, segments))
      changed = Math.max(changed, await db.begin((tx) => giveTags(tx, rule, now)))
  const taken = await db.begin((tx) => takeTags(tx, rules))
  return Math.max(changed, taken)
}

type KeptRule = { id: string; tag: string; segmentId: string; confidenceBps: number }

const readRules = (db: Sql) => db<KeptRule>`
  select tag_rule.id, tag, segment_id, confidence_bps from pool.tag_rule
  join pool.segment on segment.id = segment_id
  where ended_at is null and status = 'live' order by tag_rule.id`

async function readSegments(db: Sql): Promise<Map<string, Rule>> {
  const rows = await db<{ id: string; rule: Rule }>`
    select id, rule from pool.segment where status = 'live'`
  return new Map(rows.map(({ id, rule }) => [id, rule]))
}

type RuleTag = { tag: string; segmentId: string }

/** Whether who has the tag depends on who has it, over whatever segments and rules. */
function isCircular(rule: RuleTag, rules: RuleTag[], segments: Map<string, Rule>): boolean {
  const tagsAsked = new Set<string>()
  const segmentsAsked = new Set<string>()
  const ask = (segmentId: string) => {
    const asked = segments.get(segmentId)
    if (!asked || segmentsAsked.has(segmentId)) return
    segmentsAsked.add(segmentId)
    segmentsOf(asked).forEach(ask)
    for (const condition of conditionsOf(asked)) {
      if (condition.is !== 'tag' || tagsAsked.has(condition.tag)) continue
      tagsAsked.add(condition.tag)
      for (const other of rules) if (other.tag === condition.tag) ask(other.segmentId)
    }
  }
  ask(rule.segmentId)
  return tagsAsked.has(rule.tag)
}

async function giveTags(tx: Tx, rule: KeptRule, now: Date): Promise<number> {
  const { id, tag, segmentId, confidenceBps } = rule
  const missing = await tx<{ memberId: string }>`
    select member_id from pool.segment_member
    where segment_id = ${segmentId}
      and not exists (select from pool.tag where person_id = member_id and tag.tag = ${tag}
        and (expires_at is null or expires_at > ${now}))
      and not exists (
        select from pool.tag_refusal left join pool.alias using (person_id)
        where coalesce(representative_id, tag_refusal.person_id) = member_id
          and tag_refusal.tag = ${tag})
    order by member_id limit ${piece}`
  const tags = missing.map(({ memberId }) => ({
    personId: memberId,
    tag,
    origin: 'rule' as const,
    confidenceBps,
    setBy: `rule:${id}`,
    expiresAt: null,
  }))
  await setTags(tx, tags, now)
  return tags.length
}

/** From who is not in the segment any more, and all of a rule that has ended. */
async function takeTags(tx: Tx, rules: KeptRule[]): Promise<number> {
  const taken = await tx<{ personId: string }>`
    delete from pool.tag where (person_id, tag) in (
      select tag.person_id, tag.tag from pool.tag
      left join pool.alias using (person_id)
      left join unnest(${rules.map((one) => `rule:${one.id}`)}::text[],
        ${rules.map((one) => one.segmentId)}::uuid[]) as rule (set_by, segment_id)
        on rule.set_by = tag.set_by
      where origin = 'rule'
        and not exists (
          select from pool.segment_member
          where member_id = coalesce(representative_id, tag.person_id)
            and segment_member.segment_id = rule.segment_id)
      order by tag.person_id, tag.tag limit ${piece})
    returning person_id`
  await touchMembers(
    tx,
    taken.map((row) => row.personId),
  )
  return taken.length
}
