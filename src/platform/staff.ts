/** Staff: who they are and which roles they have. How they get in is in `staff-sign-in.ts`. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import type { Db, Tx } from './db.ts'
import { domainError } from './errors.ts'
import { endSessionsOf } from './sessions.ts'
import { writeUnique } from './unique.ts'
import type { Vault } from './vault.ts'

export const staffRoles = ['owner', 'operations', 'support', 'finance', 'auditor'] as const
export type Role = (typeof staffRoles)[number]

export const Roles = z
  .array(z.enum(staffRoles))
  .min(1)
  .refine((roles) => new Set(roles).size === roles.length, 'names a role twice')

export const Login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@-]{1,63}$/, 'is 2 to 64 letters, digits, or . _ @ -')

export const loginTaken = domainError('login_taken', 409, 'This login is in use.')
export const staffNotFound = domainError('staff_not_found', 404, 'There is no such staff member.')
export const lastOwner = domainError(
  'last_owner',
  409,
  'The shop needs an owner: give the role to somebody else first.',
)

/** Whoever answers for an act, as the audit log names them. */
export type Doer = { by: { kind: string; id: string }; now: Date; traceId?: string }

export type NewStaff = Doer & {
  login: string
  name: string
  roles: Role[]
  passwordPhc: string
  /** Given when the app of the new one is set up already; otherwise at the first sign-in. */
  totpSecret?: string
}

/** Errors: loginTaken. */
export async function addStaff(
  tx: Tx,
  vault: Vault,
  staff: NewStaff,
): Promise<{ staffId: string }> {
  const { login, name, roles, passwordPhc, totpSecret, now } = staff
  if (roles.includes('owner')) await lockOwners(tx)
  const staffId = randomUUIDv7()
  const totpCipher = totpSecret ? vault.seal(totpPlace(staffId), totpSecret) : null
  await writeUnique(
    tx,
    loginTaken,
    () => tx`
      insert into platform.staff (id, login, name, roles, password_phc, totp_cipher, created_at)
      values (${staffId}, ${login}, ${name}, ${roles}::text[], ${passwordPhc}, ${totpCipher},
        ${now})`,
  )
  const subject = subjectOf(staffId)
  await audit(tx, { ...doer(staff), act: 'platform.add_staff', subject, facts: { roles } })
  return { staffId }
}

export type StaffChange = Doer & { staffId: string; roles?: Role[]; disabled?: boolean }

/**
 * Gives other roles, shuts somebody out or lets them in again. Whoever changes has to sign in anew.
 *
 * Errors: staffNotFound, lastOwner.
 */
export async function changeStaff(
  tx: Tx,
  change: StaffChange,
): Promise<{ roles: Role[]; disabled: boolean }> {
  const { staffId, now } = change
  // One change at a time: two owners who remove each other would both see the other still there.
  await lockOwners(tx)
  const [was] = await tx<{ roles: Role[]; disabledAt: Date | null }>`
    select roles, disabled_at from platform.staff where id = ${staffId} for update`
  if (!was) throw staffNotFound({ staffId })
  const before = { roles: was.roles, disabled: was.disabledAt !== null }
  const after = {
    roles: change.roles ?? before.roles,
    disabled: change.disabled ?? before.disabled,
  }
  if (isOwner(before) && !isOwner(after) && !(await hasOtherOwner(tx, staffId))) throw lastOwner()

  await tx`
    update platform.staff
    set roles = ${after.roles}::text[], failures = 0, locked_until = null,
      disabled_at = case when ${after.disabled} then coalesce(disabled_at, ${now}::timestamptz) end
    where id = ${staffId}`
  await endSessionsOf(tx, 'staff', staffId)
  const subject = subjectOf(staffId)
  await audit(tx, {
    ...doer(change),
    act: 'platform.change_staff',
    subject,
    facts: { before, after },
  })
  return after
}

/** Whoever makes, changes or counts owners waits here for whoever does so now. */
export async function lockOwners(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended('platform.staff owners', 3))`
}

const isOwner = (staff: { roles: Role[]; disabled: boolean }) =>
  staff.roles.includes('owner') && !staff.disabled

async function hasOtherOwner(tx: Tx, staffId: string): Promise<boolean> {
  const others = await tx`
    select 1 from platform.staff
    where id <> ${staffId} and 'owner' = any(roles) and disabled_at is null limit 1`
  return others.length > 0
}

/**
 * Sets a new password and a new second factor for somebody who lost theirs, and ends every session.
 * For whoever has the machine: no route does this. Errors: staffNotFound.
 */
export async function resetStaff(
  tx: Tx,
  vault: Vault,
  reset: Doer & { login: string; passwordPhc: string; totpSecret: string },
): Promise<{ staffId: string }> {
  const { login, passwordPhc, totpSecret } = reset
  const [staff] = await tx<{ id: string }>`
    select id from platform.staff where login = ${login} for update`
  if (!staff) throw staffNotFound()
  await tx`
    update platform.staff
    set password_phc = ${passwordPhc}, failures = 0, locked_until = null, totp_step = 0,
      totp_cipher = ${vault.seal(totpPlace(staff.id), totpSecret)}
    where id = ${staff.id}`
  await endSessionsOf(tx, 'staff', staff.id)
  await audit(tx, { ...doer(reset), act: 'platform.reset_staff', subject: subjectOf(staff.id) })
  return { staffId: staff.id }
}

export const Staff = z.object({
  staffId: z.uuid(),
  login: z.string(),
  name: z.string(),
  roles: z.array(z.enum(staffRoles)),
  hasTotp: z.boolean(),
  disabled: z.boolean(),
  createdAt: z.date().transform((date) => date.toISOString()),
})
type StaffRow = z.input<typeof Staff>

/** By login; `after` is the last login of the page before. */
export async function listStaff(
  db: Db,
  query: { after?: string | undefined; limit: number },
): Promise<StaffRow[]> {
  return db<StaffRow>`
    select id as staff_id, login, name, roles, totp_cipher is not null as has_totp,
      disabled_at is not null as disabled, created_at
    from platform.staff where login > ${query.after ?? ''} order by login limit ${query.limit}`
}

export async function findStaff(db: Db, staffId: string): Promise<StaffRow> {
  const [staff] = await db<StaffRow>`
    select id as staff_id, login, name, roles, totp_cipher is not null as has_totp,
      disabled_at is not null as disabled, created_at
    from platform.staff where id = ${staffId}`
  if (!staff) throw staffNotFound({ staffId })
  return staff
}

export const subjectOf = (staffId: string) => `staff:${staffId}`

/** The part of an audit entry that says who and when. */
export const doer = ({ by, now, traceId }: Doer) => ({
  actor: by,
  at: now,
  ...(traceId ? { traceId } : {}),
})

export const totpPlace = (staffId: string) => ({
  table: 'platform.staff',
  column: 'totp_cipher',
  rowId: staffId,
})
