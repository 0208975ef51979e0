import type { ReactNode } from 'react'
import styles from './tabs.module.css'

/** Links beside one another; the one that is here carries `aria-current`, as the router sets it. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={styles['tabs']} aria-label={label}>
      {children}
    </nav>
  )
}
