/**
 * Signing in, oneself, and one's addresses. Answers and requests here are personal, so none is kept
 * for an Idempotency-Key; repeating them is harmless or bounded.
 */
import { z } from 'zod'
import { clearSessionCookie, setSessionCookie, tokenOf } from '#platform/access.ts'
import { route } from '#platform/route.ts'
import { endSession, endSessionsOf } from '#platform/sessions.ts'
import { instant } from '#platform/shapes.ts'
import {
  addAddress,
  Address,
  AddressContents,
  changeAddress,
  deleteAddress,
  listAddresses,
} from './address.ts'
import * as errors from './errors.ts'
import { signedInHere } from './events.ts'
import { renewVisitor, visitorOf } from './facts/visitor.ts'
import { joinBrowser } from './identity/join-browser.ts'
import { getMe, Me, Nickname, setNickname } from './member.ts'
import { Phone } from './phone.ts'
import { newCode, requestCode } from './sign-in-code.ts'
import { signIn } from './sign-in.ts'

const AddressParams = z.object({ addressId: z.uuid() })
const exampleAddress = {
  name: '王小明',
  phone: '13800138000',
  province: '上海市',
  city: '上海市',
  district: '徐汇区',
  street: '漕溪北路 1 号',
}

export const postSignInCode = route({
  method: 'POST',
  path: '/sign-in/codes',
  summary: 'Ask for a sign-in code by text message',
  auth: 'visitor',
  limit: 'signIn',
  repeat: 'own',
  body: z.object({ phone: Phone }),
  answers: [
    200,
    z.object({
      expiresAt: instant,
      /** In the demo only, whose phones do not ring. */
      demoCode: z.string().optional(),
    }),
  ],
  errors: [errors.tooManyCodes],
  example: { body: { phone: '13800138000' }, answer: { expiresAt: '2026-11-20T04:05:00.000Z' } },
  handle: async ({ db, services, body: { phone }, now }) => {
    const { vault, codeSender, config } = services
    const code = newCode()
    const { expiresAt } = await db.begin((tx) => requestCode(tx, vault, { phone, code, now }))
    await codeSender.send(phone, code)
    return config.mode === 'demo' ? { expiresAt, demoCode: code } : { expiresAt }
  },
})

export const postSignIn = route({
  method: 'POST',
  path: '/sign-in',
  summary: 'Sign in with a code; the first time makes the member',
  auth: 'visitor',
  limit: 'signIn',
  repeat: 'own',
  body: z.object({ phone: Phone, code: z.string().regex(/^\d{6}$/) }),
  answers: [200, z.object({ memberId: z.uuid(), isNew: z.boolean() })],
  errors: [errors.codeWrong, errors.codeOver],
  example: { body: { phone: '13800138000', code: '012345' } },
  handle: async (call) => {
    const { db, services, body, now, request, reply } = call
    const former = tokenOf(request, services.config, 'member')
    const result = await db.begin(async (tx) => {
      const signedIn = await signIn(tx, services.vault, { ...body, now })
      if ('refusal' in signedIn) return signedIn
      if (former) await endSession(tx, former)
      const { memberId, isNew } = signedIn
      const visitorId = visitorOf(call)
      await joinBrowser(tx, call, memberId)
      if (visitorId)
        await signedInHere.record(tx, { memberId, visitorId, isNew, at: now.toISOString() })
      return signedIn
    })
    if ('refusal' in result) throw result.refusal
    setSessionCookie(reply, services.config, result.session)
    return { memberId: result.memberId, isNew: result.isNew }
  },
})

export const postSignOut = route({
  method: 'POST',
  path: '/sign-out',
  summary: 'Sign out, here or everywhere',
  auth: 'visitor', // so that an ended session can be signed out of, too
  repeat: 'none',
  body: z.object({ everywhere: z.boolean().default(false) }),
  answers: [204, z.null()],
  handle: async (call) => {
    const { tx, actor, body, services, request, reply } = call
    const token = tokenOf(request, services.config, 'member')
    if (token) await endSession(tx, token)
    if (body.everywhere && actor.kind === 'member') {
      await endSessionsOf(tx, 'member', actor.memberId)
    }
    clearSessionCookie(reply, services.config, 'member')
    // Whoever sits here next is not them.
    if (visitorOf(call)) renewVisitor(call)
    return null
  },
})

export const getMyself = route({
  method: 'GET',
  path: '/me',
  summary: 'Who is signed in',
  auth: 'member',
  answers: [200, Me],
  handle: ({ db, services, actor }) => getMe(db, services.vault, actor.memberId),
})

export const patchMyself = route({
  method: 'PATCH',
  path: '/me',
  summary: 'Change the nickname',
  auth: 'member',
  repeat: 'none',
  body: z.object({ nickname: Nickname.nullable() }),
  answers: [204, z.null()],
  handle: async ({ tx, actor, body }) => {
    await setNickname(tx, { memberId: actor.memberId, ...body })
    return null
  },
})

export const getAddresses = route({
  method: 'GET',
  path: '/addresses',
  summary: 'The addresses of whoever is signed in, the last changed first',
  auth: 'member',
  answers: [200, z.object({ items: z.array(Address) })],
  handle: async ({ db, services, actor }) => ({
    items: await listAddresses(db, services.vault, actor.memberId),
  }),
})

export const postAddress = route({
  method: 'POST',
  path: '/addresses',
  summary: 'Add an address',
  auth: 'member',
  repeat: 'none',
  body: AddressContents,
  answers: [201, AddressParams],
  errors: [errors.tooManyAddresses],
  example: { body: exampleAddress },
  handle: ({ tx, services, actor, body, now }) =>
    addAddress(tx, services.vault, { memberId: actor.memberId, contents: body, now }),
})

export const putAddress = route({
  method: 'PUT',
  path: '/addresses/:addressId',
  summary: 'Change an address; orders that were placed keep the old one',
  auth: 'member',
  repeat: 'none',
  params: AddressParams,
  body: AddressContents,
  answers: [204, z.null()],
  errors: [errors.addressNotFound],
  example: { body: exampleAddress },
  handle: async ({ tx, services, actor, params, body, now }) => {
    const address = { memberId: actor.memberId, ...params, contents: body, now }
    await changeAddress(tx, services.vault, address)
    return null
  },
})

export const removeAddress = route({
  method: 'DELETE',
  path: '/addresses/:addressId',
  summary: 'Delete an address; orders that were placed keep it',
  auth: 'member',
  repeat: 'none',
  params: AddressParams,
  answers: [204, z.null()],
  errors: [errors.addressNotFound],
  handle: async ({ tx, actor, params }) => {
    await deleteAddress(tx, { memberId: actor.memberId, ...params })
    return null
  },
})
