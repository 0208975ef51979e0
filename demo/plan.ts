/**
 * Plans the replay of the history: who joined, what was for sale, what was ordered, paid, shipped,
 * received, cancelled and paid out, and when. Pure: the same lines and the same `today` give the same
 * plan, ids included. See README.md for what is real in it and what is made.
 */
import { dayOf, dayStart, instantOf, shiftDaysFor } from './calendar.ts'
import { matchCancellations } from './cancellations.ts'
import type { PriceDifference, Unmatched } from './cancellations.ts'
import { categories } from './categories.ts'
import type { Category } from './categories.ts'
import { isCancellation, whySetAside } from './classify.ts'
import type { Fate } from './classify.ts'
import type { Line, ListedProduct } from './history.ts'
import { planMembers } from './members.ts'
import type { PlannedMember } from './members.ts'
import { planOrders } from './orders.ts'
import type { PlannedOrder } from './orders.ts'
import { planProducts } from './products.ts'
import type { PlannedProduct } from './products.ts'
import { brands } from './ranges.ts'
import type { Brand } from './ranges.ts'
import { scheduleOrders } from './schedule.ts'
import type { Schedule, ScheduledRefund } from './schedule.ts'
import { planSteps } from './steps.ts'
import type { Step } from './steps.ts'
import { planOpeningStock } from './stock.ts'

export type Plan = {
  today: string
  shiftDays: number
  firstDay: string
  lastDay: string
  /** Midnight before the first order: goods, prices and opening stock are there by then. */
  opensAt: Date
  /** Midnight before `today`: no step is at or after it. */
  endsAt: Date
  /** What became of each line of the file, in its order. */
  fates: Fate[]
  brands: Brand[]
  categories: Category[]
  products: PlannedProduct[]
  /** Pieces by SKU at the opening; made. */
  openingStock: Map<string, number>
  /** In the order of joining. */
  members: PlannedMember[]
  orders: PlannedOrder[]
  refunds: ScheduledRefund[]
  /** When each order is paid, shipped and received, also where that is still to come. */
  schedules: Schedule[]
  /** In order of time; `spansOf` cuts them into batches. */
  steps: Step[]
  unmatched: Unmatched[]
  priceDifferences: PriceDifference[]
}

/** `today` is a day in Shanghai, `YYYY-MM-DD`. */
export function planReplay(lines: Line[], products: ListedProduct[], today: string): Plan {
  const shiftDays = shiftDaysFor(today)
  const setAside = lines.map(whySetAside)
  const goods = lines.filter((_, i) => setAside[i] === null)
  const purchases = goods.filter((line) => !isCancellation(line))
  const cancellations = goods.filter(isCancellation)

  const orders = planOrders(purchases, shiftDays)
  const matching = matchCancellations(cancellations, purchases, orders, shiftDays)
  const { matchedLineNos, unmatched, priceDifferences } = matching
  const schedules = scheduleOrders(orders, matching.refunds)
  const refunds = schedules.flatMap((schedule) => schedule.refunds)
  const fates = lines.map((line, i): Fate => {
    const reason = setAside[i]
    if (reason) return reason
    const loaded = !isCancellation(line) || matchedLineNos.has(line.lineNo)
    return loaded ? 'loaded' : 'cancellation_without_purchase'
  })
  const days = [lines[0], lines.at(-1)].map((line) => {
    if (!line) throw new Error('The history is empty')
    return dayOf(instantOf(line.invoicedAt, shiftDays))
  })
  const [firstDay = '', lastDay = ''] = days
  const endsAt = dayStart(today)
  return {
    today,
    shiftDays,
    firstDay,
    lastDay,
    opensAt: dayStart(firstDay),
    endsAt,
    fates,
    brands,
    categories,
    products: planProducts(orders, products),
    openingStock: planOpeningStock(orders, refunds),
    members: planMembers(lines, purchases, shiftDays),
    orders,
    refunds,
    schedules,
    steps: planSteps(schedules, brands, endsAt),
    unmatched,
    priceDifferences,
  }
}
