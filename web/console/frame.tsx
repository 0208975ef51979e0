/** What stands around every page: the demo's banner, and inside the door the way around. */
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { OfflineNote, SkipLink } from '#web/kit/app.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useShopAccent, useShopInfo } from '#web/kit/shop.ts'
import styles from './frame.module.css'
import { Keys } from './keys.tsx'
import { SideNav, TopBar } from './nav.tsx'
import { Palette } from './palette.tsx'
import { frameWords } from './words/frame.ts'

export function Frame() {
  useShopAccent()
  return (
    <>
      <SkipLink />
      <DemoBanner />
      <OfflineNote />
      <Outlet />
    </>
  )
}

/** Inside the door: reading who is signed in sends everybody else to sign in first. */
export function Desk() {
  return (
    <div className={styles['desk']}>
      <TopBar />
      <SideNav />
      <main id="content" tabIndex={-1} className={styles['main']}>
        <Outlet />
      </main>
      <Palette />
      <Keys />
      <FocusOnNewPage />
    </div>
  )
}

function DemoBanner() {
  const words = useWords(frameWords)
  if (useShopInfo()?.mode !== 'demo') return null
  return <p className={styles['demo']}>{words.demo}</p>
}

/** A screen reader is taken to the new page, as a page load would. */
function FocusOnNewPage() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.closest('main, nav'))
      document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true })
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- it waits for a new page
  }, [path])
  return null
}
