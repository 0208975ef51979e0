/** Figures along time as bars and lines. A finger, a mouse or the arrow keys read them one by one. */
import { useState } from 'react'
import type { PointerEvent, ReactNode } from 'react'
import { Chart } from './chart.tsx'
import { areaPath, barsPath, labelPlaces, linePath, middleOf, roundAbove, slotAt } from './scale.ts'
import styles from './time-chart.module.css'

export type Series = {
  name: string
  values: readonly number[]
  /** `wide` bars stand behind narrow ones. */
  look: 'bars' | 'wide' | 'line' | 'area'
  tone: 'safe' | 'soft' | 'bad'
  text: (value: number) => string
}

const field = { width: 600, height: 180 }

export function TimeChart(props: {
  summary: ReactNode
  definition: string
  asOf: string
  /** What the arrow keys go along, for whoever hears it. */
  label: string
  /** `label` stands below where there is room; `name` says it in full. */
  points: readonly { label: string; name: string }[]
  series: readonly Series[]
  /** Figures at the side, as short as they can be. */
  scaleText: (value: number) => string
  /** Where the scale ends at the least. */
  topAtLeast?: number
  /** The point that is not over yet. */
  running?: number | undefined
  table: ReactNode
}) {
  const { summary, definition, label, points, series, scaleText, topAtLeast = 0, running } = props
  const [chosen, setChosen] = useState<number | null>(null)
  const last = points.length - 1
  // Something is always told, so that nothing moves when it begins.
  const at = Math.min(chosen ?? running ?? last, last)
  const top = roundAbove(Math.max(topAtLeast, ...series.flatMap((one) => one.values)))
  const toldOf = (point: number) =>
    [points[point]!.name, ...series.map((one) => `${one.name} ${textAt(one, point)}`)].join(', ')
  const follow = (event: PointerEvent<HTMLInputElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    setChosen(slotAt((event.clientX - left) / width, points.length))
  }
  return (
    <Chart summary={summary} definition={definition} asOf={props.asOf} table={props.table}>
      <p className={styles['legend']}>
        <span className={styles['name']}>{points[at]?.name}</span>
        {series.map((one) => (
          <span key={one.name} className={styles['key']}>
            <Swatch series={one} />
            {one.name}
            <strong>{textAt(one, at)}</strong>
          </span>
        ))}
      </p>
      <div className={styles['plot']}>
        <div className={styles['scale']} aria-hidden="true">
          {[top, top / 2, 0].map((value) => (
            <span key={value}>{scaleText(value)}</span>
          ))}
        </div>
        <div className={styles['field']}>
          <svg
            viewBox={`0 0 ${field.width} ${field.height}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <path
              className={styles['rule']}
              d={`M0 0H${field.width}M0 ${field.height / 2}H${field.width}`}
            />
            {chosen !== null && (
              <path
                className={styles['chosen']}
                d={`M${middleOf(at, points.length, field)} 0V${field.height}`}
              />
            )}
            {series.map((one) => (
              <Shape
                key={one.name}
                series={one}
                slots={points.length}
                top={top}
                running={running}
              />
            ))}
          </svg>
          <input
            type="range"
            aria-label={label}
            aria-valuetext={toldOf(at)}
            min={0}
            max={last}
            value={at}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
            onFocus={() => setChosen(at)}
            onBlur={() => setChosen(null)}
            onPointerDown={follow}
            onPointerMove={follow}
            onPointerLeave={() => setChosen(null)}
          />
        </div>
        <div className={styles['labels']} aria-hidden="true">
          {labelPlaces(points.length, 4).map((place) => (
            <span key={place}>{points[place]!.label}</span>
          ))}
        </div>
      </div>
    </Chart>
  )
}

const textAt = (series: Series, at: number) =>
  at < series.values.length ? series.text(series.values[at]!) : '–'

function Shape(props: { series: Series; slots: number; top: number; running: number | undefined }) {
  const { slots, top, running } = props
  const { values, look, tone } = props.series
  if (look === 'bars' || look === 'wide') {
    const share = look === 'wide' ? 0.86 : 0.6
    const bars = (only: (at: number) => boolean) =>
      barsPath(values, top, field, { slots, share, only })
    return (
      <>
        <path className={`${styles[look]} ${styles[tone]}`} d={bars((at) => at !== running)} />
        <path className={`${styles['running']} ${styles[tone]}`} d={bars((at) => at === running)} />
      </>
    )
  }
  return (
    <>
      {look === 'area' && (
        <path
          className={`${styles['area']} ${styles[tone]}`}
          d={areaPath(values, top, field, slots)}
        />
      )}
      <path
        className={`${styles['line']} ${styles[tone]}`}
        d={linePath(values, top, field, slots)}
      />
    </>
  )
}

function Swatch({ series: { look, tone } }: { series: Series }) {
  return (
    <svg className={styles['swatch']} viewBox="0 0 16 10" aria-hidden="true">
      {look === 'bars' || look === 'wide' ? (
        <path className={`${styles[look]} ${styles[tone]}`} d="M2 10V4h4v6ZM9 10V0h4v10Z" />
      ) : (
        <path className={`${styles['line']} ${styles[tone]}`} d="M0 7L6 3L10 6L16 2" />
      )}
    </svg>
  )
}
