/** Where one can go: every page with what it asks for, and the key that leads there after a `g`. */
import type { Permission } from './access.ts'
import type { frameWords } from './words/frame.ts'

type Words = (typeof frameWords)['zh']
export type Way = { to: string; page: keyof Words['pages']; needs: Permission; key: string }

export const ways: Record<keyof Words['groups'], readonly Way[]> = {
  overview: [{ to: '/', page: 'home', needs: 'orders.read', key: 'h' }],
  trade: [
    { to: '/orders', page: 'orders', needs: 'orders.read', key: 'o' },
    { to: '/refunds', page: 'refunds', needs: 'refunds.read', key: 'r' },
    { to: '/disputes', page: 'disputes', needs: 'disputes.read', key: 'd' },
  ],
  goods: [
    { to: '/products', page: 'products', needs: 'catalog.read', key: 'p' },
    { to: '/brands', page: 'brands', needs: 'catalog.read', key: 'b' },
    { to: '/flash-sales', page: 'flashSales', needs: 'catalog.read', key: 'f' },
    { to: '/coupons', page: 'coupons', needs: 'catalog.read', key: 'c' },
  ],
  pool: [
    { to: '/members', page: 'members', needs: 'members.read', key: 'm' },
    { to: '/segments', page: 'segments', needs: 'members.read', key: 'q' },
    { to: '/journeys', page: 'journeys', needs: 'members.read', key: 'j' },
    { to: '/outreach', page: 'outreach', needs: 'members.read', key: 'w' },
    { to: '/attention', page: 'attention', needs: 'members.read', key: 'y' },
    { to: '/identities', page: 'identities', needs: 'members.read', key: 'z' },
    { to: '/anchoring', page: 'anchoring', needs: 'members.read', key: '8' },
    { to: '/boards', page: 'boards', needs: 'members.read', key: 'u' },
    { to: '/pool-asset', page: 'poolAsset', needs: 'reports.read', key: '9' },
  ],
  traffic: [
    { to: '/channels', page: 'channels', needs: 'traffic.read', key: 'v' },
    { to: '/campaigns', page: 'campaigns', needs: 'traffic.read', key: 'g' },
    { to: '/links', page: 'links', needs: 'traffic.read', key: 'k' },
    { to: '/invites', page: 'invites', needs: 'traffic.read', key: 'x' },
    { to: '/attribution', page: 'attribution', needs: 'traffic.read', key: '7' },
  ],
  money: [
    { to: '/settlement', page: 'settlement', needs: 'settlement.read', key: 's' },
    { to: '/reconciliation', page: 'reconciliation', needs: 'settlement.read', key: 'n' },
    { to: '/cases', page: 'cases', needs: 'settlement.read', key: 'e' },
    { to: '/ledger', page: 'ledger', needs: 'ledger.read', key: 'l' },
  ],
  house: [
    { to: '/audit', page: 'audit', needs: 'audit.read', key: 'a' },
    { to: '/staff', page: 'staff', needs: 'staff.edit', key: 't' },
    { to: '/settings', page: 'settings', needs: 'shop.edit', key: 'i' },
  ],
}

export const allWays: readonly Way[] = Object.values(ways).flat()
