/** How a member says what may be sent, and how whoever got a message ends it. */
import { z } from 'zod'
import { route } from '#platform/route.ts'
import { joinBrowser } from '../identity/join-browser.ts'
import { answerAsked, giveConsent, mayMessage, withdrawConsent } from './consent.ts'
import { linkWrong } from './errors.ts'
import {
  MyAttention,
  Quiet,
  readMyAttention,
  readUnsubscribeToken,
  setQuietHours,
} from './my-attention.ts'
import { Channel, ConsentChannel, fits, Purpose } from './purpose.ts'

export const getMyAttention = route({
  method: 'GET',
  path: '/me/attention',
  summary: 'What may be sent to me, when, and how much was this week',
  auth: 'member',
  answers: [200, MyAttention],
  handle: ({ db, actor: { memberId }, now }) => readMyAttention(db, { memberId, now }),
})

export const putMyConsent = route({
  method: 'PUT',
  path: '/me/consents',
  summary: 'I agree to a purpose on a channel, or not any more; at once',
  auth: 'member',
  repeat: 'none',
  body: z
    .object({ purpose: Purpose, channel: ConsentChannel, isGiven: z.boolean() })
    .refine(fits, 'marketing has a channel, profiling is for all'),
  answers: [204, z.null()],
  example: { body: { purpose: 'marketing', channel: 'inbox', isGiven: true } },
  handle: async (call) => {
    const { tx, body, now } = call
    const { memberId } = call.actor
    const { isGiven, ...of } = body
    const consent = { ...of, personId: memberId, how: 'shop', now }
    await (isGiven ? giveConsent(tx, consent) : withdrawConsent(tx, consent))
    if (isGiven && of.purpose === 'profiling') await joinBrowser(tx, call, memberId)
    return null
  },
})

export const postConsentAnswer = route({
  method: 'POST',
  path: '/me/consent-answers',
  summary: 'I was asked whether what I do here may be kept under my name, and this is my answer',
  auth: 'member',
  repeat: 'none',
  body: z.object({ purpose: z.literal('profiling'), answer: z.enum(['given', 'refused']) }),
  answers: [204, z.null()],
  handle: async (call) => {
    const { tx, body, now } = call
    const { memberId } = call.actor
    const of = { personId: memberId, purpose: body.purpose, now }
    if (body.answer === 'given') await giveConsent(tx, { ...of, channel: 'all', how: 'asked' })
    await answerAsked(tx, { ...of, answer: body.answer })
    if (body.answer === 'given') await joinBrowser(tx, call, memberId)
    return null
  },
})

export const putMyQuietHours = route({
  method: 'PUT',
  path: '/me/quiet-hours',
  summary: 'When I want to hear nothing; null for the usual hours',
  auth: 'member',
  repeat: 'none',
  body: z.object({ quiet: Quiet.nullable() }),
  answers: [204, z.null()],
  example: { body: { quiet: { from: 1320, until: 480 } } },
  handle: async ({ tx, actor: { memberId }, body }) => {
    await setQuietHours(tx, { memberId, ...body })
    return null
  },
})

const Token = z.object({ token: z.string().min(20).max(400) })

export const postUnsubscribeCheck = route({
  method: 'POST', // the token stays out of addresses that are logged
  path: '/unsubscribe/check',
  summary: 'What this link would end; nothing is ended by looking',
  auth: 'visitor',
  repeat: 'none',
  body: Token,
  answers: [200, z.object({ channel: Channel, isGiven: z.boolean() })],
  errors: [linkWrong],
  handle: async ({ db, services, body, now }) => {
    const link = readUnsubscribeToken(services.vault, body.token, now)
    if (!link) throw linkWrong()
    const [isGiven] = await mayMessage(db, [link])
    return { channel: link.channel, isGiven: isGiven! }
  },
})

export const postUnsubscribe = route({
  method: 'POST',
  path: '/unsubscribe',
  summary: 'End the messages this link came with, without signing in',
  auth: 'visitor',
  repeat: 'none',
  body: Token,
  answers: [204, z.null()],
  errors: [linkWrong],
  handle: async ({ tx, services, body, now }) => {
    const link = readUnsubscribeToken(services.vault, body.token, now)
    if (!link) throw linkWrong()
    await withdrawConsent(tx, {
      personId: link.memberId,
      purpose: 'marketing',
      channel: link.channel,
      how: 'unsubscribe_link',
      now,
    })
    return null
  },
})
