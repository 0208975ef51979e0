/** What a member sees and decides about themselves. */
import { z } from 'zod'
import { lockCursor } from '#platform/cursor.ts'
import type { Db, Tx } from '#platform/db.ts'
import { endSessionsOf } from '#platform/sessions.ts'
import { instant } from '#platform/shapes.ts'
import type { Vault } from '#platform/vault.ts'
import { identityPlace } from './enrol.ts'
import { memberNotFound } from './errors.ts'
import { accountClosed } from './events.ts'
import { lockComponents } from './identity/alias.ts'
import { componentOf } from './identity/representative.ts'
import { maskPhone } from './phone.ts'
import { erase } from './rights/erase.ts'
import { followFactsName } from './segment/follow-facts.ts'
import { lockPhones } from './sign-in-code.ts'

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
  memberSince: instant,
})

export async function getMe(db: Db, vault: Vault, memberId: string): Promise<z.input<typeof Me>> {
  const [row] = await db<{ nickname: string | null; createdAt: Date; valueCipher: Buffer | null }>`
    select member.nickname, member.created_at, identity.value_cipher
    from pool.member
    left join pool.identity on identity.member_id = member.id and identity.kind = 'phone'
    where member.id = ${memberId} and member.closed_at is null
    order by identity.created_at, identity.id limit 1`
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
 * Closes an account at once and for good, with all that are the same human: what they are known by, what
 * they did, what was told them and their sessions are deleted. What the law keeps has the ids only. The
 * addresses of orders stay as long as the orders must (see rights/retention.ts); the codes asked for stay
 * their day, or closing would lift the limits. Answers who is gone: members and visitors.
 */
export async function closeAccount(tx: Tx, of: { memberId: string; now: Date }): Promise<string[]> {
  const { memberId, now } = of
  const identities = await tx<{ blindIndex: Buffer }>`
    select blind_index from pool.identity
    where member_id = any(${await componentOf(tx, memberId)}::uuid[]) and kind = 'phone'`
  // The phone before the member, as at sign-in: whoever signs in now waits and then is somebody new.
  await lockPhones(
    tx,
    identities.map((one) => one.blindIndex),
  )
  const persons = await lockComponents(tx, [memberId])
  const closed = await tx<{ id: string }>`
    update pool.member set closed_at = ${now}, nickname = null
    where id = any(${persons}::uuid[]) and closed_at is null returning id`
  if (!closed.some(({ id }) => id === memberId)) throw memberNotFound({ memberId })
  // Keeps the pipeline still if it is; what it has in hand just now is forgotten soon after.
  await lockCursor(tx, followFactsName)
  await erase(tx, persons, now)
  await tx`
    insert into pool.closed_person (person_id, closed_at)
    select person_id, ${now} from unnest(${persons}::uuid[]) as gone (person_id)
    on conflict (person_id) do update set closed_at = excluded.closed_at`
  for (const { id } of closed) await endSessionsOf(tx, 'member', id)
  const closedAt = now.toISOString()
  await accountClosed.recordAll(
    tx,
    closed.map(({ id }) => ({ memberId: id, personIds: persons, closedAt, version: 2 as const })),
  )
  return persons
}
