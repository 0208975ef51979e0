/** A person in a few words, for staff who decide whether two are one. Nothing is shown in plain. */
import { z } from 'zod'
import { sql } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import type { Vault } from '#platform/vault.ts'
import { Evidence, IdentityKind } from './evidence.ts'
import { listIdentities } from './identity.ts'
import { findRepresentatives } from './representative.ts'

export const PersonView = z.object({
  personId: z.uuid(),
  kind: z.enum(['member', 'visitor']),
  nickname: z.string().nullable(),
  /** Since when a member is one; of a visitor only the id is known. */
  memberSince: instant.nullable(),
  isClosed: z.boolean(),
  /** Who stands for all that are the same human. */
  representativeId: z.uuid(),
  identities: z.array(
    z.object({
      id: z.uuid(),
      kind: IdentityKind,
      masked: z.string(),
      how: z.string(),
      since: instant,
    }),
  ),
})
export type PersonView = z.input<typeof PersonView>

type MemberRow = { id: string; nickname: string | null; createdAt: Date; closedAt: Date | null }

export async function describePersons(
  db: Db | Tx,
  vault: Vault,
  personIds: string[],
): Promise<Map<string, PersonView>> {
  const ids = [...new Set(personIds)]
  const [members, identities, standing] = await Promise.all([
    db<MemberRow>`
      select id, nickname, created_at, closed_at from pool.member where id = any(${ids}::uuid[])`,
    listIdentities(db, vault, ids),
    findRepresentatives(db, ids),
  ])
  const memberOf = new Map(members.map((member) => [member.id, member]))
  const identitiesOf = Map.groupBy(identities, (one) => one.memberId)
  return new Map(
    ids.map((personId) => {
      const member = memberOf.get(personId)
      const view: PersonView = {
        personId,
        kind: member ? 'member' : 'visitor',
        nickname: member?.nickname ?? null,
        memberSince: member?.createdAt ?? null,
        isClosed: member !== undefined && member.closedAt !== null,
        representativeId: standing.get(personId) ?? personId,
        identities: (identitiesOf.get(personId) ?? []).map(({ id, kind, masked, how, since }) => {
          return { id, kind, masked, how, since }
        }),
      }
      return [personId, view]
    }),
  )
}

export const MergeView = z.object({
  id: z.uuid(),
  a: PersonView,
  b: PersonView,
  evidence: Evidence,
  mergedAt: instant,
  /** `staff:<id>`, or the part of the program that found the evidence. */
  mergedBy: z.string(),
  undoneAt: instant.nullable(),
  undoneBy: z.string().nullable(),
})

export const ProposalView = z.object({
  id: z.uuid(),
  a: PersonView,
  b: PersonView,
  evidence: Evidence,
  reason: z.enum(['evidence', 'too_many_persons', 'too_many_phones']),
  proposedAt: instant,
  proposedBy: z.string(),
  /** How many persons would be one human, and how many phones they would have. */
  persons: z.int(),
  phones: z.int(),
})

type Pair = { a: string; b: string }
type StoredMerge = Pair & Omit<z.input<typeof MergeView>, 'a' | 'b'>
type StoredProposal = Pair & Omit<z.input<typeof ProposalView>, 'a' | 'b'>

/** Newest first, by key; with `personIds` those of that human only. */
export async function listMerges(
  db: Db,
  vault: Vault,
  query: { personIds: string[] | null; beforeId: string | null; limit: number },
): Promise<z.input<typeof MergeView>[]> {
  const { personIds, beforeId, limit } = query
  const merges = await db<StoredMerge>`
    select id, a_person as a, b_person as b, evidence, merged_at, merged_by, undone_at, undone_by
    from pool.merge
    where ${
      personIds === null
        ? sql`true`
        : sql`
        (a_person = any(${personIds}::uuid[]) or b_person = any(${personIds}::uuid[]))`
    }
      and ${beforeId === null ? sql`true` : sql`id < ${beforeId}`}
    order by id desc limit ${limit}`
  return withPersons(db, vault, merges)
}

/** What waits for staff, the oldest first, by key. */
export async function listProposals(
  db: Db,
  vault: Vault,
  query: { afterId: string | null; limit: number },
): Promise<z.input<typeof ProposalView>[]> {
  const { afterId, limit } = query
  const proposals = await db<StoredProposal>`
    select id, a_person as a, b_person as b, evidence, reason, proposed_at, proposed_by,
      cardinality(joined.ids) as persons, (
        select count(*) from pool.identity
        where member_id = any(joined.ids) and kind = 'phone') as phones
    from (
      select * from pool.merge_proposal
      where decided_at is null and (${afterId}::uuid is null or id > ${afterId})
      order by id limit ${limit}) as waiting
    cross join lateral (
      select array(
        select person_id from pool.alias where representative_id in (
          select representative_id from pool.alias as mine
          where mine.person_id in (a_person, b_person))
        union select a_person union select b_person) as ids) as joined
    order by id`
  return withPersons(db, vault, proposals)
}

async function withPersons<Row extends Pair>(db: Db, vault: Vault, rows: Row[]) {
  const persons = await describePersons(
    db,
    vault,
    rows.flatMap(({ a, b }) => [a, b]),
  )
  return rows.map((row) => ({ ...row, a: persons.get(row.a)!, b: persons.get(row.b)! }))
}
