import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { ErrorNote } from './error-note.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'
import { useWords } from './i18n.ts'
import styles from './list.module.css'
import { kitWords } from './words.ts'

/** Rows under one another in one card. */
export function List({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className={styles['list']} aria-label={label}>
      {children}
    </ul>
  )
}

export function Row({ children }: { children: ReactNode }) {
  return <li className={styles['row']}>{children}</li>
}

/** Of a link that is a row as a whole, with what it leads to and an arrow. */
export const leadClass = styles['lead']!

/** Nothing here, why, and what to do about it. */
export function Empty(props: { icon?: IconName; title: string; children?: ReactNode }) {
  return (
    <div className={styles['empty']}>
      {props.icon && <Icon name={props.icon} size="l" />}
      <p className={styles['title']}>{props.title}</p>
      {props.children}
    </div>
  )
}

/** The end of a list that goes by key: more of it, or that this is all. */
export function Pager(props: {
  hasMore: boolean
  isLoadingMore: boolean
  more: () => void
  error?: Error | null
}) {
  const words = useWords(kitWords)
  if (props.error) return <ErrorNote error={props.error} onRetry={props.more} />
  if (!props.hasMore) return null
  return (
    <div className={styles['pager']}>
      <Button onPress={props.more} isBusy={props.isLoadingMore}>
        {props.isLoadingMore ? words.loading : words.more}
      </Button>
    </div>
  )
}
