/** A place in the order of time: where a page of transfers or chains ended. */
import { z } from 'zod'

export type Place = { at: Date; chainId: string; n: number }

/** As text that goes into an address and comes back: `<instant>~<n>~<chain>`. */
export const writePlace = ({ at, chainId, n }: Place): string =>
  `${at.toISOString()}~${n}~${chainId}`

export const PlaceText = z
  .string()
  .max(400)
  .transform((text, context): Place => {
    const [, moment = '', n = '', chainId = ''] = /^([^~]+)~(\d{1,5})~(.+)$/s.exec(text) ?? []
    const at = z.iso.datetime().safeParse(moment)
    // A place in a chain is a smallint.
    if (at.success && Number(n) < 2 ** 15) return { at: new Date(at.data), chainId, n: Number(n) }
    context.addIssue({ code: 'custom', message: 'is not of this list' })
    return z.NEVER
  })
