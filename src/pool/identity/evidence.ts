/** Why two persons are held to be one: codes and ids, never a value. */
import { z } from 'zod'

const identityKinds = ['phone', 'email', 'wechat_openid', 'wechat_unionid', 'store_card'] as const
export const IdentityKind = z.enum(identityKinds)
export type IdentityKind = z.infer<typeof IdentityKind>

export const Evidence = z.strictObject({
  /** They signed in on a browser; an identity of one was given for the other; staff know it. */
  reason: z.enum(['signed_in', 'same_identity', 'staff']),
  /** The identity they share. */
  kind: IdentityKind.optional(),
  /** Whether whoever gave it proved to hold it, by a code for example. */
  isProven: z.boolean().optional(),
  /** The proposal that was accepted. */
  proposalId: z.uuid().optional(),
})
export type Evidence = z.infer<typeof Evidence>
