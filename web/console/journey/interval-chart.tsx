/** A figure with its interval on a line, and nothing at all marked on it. */
import styles from './interval-chart.module.css'

const width = 320
const height = 40
const edge = 8

export function IntervalChart(props: {
  label: string
  value: string
  said: string
  of: { difference: number; low: number; high: number }
}) {
  const { label, value, said, of } = props
  const most = Math.max(Math.abs(of.low), Math.abs(of.high), 1) * 1.1
  const at = (figure: number) => width / 2 + (figure / most) * (width / 2 - edge)
  const tone = of.low > 0 ? styles['more'] : of.high < 0 ? styles['less'] : styles['unclear']
  return (
    <figure className={styles['figure']}>
      <figcaption className={styles['words']}>
        <span className="soft small">{label}</span>
        <strong>{value}</strong>
        <span className="soft small">{said}</span>
      </figcaption>
      <svg className={styles['chart']} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <line className={styles['axis']} x1={edge} x2={width - edge} y1={28} y2={28} />
        <line className={styles['nothing']} x1={width / 2} x2={width / 2} y1={6} y2={34} />
        <g className={tone}>
          <line x1={at(of.low)} x2={at(of.high)} y1={18} y2={18} />
          <line x1={at(of.low)} x2={at(of.low)} y1={13} y2={23} />
          <line x1={at(of.high)} x2={at(of.high)} y1={13} y2={23} />
          <circle cx={at(of.difference)} cy={18} r={5} />
        </g>
        <text className={styles['zero']} x={width / 2 + 4} y={38}>
          0
        </text>
      </svg>
    </figure>
  )
}
