import type { ReactNode } from 'react'
import styles from './foot.module.css'

/** What there is to do with the page, always within reach of a thumb; on a desk it stands in the flow. */
export function Foot({ children }: { children: ReactNode }) {
  return (
    <div className={styles['foot']} data-foot>
      {children}
    </div>
  )
}
