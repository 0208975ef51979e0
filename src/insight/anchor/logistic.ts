/** Logistic regression by Newton's method, with a little ridge so that it always ends. Pure. */
import { solve } from './equations.ts'

export type Logistic = { intercept: number; weights: number[] }

/** As if each weight had been seen to be nothing, with this much certainty. */
const ridge = 5
const roundsMax = 50

/** Maximises the penalised likelihood; the penalty leaves the intercept alone. */
export function fit(rows: readonly number[][], isTrue: readonly boolean[]): Logistic {
  const width = rows[0]?.length ?? 0
  const wide = rows.map((row) => [1, ...row])
  let weights = Array.from({ length: width + 1 }, () => 0)
  for (let round = 0; round < roundsMax; round++) {
    const gradient = weights.map((weight, j) => (j === 0 ? 0 : -ridge * weight))
    const curvature = weights.map((_, i) =>
      weights.map((__, j) => (i === j && i > 0 ? ridge : i === j ? 1e-9 : 0)),
    )
    for (const [at, row] of wide.entries()) {
      const chance = chanceOf(dot(weights, row))
      const miss = (isTrue[at] ? 1 : 0) - chance
      const certainty = chance * (1 - chance)
      for (const [i, one] of row.entries()) {
        gradient[i]! += miss * one
        for (let j = 0; j <= i; j++) curvature[i]![j]! += certainty * one * row[j]!
      }
    }
    for (let i = 0; i <= width; i++)
      for (let j = i + 1; j <= width; j++) curvature[i]![j] = curvature[j]![i]!
    const step = solve(curvature, gradient)
    weights = weights.map((weight, j) => weight + step[j]!)
    if (step.every((length) => Math.abs(length) < 1e-10)) break
  }
  return { intercept: weights[0]!, weights: weights.slice(1) }
}

/** From 0 to 1. */
export const predict = (model: Logistic, row: readonly number[]): number =>
  chanceOf(model.intercept + contributionsOf(model, row).reduce((sum, part) => sum + part, 0))

/** What each feature adds to the log-odds. */
export const contributionsOf = (model: Logistic, row: readonly number[]): number[] =>
  row.map((value, j) => model.weights[j]! * value)

const chanceOf = (logOdds: number) => 1 / (1 + Math.exp(-logOdds))
const dot = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, value, i) => sum + value * other[i]!, 0)
