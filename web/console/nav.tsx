/** The way around: a column on a desk, a sheet on a phone. Only what one may read is in it. */
import { Link, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, IconButton } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Icon } from '#web/kit/icon.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Mark } from '#web/kit/mark.tsx'
import { useShopName } from '#web/kit/shop.ts'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from './access.ts'
import { openSheet } from './keys-sheet.ts'
import { commandKey } from './keys.tsx'
import styles from './nav.module.css'
import { ways } from './ways.ts'
import { frameWords } from './words/frame.ts'

type Words = (typeof frameWords)['zh']

export function SideNav() {
  const words = useWords(frameWords)
  const shopName = useShopName()
  return (
    <div className={styles['side']} ref={useCurrentInSight()}>
      <Link to="/" className={styles['mark']}>
        <Mark />
        {words.console(shopName)}
      </Link>
      <FindButton />
      <Ways onGo={() => {}} />
    </div>
  )
}

export function TopBar() {
  const words = useWords(frameWords)
  const shopName = useShopName()
  const [isOpen, setOpen] = useState(false)
  return (
    <header className={styles['top']}>
      <Link to="/" className={styles['mark']}>
        <Mark />
        {words.console(shopName)}
      </Link>
      <div className={styles['tools']}>
        <IconButton icon="search" label={words.find.title} onPress={() => openSheet('palette')} />
        <Button onPress={() => setOpen(true)}>{words.menu}</Button>
      </div>
      <Dialog title={words.menu} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Ways onGo={() => setOpen(false)} />
      </Dialog>
    </header>
  )
}

/** The ways are more than a screen holds; the one that is open is always seen. */
function useCurrentInSight() {
  const box = useRef<HTMLDivElement>(null)
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  useEffect(() => {
    const way = box.current?.querySelector<HTMLElement>('[aria-current]')
    if (!box.current || !way) return
    const { scrollTop, clientHeight } = box.current
    const above = way.offsetTop - scrollTop
    if (above < 0 || above + 2 * way.offsetHeight > clientHeight)
      box.current.scrollTop = way.offsetTop - clientHeight / 2
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- it waits for a new page
  }, [path])
  return box
}

/** What Ctrl K opens, for those who do not know it yet. */
function FindButton() {
  const words = useWords(frameWords)
  return (
    <button type="button" className={styles['find']} onClick={() => openSheet('palette')}>
      <Icon name="search" size="s" />
      <span>{words.find.title}</span>
      <kbd>{commandKey} K</kbd>
    </button>
  )
}

function Ways({ onGo }: { onGo: () => void }) {
  const words = useWords(frameWords)
  const { may } = useAccess()
  const me = useApi(api.getConsoleMe)
  return (
    <nav className={styles['ways']} aria-label={words.nav}>
      {Object.entries(ways).map(([group, all]) => {
        const open = all.filter((way) => may(way.needs))
        if (open.length === 0) return null
        return (
          <div key={group} className={styles['group']}>
            <p className={styles['title']}>{words.groups[group as keyof Words['groups']]}</p>
            {open.map((way) => (
              <Link
                key={way.to}
                to={way.to}
                onClick={onGo}
                activeOptions={{ exact: way.to === '/', includeSearch: false }}
              >
                {words.pages[way.page]}
              </Link>
            ))}
          </div>
        )
      })}
      <Link to="/account" className={styles['me']} onClick={onGo}>
        <Icon name="person" />
        <span>
          {me.name}
          <span className={styles['roles']}>
            {me.roles.map((role) => words.roles[role]).join(' · ')}
          </span>
        </span>
      </Link>
    </nav>
  )
}
