import { z } from 'zod'
import { defineEvent } from '#platform/events.ts'

/** People came into a segment that somebody follows, or left it; at most 500 of each. */
export const segmentChanged = defineEvent('pool.segment_changed', {
  segmentId: z.uuid(),
  entered: z.array(z.uuid()),
  left: z.array(z.uuid()),
  /** The segment is being filled: these were in it all along, and nobody had asked. */
  isFilling: z.boolean(),
  at: z.iso.datetime(),
  version: z.literal(1),
})
