import type { ReactNode } from 'react'
import { labelPlaces, linePath, roundAbove } from './chart.ts'
import styles from './line-chart.module.css'

export type Point = { label: string; value: number }

const field = { width: 600, height: 180 }

/** A line over time, with the same figures as a table for whoever wants them exact, or aloud. */
export function LineChart(props: {
  /** What the line says in one sentence: it stands for the picture. */
  summary: string
  points: readonly Point[]
  /** A figure at the side, as short as it can be. */
  scaleText: (value: number) => string
  tableTitle: string
  table: ReactNode
}) {
  const { summary, points, scaleText, tableTitle, table } = props
  const values = points.map((point) => point.value)
  const top = roundAbove(Math.max(0, ...values))
  const path = linePath(values, top, field)
  const { width, height } = field
  return (
    <figure className={styles['chart']}>
      <div className={styles['plot']}>
        <div className={styles['scale']} aria-hidden="true">
          {[top, top / 2, 0].map((value) => (
            <span key={value}>{scaleText(value)}</span>
          ))}
        </div>
        <svg
          className={styles['field']}
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, so no img
          role="img"
          aria-label={summary}
        >
          <path className={styles['area']} d={`${path}V${height}H0Z`} />
          <path className={styles['rule']} d={`M0 0H${width}M0 ${height / 2}H${width}`} />
          <path className={styles['line']} d={path} />
        </svg>
        <div className={styles['labels']} aria-hidden="true">
          {labelPlaces(points.length, 4).map((at) => (
            <span key={at}>{points[at]!.label}</span>
          ))}
        </div>
      </div>
      <details>
        <summary>{tableTitle}</summary>
        <div className={styles['table']}>{table}</div>
      </details>
    </figure>
  )
}
