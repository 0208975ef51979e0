/** What a member is asked to agree to, and where it would reach them. */
import { z } from 'zod'

/** To be told of offers; to have what one does here kept under one's own name. */
const purposes = ['marketing', 'profiling'] as const
export const Purpose = z.enum(purposes)
export type Purpose = z.output<typeof Purpose>

/** Where a message may reach a member. */
export const channels = ['inbox', 'sms', 'email'] as const
export const Channel = z.enum(channels)
export type Channel = z.output<typeof Channel>

/** Profiling has no channel: it is `all`. */
export const ConsentChannel = z.enum([...channels, 'all'])
export type ConsentChannel = z.output<typeof ConsentChannel>

export const fits = (of: { purpose: Purpose; channel: ConsentChannel }): boolean =>
  (of.purpose === 'profiling') === (of.channel === 'all')
