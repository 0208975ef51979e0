import { z } from 'zod'
import { defineEvent } from '#platform/events.ts'

/** Somebody became a member, which they are from their first sign-in on. */
export const memberEnrolled = defineEvent('pool.member_enrolled', {
  memberId: z.uuid(),
  enrolledAt: z.iso.datetime(),
  version: z.literal(1),
})

/** A member closed the account: what was personal is gone, the id stays in what it did. */
export const accountClosed = defineEvent('pool.account_closed', {
  memberId: z.uuid(),
  closedAt: z.iso.datetime(),
  version: z.literal(2),
})
