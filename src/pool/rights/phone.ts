/** Another phone to sign in with: proved by a code that was sent to it. */
import type { Tx } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import type { Vault } from '#platform/vault.ts'
import { attachIdentities } from '../identity/attach.ts'
import type { Attached } from '../identity/attach.ts'
import { lockPhone, redeemCode } from '../sign-in-code.ts'

export async function addPhone(
  tx: Tx,
  vault: Vault,
  given: { memberId: string; phone: string; code: string; now: Date },
): Promise<{ refusal: DomainError } | { attached: Attached }> {
  const { memberId, phone, code, now } = given
  const phoneIndex = vault.blindIndex('phone', phone)
  await lockPhone(tx, phoneIndex)
  const refusal = await redeemCode(tx, vault, { phoneIndex, code, now })
  if (refusal) return { refusal }
  const proved = {
    memberId,
    kind: 'phone' as const,
    value: phone,
    how: 'code' as const,
    by: 'member',
  }
  const [attached] = await attachIdentities(tx, vault, [proved], now)
  return { attached: attached! }
}
