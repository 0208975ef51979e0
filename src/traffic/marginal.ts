/** How the marginal cost of a channel is told: with its interval, or why there is none. */
import { z } from 'zod'
import type { MarginalCost } from './attribution/economics.ts'

const Fen = z.int().nullable()

export const Marginal = z.object({
  known: z.boolean(),
  fen: Fen,
  fromFen: Fen,
  toFen: Fen,
  why: z.enum(['too_few_weeks', 'cost_never_changed', 'no_link']).nullable(),
})

export const tellMarginal = (cost: MarginalCost): z.output<typeof Marginal> => ({
  fen: null,
  fromFen: null,
  toFen: null,
  why: null,
  ...cost,
})
