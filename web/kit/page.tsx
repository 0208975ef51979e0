import { useEffect } from 'react'
import type { ReactNode } from 'react'
import styles from './page.module.css'
import { useShopName } from './shop.ts'

/** A page: its title in the window and at its head, what one can do with the whole, its contents. */
export function Page(props: {
  title: string
  /** A title that is seen elsewhere on the page is here for screen readers only. */
  isTitleSpoken?: boolean
  actions?: ReactNode
  /** `narrow` reads well (forms, an order); `wide` has room for lists and tables. */
  width?: 'narrow' | 'wide'
  children: ReactNode
}) {
  const { title, isTitleSpoken = false, actions, width = 'narrow', children } = props
  const shopName = useShopName()
  useEffect(() => {
    document.title = `${title} · ${shopName}`
  }, [title, shopName])
  return (
    <div className={`${styles['page']} ${styles[width]}`}>
      <header className={isTitleSpoken ? 'spoken' : styles['head']}>
        <h1>{title}</h1>
        {actions}
      </header>
      {children}
    </div>
  )
}

/** A part of a page with its own heading. */
export function Section(props: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="stack-tight">
      <div className="row-apart">
        <h2>{props.title}</h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  )
}
