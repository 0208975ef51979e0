/**
 * The page behind the set-up link. Its token comes in bodies only, which are never logged; nothing of
 * it is stored with an answer.
 */
import { z } from 'zod'
import { setSessionCookie } from './access.ts'
import { passwordLengthMax, passwordTooWeak } from './password.ts'
import { route } from './route.ts'
import type { Services } from './route.ts'
import * as setUp from './set-up.ts'
import { ShopTexts } from './shop.ts'
import { totpWrong } from './staff-sign-in.ts'
import { Login, loginTaken } from './staff.ts'

/** Any text: a link that was cut off is told as a wrong link. */
const Token = z.string().max(200)
const Signed = z.string().max(2_000)
const Owner = z.object({
  login: Login,
  name: z.string().trim().min(1).max(60),
  password: z
    .string()
    .min(1)
    .max(passwordLengthMax * 4),
})

const token = 'q1hV0m3T2xk9yJb7s5Zr8wLc4Nd6Ua0Ef1Gi2Hj3Ko4'
const owner = { login: 'ming.wang', name: '王明', password: 'nine grey geese over the lake' }
const look = { nameZh: '青石小铺', nameEn: 'Bluestone', accent: 'indigo' as const }

export const getSetUp = route({
  method: 'GET',
  path: '/set-up',
  summary: 'Whether the shop waits for its first owner',
  auth: 'visitor',
  answers: [200, z.object({ isNeeded: z.boolean(), needsSecondFactor: z.boolean() })],
  handle: async ({ db, services }) => ({
    isNeeded: !(await setUp.isSetUp(db)),
    needsSecondFactor: needsSecondFactor(services),
  }),
})

export const postSetUpOwner = route({
  method: 'POST',
  path: '/set-up/owner',
  summary: 'Check the first owner and show what their authenticator app needs; stores nothing',
  auth: 'visitor',
  limit: 'signIn',
  repeat: 'own',
  body: Owner.extend({ token: Token }),
  answers: [200, z.object({ enrolmentToken: z.string(), secret: z.string(), uri: z.string() })],
  errors: [setUp.setUpOver, setUp.setUpLinkWrong, passwordTooWeak],
  example: { body: { token, ...owner } },
  handle: ({ db, services, body, now, traceId }) =>
    setUp.beginOwner(db, services.vault, { ...body, now, traceId }),
})

export const postSetUpSecondFactor = route({
  method: 'POST',
  path: '/set-up/second-factor',
  summary: 'Prove with a code that the app has the secret; stores nothing',
  auth: 'visitor',
  limit: 'signIn',
  repeat: 'own',
  body: z.object({ token: Token, enrolmentToken: Signed, code: z.string().regex(/^\d{6}$/) }),
  answers: [200, z.object({ secondFactor: z.string() })],
  errors: [setUp.setUpOver, setUp.setUpLinkWrong, setUp.secondFactorMissing, totpWrong],
  example: { body: { token, enrolmentToken: 'eyJjbGFpbXMiOnt9fQ.c2lnbmF0dXJl', code: '012345' } },
  handle: ({ db, services, body, now, traceId }) =>
    setUp.proveSecondFactor(db, services.vault, { ...body, now, traceId }),
})

export const postSetUp = route({
  method: 'POST',
  path: '/set-up',
  summary: 'Make the first owner, open the shop and be signed in; the link works once',
  auth: 'visitor',
  limit: 'signIn',
  repeat: 'own',
  body: z.object({
    token: Token,
    owner: Owner,
    secondFactor: Signed.optional(),
    shop: ShopTexts.pick({ nameZh: true, nameEn: true, accent: true }),
  }),
  answers: [201, z.object({ staffId: z.uuid() })],
  errors: [
    setUp.setUpOver,
    setUp.setUpLinkWrong,
    setUp.secondFactorMissing,
    passwordTooWeak,
    loginTaken,
  ],
  example: { body: { token, owner, secondFactor: 'eyJjbGFpbXMiOnt9fQ.c2lnbmF0dXJl', shop: look } },
  handle: async ({ db, services, body, now, traceId, reply }) => {
    const session = await setUp.setUpShop(db, services.vault, {
      ...body,
      shop: { ...body.shop, announcementZh: '', announcementEn: '' },
      needsSecondFactor: needsSecondFactor(services),
      now,
      traceId,
    })
    setSessionCookie(reply, services.config, session)
    return { staffId: session.staffId }
  },
})

const needsSecondFactor = ({ config, rolesWithTotp }: Services) =>
  config.mode !== 'demo' && rolesWithTotp.includes('owner')
