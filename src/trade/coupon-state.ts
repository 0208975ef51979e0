/** Whether a coupon's code may be handed out: for those who do not know coupons themselves. */
import type { Db } from '#platform/db.ts'

export async function couponState(
  db: Db,
  code: string,
  now: Date,
): Promise<'ok' | 'missing' | 'over'> {
  const [found] = await db<{ endsAt: Date }>`
    select ends_at from trade.coupon where code = ${code}`
  if (!found) return 'missing'
  return found.endsAt > now ? 'ok' : 'over'
}
