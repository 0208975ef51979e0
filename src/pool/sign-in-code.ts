/** One-time codes: how often one may be asked for, and whether a given one is right. */
import { randomInt, randomUUIDv7, timingSafeEqual } from 'node:crypto'
import { addMs, dayMs, hourMs, minuteMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import type { Vault } from '#platform/vault.ts'
import { codeOver, codeWrong, tooManyCodes } from './errors.ts'

const validMs = 5 * minuteMs
const attemptsMax = 5
/** Codes of one phone within a time. */
const limits = [
  { max: 1, withinMs: minuteMs },
  { max: 5, withinMs: hourMs },
  { max: 10, withinMs: dayMs },
]
const mostCounted = Math.max(...limits.map((limit) => limit.max))

type SignInCode = {
  id: string
  codeHash: Buffer
  expiresAt: Date
  attempts: number
  usedAt: Date | null
}

export const newCode = () => String(randomInt(1_000_000)).padStart(6, '0')

/**
 * Keeps a code for this phone, which takes the place of the one before; sending it is the caller's,
 * after the commit. Never looks whether the phone is a member's.
 *
 * Errors: tooManyCodes, with the time to wait.
 */
export async function requestCode(
  tx: Tx,
  vault: Vault,
  request: { phone: string; code: string; now: Date },
): Promise<{ expiresAt: Date }> {
  const { phone, code, now } = request
  const phoneIndex = vault.blindIndex('phone', phone)
  await lockPhone(tx, phoneIndex)
  const former = await tx<{ requestedAt: Date }>`
    select requested_at from pool.sign_in_code
    where phone_index = ${phoneIndex} and requested_at > ${addMs(now, -dayMs)}
    order by requested_at desc limit ${mostCounted}`
  const times = former.map((one) => one.requestedAt)
  const refusal = whyNotRequest(times, now)
  if (refusal) throw refusal

  const id = randomUUIDv7()
  const expiresAt = addMs(now, validMs)
  await tx`
    insert into pool.sign_in_code (phone_index, id, code_hash, requested_at, expires_at)
    values (${phoneIndex}, ${id}, ${hashCode(vault, id, code)}, ${now}, ${expiresAt})`
  return { expiresAt }
}

/** Why no further code may be asked for now; `times` are those of the last ones, newest first. */
export function whyNotRequest(times: Date[], now: Date): DomainError | null {
  const waits = limits.map(({ max, withinMs }) => {
    const oldest = times[max - 1]
    return oldest ? oldest.getTime() + withinMs - now.getTime() : 0
  })
  const retryAfterMs = Math.max(...waits)
  return retryAfterMs > 0 ? tooManyCodes({ retryAfterMs }) : null
}

/**
 * Uses a code up, or says why it is not taken. A wrong one counts, so the refusal is a result: the
 * caller commits it. The caller holds `lockPhone`.
 */
export async function redeemCode(
  tx: Tx,
  vault: Vault,
  given: { phoneIndex: Buffer; code: string; now: Date },
): Promise<DomainError | null> {
  const { phoneIndex, code, now } = given
  const [kept] = await tx<SignInCode>`
    select id, code_hash, expires_at, attempts, used_at from pool.sign_in_code
    where phone_index = ${phoneIndex} order by requested_at desc, id desc limit 1`
  if (!kept || isOver(kept, now)) return codeOver()
  if (!timingSafeEqual(kept.codeHash, hashCode(vault, kept.id, code))) {
    await tx`
      update pool.sign_in_code set attempts = attempts + 1
      where phone_index = ${phoneIndex} and id = ${kept.id}`
    return codeWrong({ attemptsLeft: attemptsMax - kept.attempts - 1 })
  }
  await tx`
    update pool.sign_in_code set used_at = ${now}
    where phone_index = ${phoneIndex} and id = ${kept.id}`
  return null
}

const isOver = ({ usedAt, expiresAt, attempts }: SignInCode, now: Date) =>
  usedAt !== null || expiresAt <= now || attempts >= attemptsMax

/** Whoever asks for a code, signs in or closes an account with this phone goes one after another. */
export const lockPhone = (tx: Tx, phoneIndex: Buffer): Promise<void> => lockPhones(tx, [phoneIndex])

/** Several, in one order. */
export async function lockPhones(tx: Tx, phoneIndexes: Buffer[]): Promise<void> {
  if (phoneIndexes.length === 0) return
  const ordered = phoneIndexes.map((index) => index.toString('hex')).toSorted()
  await tx`
    select pg_advisory_xact_lock(hashtextextended(phone, 3))
    from unnest(${ordered}::text[]) as locked (phone)`
}

const hashCode = (vault: Vault, id: string, code: string) =>
  vault.digest('sign-in code', `${id} ${code}`)

/** Removes codes that no limit counts any more. */
export async function forgetCodes(db: Db, now: Date): Promise<number> {
  const gone = await db`
    delete from pool.sign_in_code where requested_at <= ${addMs(now, -dayMs)} returning 1`
  return gone.length
}
