/** Invitations as members see them: my link, how it works, what came of it. */
import { z } from 'zod'
import { route } from '#platform/route.ts'
import { addressOf } from './code.ts'
import { inviteNotPossible } from './errors.ts'
import { MyInvites, readMyInvites } from './invite-figures.ts'
import { ensureInviteLink, findInviteLink } from './invite.ts'
import { findTerms, TermsInput } from './invite-terms.ts'
import { qrSvg } from './poster.ts'
import { sendDrawing } from './send-drawing.ts'

const InviteLink = z.object({ url: z.string() })
const exampleLink = { url: 'https://shop.example/l/x7k2m9pq' }

export const getMyInvites = route({
  method: 'GET',
  path: '/me/invites',
  summary: 'My invitation link, what an invitation is worth, and what came of mine',
  auth: 'member',
  answers: [
    200,
    z.object({
      /** Null as long as there are no invitations. */
      terms: TermsInput.omit({ levels: true }).nullable(),
      /** Null until I ask for one. */
      link: InviteLink.nullable(),
      mine: MyInvites,
    }),
  ],
  handle: async ({ db, actor: { memberId }, services, now }) => {
    const [terms, link, mine] = await Promise.all([
      findTerms(db),
      findInviteLink(db, memberId),
      readMyInvites(db, { memberId, now }),
    ])
    return { terms, link: link && { url: addressOf(services, link) }, mine }
  },
})

export const postInviteLink = route({
  method: 'POST',
  path: '/me/invites/link',
  summary: 'My invitation link, made with the first asking',
  auth: 'member',
  repeat: 'none', // it is made once
  answers: [200, InviteLink],
  errors: [inviteNotPossible],
  example: { answer: exampleLink },
  handle: async ({ tx, actor: { memberId }, services, now }) => ({
    url: addressOf(services, await ensureInviteLink(tx, { memberId, now })),
  }),
})

export const getInviteCode = route({
  method: 'GET',
  path: '/me/invites/qr.svg',
  summary: 'The QR code of my invitation link',
  auth: 'member',
  answers: [200, z.void()],
  errors: [inviteNotPossible],
  raw: true,
  handle: async ({ db, actor, services, reply }) => {
    const link = await findInviteLink(db, actor.memberId)
    if (!link) throw inviteNotPossible()
    sendDrawing(reply, qrSvg(addressOf(services, link)))
  },
})
