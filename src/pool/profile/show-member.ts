/** Puts the story of a person together for their page. */
import type { z } from 'zod'
import type { Db } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { readMyAttention } from '../attention/my-attention.ts'
import { describePersons } from '../identity/describe.ts'
import { ageOfSegments } from '../segment/follow-facts.ts'
import { readFields } from './fields.ts'
import { readInterests } from './interests.ts'
import type { ListedMember } from './list-members.ts'
import { readBought, readPerson } from './read-member.ts'
import { readRfmBounds, rfmOf } from './rfm.ts'
import type { Stage } from './stage.ts'
import { tagsOf } from './tags.ts'
import { expectedOf, readRfmCells } from './value.ts'
import type { ListedMemberView, MemberView, RfmView } from './views.ts'

const ordersMax = 20

/** By any id of theirs. Errors: memberNotFound. */
export async function showMember(
  db: Db,
  vault: Vault,
  personId: string,
  now: Date,
): Promise<z.input<typeof MemberView>> {
  const { memberId, personIds, profile } = await readPerson(db, personId)
  const [persons, asOf, stages, fields, interests, tags, orders, value] = await Promise.all([
    describePersons(db, vault, personIds),
    ageOfSegments(db, now),
    db<{ at: Date; stage: Stage }>`
      select at, stage from pool.stage_change where member_id = ${memberId} order by at`,
    readFields(db, vault, personIds),
    readInterests(db, personIds, now),
    tagsOf(db, personIds, now),
    readBought(db, personIds, ordersMax),
    valueOf(db, profile),
  ])
  const isMember = [...persons.values()].some((one) => one.kind === 'member' && !one.isClosed)
  return {
    memberId,
    attention: isMember ? await readMyAttention(db, { memberId, now }) : null,
    // Who stands for them first.
    persons: [...persons.values()].toSorted(
      (a, b) => Number(b.personId === memberId) - Number(a.personId === memberId),
    ),
    asOf,
    profile,
    stages,
    fields: fields.map((one) =>
      one.field === 'birthday' ? { ...one, value: one.value.slice(5) } : one,
    ),
    interests,
    tags,
    orders,
    value,
  }
}

async function valueOf(db: Db, profile: Parameters<typeof rfmOf>[0] | null) {
  const bounds = await readRfmBounds(db)
  const rfm = profile && rfmOf(profile, bounds)
  if (!rfm || !bounds) return { rfm: null, expected: null }
  const cells = await readRfmCells(db, bounds.asOf)
  const cell = cells.find(({ r, f }) => r === rfm.r && f === rfm.f)
  return { rfm: { ...rfm, asOf: bounds.asOf }, expected: expectedOf(cell) }
}

/**
 * The fifths of all buyers and what each cell is expected to spend; null while nobody has bought.
 */
export async function showRfm(db: Db): Promise<z.input<typeof RfmView> | null> {
  const bounds = await readRfmBounds(db)
  if (!bounds) return null
  const cells = await readRfmCells(db, bounds.asOf)
  const { asOf, buyers, recency, frequency, moneyFen } = bounds
  return {
    asOf,
    buyers,
    bounds: { recency, frequency, moneyFen },
    cells: cells
      .filter((cell) => cell.buyers > 0)
      .map((cell) => ({ r: cell.r, f: cell.f, buyers: cell.buyers, expected: expectedOf(cell) })),
  }
}

/** Members of a list with their names, masked phones and tags. */
export async function showMembers(
  db: Db,
  vault: Vault,
  members: ListedMember[],
  now: Date,
): Promise<z.input<typeof ListedMemberView>[]> {
  const ids = members.map((one) => one.memberId)
  const [persons, tags] = await Promise.all([
    describePersons(db, vault, ids),
    db<{ memberId: string; tag: string }>`
      select distinct member_id, tag from (
        select id as member_id, id as person_id from unnest(${ids}::uuid[]) as listed (id)
        union all
        select representative_id, person_id from pool.alias
        where representative_id = any(${ids}::uuid[])) as joined
      join pool.tag using (person_id)
      where expires_at is null or expires_at > ${now}
      order by member_id, tag`,
  ])
  const tagsOfMember = Map.groupBy(tags, (one) => one.memberId)
  return members.map((member) => {
    const { nickname, identities } = persons.get(member.memberId)!
    return {
      ...member,
      nickname,
      phoneMasked: identities.find(({ kind }) => kind === 'phone')?.masked ?? null,
      tags: (tagsOfMember.get(member.memberId) ?? []).map(({ tag }) => tag),
    }
  })
}
