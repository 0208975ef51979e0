/** The inverse of a small dense matrix, in doubles. Pure. */

export type Matrix = number[][]

/**
 * The inverse, by Gauss–Jordan with the largest pivot of each column, then Newton steps
 * `X ← X(2 - AX)`, which square the error, until the residual no longer falls.
 */
export function invert(matrix: Matrix): { inverse: Matrix; residual: number } {
  let inverse = eliminate(matrix)
  let residual = residualOf(matrix, inverse)
  for (let round = 0; round < 5 && residual > 0; round++) {
    const product = multiply(matrix, inverse)
    const correction = product.map((row, i) => row.map((value, j) => (i === j ? 2 : 0) - value))
    const better = multiply(inverse, correction)
    const left = residualOf(matrix, better)
    if (left >= residual) break
    inverse = better
    residual = left
  }
  return { inverse, residual }
}

function eliminate(matrix: Matrix): Matrix {
  const size = matrix.length
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let i = column + 1; i < size; i++)
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const head = rows[column]!
    const top = head[column]!
    if (top === 0 || !Number.isFinite(top)) throw new RangeError('the equations have no solution')
    for (let j = column; j < 2 * size; j++) head[j]! /= top
    for (const [i, row] of rows.entries()) {
      const times = row[column]!
      if (i === column || times === 0) continue
      for (let j = column; j < 2 * size; j++) row[j]! -= times * head[j]!
    }
  }
  return rows.map((row) => row.slice(size))
}

function multiply(one: Matrix, other: Matrix): Matrix {
  return one.map((row) => {
    const product = other[0]!.map(() => 0)
    for (const [k, value] of row.entries())
      if (value !== 0) for (const [j, cell] of other[k]!.entries()) product[j]! += value * cell
    return product
  })
}

/** The largest amount by which `matrix · inverse` misses the unit matrix. */
function residualOf(matrix: Matrix, inverse: Matrix): number {
  let largest = 0
  for (const [i, row] of multiply(matrix, inverse).entries())
    for (const [j, value] of row.entries())
      largest = Math.max(largest, Math.abs(value - (i === j ? 1 : 0)))
  return largest
}
