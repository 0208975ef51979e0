import { useWords } from './i18n.ts'
import styles from './skeleton.module.css'
import { kitWords } from './words.ts'

/** Stands where text will be. It waits a moment before it shows, so that quick answers do not flicker. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  const words = useWords(kitWords)
  return (
    <output className={styles['skeleton']}>
      <span className="spoken">{words.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles['line']} />
      ))}
    </output>
  )
}

/** A page that is on its way. */
export function PageSkeleton() {
  return (
    <div className={styles['page']}>
      <Skeleton lines={9} />
    </div>
  )
}
