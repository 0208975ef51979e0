/**
 * How staff get in: password, then the code of their app. Hashing is slow, so it is done between the
 * transactions; what counts is decided under the lock of the staff row. Ten failures lock the login
 * for a quarter of an hour. An unknown login, a wrong password, a wrong code, a locked and a disabled
 * login all get the same answer after the same work.
 */
import { z } from 'zod'
import { audit } from './audit.ts'
import { addMs, minuteMs } from './clock.ts'
import type { Db, Tx } from './db.ts'
import { domainError } from './errors.ts'
import { hashPassword, nobodysPhc, verifyPassword, whyNotPassword } from './password.ts'
import { endSessionsOf, openSession } from './sessions.ts'
import { subjectOf, totpPlace } from './staff.ts'
import { acceptedStep, newTotpSecret, totpUri } from './totp.ts'
import type { Vault } from './vault.ts'

const failuresMax = 10
const lockedMs = 15 * minuteMs
const enrolmentMs = 10 * minuteMs

export const signInRefused = domainError(
  'sign_in_refused',
  401,
  'Login, password or code is wrong. After 10 failures a login rests for 15 minutes.',
)
export const enrolmentOver = domainError(
  'enrolment_over',
  401,
  'This set-up is over. Sign in with your password again.',
)
export const totpWrong = domainError(
  'totp_wrong',
  409,
  'The code does not fit. Check the clock of your device and take the next code.',
)
export const passwordWrong = domainError('password_wrong', 403, 'The present password is wrong.')

export type StaffSession = { kind: 'staff'; staffId: string; token: string; expiresAt: Date }

export type StaffSignIn =
  | { outcome: 'refused' }
  | { outcome: 'totp_needed' }
  | { outcome: 'totp_enrolment_needed'; enrolmentToken: string; secret: string; uri: string }
  | { outcome: 'signed_in'; session: StaffSession }

type StaffState = {
  id: string
  login: string
  name: string
  roles: string[]
  passwordPhc: string
  totpCipher: Buffer | null
  totpStep: number
  failures: number
  lockedUntil: Date | null
  disabledAt: Date | null
}

type Moment = { now: Date; traceId?: string }

export type StaffAttempt = Moment & {
  login: string
  password: string
  code?: string | undefined
  /** Roles that may not enter without a second factor. */
  rolesWithTotp: readonly string[]
}

export async function signInStaff(
  db: Db,
  vault: Vault,
  attempt: StaffAttempt,
): Promise<StaffSignIn> {
  const { login, password } = attempt
  const [known] = await db<{ id: string; passwordPhc: string }>`
    select id, password_phc from platform.staff where login = ${login}`
  const isRight = await verifyPassword(password, known?.passwordPhc ?? nobodysPhc)
  return db.begin(async (tx) => {
    const staff = await lockStaff(tx, known?.id)
    if (!staff || whyNotEnter(staff, attempt.now)) return { outcome: 'refused' }
    // The password was changed while it was checked.
    if (staff.passwordPhc !== known?.passwordPhc) return { outcome: 'refused' }
    if (!isRight) return countFailure(tx, staff, 'password', attempt)
    return checkSecondFactor(tx, vault, staff, attempt)
  })
}

async function checkSecondFactor(
  tx: Tx,
  vault: Vault,
  staff: StaffState,
  attempt: StaffAttempt,
): Promise<StaffSignIn> {
  const { code, now, rolesWithTotp } = attempt
  if (!staff.totpCipher) {
    if (staff.roles.some((role) => rolesWithTotp.includes(role)))
      return beginEnrolment(vault, staff, now)
    return enter(tx, staff, staff.totpStep, attempt)
  }
  if (code === undefined) return { outcome: 'totp_needed' }
  const secret = vault.open(totpPlace(staff.id), staff.totpCipher)
  const step = acceptedStep(secret, code, { now, lastStep: staff.totpStep })
  if (step === null) return countFailure(tx, staff, 'code', attempt)
  return enter(tx, staff, step, attempt)
}

const EnrolmentClaims = z.object({ staffId: z.uuid(), secret: z.string(), password: z.string() })

function beginEnrolment(vault: Vault, staff: StaffState, now: Date): StaffSignIn {
  const secret = newTotpSecret()
  const claims = { staffId: staff.id, secret, password: markOf(vault, staff) }
  return {
    outcome: 'totp_enrolment_needed',
    enrolmentToken: vault.signToken('totp enrolment', claims, addMs(now, enrolmentMs)),
    secret,
    uri: totpUri(staff.login, secret),
  }
}

/** Ends an enrolment when its password does. */
const markOf = (vault: Vault, staff: StaffState) =>
  vault.digest('password mark', staff.passwordPhc).toString('base64url')

/**
 * Keeps the secret of an enrolment once a code proves that the app has it, and lets its owner in.
 *
 * Errors: enrolmentOver (late, used, or the password changed), totpWrong.
 */
export async function enrolTotp(
  tx: Tx,
  vault: Vault,
  given: Moment & { enrolmentToken: string; code: string },
): Promise<StaffSession> {
  const { enrolmentToken, code, now } = given
  const claims = EnrolmentClaims.safeParse(vault.readToken('totp enrolment', enrolmentToken, now))
  const staff = claims.success ? await lockStaff(tx, claims.data.staffId) : null
  if (!claims.success || !staff || whyNotEnter(staff, now)) throw enrolmentOver()
  const { secret, password } = claims.data
  if (staff.totpCipher || password !== markOf(vault, staff)) throw enrolmentOver()
  const step = acceptedStep(secret, code, { now, lastStep: staff.totpStep })
  if (step === null) throw totpWrong()
  await tx`
    update platform.staff set totp_cipher = ${vault.seal(totpPlace(staff.id), secret)}
    where id = ${staff.id}`
  await record(tx, staff, 'platform.enrol_totp', given)
  const { session } = await enter(tx, staff, step, given)
  return session
}

/**
 * Changes one's own password, ends all one's sessions and opens a new one.
 *
 * Errors: passwordTooWeak, passwordWrong (which counts as a failure of sign-in).
 */
export async function changePassword(
  db: Db,
  change: Moment & { staffId: string; password: string; newPassword: string },
): Promise<StaffSession> {
  const { staffId, password, newPassword, now } = change
  const [known] = await db<{ login: string; name: string; passwordPhc: string }>`
    select login, name, password_phc from platform.staff where id = ${staffId}`
  const isRight = await verifyPassword(password, known?.passwordPhc ?? nobodysPhc)
  const weakness = whyNotPassword(newPassword, known ? [known.login, known.name] : [])
  if (isRight && weakness) throw weakness
  const passwordPhc = await hashPassword(newPassword)
  const session = await db.begin(async (tx) => {
    const staff = await lockStaff(tx, staffId)
    if (!staff || whyNotEnter(staff, now) || staff.passwordPhc !== known?.passwordPhc) return null
    if (!isRight) {
      await countFailure(tx, staff, 'password', change)
      return null
    }
    await tx`update platform.staff set password_phc = ${passwordPhc} where id = ${staffId}`
    await endSessionsOf(tx, 'staff', staffId)
    await record(tx, staff, 'platform.change_password', change)
    return (await enter(tx, staff, staff.totpStep, change)).session
  })
  if (!session) throw passwordWrong()
  return session
}

async function lockStaff(tx: Tx, staffId: string | undefined): Promise<StaffState | null> {
  if (!staffId) return null
  const [staff] = await tx<StaffState>`
    select id, login, name, roles, password_phc, totp_cipher, totp_step, failures, locked_until,
      disabled_at
    from platform.staff where id = ${staffId} for update`
  return staff ?? null
}

const whyNotEnter = ({ disabledAt, lockedUntil }: StaffState, now: Date) =>
  disabledAt !== null || (lockedUntil !== null && lockedUntil > now)

/** Counts a failure; the tenth locks the login. The caller holds the row and commits. */
async function countFailure(
  tx: Tx,
  staff: StaffState,
  why: 'password' | 'code',
  moment: Moment,
): Promise<{ outcome: 'refused' }> {
  const failures = staff.failures + 1
  const locks = failures >= failuresMax
  await tx`
    update platform.staff
    set failures = ${locks ? 0 : failures},
      locked_until = ${locks ? addMs(moment.now, lockedMs) : null}
    where id = ${staff.id}`
  // Whoever tried is not known to be the one whose login it is.
  await audit(tx, {
    ...entryOf(staff, moment),
    actor: { kind: 'visitor', id: 'unknown' },
    act: 'platform.refuse_sign_in',
    facts: { why, failures, locks },
  })
  return { outcome: 'refused' }
}

/** Opens a session. The caller has decided that they may, and holds the row. */
export async function enter(
  tx: Tx,
  staff: { id: string },
  totpStep: number,
  moment: Moment,
): Promise<{ outcome: 'signed_in'; session: StaffSession }> {
  await tx`
    update platform.staff set failures = 0, locked_until = null, totp_step = ${totpStep}
    where id = ${staff.id}`
  await record(tx, staff, 'platform.sign_in', moment)
  const opened = await openSession(tx, { kind: 'staff', actorId: staff.id, now: moment.now })
  return { outcome: 'signed_in', session: { kind: 'staff', staffId: staff.id, ...opened } }
}

const record = (tx: Tx, staff: { id: string }, act: string, moment: Moment) =>
  audit(tx, { ...entryOf(staff, moment), act })

const entryOf = (staff: { id: string }, { now, traceId }: Moment) => ({
  at: now,
  actor: { kind: 'staff', id: staff.id },
  subject: subjectOf(staff.id),
  ...(traceId ? { traceId } : {}),
})
