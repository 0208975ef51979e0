/** Solves a small symmetric positive system, `matrix · x = right`, by Cholesky. Pure. */
export function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const size = right.length
  const lower = matrix.map((row) => row.map(() => 0))
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!
      if (i !== j) lower[i]![j] = rest / lower[j]![j]!
      else if (rest > 0) lower[i]![i] = Math.sqrt(rest)
      else throw new RangeError('the equations have no solution')
    }
  const half = right.map(() => 0)
  for (let i = 0; i < size; i++) {
    let rest = right[i]!
    for (let k = 0; k < i; k++) rest -= lower[i]![k]! * half[k]!
    half[i] = rest / lower[i]![i]!
  }
  const solved = right.map(() => 0)
  for (let i = size - 1; i >= 0; i--) {
    let rest = half[i]!
    for (let k = i + 1; k < size; k++) rest -= lower[k]![i]! * solved[k]!
    solved[i] = rest / lower[i]![i]!
  }
  return solved
}
