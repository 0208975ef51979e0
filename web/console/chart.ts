/** Where the points of a line stand, and the round figures beside it. Pure. */

/** The least round figure that is not below `most`: 1, 2 or 5 with zeros. For nothing at all, 1. */
export function roundAbove(most: number): number {
  let unit = 1
  while (unit * 10 <= most) unit *= 10
  return [1, 2, 5, 10].map((times) => times * unit).find((round) => round >= most)!
}

/** An SVG path through the values in a field of this size, 0 at its foot, `top` at its head. */
export function linePath(
  values: readonly number[],
  top: number,
  { width, height }: { width: number; height: number },
): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  return values
    .map((value, at) => {
      const x = (at * step).toFixed(2)
      const y = (height - (value / top) * height).toFixed(2)
      return `${at === 0 ? 'M' : 'L'}${x} ${y}`
    })
    .join('')
}

/** Places of at most `count` labels among `length` points, the first and the last among them. */
export function labelPlaces(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, at) => at)
  const places = Array.from({ length: count }, (_, at) =>
    Math.round((at * (length - 1)) / (count - 1)),
  )
  return [...new Set(places)]
}
