/** The console's door and the list of those who have a key. Passwords are never in a stored answer. */
import { z } from 'zod'
import { clearSessionCookie, setSessionCookie, tokenOf } from './access.ts'
import type { Policy } from './access.ts'
import { audit } from './audit.ts'
import { hashPassword, passwordLengthMax, passwordTooWeak, whyNotPassword } from './password.ts'
import { route } from './route.ts'
import type { Call } from './route.ts'
import { endSession } from './sessions.ts'
import * as signIn from './staff-sign-in.ts'
import * as staff from './staff.ts'

const Password = z
  .string()
  .min(1)
  .max(passwordLengthMax * 4)
const Code = z.string().regex(/^\d{6}$/)
const StaffParams = z.object({ staffId: z.uuid() })

export const postConsoleSignIn = route({
  method: 'POST',
  path: '/console/sign-in',
  summary: 'Sign in as staff; says what is still needed',
  auth: 'visitor',
  limit: 'signIn',
  repeat: 'own',
  body: z.object({ login: staff.Login, password: Password, code: Code.optional() }),
  answers: [
    200,
    z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('signed_in'), staffId: z.uuid() }),
      /** The password is right: ask for the code of the app and send all three. */
      z.object({ outcome: z.literal('totp_needed') }),
      /** The roles need an app: show the secret once, then confirm it with a code. */
      z.object({
        outcome: z.literal('totp_enrolment_needed'),
        enrolmentToken: z.string(),
        secret: z.string(),
        uri: z.string(),
      }),
    ]),
  ],
  errors: [signIn.signInRefused],
  example: {
    body: { login: 'ming.wang', password: 'correct horse battery', code: '012345' },
    answer: { outcome: 'signed_in', staffId: '0193477a-0000-7000-8000-000000000001' },
  },
  handle: async ({ db, services, body, now, traceId, request, reply }) => {
    const { vault, config } = services
    const rolesWithTotp = config.mode === 'demo' ? [] : services.rolesWithTotp
    const result = await signIn.signInStaff(db, vault, { ...body, rolesWithTotp, now, traceId })
    if (result.outcome === 'refused') throw signIn.signInRefused()
    if (result.outcome !== 'signed_in') return result
    const former = tokenOf(request, config, 'staff')
    if (former) await endSession(db, former)
    setSessionCookie(reply, config, result.session)
    return { outcome: result.outcome, staffId: result.session.staffId }
  },
})

export const postTotpEnrolment = route({
  method: 'POST',
  path: '/console/sign-in/totp-enrolments',
  summary: 'Confirm the app with a code of it, and be signed in',
  auth: 'visitor',
  limit: 'signIn',
  repeat: 'none',
  body: z.object({ enrolmentToken: z.string().max(2_000), code: Code }),
  answers: [201, StaffParams],
  errors: [signIn.enrolmentOver, signIn.totpWrong],
  handle: async ({ tx, services, body, now, traceId, reply }) => {
    const session = await signIn.enrolTotp(tx, services.vault, { ...body, now, traceId })
    setSessionCookie(reply, services.config, session)
    return { staffId: session.staffId }
  },
})

export const postConsoleSignOut = route({
  method: 'POST',
  path: '/console/sign-out',
  summary: 'Sign out of the console',
  auth: 'staff',
  repeat: 'none',
  answers: [204, z.null()],
  handle: async (call) => {
    const { tx, actor, services, request, reply } = call
    const token = tokenOf(request, services.config, 'staff')
    if (token) await endSession(tx, token)
    const subject = staff.subjectOf(actor.staffId)
    await audit(tx, { ...staff.doer(doneBy(call)), act: 'platform.sign_out', subject })
    clearSessionCookie(reply, services.config, 'staff')
    return null
  },
})

export const getConsoleMe = route({
  method: 'GET',
  path: '/console/me',
  summary: 'Who is signed in to the console, and what they may do',
  auth: 'staff',
  answers: [200, staff.Staff.extend({ permissions: z.array(z.string()) })],
  handle: async ({ db, actor, services }) => {
    const me = await staff.findStaff(db, actor.staffId)
    const permissions = Object.keys(services.policy).filter((permission) =>
      me.roles.some((role) => services.policy[permission]?.includes(role)),
    )
    return { ...me, permissions }
  },
})

export const putPassword = route({
  method: 'PUT',
  path: '/console/me/password',
  summary: 'Change one’s password; every other session ends',
  auth: 'staff',
  limit: 'signIn',
  repeat: 'own',
  body: z.object({ password: Password, newPassword: Password }),
  answers: [204, z.null()],
  errors: [passwordTooWeak, signIn.passwordWrong],
  handle: async ({ db, actor, services, body, now, traceId, reply }) => {
    const { staffId } = actor
    const session = await signIn.changePassword(db, { ...body, staffId, now, traceId })
    setSessionCookie(reply, services.config, session)
    return null
  },
})

export const getStaff = route({
  method: 'GET',
  path: '/console/staff',
  summary: 'All staff, by login',
  auth: 'staff:staff.edit',
  query: z.object({
    after: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  answers: [200, z.object({ items: z.array(staff.Staff), next: z.string().nullable() })],
  handle: async ({ db, query }) => {
    const items = await staff.listStaff(db, query)
    return { items, next: items.length === query.limit ? items.at(-1)!.login : null }
  },
})

export const postStaff = route({
  method: 'POST',
  path: '/console/staff',
  summary: 'Add a staff member with a first password, which they change',
  auth: 'staff:staff.edit',
  repeat: 'own',
  body: z.object({
    login: staff.Login,
    name: z.string().trim().min(1).max(60),
    roles: staff.Roles,
    password: Password,
  }),
  answers: [201, StaffParams],
  errors: [staff.loginTaken, passwordTooWeak],
  handle: async (call) => {
    const { password, ...body } = call.body
    const weakness = whyNotPassword(password, [body.login, body.name])
    if (weakness) throw weakness
    const passwordPhc = await hashPassword(password)
    const added = { ...body, passwordPhc, ...doneBy(call) }
    return call.db.begin((tx) => staff.addStaff(tx, call.services.vault, added))
  },
})

export const patchStaff = route({
  method: 'PATCH',
  path: '/console/staff/:staffId',
  summary: 'Change somebody’s roles, shut them out or let them in; their sessions end',
  auth: 'staff:staff.edit',
  params: StaffParams,
  body: z.object({ roles: staff.Roles.optional(), disabled: z.boolean().optional() }),
  answers: [
    200,
    StaffParams.extend({ roles: z.array(z.enum(staff.staffRoles)), disabled: z.boolean() }),
  ],
  errors: [staff.staffNotFound, staff.lastOwner],
  handle: async (call) => {
    const { staffId } = call.params
    const { roles, disabled } = call.body
    const change = {
      staffId,
      ...(roles && { roles }),
      ...(disabled !== undefined && { disabled }),
      ...doneBy(call),
    }
    return { staffId, ...(await staff.changeStaff(call.tx, change)) }
  },
})

const doneBy = ({ actor, now, traceId }: Pick<Call<'staff'>, 'actor' | 'now' | 'traceId'>) => ({
  by: { kind: actor.kind, id: actor.staffId },
  now,
  traceId,
})

declare module './route.ts' {
  interface Services {
    policy: Policy
    /** Roles that may not sign in without a second factor, outside the demo. */
    rolesWithTotp: readonly string[]
  }
}
