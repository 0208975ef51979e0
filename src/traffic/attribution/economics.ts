/** What another buyer costs, and when a buyer has earned what they cost. Pure. */

export type Week = { costFen: number; buyers: number }

export type MarginalCost =
  | { known: true; fen: number; fromFen: number; toFen: number }
  | { known: false; why: 'too_few_weeks' | 'cost_never_changed' | 'no_link' }

/** Fewer weeks say nothing about what a change of the cost does. */
export const weeksMin = 6

/**
 * What one more buyer costs when a little more is spent: a straight line through the weeks, buyers by
 * cost (least squares); the marginal cost is one over its slope. The interval holds in 95 of 100 cases
 * (Student's t), and where its end is not told apart from no effect at all, nothing is told.
 */
export function marginalCostOf(weeks: readonly Week[]): MarginalCost {
  const count = weeks.length
  if (count < weeksMin) return { known: false, why: 'too_few_weeks' }
  const mean = (of: (week: Week) => number) =>
    weeks.reduce((sum, week) => sum + of(week), 0) / count
  const [cost, buyers] = [mean((week) => week.costFen), mean((week) => week.buyers)]
  const spread = weeks.reduce((sum, week) => sum + (week.costFen - cost) ** 2, 0)
  if (Math.sqrt(spread / count) < 0.05 * cost || spread === 0)
    return { known: false, why: 'cost_never_changed' }
  const slope =
    weeks.reduce((sum, week) => sum + (week.costFen - cost) * (week.buyers - buyers), 0) / spread
  const missed = weeks.reduce((sum, week) => {
    return sum + (week.buyers - buyers - slope * (week.costFen - cost)) ** 2
  }, 0)
  const error = Math.sqrt(missed / (count - 2) / spread) * tOf(count - 2)
  if (slope - error <= 0) return { known: false, why: 'no_link' }
  const fen = (perFen: number) => Math.round(1 / perFen)
  return { known: true, fen: fen(slope), fromFen: fen(slope + error), toFen: fen(slope - error) }
}

/** Student's t for 95 of 100 cases, two-sided; from 30 on by its well-known approximation. */
function tOf(freedom: number): number {
  const table = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16,
    2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052,
    2.048, 2.045, 2.042,
  ]
  return table[freedom - 1] ?? 1.96 + 2.4 / freedom
}

/** Margin of newcomers by days since their first order; what they are worth within a horizon. */
export type MarginByDay = readonly { day: number; marginFen: number }[]

const valueWithinDays = 90

/** In fen for each newcomer; null when there is none. */
export function newcomerValueOf(margin: MarginByDay, newcomers: number): number | null {
  if (newcomers <= 0) return null
  const within = margin.filter(({ day }) => day <= valueWithinDays)
  return Math.round(within.reduce((sum, { marginFen }) => sum + marginFen, 0) / newcomers)
}

/** The first day on which newcomers together had earned what they cost; null when not so far. */
export function paybackDaysOf(margin: MarginByDay, costFen: number): number | null {
  let earned = 0
  for (const { day, marginFen } of margin.toSorted((a, b) => a.day - b.day)) {
    earned += marginFen
    if (earned >= costFen) return day
  }
  return null
}

/** Whether the next buyer costs more than a buyer earns. */
export function verdictOf(
  marginal: MarginalCost,
  valueFen: number | null,
): 'over' | 'maybe_over' | 'under' | 'unknown' {
  if (!marginal.known || valueFen === null) return 'unknown'
  if (marginal.fromFen > valueFen) return 'over'
  return marginal.fen > valueFen ? 'maybe_over' : 'under'
}
