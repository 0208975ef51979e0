/** A line over days, with the same figures as a table for those who do not see it or want them exact. */
import { useWords } from '#web/kit/i18n.ts'
import { Table } from '#web/kit/table.tsx'
import { labelPlaces, linePath, roundAbove } from './chart.ts'
import styles from './line-chart.module.css'
import { homeWords } from './words/home.ts'

export type Point = { key: string; label: string; value: number; text: string }

const field = { width: 600, height: 180 }

export function LineChart(props: {
  title: string
  /** What the line says in one sentence: it stands for the picture. */
  summary: string
  points: readonly Point[]
  /** A figure at the side, as short as it can be. */
  scaleText: (value: number) => string
  pointTitle: string
  valueTitle: string
}) {
  const { title, summary, points, scaleText, pointTitle, valueTitle } = props
  const { chart: words } = useWords(homeWords)
  const top = roundAbove(Math.max(0, ...points.map((point) => point.value)))
  const path = linePath(
    points.map((point) => point.value),
    top,
    field,
  )
  return (
    <figure className={styles['chart']}>
      <div className={styles['plot']}>
        <div className={styles['scale']} aria-hidden="true">
          <span>{scaleText(top)}</span>
          <span>{scaleText(top / 2)}</span>
          <span>{scaleText(0)}</span>
        </div>
        <svg
          className={styles['field']}
          viewBox={`0 0 ${field.width} ${field.height}`}
          preserveAspectRatio="none"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, so no img
          role="img"
          aria-label={summary}
        >
          <path
            className={styles['rule']}
            d={`M0 0H${field.width}M0 ${field.height / 2}H${field.width}`}
          />
          <path className={styles['area']} d={`${path}V${field.height}H0Z`} />
          <path className={styles['line']} d={path} />
        </svg>
        <div className={styles['labels']} aria-hidden="true">
          {labelPlaces(points.length, 4).map((at) => (
            <span key={at}>{points[at]!.label}</span>
          ))}
        </div>
      </div>
      <details>
        <summary>{words.asTable}</summary>
        <div className={styles['table']}>
          <Table
            caption={title}
            items={points.toReversed()}
            keyOf={(point) => point.key}
            columns={[
              { key: 'label', title: pointTitle, cell: (point) => point.key },
              { key: 'value', title: valueTitle, isFigure: true, cell: (point) => point.text },
            ]}
          />
        </div>
      </details>
    </figure>
  )
}
