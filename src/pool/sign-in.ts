/** Signing in by phone and one-time code; the first time makes the member. */
import { randomUUIDv7 } from 'node:crypto'
import type { Tx } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import { openSession } from '#platform/sessions.ts'
import type { Vault } from '#platform/vault.ts'
import { enrolMembers } from './enrol.ts'
import { memberNotFound } from './errors.ts'
import { lockPhone, redeemCode } from './sign-in-code.ts'

export type MemberSession = { kind: 'member'; token: string; expiresAt: Date }

export type SignedIn = { memberId: string; isNew: boolean; session: MemberSession }

/**
 * Opens a session for whoever holds the phone. A refusal (codeWrong, codeOver) is a result, not an
 * exception: it has to be committed, because a wrong code counts.
 */
export async function signIn(
  tx: Tx,
  vault: Vault,
  given: { phone: string; code: string; now: Date },
): Promise<SignedIn | { refusal: DomainError }> {
  const { phone, code, now } = given
  const phoneIndex = vault.blindIndex('phone', phone)
  await lockPhone(tx, phoneIndex)
  const refusal = await redeemCode(tx, vault, { phoneIndex, code, now })
  if (refusal) return { refusal }

  const [known] = await tx<{ memberId: string }>`
    select member_id from pool.identity where blind_index = ${phoneIndex} and kind = 'phone'`
  const memberId = known?.memberId ?? randomUUIDv7()
  if (!known) await enrolMembers(tx, vault, [{ memberId, phone, createdAt: now }])
  return { memberId, isNew: !known, session: await openMemberSession(tx, { memberId, now }) }
}

/** A session without a code, for sign-in itself and for programs that act as members. */
export async function openMemberSession(
  tx: Tx,
  of: { memberId: string; now: Date },
): Promise<MemberSession> {
  const { memberId, now } = of
  // Share lock: an account that is being closed is seen closed, or waits and ends this session.
  const [member] = await tx`
    select 1 from pool.member where id = ${memberId} and closed_at is null for share`
  if (!member) throw memberNotFound({ memberId })
  return { kind: 'member', ...(await openSession(tx, { kind: 'member', actorId: memberId, now })) }
}
