/** Paths as a flow from left to right. Whoever cannot see it has the same paths as a table. */
import type { ReactNode } from 'react'
import { Chart } from './chart.tsx'
import { flowSize, layFlow, xOf } from './flow.ts'
import type { FlowPath } from './flow.ts'
import styles from './flow-chart.module.css'

export function FlowChart(props: {
  summary: ReactNode
  definition: string
  asOf: string
  label: string
  paths: readonly FlowPath[]
  /** The end that is hoped for. */
  good: string
  text: (count: number) => string
  table: ReactNode
}) {
  const { summary, definition, label, paths, good, text, table } = props
  const { stations, bands, columns } = layFlow(paths)
  const countOf = (key: string) =>
    paths.reduce((sum, { steps, end, count }) => {
      const stops = [...steps, end]
      return stops.some((name, i) => `${columns - stops.length + i} ${name}` === key)
        ? sum + count
        : sum
    }, 0)
  return (
    <Chart summary={summary} definition={definition} asOf={props.asOf} table={table}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- reached by keys to scroll it */}
      <section className={styles['box']} aria-label={label} tabIndex={0}>
        <svg
          className={styles['flow']}
          viewBox={`-2 -16 ${flowSize.width + 4} ${flowSize.height + 22}`}
          aria-hidden="true"
        >
          {bands.map((band) => (
            <path
              key={band.key}
              className={band.end === good ? styles['good'] : styles['other']}
              d={band.d}
              strokeWidth={band.width}
            />
          ))}
          {stations.map(({ key, name, column, y, height }) => {
            const isLast = column === columns - 1
            const x = xOf(column, columns)
            return (
              <g key={key}>
                <rect
                  className={name === good && isLast ? styles['goodStation'] : styles['station']}
                  x={x}
                  y={y}
                  width={flowSize.station}
                  height={height}
                />
                <text
                  className={styles['name']}
                  x={isLast ? x + flowSize.station : x}
                  y={y - 4}
                  textAnchor={isLast ? 'end' : 'start'}
                >
                  {name} {text(countOf(key))}
                </text>
              </g>
            )
          })}
        </svg>
      </section>
    </Chart>
  )
}
