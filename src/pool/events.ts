import { z } from 'zod'
import { defineEvent } from '#platform/events.ts'

/** Somebody became a member, which they are from their first sign-in on. */
export const memberEnrolled = defineEvent('pool.member_enrolled', {
  memberId: z.uuid(),
  enrolledAt: z.iso.datetime(),
  version: z.literal(1),
})

/** A member signed in where a visitor had been; `isNew`: for the first time at all. */
export const signedInHere = defineEvent('pool.signed_in', {
  memberId: z.uuid(),
  visitorId: z.uuid(),
  isNew: z.boolean(),
  at: z.iso.datetime(),
})

/** A member closed the account: what was personal is gone, the id stays in what it did. */
export const accountClosed = defineEvent('pool.account_closed', {
  memberId: z.uuid(),
  /** All that were this human, visitors too: whoever keeps something of them forgets it. */
  personIds: z.array(z.uuid()).optional(),
  closedAt: z.iso.datetime(),
  version: z.literal(2),
})

/** Somebody agreed to a purpose on a channel, or took it back. */
const consentShape = {
  personId: z.uuid(),
  purpose: z.enum(['marketing', 'profiling']),
  channel: z.enum(['inbox', 'sms', 'email', 'all']),
  at: z.iso.datetime(),
  version: z.literal(1),
}
export const consentGiven = defineEvent('pool.consent_given', consentShape)
export const consentWithdrawn = defineEvent('pool.consent_withdrawn', consentShape)

/** Who is one human changed for all of these persons: two were joined, or a merge was undone. */
export const identityChanged = defineEvent('pool.identity_changed', {
  mergeId: z.uuid(),
  personIds: z.array(z.uuid()),
  isUndone: z.boolean(),
  changedAt: z.iso.datetime(),
  version: z.union([z.literal(1), z.literal(2)]),
})
