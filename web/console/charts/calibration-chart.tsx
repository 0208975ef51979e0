/** What was told beside what happened: a point for each tenth, on the slanted line when both agree. */
import type { ReactNode } from 'react'
import { Chart } from './chart.tsx'
import styles from './calibration-chart.module.css'

const size = 240

export function CalibrationChart(props: {
  summary: ReactNode
  definition: string
  asOf: string
  /** Names of the two directions. */
  across: string
  up: string
  /** From 0 to 1. */
  points: readonly { told: number; happened: number; name: string }[]
  table: ReactNode
}) {
  const { summary, definition, across, up, points, table } = props
  const at = (part: number) => part * size
  const line = points
    .map(({ told, happened }, i) => {
      return `${i === 0 ? 'M' : 'L'}${at(told).toFixed(1)} ${(size - at(happened)).toFixed(1)}`
    })
    .join('')
  return (
    <Chart summary={summary} definition={definition} asOf={props.asOf} table={table}>
      <svg className={styles['plot']} viewBox="-34 -10 284 290" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <g key={part}>
            <path className={styles['rule']} d={`M0 ${size - at(part)}H${size}`} />
            <text className={styles['scale']} x="-6" y={size - at(part) + 4} textAnchor="end">
              {Math.round(part * 100)}
            </text>
            <text className={styles['scale']} x={at(part)} y={size + 16} textAnchor="middle">
              {Math.round(part * 100)}
            </text>
          </g>
        ))}
        <path className={styles['even']} d={`M0 ${size}L${size} 0`} />
        <path className={styles['line']} d={line} />
        {points.map(({ told, happened, name }) => (
          <circle
            key={name}
            className={styles['point']}
            cx={at(told)}
            cy={size - at(happened)}
            r="4"
          >
            <title>{name}</title>
          </circle>
        ))}
        <text className={styles['scale']} x={size / 2} y={size + 32} textAnchor="middle">
          {across} %
        </text>
        <text
          className={styles['scale']}
          transform={`translate(-26 ${size / 2}) rotate(-90)`}
          textAnchor="middle"
        >
          {up} %
        </text>
      </svg>
    </Chart>
  )
}
