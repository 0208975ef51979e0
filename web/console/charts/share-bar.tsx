/** A small bar under a figure: its part of a whole, for the eye only. */
import styles from './share-bar.module.css'

export function ShareBar({ part, whole }: { part: number; whole: number }) {
  const width = whole > 0 ? Math.min(100, (100 * part) / whole) : 0
  return (
    <svg
      className={styles['bar']}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className={styles['ground']} width="100" height="4" />
      <rect className={styles['part']} width={width} height="4" />
    </svg>
  )
}
