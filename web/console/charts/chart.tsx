/** What every chart has around it: what it says, what was counted, and its figures as a table. */
import type { ReactNode } from 'react'
import { useWords } from '#web/kit/i18n.ts'
import { Age } from '../home/age.tsx'
import { homeWords } from '../words/home.ts'
import styles from './chart.module.css'

export function Chart(props: {
  /** What the picture says, in one sentence. */
  summary: ReactNode
  /** What counts and by which clock. */
  definition: string
  asOf: string
  children: ReactNode
  table?: ReactNode
}) {
  const { asTable } = useWords(homeWords).charts
  const { summary, definition, asOf, children, table } = props
  return (
    <figure className={styles['chart']}>
      <figcaption>{summary}</figcaption>
      {children}
      <p className={styles['definition']}>
        {definition} <Age asOf={asOf} />
      </p>
      {table && (
        <details>
          <summary>{asTable}</summary>
          <div className={styles['table']}>{table}</div>
        </details>
      )}
    </figure>
  )
}
