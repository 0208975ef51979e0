/**
 * How a shop gets its first owner: whoever starts the program is shown a link, and the link makes one
 * owner, once. The token is only in the link and in the bodies of requests; here is its hash.
 */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { addMs, dayMs, hourMs } from './clock.ts'
import type { Db, Sql, Tx } from './db.ts'
import { domainError } from './errors.ts'
import { hashPassword, whyNotPassword } from './password.ts'
import { hashToken } from './sessions.ts'
import { openShop } from './shop.ts'
import type { ShopTexts } from './shop.ts'
import { enter, totpWrong } from './staff-sign-in.ts'
import type { StaffSession } from './staff-sign-in.ts'
import { addStaff, lockOwners } from './staff.ts'
import { acceptedStep, newTotpSecret, totpUri } from './totp.ts'
import type { Vault } from './vault.ts'

const linkMs = dayMs
const secondFactorMs = hourMs

export const setUpLinkWrong = domainError(
  'set_up_link_wrong',
  403,
  'This set-up link is wrong or too old. Start the program again: it prints a new one.',
)
export const setUpOver = domainError(
  'set_up_over',
  409,
  'The shop has its owner already. Sign in instead.',
)
export const secondFactorMissing = domainError(
  'second_factor_missing',
  409,
  'Set up the authenticator app first; what was set up counts for an hour.',
)

type Moment = { now: Date; traceId?: string }
export type NewOwner = { login: string; name: string; password: string }

/** A shop that once was somebody's never becomes another's by a link. */
export async function isSetUp(db: Sql): Promise<boolean> {
  const [found] = await db<{ isSetUp: boolean }>`
    select exists (select from platform.staff where 'owner' = any(roles))
      or exists (select from platform.shop) as is_set_up`
  return found!.isSetUp
}

/** The token of a new link, which ends the former one; null when the shop has its owner. */
export async function offerSetUp(tx: Tx, now: Date): Promise<string | null> {
  await lockOwners(tx)
  if (await isSetUp(tx)) return null
  const token = randomBytes(32).toString('base64url')
  await tx`
    insert into platform.set_up_token (token_hash, made_at, expires_at)
    values (${hashToken(token)}, ${now}, ${addMs(now, linkMs)})
    on conflict (is_only) do update set token_hash = excluded.token_hash,
      made_at = excluded.made_at, expires_at = excluded.expires_at`
  return token
}

/** Errors: setUpOver, setUpLinkWrong. */
async function assertLink(db: Sql, token: string, now: Date): Promise<void> {
  if (await isSetUp(db)) throw setUpOver()
  // Looked up by its hash, so the time it takes tells nothing of the token.
  const [link] = await db`
    select from platform.set_up_token
    where token_hash = ${hashToken(token)} and expires_at > ${now}`
  if (!link) throw setUpLinkWrong()
}

const Enrolment = z.object({ secret: z.string(), link: z.string() })
const Proof = Enrolment.extend({ step: z.int() })
const linkOf = (token: string) => hashToken(token).toString('base64url')

/**
 * Whether this owner could be made, and what their authenticator app needs. Nothing is stored.
 *
 * Errors: setUpOver, setUpLinkWrong, passwordTooWeak.
 */
export async function beginOwner(
  db: Db,
  vault: Vault,
  owner: NewOwner & Moment & { token: string },
): Promise<{ enrolmentToken: string; secret: string; uri: string }> {
  const { token, login, name, password, now } = owner
  await assertLink(db, token, now)
  const weakness = whyNotPassword(password, [login, name])
  if (weakness) throw weakness
  const secret = newTotpSecret()
  const claims = { secret, link: linkOf(token) }
  const enrolmentToken = vault.signToken('set-up app', claims, addMs(now, secondFactorMs))
  return { enrolmentToken, secret, uri: totpUri(login, secret) }
}

/**
 * Proves with a code that the app has the secret. What it answers stands for the app in `setUpShop`.
 *
 * Errors: setUpOver, setUpLinkWrong, secondFactorMissing, totpWrong.
 */
export async function proveSecondFactor(
  db: Db,
  vault: Vault,
  given: Moment & { token: string; enrolmentToken: string; code: string },
): Promise<{ secondFactor: string }> {
  const { token, enrolmentToken, code, now } = given
  await assertLink(db, token, now)
  const enrolment = Enrolment.safeParse(vault.readToken('set-up app', enrolmentToken, now))
  if (!enrolment.success || enrolment.data.link !== linkOf(token)) throw secondFactorMissing()
  const step = acceptedStep(enrolment.data.secret, code, { now, lastStep: 0 })
  if (step === null) throw totpWrong()
  const claims = { ...enrolment.data, step }
  return { secondFactor: vault.signToken('set-up proof', claims, addMs(now, secondFactorMs)) }
}

export type SetUp = Moment & {
  token: string
  owner: NewOwner
  /** Of `proveSecondFactor`. */
  secondFactor?: string | undefined
  /** Whether owners may not sign in without one. */
  needsSecondFactor: boolean
  shop: ShopTexts
}

/**
 * Makes the owner, opens the shop, signs the owner in and burns the link: all of it, once, or nothing.
 *
 * Errors: setUpOver, setUpLinkWrong, passwordTooWeak, secondFactorMissing, loginTaken.
 */
export async function setUpShop(db: Db, vault: Vault, given: SetUp): Promise<StaffSession> {
  const { token, owner, now } = given
  // Before the hash, which is work, and again under the lock.
  await assertLink(db, token, now)
  const weakness = whyNotPassword(owner.password, [owner.login, owner.name])
  if (weakness) throw weakness
  const passwordPhc = await hashPassword(owner.password)
  return db.begin((tx) => writeSetUp(tx, vault, { ...given, passwordPhc }))
}

/** What `setUpShop` writes, in its transaction. Errors: as there. */
export async function writeSetUp(
  tx: Tx,
  vault: Vault,
  given: SetUp & { passwordPhc: string },
): Promise<StaffSession> {
  const { token, owner, shop, passwordPhc, now, traceId } = given
  await lockOwners(tx)
  await assertLink(tx, token, now)
  const proof = readProof(vault, given)
  const moment = { now, ...(traceId && { traceId }) }
  const { staffId } = await addStaff(tx, vault, {
    login: owner.login,
    name: owner.name,
    roles: ['owner'],
    passwordPhc,
    ...(proof && { totpSecret: proof.secret }),
    by: { kind: 'program', id: 'set-up' },
    ...moment,
  })
  const [kept] = await tx`select from platform.shop`
  // Whoever lost every owner by hand, and begins anew, keeps the shop as it was.
  if (!kept)
    await openShop(tx, { ...shop, madeUp: false, by: { kind: 'staff', id: staffId }, ...moment })
  await tx`delete from platform.set_up_token`
  const { session } = await enter(tx, { id: staffId }, proof?.step ?? 0, moment)
  return session
}

function readProof(vault: Vault, given: SetUp): z.infer<typeof Proof> | null {
  const { secondFactor, needsSecondFactor, token, now } = given
  const claims = secondFactor ? vault.readToken('set-up proof', secondFactor, now) : null
  const proof = Proof.safeParse(claims)
  if (proof.success && proof.data.link === linkOf(token)) return proof.data
  if (needsSecondFactor || secondFactor) throw secondFactorMissing()
  return null
}
