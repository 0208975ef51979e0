import styles from './mark.module.css'

/** Four tiles, two of them of one kind: what two guest-friends kept of one token. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" className={styles['mark']} aria-hidden="true">
      <rect width="14" height="14" x="1" y="1" rx="3" />
      <rect width="14" height="14" x="17" y="1" rx="3" />
      <rect width="14" height="14" x="1" y="17" rx="3" />
      <rect width="14" height="14" x="17" y="17" rx="3" />
    </svg>
  )
}
