/** What a member sees and decides about themselves. */
import { z } from 'zod'
import type { Db, Tx } from '#platform/db.ts'
import { endSessionsOf } from '#platform/sessions.ts'
import type { Vault } from '#platform/vault.ts'
import { identityPlace } from './enrol.ts'
import { memberNotFound } from './errors.ts'
import { accountClosed } from './events.ts'
import { forgetMessages } from './inbox.ts'
import { maskPhone } from './phone.ts'
import { lockPhone } from './sign-in-code.ts'

export const Nickname = z
  .string()
  .trim()
  .min(1)
  .max(24)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069\ufeff]*$/u, 'has hidden characters')

export const Me = z.object({
  memberId: z.uuid(),
  nickname: z.string().nullable(),
  /** Never the number itself; null for a member who cannot sign in by phone. */
  phoneMasked: z.string().nullable(),
  memberSince: z.date().transform((date) => date.toISOString()),
})

export async function getMe(db: Db, vault: Vault, memberId: string): Promise<z.input<typeof Me>> {
  const [row] = await db<{ nickname: string | null; createdAt: Date; valueCipher: Buffer | null }>`
    select member.nickname, member.created_at, identity.value_cipher
    from pool.member
    left join pool.identity on identity.member_id = member.id and identity.kind = 'phone'
    where member.id = ${memberId} and member.closed_at is null`
  if (!row) throw memberNotFound({ memberId })
  const { nickname, createdAt, valueCipher } = row
  const phone = valueCipher && vault.open(identityPlace(memberId), valueCipher)
  return { memberId, nickname, phoneMasked: phone && maskPhone(phone), memberSince: createdAt }
}

/** `null` takes the nickname away. */
export async function setNickname(
  tx: Tx,
  change: { memberId: string; nickname: string | null },
): Promise<void> {
  const { memberId, nickname } = change
  const changed = await tx`
    update pool.member set nickname = ${nickname}
    where id = ${memberId} and closed_at is null returning 1`
  if (changed.length === 0) throw memberNotFound({ memberId })
}

/**
 * Closes an account at once and for good: phone, nickname, addresses, messages and sessions are
 * deleted. What the member did keeps the id. The addresses of orders stay as long as the law keeps the orders; the
 * codes asked for stay their day, or closing would lift the limits.
 */
export async function closeAccount(
  tx: Tx,
  vault: Vault,
  of: { memberId: string; now: Date },
): Promise<void> {
  const { memberId, now } = of
  const identities = await tx<{ blindIndex: Buffer }>`
    select blind_index from pool.identity where member_id = ${memberId} order by blind_index`
  // The phone before the member, as at sign-in: whoever signs in now waits and then is somebody new.
  for (const { blindIndex } of identities) await lockPhone(tx, blindIndex)
  const closed = await tx`
    update pool.member set closed_at = ${now}, nickname = null
    where id = ${memberId} and closed_at is null returning 1`
  if (closed.length === 0) throw memberNotFound({ memberId })
  await tx`delete from pool.identity where member_id = ${memberId}`
  await tx`delete from pool.address where member_id = ${memberId}`
  await forgetMessages(tx, [memberId])
  await endSessionsOf(tx, 'member', memberId)
  await accountClosed.record(tx, { memberId, closedAt: now.toISOString(), version: 2 })
}
