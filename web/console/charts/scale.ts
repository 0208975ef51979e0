/** Where the points of a chart stand, and the round figures beside it. Pure. */

export type Field = { width: number; height: number }

/** The least round figure that is not below `most`: 1, 2 or 5 with zeros. For nothing at all, 1. */
export function roundAbove(most: number): number {
  let unit = 1
  while (unit * 10 <= most) unit *= 10
  return [1, 2, 5, 10].map((times) => times * unit).find((round) => round >= most)!
}

/** Each point has a slot of the same width and stands in its middle. */
export const middleOf = (at: number, length: number, { width }: Field) =>
  ((at + 0.5) * width) / length

/** Which slot lies there, `share` being how far from the left of the whole. */
export const slotAt = (share: number, length: number) =>
  Math.min(length - 1, Math.max(0, Math.floor(share * length)))

/**
 * An SVG path through the values, 0 at the foot of the field, `top` at its head. Where there are fewer
 * values than slots the rest stays empty.
 */
export function linePath(
  values: readonly number[],
  top: number,
  field: Field,
  slots = values.length,
): string {
  return values
    .map((value, at) => {
      const x = middleOf(at, slots, field).toFixed(2)
      const y = (field.height - (value / top) * field.height).toFixed(2)
      return `${at === 0 ? 'M' : 'L'}${x} ${y}`
    })
    .join('')
}

/** The same line closed along the foot. */
export function areaPath(
  values: readonly number[],
  top: number,
  field: Field,
  slots = values.length,
): string {
  if (values.length === 0) return ''
  const [first, last] = [0, values.length - 1].map((at) => middleOf(at, slots, field))
  const line = linePath(values, top, field, slots)
  return `${line}L${last!.toFixed(2)} ${field.height}L${first!.toFixed(2)} ${field.height}Z`
}

/** However few there are, bars are no wider than if there were so many: else they look like walls. */
const barsAtLeast = 12

/** Bars on the foot, each `share` as wide as its slot; `only` draws some of them. */
export function barsPath(
  values: readonly number[],
  top: number,
  field: Field,
  options: { slots?: number; share?: number; only?: (at: number) => boolean } = {},
): string {
  const { slots = values.length, share = 0.64, only = () => true } = options
  const width = (field.width / Math.max(slots, barsAtLeast)) * share
  return values
    .map((value, at) => {
      if (value === 0 || !only(at)) return ''
      const x = (middleOf(at, slots, field) - width / 2).toFixed(2)
      const height = ((value / top) * field.height).toFixed(2)
      return `M${x} ${field.height}v-${height}h${width.toFixed(2)}v${height}Z`
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
