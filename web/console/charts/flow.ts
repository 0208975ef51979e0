/** Where the bands of a flow run: paths as columns of stations, wider where more went. Pure. */

export type FlowPath = { steps: string[]; end: string; count: number }
export type Station = { key: string; name: string; column: number; y: number; height: number }
export type Band = { key: string; end: string; d: string; width: number }
export type Flow = { stations: Station[]; bands: Band[]; columns: number }

const size = { width: 720, height: 300, gap: 22, station: 10 }
export const flowSize = size

/**
 * The last station of every path stands in the last column, its steps before it: paths are aligned at
 * their end, where it is decided. Within a column the stations that most went through stand first.
 */
export function layFlow(paths: readonly FlowPath[]): Flow {
  const columns = 1 + Math.max(0, ...paths.map(({ steps }) => steps.length))
  const placed = paths.map(({ steps, end, count }) => ({
    end,
    count,
    stops: [...steps, end].map((name, i) => ({ name, column: columns - 1 - steps.length + i })),
  }))
  const counts = new Map<string, { name: string; column: number; count: number }>()
  for (const { stops, count } of placed)
    for (const { name, column } of stops) {
      const key = `${column} ${name}`
      const known = counts.get(key) ?? { name, column, count: 0 }
      counts.set(key, { ...known, count: known.count + count })
    }
  const inColumn = (column: number) =>
    [...counts]
      .filter(([, one]) => one.column === column)
      .toSorted(([, a], [, b]) => b.count - a.count)
  const all = paths.reduce((sum, { count }) => sum + count, 0)
  const most = Math.max(1, ...Array.from({ length: columns }, (_, i) => inColumn(i).length))
  const scale = (size.height - (most - 1) * size.gap) / Math.max(1, all)
  const stations: Station[] = []
  for (let column = 0; column < columns; column++) {
    let y = 0
    for (const [key, { name, count }] of inColumn(column)) {
      const height = Math.max(2, count * scale)
      stations.push({ key, name, column, y, height })
      y += height + size.gap
    }
  }
  return { stations, bands: bandsOf(placed, stations, { columns, scale }), columns }
}

type Placed = { end: string; count: number; stops: { name: string; column: number }[] }

function bandsOf(
  placed: Placed[],
  stations: Station[],
  { columns, scale }: { columns: number; scale: number },
): Band[] {
  const stationOf = new Map(stations.map((one) => [one.key, one]))
  const taken = { from: new Map<string, number>(), to: new Map<string, number>() }
  const take = (side: 'from' | 'to', key: string, width: number) => {
    const station = stationOf.get(key)!
    const at = taken[side].get(key) ?? station.y
    taken[side].set(key, at + width)
    return at + width / 2
  }
  return placed.flatMap(({ stops, end, count }, i) =>
    stops.slice(1).map((to, j) => {
      const from = stops[j]!
      const width = Math.max(1, count * scale)
      const [x0, x1] = [xOf(from.column, columns) + size.station, xOf(to.column, columns)]
      const y0 = take('from', `${from.column} ${from.name}`, width)
      const y1 = take('to', `${to.column} ${to.name}`, width)
      const middle = (x0 + x1) / 2
      const d = `M${x0} ${y0.toFixed(1)}C${middle} ${y0.toFixed(1)} ${middle} ${y1.toFixed(1)} ${x1} ${y1.toFixed(1)}`
      return { key: `${i} ${j}`, end, d, width }
    }),
  )
}

export const xOf = (column: number, columns: number) =>
  columns === 1 ? 0 : (column * (size.width - size.station)) / (columns - 1)
