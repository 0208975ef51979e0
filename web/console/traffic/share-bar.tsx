import styles from './share-bar.module.css'

/** How large a share is, drawn small beside its words; the words say it. */
export function ShareBar({ part, of }: { part: number; of: number }) {
  const width = of > 0 ? Math.max(0, Math.min(100, (part / of) * 100)) : 0
  return (
    <svg
      className={styles['bar']}
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className={styles['filled']} width={width} height="6" />
    </svg>
  )
}
