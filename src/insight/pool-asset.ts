/** The pool as an asset: what is owned, how often it is used again, and what more of it costs. */
import { aged } from '#platform/aged.ts'
import { addMs, dayMs, dayOf, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { newMembersByWeek, readReach, readReachByMonth } from '#pool/profile/reach.ts'
import { marginalCostOf } from '#traffic/attribution/economics.ts'
import { sumCostByWeek } from '#traffic/attribution/read-credit.ts'
import { listChannels } from '#traffic/channel.ts'
import { readReuse } from '#traffic/reuse.ts'

/** So far back costs and newcomers are compared. */
export const costDays = 180

/** It reads whole tables, so at most every five minutes in a process. */
export const readPoolAsset = aged(5 * minuteMs, async (db: Db, now: Date) => {
  const to = dayOf(now)
  const from = dayOf(addMs(now, -(costDays - 1) * dayMs))
  const [reach, reachMonths, reuse, costs, newcomers, channels] = await Promise.all([
    readReach(db, now),
    readReachByMonth(db, now),
    readReuse(db, now),
    sumCostByWeek(db, { from: now, until: now, days: { from, to } }),
    newMembersByWeek(db, { from, to }),
    listChannels(db),
  ])
  const months = reachMonths.map((month) => {
    const { orders = 0, ownOrders = 0 } = reuse.find((one) => one.month === month.month) ?? {}
    return { ...month, orders, ownOrders }
  })
  return {
    ...reach,
    months,
    channels: channels.flatMap(({ id, name, kind }) => {
      const own = newcomers.filter(({ channelId }) => channelId === id)
      const members = own.reduce((sum, one) => sum + one.members, 0)
      const weeks = costs.filter(({ channelId }) => channelId === id)
      if (members === 0 && weeks.length === 0) return []
      const costFen = weeks.reduce((sum, one) => sum + one.costFen, 0)
      const marginal = marginalCostOf(
        weeks.map((week) => ({
          costFen: week.costFen,
          buyers: own.find((one) => one.week === week.week)?.members ?? 0,
        })),
      )
      const perMemberFen = members > 0 && costFen > 0 ? Math.round(costFen / members) : null
      return [
        {
          id,
          name,
          kind,
          members,
          costFen: weeks.length > 0 ? costFen : null,
          perMemberFen,
          marginal,
        },
      ]
    }),
  }
})
