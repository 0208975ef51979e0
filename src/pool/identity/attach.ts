/**
 * Giving members what they are known by. What belongs to another is never taken over: that two members
 * share it is evidence that they are one, which staff look at.
 */
import type { Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { identityNotFound, lastPhone } from '../errors.ts'
import { lockPhones } from '../sign-in-code.ts'
import type { IdentityKind } from './evidence.ts'
import { identityPlaceOf, normalise } from './identity.ts'
import { propose } from './proposal.ts'
import { representativesOf } from './representative.ts'

/** That it is theirs: proved by a code or a provider's word, or only told. */
export type How = 'code' | 'provider' | 'import' | 'staff'

export type NewIdentity = {
  memberId: string
  kind: IdentityKind
  /** In any spelling. */
  value: string
  how: How
  /** `member`, `staff:<id>`, `import:<id>`. */
  by: string
}

export type Attached =
  /** `known`: it was theirs before, or another's who is the same human. */
  | { outcome: 'attached' | 'known' }
  | { outcome: 'proposed'; proposalId: string; otherId: string }
  | { outcome: 'refused'; reason: 'not_valid' | 'needs_proof' | 'no_member' }

type Wanted = NewIdentity & { place: number; blindIndex: Buffer; plain: string }

/**
 * One outcome for each, in order; the first of two that want the same gets it. A further phone is taken
 * only from whoever proved to hold it, because it signs in.
 */
export async function attachIdentities(
  tx: Tx,
  vault: Vault,
  identities: NewIdentity[],
  now: Date,
): Promise<Attached[]> {
  const outcomes: Attached[] = identities.map(() => ({ outcome: 'refused', reason: 'not_valid' }))
  const valid = identities.flatMap((one, place): Wanted[] => {
    const plain = normalise(one.kind, one.value)
    if (plain === null) return []
    return [{ ...one, place, plain, blindIndex: vault.blindIndex(one.kind, plain) }]
  })
  if (valid.length === 0) return outcomes
  const phones = valid.filter(({ kind }) => kind === 'phone')
  await lockPhones(
    tx,
    phones.map((one) => one.blindIndex),
  )
  const open = await findOpenMembers(tx, valid)
  const allowed = valid.filter((one) => {
    const member = open.get(one.memberId)
    const needsProof =
      one.kind === 'phone' && (one.how === 'import' || one.how === 'staff') && member?.hasPhone
    if (member && !needsProof) return true
    outcomes[one.place] = { outcome: 'refused', reason: member ? 'needs_proof' : 'no_member' }
    return false
  })
  const inserted = await insert(tx, vault, allowed, now)
  const owners = await findOwners(tx, allowed)
  const standing = await representativesOf(tx, [
    ...owners.values(),
    ...allowed.map((one) => one.memberId),
  ])
  for (const one of allowed) {
    const owner = owners.get(keyOf(one))!
    if (owner === one.memberId || standing.get(owner) === standing.get(one.memberId)) {
      const isNew = owner === one.memberId && inserted.delete(keyOf(one))
      outcomes[one.place] = { outcome: isNew ? 'attached' : 'known' }
    } else outcomes[one.place] = await proposeJoining(tx, one, owner, now)
  }
  return outcomes
}

async function proposeJoining(
  tx: Tx,
  { memberId, kind, how, by }: Wanted,
  otherId: string,
  now: Date,
): Promise<Attached> {
  const isProven = how === 'code' || how === 'provider'
  const evidence = { reason: 'same_identity' as const, kind, isProven }
  const pair = { a: memberId, b: otherId, evidence, reason: 'evidence' as const, by, now }
  return { outcome: 'proposed', proposalId: await propose(tx, pair), otherId }
}

/** Share locks: an account that is being closed is seen closed, or waits and takes these with it. */
async function findOpenMembers(tx: Tx, wanted: Wanted[]) {
  const memberIds = [...new Set(wanted.map((one) => one.memberId))]
  const rows = await tx<{ id: string; hasPhone: boolean }>`
    select id, exists (select from pool.identity
      where identity.member_id = member.id and identity.kind = 'phone') as has_phone
    from pool.member where id = any(${memberIds}::uuid[]) and closed_at is null
    order by id for share`
  return new Map(rows.map((row) => [row.id, row]))
}

async function insert(tx: Tx, vault: Vault, wanted: Wanted[], now: Date): Promise<Set<string>> {
  const rows = await tx<{ kind: string; blindIndex: Buffer }>`
    insert into pool.identity (blind_index, kind, member_id, value_cipher, how, set_by, created_at)
    select blind_index, kind, member_id, value_cipher, how, set_by, ${now}
    from unnest(${wanted.map((one) => one.blindIndex)}::bytea[],
      ${wanted.map((one) => one.kind)}::text[], ${wanted.map((one) => one.memberId)}::uuid[],
      ${wanted.map((one) => vault.seal(identityPlaceOf(one), one.plain))}::bytea[],
      ${wanted.map((one) => one.how)}::text[], ${wanted.map((one) => one.by)}::text[])
      with ordinality as new (blind_index, kind, member_id, value_cipher, how, set_by, place)
    order by place
    on conflict (blind_index, kind) do nothing
    returning kind, blind_index`
  return new Set(rows.map(keyOf))
}

/** In a statement of its own, which sees what another transaction committed meanwhile. */
async function findOwners(tx: Tx, wanted: Wanted[]): Promise<Map<string, string>> {
  const rows = await tx<{ kind: string; blindIndex: Buffer; memberId: string }>`
    select identity.kind, identity.blind_index, identity.member_id
    from unnest(${wanted.map((one) => one.blindIndex)}::bytea[],
      ${wanted.map((one) => one.kind)}::text[]) as wanted (blind_index, kind)
    join pool.identity using (blind_index, kind)`
  return new Map(rows.map((row) => [keyOf(row), row.memberId]))
}

const keyOf = ({ kind, blindIndex }: { kind: string; blindIndex: Buffer }) =>
  `${kind} ${blindIndex.toString('hex')}`

/**
 * Takes an identity away from a member. Whoever holds it may become somebody else then.
 *
 * Errors: identityNotFound, lastPhone.
 */
export async function detachIdentity(
  tx: Tx,
  from: { memberId: string; identityId: string },
): Promise<{ kind: IdentityKind }> {
  const { memberId, identityId } = from
  // The member's row: of two phones that are taken away at once one stays.
  await tx`select from pool.member where id = ${memberId} for no key update`
  const held = await tx<{ id: string; kind: IdentityKind }>`
    select id, kind from pool.identity where member_id = ${memberId}`
  const wanted = held.find(({ id }) => id === identityId)
  if (!wanted) throw identityNotFound({ identityId })
  const { kind } = wanted
  if (kind === 'phone' && held.filter((one) => one.kind === 'phone').length === 1) throw lastPhone()
  await tx`delete from pool.identity where member_id = ${memberId} and id = ${identityId}`
  return { kind }
}
