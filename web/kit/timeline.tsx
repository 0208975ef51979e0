import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './timeline.module.css'

export type TimelineItem = {
  key: string
  title: ReactNode
  /** When it happened, or by when it will. */
  time?: ReactNode
  detail?: ReactNode
  state: 'done' | 'now' | 'next' | 'bad'
}

/** What happened and what comes next, from the first to the last. */
export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
  return (
    <ol className={styles['timeline']} aria-label={label}>
      {items.map((item) => (
        <li
          key={item.key}
          className={styles[item.state]}
          aria-current={item.state === 'now' ? 'step' : undefined}
        >
          <span className={styles['mark']}>
            {item.state === 'done' && <Icon name="check" size="s" />}
            {item.state === 'bad' && <Icon name="close" size="s" />}
          </span>
          <div className={styles['text']}>
            <p className={styles['title']}>{item.title}</p>
            {item.detail && <p className={styles['detail']}>{item.detail}</p>}
            {item.time && <p className={styles['time']}>{item.time}</p>}
          </div>
        </li>
      ))}
    </ol>
  )
}
