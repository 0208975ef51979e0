/**
 * What a member may ask of the shop about themselves: see, take away, correct, and be forgotten. As with
 * signing in no answer is kept for an Idempotency-Key.
 */
import { z } from 'zod'
import { clearSessionCookie } from '#platform/access.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import * as errors from '../errors.ts'
import { renewVisitor } from '../facts/visitor.ts'
import { detachIdentity } from '../identity/attach.ts'
import { IdentityKind } from '../identity/evidence.ts'
import { readIdentities } from '../identity/identity.ts'
import { componentOf } from '../identity/representative.ts'
import { maskPhone, Phone } from '../phone.ts'
import { fieldNames, FieldValue, removeField, setFields } from '../profile/fields.ts'
import { newCode, requestCode } from '../sign-in-code.ts'
import { closeByCode, phoneOf } from './closing.ts'
import { itemsInFile, readMyData } from './my-data.ts'
import { addPhone } from './phone.ts'
import { DataSection } from './section.ts'

const Code = z.string().regex(/^\d{6}$/)
const MyData = z.object({ asOf: instant, sections: z.array(DataSection) })

export const getMyData = route({
  method: 'GET',
  path: '/me/data',
  summary:
    'Everything that is held about me, by kind: from where, why, until when, and the newest of it',
  auth: 'member',
  answers: [200, MyData],
  handle: async ({ db, services, actor, now }) => {
    const { vault, dataOf } = services
    return {
      asOf: now,
      sections: await readMyData(db, vault, { ...actor, dataOf, limit: 20, now }),
    }
  },
})

export const getMyDataFile = route({
  method: 'GET',
  path: '/me/data.json',
  summary: 'All of it, to keep or to take elsewhere',
  auth: 'member',
  takesLong: true,
  answers: [200, MyData],
  handle: async ({ db, services, actor, now, reply }) => {
    const { vault, dataOf } = services
    const limit = itemsInFile
    const sections = await readMyData(db, vault, { ...actor, dataOf, limit, now })
    void reply.header('content-disposition', 'attachment; filename="my-data.json"')
    return { asOf: now, sections }
  },
})

export const getMyIdentities = route({
  method: 'GET',
  path: '/me/identities',
  summary: 'What I am known by',
  auth: 'member',
  answers: [
    200,
    z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          kind: IdentityKind,
          value: z.string(),
          since: instant,
          /** A phone that is the only one to sign in with stays. */
          mayRemove: z.boolean(),
        }),
      ),
    }),
  ],
  handle: async ({ db, services, actor }) => {
    const known = await readIdentities(db, services.vault, await componentOf(db, actor.memberId))
    const phonesOf = Map.groupBy(
      known.filter(({ kind }) => kind === 'phone'),
      (one) => one.memberId,
    )
    const items = known.map(({ id, memberId, kind, value, since }) => {
      const mayRemove = kind !== 'phone' || phonesOf.get(memberId)!.length > 1
      return { id, kind, value, since, mayRemove }
    })
    return { items }
  },
})

export const postMyPhone = route({
  method: 'POST',
  path: '/me/phones',
  summary: 'Sign in with another phone, too; the code that was sent to it proves that it is mine',
  auth: 'member',
  repeat: 'own',
  limit: 'signIn',
  body: z.object({ phone: Phone, code: Code }),
  /** `isAnothers`: the number signs in to another account; staff look at whether both are mine. */
  answers: [201, z.object({ isAnothers: z.boolean() })],
  errors: [errors.codeWrong, errors.codeOver],
  example: { body: { phone: '13800138000', code: '012345' } },
  handle: async ({ db, services, actor, body, now }) => {
    const given = { ...actor, ...body, now }
    const result = await db.begin((tx) => addPhone(tx, services.vault, given))
    if ('refusal' in result) throw result.refusal
    return { isAnothers: result.attached.outcome === 'proposed' }
  },
})

export const removeMyIdentity = route({
  method: 'DELETE',
  path: '/me/identities/:identityId',
  summary: 'Do not know me by this any more',
  auth: 'member',
  repeat: 'none',
  params: z.object({ identityId: z.uuid() }),
  answers: [204, z.null()],
  errors: [errors.identityNotFound, errors.lastPhone],
  handle: async ({ tx, services, actor, params }) => {
    const { identityId } = params
    const known = await readIdentities(tx, services.vault, await componentOf(tx, actor.memberId))
    const holder = known.find(({ id }) => id === identityId)
    if (!holder) throw errors.identityNotFound(params)
    await detachIdentity(tx, { memberId: holder.memberId, identityId })
    return null
  },
})

export const patchMyFields = route({
  method: 'PATCH',
  path: '/me/fields',
  summary: 'Say or correct my birthday, gender or city; null takes it away',
  auth: 'member',
  repeat: 'none',
  body: z.object({
    birthday: FieldValue.birthday.nullable().optional(),
    gender: FieldValue.gender.nullable().optional(),
    city: FieldValue.city.nullable().optional(),
  }),
  answers: [204, z.null()],
  example: { body: { birthday: '1990-05-17' } },
  handle: async ({ tx, services, actor: { memberId }, body, now }) => {
    const personIds = await componentOf(tx, memberId)
    for (const field of fieldNames) {
      const value = body[field]
      if (value === undefined) continue
      if (value === null) await removeField(tx, { personIds, field })
      else {
        const told = { personId: memberId, field, value, source: 'member' as const }
        await setFields(tx, services.vault, [told], now)
      }
    }
    return null
  },
})

export const postClosingCode = route({
  method: 'POST',
  path: '/me/closing/codes',
  summary: 'Send a code to my phone, to close my account with',
  auth: 'member',
  repeat: 'own',
  limit: 'signIn',
  answers: [
    200,
    z.object({ phoneMasked: z.string(), expiresAt: instant, demoCode: z.string().optional() }),
  ],
  errors: [errors.tooManyCodes, errors.memberNotFound],
  handle: async ({ db, services, actor, now }) => {
    const { vault, codeSender, config } = services
    const phone = await phoneOf(db, vault, actor.memberId)
    const code = newCode()
    const { expiresAt } = await db.begin((tx) => requestCode(tx, vault, { phone, code, now }))
    await codeSender.send(phone, code)
    const sent = { phoneMasked: maskPhone(phone), expiresAt }
    return config.mode === 'demo' ? { ...sent, demoCode: code } : sent
  },
})

export const postClosing = route({
  method: 'POST',
  path: '/me/closing',
  summary: 'Close my account at once and for good, with a code as for signing in',
  auth: 'member',
  repeat: 'own',
  limit: 'signIn',
  body: z.object({ code: Code }),
  answers: [204, z.null()],
  errors: [errors.codeWrong, errors.codeOver, errors.memberNotFound],
  example: { body: { code: '012345' } },
  handle: async (call) => {
    const { db, services, actor, body, now, reply } = call
    const given = { ...actor, ...body, now }
    const { refusal } = await db.begin((tx) => closeByCode(tx, services.vault, given))
    if (refusal) throw refusal
    clearSessionCookie(reply, services.config, 'member')
    renewVisitor(call)
    return null
  },
})
