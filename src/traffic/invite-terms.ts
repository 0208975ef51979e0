/** What an invitation is worth. Terms are never changed: newer ones hold for who joins from then on. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { Sql, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { levelsLimited } from './errors.ts'

export const TermsInput = z.object({
  /** For each newcomer who bought and kept enough. */
  rewardPoints: z.int().min(0).max(100_000),
  /** Rewards of one inviter in a month of China. */
  monthMax: z.int().min(0).max(1_000),
  /** What the newcomer's first order must have come to, after refunds. */
  realisedMinFen: z.int().min(0).max(100_000_000),
  /** Days in which goods may be given back, counted from when the order was completed. */
  returnDays: z.int().min(7).max(90),
  /** Further days before the reward is given. */
  coolingDays: z.int().min(0).max(90),
  /** How many levels above a newcomer are rewarded: the law allows one (rules.md M-03, M-04). */
  levels: z.int().min(1),
})

export const Terms = TermsInput.extend({ id: z.uuid(), madeAt: instant })
export type TermsRow = z.input<typeof Terms>

/** Errors: levelsLimited. */
export async function setTerms(
  tx: Tx,
  terms: z.output<typeof TermsInput> & { by: string | null; now: Date },
): Promise<TermsRow> {
  const { rewardPoints, monthMax, realisedMinFen, returnDays, coolingDays, levels, by, now } = terms
  if (levels !== 1) throw levelsLimited({ levels })
  const [written] = await tx<TermsRow>`
    insert into traffic.invite_terms (id, reward_points, month_max, realised_min_fen, return_days,
      cooling_days, levels, made_at, made_by)
    values (${randomUUIDv7()}, ${rewardPoints}, ${monthMax}, ${realisedMinFen}, ${returnDays},
      ${coolingDays}, ${levels}, ${now}, ${by})
    returning id, reward_points, month_max, realised_min_fen, return_days, cooling_days, levels,
      made_at`
  return written!
}

/** Those that hold, or null as long as there are no invitations. */
export async function findTerms(db: Sql): Promise<TermsRow | null> {
  const [terms] = await db<TermsRow>`
    select id, reward_points, month_max, realised_min_fen, return_days, cooling_days, levels, made_at
    from traffic.invite_terms order by made_at desc, id desc limit 1`
  return terms ?? null
}
