import type { ReactNode } from 'react'
import styles from './foot.module.css'

/**
 * What there is to do with the page, always within reach of a thumb. On a desk it stands at the end of
 * the page, or just where it is written (`flows`).
 */
export function Foot({ children, flows }: { children: ReactNode; flows?: boolean }) {
  return (
    <div className={`${styles['foot']} ${flows ? styles['flows'] : ''}`} data-foot>
      {children}
    </div>
  )
}
