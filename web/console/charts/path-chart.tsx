/** How many came how far: a bar for each step, split into who went on, who may, and who will not. */
import type { ReactNode } from 'react'
import { Chart } from './chart.tsx'
import styles from './path-chart.module.css'

export type PathBar = {
  key: string
  title: string
  orders: number
  text: string
  /** Of the first step. */
  share: string
  waiting: number
  dropped: number
  /** Each in words, where there is any. */
  notes: { tone: 'waiting' | 'dropped'; text: string }[]
}

export function PathChart(props: {
  summary: ReactNode
  definition: string
  asOf: string
  bars: readonly PathBar[]
  table: ReactNode
}) {
  const { summary, definition, bars, table } = props
  const most = Math.max(1, bars[0]?.orders ?? 0)
  return (
    <Chart summary={summary} definition={definition} asOf={props.asOf} table={table}>
      <ol className={styles['steps']}>
        {bars.map((bar) => (
          <li key={bar.key}>
            <span className={styles['title']}>{bar.title}</span>
            <span className={styles['figure']}>
              <strong>{bar.text}</strong> <span className="soft small">{bar.share}</span>
            </span>
            <Bar bar={bar} most={most} />
            {bar.notes.length > 0 && (
              <span className={styles['notes']}>
                {bar.notes.map((note) => (
                  <span key={note.text} className={styles[note.tone]}>
                    {note.text}
                  </span>
                ))}
              </span>
            )}
          </li>
        ))}
      </ol>
    </Chart>
  )
}

function Bar({ bar, most }: { bar: PathBar; most: number }) {
  const width = (orders: number) => (1_000 * orders) / most
  const onward = bar.orders - bar.waiting - bar.dropped
  return (
    <svg className={styles['bar']} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden>
      <rect className={styles['onward']} width={width(onward)} height="10" />
      <rect
        className={styles['waitingBar']}
        x={width(onward)}
        width={width(bar.waiting)}
        height="10"
      />
      <rect
        className={styles['droppedBar']}
        x={width(onward + bar.waiting)}
        width={width(bar.dropped)}
        height="10"
      />
    </svg>
  )
}
