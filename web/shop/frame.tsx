/** What stands around every page: the demo's banner, the head with the search, the way around. */
import { Link, Outlet, useCanGoBack, useRouter, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { OfflineNote, SkipLink } from '#web/kit/app.tsx'
import { IconButton } from '#web/kit/button.tsx'
import { Icon } from '#web/kit/icon.tsx'
import type { IconName } from '#web/kit/icon.tsx'
import { inLanguage, useLanguage, useWords } from '#web/kit/i18n.ts'
import { useShopAccent, useShopInfo, useShopName } from '#web/kit/shop.ts'
import { kitWords } from '#web/kit/words.ts'
import styles from './frame.module.css'
import { UnreadMark } from './inbox/unread.tsx'
import { SearchBox } from './search-box.tsx'
import { frameWords } from './words/frame.ts'

export function Frame() {
  const name = useShopName()
  useShopAccent()
  return (
    <>
      <SkipLink />
      <DemoBanner />
      <Announcement />
      <OfflineNote />
      <header className={styles['head']}>
        <div className={styles['bar']}>
          <Back />
          <Link to="/" className={styles['mark']} aria-label={name}>
            <Mark />
            <span>{name}</span>
          </Link>
          <SearchBox />
          <Ways />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles['main']}>
        <Outlet />
      </main>
      <FocusOnNewPage />
    </>
  )
}

/** Pages of one's own that do not stand below "Me". */
const mine = ['/inbox', '/invite']

function Ways() {
  const words = useWords(frameWords)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const ways = [
    { to: '/', icon: 'home', label: words.nav.home },
    { to: '/cart', icon: 'cart', label: words.nav.cart },
    { to: '/orders', icon: 'parcel', label: words.nav.orders },
    { to: '/me', icon: 'person', label: words.nav.me },
  ] as const satisfies { to: string; icon: IconName; label: string }[]
  return (
    <nav className={styles['ways']} aria-label={words.nav.main}>
      {ways.map((way) => (
        <Link
          key={way.to}
          to={way.to}
          activeOptions={{ exact: way.to === '/', includeSearch: false }}
          aria-current={way.to === '/me' && mine.includes(path) ? 'true' : undefined}
        >
          <span className={styles['sign']}>
            <Icon name={way.icon} />
            {way.to === '/me' && <UnreadMark />}
          </span>
          {way.label}
        </Link>
      ))}
    </nav>
  )
}

const tops = ['/', '/cart', '/orders', '/me']

/** On a phone a page below the four main ones has a way back in its head. */
function Back() {
  const words = useWords(kitWords)
  const router = useRouter()
  const canGoBack = useCanGoBack()
  const path = useRouterState({ select: (state) => state.location.pathname })
  if (tops.includes(path)) return null
  const goBack = () => (canGoBack ? router.history.back() : void router.navigate({ to: '/' }))
  return (
    <span className={styles['back']}>
      <IconButton icon="back" label={words.back} onPress={goBack} />
    </span>
  )
}

function DemoBanner() {
  const words = useWords(frameWords)
  if (useShopInfo()?.mode !== 'demo') return null
  return <p className={styles['demo']}>{words.demo}</p>
}

/** What the owner has to say to everybody. */
function Announcement() {
  const language = useLanguage()
  const shop = useShopInfo()?.shop
  const text = shop && inLanguage(language, shop.announcementZh, shop.announcementEn)
  return text ? <p className={styles['announcement']}>{text}</p> : null
}

/** Four tiles, two of them of one kind: what two guest-friends kept of one token. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" className={styles['tiles']} aria-hidden="true">
      <rect width="14" height="14" x="1" y="1" rx="3" />
      <rect width="14" height="14" x="17" y="1" rx="3" />
      <rect width="14" height="14" x="1" y="17" rx="3" />
      <rect width="14" height="14" x="17" y="17" rx="3" />
    </svg>
  )
}

/** A screen reader is taken to the new page, as a page load would. */
function FocusOnNewPage() {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onResolved', ({ pathChanged }) => {
        const { activeElement } = document
        const isFree = activeElement === document.body || activeElement?.closest('main, nav')
        if (pathChanged && isFree)
          document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true })
      }),
    [router],
  )
  return null
}
