/** Making members, any number at once. */
import type { Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { memberEnrolled } from './events.ts'

export type NewMember = {
  memberId: string
  /** E.164; a member without one cannot sign in. */
  phone?: string
  nickname?: string
  createdAt: Date
}

/** Enrols all or none: a member id or a phone that is taken fails the statement. */
export async function enrolMembers(tx: Tx, vault: Vault, members: NewMember[]): Promise<void> {
  if (members.length === 0) return
  await tx`
    insert into pool.member (id, nickname, created_at)
    select * from unnest(${members.map((one) => one.memberId)}::uuid[],
      ${members.map((one) => one.nickname ?? null)}::text[],
      ${members.map((one) => one.createdAt)}::timestamptz[])`
  const reachable = members.flatMap((one) => (one.phone ? [{ ...one, phone: one.phone }] : []))
  await tx`
    insert into pool.identity (blind_index, kind, member_id, value_cipher, created_at)
    select blind_index, 'phone', member_id, value_cipher, created_at
    from unnest(${reachable.map((one) => vault.blindIndex('phone', one.phone))}::bytea[],
      ${reachable.map((one) => one.memberId)}::uuid[],
      ${reachable.map((one) => vault.seal(identityPlace(one.memberId), one.phone))}::bytea[],
      ${reachable.map((one) => one.createdAt)}::timestamptz[])
      as new (blind_index, member_id, value_cipher, created_at)`
  const enrolled = members.map(({ memberId, createdAt }) => ({
    memberId,
    enrolledAt: createdAt.toISOString(),
    version: 1 as const,
  }))
  await memberEnrolled.recordAll(tx, enrolled)
}

export const identityPlace = (memberId: string) => ({
  table: 'pool.identity',
  column: 'value_cipher',
  rowId: memberId,
})
