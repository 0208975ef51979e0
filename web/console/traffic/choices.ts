/** What pages of traffic can be asked for, and the time they look back. */
import { serverNow } from '#web/kit/client.ts'
import { ranges } from '../home/ranges.ts'
import type { Range } from '../home/ranges.ts'

export const channelKinds = [
  'own',
  'store',
  'offline_code',
  'paid_placement',
  'search',
  'marketplace',
  'partner',
  'opinion_leader',
] as const
export const routesIn = ['trust', 'own_brand', 'better_process'] as const
export const elements = ['route', 'scene', 'circle', 'content'] as const
export type Element = (typeof elements)[number]
export const inviteStates = [
  'joined',
  'bought',
  'waiting',
  'rewarded',
  'refused',
  'reversed',
] as const

/** Of invitations: members make its links themselves. */
export const inviteChannelId = '00000000-0000-7000-8000-000000000021'

export { ranges }
export type DaysSearch = { days?: Range }

const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' })

/** Days of China up to today, by the server's clock. */
export function termOf({ days = '90' }: DaysSearch): { from: string; to: string } {
  const now = serverNow()
  const day = (at: number) => dayFormat.format(at)
  return { from: day(now - (Number(days) - 1) * 86_400_000), to: day(now) }
}

export const todayInChina = (): string => termOf({ days: '30' }).to
