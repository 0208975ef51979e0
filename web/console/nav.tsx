/** The way around: a column on a desk, a sheet on a phone. Only what one may read is in it. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Icon } from '#web/kit/icon.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Mark } from '#web/kit/mark.tsx'
import { useShopName } from '#web/kit/shop.ts'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from './access.ts'
import type { Permission } from './access.ts'
import styles from './nav.module.css'
import { frameWords } from './words/frame.ts'

type Words = ReturnType<typeof useWords<(typeof frameWords)['zh']>>
type Way = { to: string; page: keyof Words['pages']; needs: Permission }

const ways: Record<keyof Words['groups'], readonly Way[]> = {
  overview: [{ to: '/', page: 'home', needs: 'orders.read' }],
  trade: [
    { to: '/orders', page: 'orders', needs: 'orders.read' },
    { to: '/refunds', page: 'refunds', needs: 'refunds.read' },
    { to: '/disputes', page: 'disputes', needs: 'disputes.read' },
  ],
  goods: [
    { to: '/products', page: 'products', needs: 'catalog.read' },
    { to: '/brands', page: 'brands', needs: 'catalog.read' },
    { to: '/flash-sales', page: 'flashSales', needs: 'catalog.read' },
    { to: '/coupons', page: 'coupons', needs: 'catalog.read' },
  ],
  money: [
    { to: '/settlement', page: 'settlement', needs: 'settlement.read' },
    { to: '/reconciliation', page: 'reconciliation', needs: 'settlement.read' },
    { to: '/cases', page: 'cases', needs: 'settlement.read' },
    { to: '/ledger', page: 'ledger', needs: 'ledger.read' },
  ],
  house: [
    { to: '/audit', page: 'audit', needs: 'audit.read' },
    { to: '/staff', page: 'staff', needs: 'staff.edit' },
    { to: '/settings', page: 'settings', needs: 'shop.edit' },
  ],
}

export function SideNav() {
  const words = useWords(frameWords)
  const shopName = useShopName()
  return (
    <div className={styles['side']}>
      <Link to="/" className={styles['mark']}>
        <Mark />
        {words.console(shopName)}
      </Link>
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
      <Button onPress={() => setOpen(true)}>{words.menu}</Button>
      <Dialog title={words.menu} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Ways onGo={() => setOpen(false)} />
      </Dialog>
    </header>
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
