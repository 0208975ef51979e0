/** Closing one's own account: confirmed by what one signs in with, and nothing more. */
import type { Db, Tx } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import type { Vault } from '#platform/vault.ts'
import { memberNotFound } from '../errors.ts'
import { readIdentities } from '../identity/identity.ts'
import { closeAccount } from '../member.ts'
import { lockPhone, redeemCode } from '../sign-in-code.ts'

/** The phone that this member signs in with. Errors: memberNotFound. */
export async function phoneOf(db: Db | Tx, vault: Vault, memberId: string): Promise<string> {
  const known = await readIdentities(db, vault, [memberId])
  const phone = known.find(({ kind }) => kind === 'phone')
  if (!phone) throw memberNotFound({ memberId })
  return phone.value
}

/** A refusal (codeWrong, codeOver) is a result: a wrong code counts, so it has to be committed. */
export async function closeByCode(
  tx: Tx,
  vault: Vault,
  given: { memberId: string; code: string; now: Date },
): Promise<{ refusal: DomainError | null }> {
  const { memberId, code, now } = given
  const phoneIndex = vault.blindIndex('phone', await phoneOf(tx, vault, memberId))
  await lockPhone(tx, phoneIndex)
  const refusal = await redeemCode(tx, vault, { phoneIndex, code, now })
  if (!refusal) await closeAccount(tx, { memberId, now })
  return { refusal }
}
