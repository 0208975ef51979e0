/** Invitations as staff see them: what they are worth, what came of them, and what looks arranged. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { acceptInvite, isAcceptable } from './accept-invite.ts'
import { inviteNotRefused, levelsLimited } from './errors.ts'
import {
  countInvites,
  Invite,
  InviteCounts,
  Inviter,
  listInviters,
  listInvites,
} from './invite-figures.ts'
import { inviteStates } from './invite.ts'
import { findTerms, setTerms, Terms, TermsInput } from './invite-terms.ts'
import { exampleId } from './words.ts'

const pageSize = 50
const invitersShown = 20

const exampleTerms = {
  rewardPoints: 200,
  monthMax: 10,
  realisedMinFen: 50_00,
  returnDays: 7,
  coolingDays: 3,
  levels: 1,
}

export const getConsoleInvites = route({
  method: 'GET',
  path: '/console/invites',
  summary: 'What invitations came to, who invites most, and what looks arranged',
  auth: 'staff:traffic.read',
  answers: [
    200,
    z.object({
      terms: Terms.nullable(),
      counts: InviteCounts,
      inviters: z.array(Inviter),
      asOf: instant,
    }),
  ],
  handle: async ({ db, now }) => {
    const [terms, counts, inviters] = await Promise.all([
      findTerms(db),
      countInvites(db),
      listInviters(db, invitersShown),
    ])
    return { terms, counts, inviters, asOf: now }
  },
})

export const getConsoleNewcomers = route({
  method: 'GET',
  path: '/console/invites/newcomers',
  summary: 'Newcomers by invitation, the last first',
  auth: 'staff:traffic.read',
  query: z.object({
    state: z.enum(inviteStates).optional(),
    inviterId: z.uuid().optional(),
    after: z.uuid().optional(),
  }),
  answers: [
    200,
    z.object({
      /** `isAcceptable`: staff may set the suspicion aside. */
      items: z.array(Invite.extend({ isAcceptable: z.boolean() })),
      next: z.uuid().nullable(),
    }),
  ],
  handle: async ({ db, query: { after, ...query }, now }) => {
    const rows = await listInvites(db, { ...query, afterId: after, limit: pageSize + 1 })
    const items = rows.slice(0, pageSize).map((row) => {
      return { ...row, isAcceptable: isAcceptable(row, now) }
    })
    return { items, next: rows.length > pageSize ? items.at(-1)!.newcomerId : null }
  },
})

export const putInviteTerms = route({
  method: 'PUT',
  path: '/console/invites/terms',
  summary: 'What an invitation is worth to who joins from now on; the first opens invitations',
  auth: 'staff:traffic.edit',
  body: TermsInput,
  answers: [200, Terms],
  errors: [levelsLimited],
  example: {
    body: exampleTerms,
    answer: { ...exampleTerms, id: exampleId, madeAt: '2026-11-20T04:00:00.000Z' },
  },
  handle: async (call) => {
    const { tx, body, now, actor } = call
    const terms = await setTerms(tx, { ...body, by: actor.staffId, now })
    await auditStaff(call, 'traffic.set_invite_terms', `invite_terms:${terms.id}`, body)
    return terms
  },
})

export const postInviteAcceptance = route({
  method: 'POST',
  path: '/console/invites/:newcomerId/acceptance',
  summary: 'Set a suspicion aside: the newcomer is a person of their own after all',
  auth: 'staff:traffic.edit',
  params: z.object({ newcomerId: z.uuid() }),
  answers: [204, z.null()],
  errors: [inviteNotRefused],
  handle: async (call) => {
    const { tx, params, now, actor } = call
    await acceptInvite(tx, { ...params, by: actor.staffId, now })
    await auditStaff(call, 'traffic.accept_invite', `member:${params.newcomerId}`)
    return null
  },
})
