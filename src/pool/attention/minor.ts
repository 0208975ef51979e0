/** Nobody under eighteen is sent marketing (rules.md N-01). Whose age is not known is no minor. */
import { dayOf } from '#platform/clock.ts'
import type { Vault } from '#platform/vault.ts'
import { fieldPlace } from '../profile/fields.ts'

const adultAt = 18

/** `birthday` is YYYY-MM-DD; one who was born on 29 February comes of age on 1 March. */
export function isUnderAge(birthday: string, now: Date): boolean {
  const [year, month, day] = birthday.split('-')
  return dayOf(now) < `${Number(year) + adultAt}-${month}-${day}`
}

export function isMinor(
  vault: Vault,
  birthday: { personId: string; cipher: string },
  now: Date,
): boolean {
  const record = Buffer.from(birthday.cipher, 'base64')
  return isUnderAge(vault.open(fieldPlace(birthday.personId, 'birthday'), record), now)
}
