import { z } from 'zod'
import { defineEvent } from '#platform/events.ts'

/** A member joined a board, or left it. */
export const membershipChanged = defineEvent('boards.membership_changed', {
  board: z.string(),
  memberId: z.uuid(),
  isIn: z.boolean(),
  at: z.iso.datetime(),
  version: z.union([z.literal(1), z.literal(2)]),
})
